"""A note on its way: drafted, asked, answered; the figures of one invented source; papers issued without printing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assignments.models import NoteAsk, SituationNote, Topic
from assignments.series import load_paper_series
from assignments.situation import figures
from assignments.situation.answering import give
from assignments.situation.asking import ask_units
from assignments.situation.assembling import assemble, edit_note, send
from assignments.situation.drafting import draft_note
from assignments.situation.figures import FigureTable, Head
from assignments.situation.spans import read_span
from units.models import Role, User

AT = datetime(2026, 10, 8, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Thursday; asks are due on 2026-10-14
LATER = AT + timedelta(days=20)
TEXT = "本期农村劳动力就业平稳，秋收用工增加，没有返贫风险。"
ON_SITE = FigureTable(
    key="supply",
    topic=Topic.LABOR,
    title="各镇街劳动力供求",
    heads=(Head("镇街"), Head("还缺", "人"), Head("可安排", "人"), Head("报酬", "元")),
    rows=(("建胜镇", 3, 14, 120050), ("八桥镇", 0, None, 0)),
    total=("合计", 3, 14, 120050),
    source="摸底调查",
    said=("全区还缺3人，可安排14人。",),
    chart="bars",
)
Engage = Callable[..., User]


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> list[FigureTable]:
    """What the floors above tell; a test may change it."""
    tables = [ON_SITE]
    monkeypatch.setattr(figures, "_SOURCES", [lambda day: tables])
    monkeypatch.setattr("assignments.papers.render_pdf", lambda html: b"%PDF-1.7")
    return tables


@pytest.fixture
def clerk(engage: Engage) -> User:
    """Clerk of the office: writes what Lin checks."""
    return engage("he", Role.OFFICE_CLERK, "区发展改革委", "何清")


@pytest.fixture
def note(reference: None, clerk: User) -> SituationNote:
    """The third quarter, drafted."""
    load_paper_series()
    return draft_note(span=read_span("2026-Q3"), by=clerk, at=AT)


@pytest.fixture
def asked(note: SituationNote, clerk: User) -> SituationNote:
    return ask_units(note=note, by=clerk, at=AT)


@pytest.fixture
def ask(asked: SituationNote) -> NoteAsk:
    """What 区农业农村委 is asked."""
    return NoteAsk.objects.select_related("note", "unit").get(note=asked, topic=Topic.FARMING)


@pytest.fixture
def checking(ask: NoteAsk, chen_filer: User, clerk: User) -> SituationNote:
    """Answered, assembled and edited by the clerk, waiting to be checked."""
    give(ask=ask, text=TEXT, by=chen_filer, at=AT)
    made = assemble(note=fresh(ask.note), by=clerk, at=LATER)
    made = edit_note(note=made, by=clerk, at=LATER, body=f"{made.body.splitlines()[0]}\n一、研判\n就业平稳。")
    return send(note=made, by=clerk, at=LATER)


def fresh(note: SituationNote) -> SituationNote:
    return SituationNote.objects.get(pk=note.pk)

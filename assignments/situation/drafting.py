"""起草 of a note with the usual units to be asked (◇ fixtures/note_asks.json), by the office or by the round."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from assignments.models import NoteAct, NoteAsk, NoteState, SituationNote
from assignments.situation.moves import FLOW
from assignments.situation.people import tell_office
from assignments.situation.spans import Span, quarter_before
from projects.calendar import moved
from units.models import Unit, User
from units.reference import fixture
from units.refusals import NotAllowed, Refusal, WrongState
from units.scope import scope_of

DRAFTERS = "综合研判由领导小组办公室起草和编印。"
TITLE = "关于{span}劳动力就业和灾情疫情综合研判情况的通报"


def may_draft(user: User) -> bool:
    return scope_of(user).is_office


@transaction.atomic
def draft_note(
    *, span: Span, by: User | None, at: datetime, title: str = "", as_of: date | None = None
) -> SituationNote:
    """Begin a note with the usual asks, not yet sent; `by` None is the round.

    Raises:
        NotAllowed: not of the office.
        WrongState: the span has a note already.
        Refusal: the day of the figures lies outside the span.
    """
    if by is not None and not may_draft(by):
        raise NotAllowed(DRAFTERS)
    day = as_of or span.last
    if not span.first <= day <= span.last:
        raise Refusal(f"数据截止日应在{span.said}之内，请改选日期或期别。")
    note = _created(span, title.strip() or TITLE.format(span=span.said), day, by, at)
    _ask_the_usual(note, timezone.localdate(at))
    FLOW.tell(note, NoteAct.DRAFT, by=by, at=at)
    return note


def draft_due(*, at: datetime) -> SituationNote | None:
    """Draft the note of the last quarter in nobody's name, once; one that was withdrawn is not begun again."""
    span = quarter_before(timezone.localdate(at))
    if SituationNote.objects.filter(label=span.label).exists():
        return None
    with transaction.atomic():
        note = draft_note(span=span, by=None, at=at)
        tell_office(note, "drafted", f"{span.said}综合研判已起草，请核对征集名单后发出征集", at=at)
    return note


def usual_asks() -> dict[str, Any]:
    """办公室自定 (◇): {"working_days", "asks": [{"unit" code, "topic", "request"}]}."""
    held: Any = fixture("note_asks")
    return dict(held)


def _created(span: Span, title: str, as_of: date, by: User | None, at: datetime) -> SituationNote:
    fields = {"year": span.first.year, "title": title, "as_of": as_of, "created_at": at, "created_by": by}
    try:
        with transaction.atomic():
            return SituationNote.objects.create(label=span.label, **fields)
    except IntegrityError:
        held = SituationNote.objects.filter(label=span.label).exclude(state=NoteState.WITHDRAWN).first()
        told = f"，现在是“{held.get_state_display()}”" if held else ""
        raise WrongState(f"{span.said}的综合研判已经起草{told}，请在原稿上办理。") from None


def _ask_the_usual(note: SituationNote, day: date) -> None:
    usual = usual_asks()
    due_on = moved(day, usual["working_days"])
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=[one["unit"] for one in usual["asks"]])}
    NoteAsk.objects.bulk_create(
        NoteAsk(note=note, unit=units[one["unit"]], topic=one["topic"], request=one["request"], due_on=due_on)
        for one in usual["asks"]
        if one["unit"] in units
    )

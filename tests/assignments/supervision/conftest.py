"""One 督办 in each state, made through the real actions on frozen days; printing is faked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from assignments.models import SupervisionNotice
from assignments.series import load_paper_series
from assignments.supervision.answering import answer_supervision, sign_for
from assignments.supervision.issuing import issue_supervision
from assignments.supervision.raising import raise_supervision
from tests.cast import Engage
from units.models import Role, Unit, User

DUE = date(2026, 11, 20)  # a Friday


def on(day: int, hour: int = 10, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZoneInfo("Asia/Shanghai"))


AT = on(9)  # a Monday

Make = Callable[..., SupervisionNotice]


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(AT, tick=False) as traveler:
        yield traveler


@pytest.fixture(autouse=True)
def printed(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    monkeypatch.setattr("documents.papers.engine.print_pdf", lambda html: b"%PDF-1.7")
    settings.DATA_DIR = tmp_path


@pytest.fixture
def sun(engage: Engage) -> User:
    """Reviewer of 建胜镇."""
    return engage("sun", Role.UNIT_REVIEWER, "建胜镇", "孙陌")


@pytest.fixture
def he(engage: Engage) -> User:
    """Office clerk."""
    return engage("he", Role.OFFICE_CLERK, "区发展改革委", "何畔")


@pytest.fixture
def drafted(lin: User) -> Make:
    load_paper_series()

    def make(**told: Any) -> SupervisionNotice:
        values = {
            "unit": Unit.objects.get(name="建胜镇"), "title": "产业道路公示整改", "basis": "区级抽查发现公示不全",
            "demand": "补充公示并反馈", "due_on": DUE, "by": lin, "at": AT, **told,
        }  # fmt: skip
        return raise_supervision(**values)

    return make


@pytest.fixture
def issued(drafted: Make, lin: User) -> Make:
    def make(**told: Any) -> SupervisionNotice:
        at = told.get("at", AT)
        return issue_supervision(notice=drafted(**told), by=lin, at=at)

    return make


@pytest.fixture
def signed(issued: Make, sun: User) -> Make:
    def make(**told: Any) -> SupervisionNotice:
        return sign_for(notice=issued(**told), by=sun, at=told.get("at", AT))

    return make


@pytest.fixture
def answered(signed: Make, sun: User) -> Make:
    def make(**told: Any) -> SupervisionNotice:
        return answer_supervision(notice=signed(**told), answer="已补充公示7天", by=sun, at=told.get("at", AT))

    return make

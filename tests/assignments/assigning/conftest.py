"""Tasks of 2026 over the real duties; the clock stands on Tuesday, 24 November 2026."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from assignments import measures
from assignments.assigning.actions import draft_assignment, issue_assignment
from assignments.measures import Measure, Reading
from assignments.models import Assignment, AssignmentReport, Duty
from units.models import Role, Unit, User

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 24)
Give = Callable[..., Assignment]


def moment(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


def unit(name: str) -> Unit:
    return Unit.objects.get(name=name)


def duty(number: int) -> Duty:
    return Duty.objects.get(number=number)


def first(task: Assignment) -> AssignmentReport:
    return task.reports.select_related("assignment__lead").order_by("due_on", "pk")[0]


@pytest.fixture
def he(engage: Callable[..., User]) -> User:
    """Office clerk."""
    return engage("he", Role.OFFICE_CLERK, "区发展改革委", "何畔")


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> None:
    """One measure, as a floor above would register it."""
    monkeypatch.setattr(measures, "_known", {})
    read = lambda unit, year: Reading(4_300, f"{unit.name}，{year}年10月定稿")  # noqa: E731
    measures.register([Measure(key="rate", label="培训率", unit="%", read=read)])


@pytest.fixture
def give(lin: User) -> Give:
    """Draft and issue a task for 建胜镇 under 三（八）; what is said beside goes into the draft."""

    def make(*, at: datetime | None = None, issue: bool = True, **told: object) -> Assignment:
        when = at or moment(11, 3)
        said = {
            "origin": duty(26),
            "lead": unit("建胜镇"),
            "title": "开展政策宣讲",
            "due_on": date(2026, 12, 15),
            **told,
        }
        draft = draft_assignment(by=lin, at=when, **said)  # type: ignore[arg-type]
        return issue_assignment(assignment=draft, by=lin, at=when) if issue else draft

    return make

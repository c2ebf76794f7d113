"""亮灯: one rule, told alike by Python and by the database."""

from datetime import date

import pytest

from assignments.assigning.actions import cancel_assignment
from assignments.assigning.lamp import Lamp, clock_on, lamp_of, shining, with_facts
from assignments.models import Assignment
from assignments.reports.actions import accept_report, file_report, return_report
from tests.assignments.assigning.conftest import DAY, Give, first, moment
from units.models import User

pytestmark = pytest.mark.usefixtures("reference")


@pytest.fixture
def year(lin: User, wang: User, give: Give) -> dict[str, Assignment]:
    """One task of each standing, as on 24 November."""
    filed = give(title="已报")
    file_report(report=first(filed), text="办了", by=wang, at=moment(11, 10))
    returned = give(title="退回")
    back = file_report(report=first(returned), text="办了", by=wang, at=moment(11, 10))
    return_report(report=back, reason="写细些", by=lin, at=moment(11, 23))
    ready = give(title="待办结")
    accept_report(
        report=file_report(report=first(ready), text="办了", by=wang, at=moment(11, 10)), by=lin, at=moment(11, 11)
    )
    cancelled = cancel_assignment(assignment=give(title="撤销"), reason="不办", by=lin, at=moment(11, 5))
    due = {"逾期": date(2026, 11, 23), "今天": DAY, "将到": date(2026, 12, 1), "尚早": date(2026, 12, 2)}
    tasks = {title: give(title=title, due_on=day) for title, day in due.items()}
    told = {"已报": filed, "退回": returned, "待办结": ready, "撤销": cancelled, "拟订": give(issue=False)}
    return tasks | told


SHINES = {
    "逾期": (Lamp.RED, "报告逾期1天"),
    "今天": (Lamp.YELLOW, "报告今天到期"),
    "将到": (Lamp.YELLOW, "报告12-01到期"),
    "尚早": (Lamp.GREEN, "下次报告2026-12-02"),
    "退回": (Lamp.YELLOW, "报告退回补充，12-15前重报"),
    "已报": (Lamp.GREEN, "已报待认可"),
    "待办结": (Lamp.GREEN, "报告已齐，待办结"),
    "撤销": (Lamp.UNLIT, "已撤销"),
    "拟订": (Lamp.UNLIT, "拟订"),
}


def test_each_standing_has_its_lamp_and_its_reason(year: dict[str, Assignment]) -> None:
    clock = clock_on(DAY)
    found = {one.pk: lamp_of(one, clock) for one in with_facts(Assignment.objects.all())}
    assert {title: (found[one.pk].lamp, found[one.pk].why) for title, one in year.items()} == SHINES


def test_the_database_sorts_them_alike(year: dict[str, Assignment]) -> None:
    clock = clock_on(DAY)
    every = with_facts(Assignment.objects.all())
    for lamp in Lamp:
        said = {one.pk for one in every if lamp_of(one, clock).lamp is lamp}
        assert set(shining(every, lamp, clock).values_list("pk", flat=True)) == said, lamp

"""项目页的概况: where a project stands, what it lacks, whose turn it is and how much money has come."""

from __future__ import annotations

from datetime import date

import pytest

from projects.models import Condition, Period, ProgressFiling, Project, Stage
from projects.money.sums import MoneyLine
from projects.stages.actions import next_step
from projects.views.glance import THE_OFFICE, glance, whose_turn
from tests.projects.pages import page, set_stage
from tests.projects.proofs import give_everything
from tests.projects.samples import AT

pytestmark = pytest.mark.django_db
DAY = AT.date()


def turn(project: Project) -> str:
    return whose_turn(project, next_step(project, on=DAY))[0]


def test_what_is_missing_is_the_departments_turn_and_what_is_ready_its_reviewers(road, wang) -> None:
    set_stage(road, Stage.PREPARATION)
    assert whose_turn(road, next_step(road, on=DAY)) == (road.department.name, "或业主单位补齐所缺内容")
    give_everything(road, wang)
    assert whose_turn(road, next_step(road, on=DAY)) == (road.department.name, "由审核人“转入招标合同”")


@pytest.mark.parametrize(
    ("condition", "who"),
    [(Condition.PAUSED, THE_OFFICE), (Condition.RECTIFYING, "整改责任单位"), (Condition.REMOVED, THE_OFFICE)],
)
def test_beside_the_stages_another_has_to_act(road, condition, who) -> None:
    road.condition = condition
    assert turn(road) == who


def test_the_archive_is_the_offices_turn_and_then_nobodys(road) -> None:
    set_stage(road, Stage.MAINTAINED)
    assert turn(road) == THE_OFFICE
    set_stage(road, Stage.ARCHIVED)
    assert turn(road) == "—"


@pytest.mark.parametrize(
    ("issued", "note"), [(None, "下达金额还没有登记"), (100_000_000, "下达 100.00 万元，拨付率 80.00%")]
)
def test_money_that_has_come_stands_beside_what_was_issued(road, issued, note) -> None:
    line = MoneyLine(issued_fen=issued, allocated_fen=80_000_000, paid_fen=0, pay_fen=0)
    figure = glance(road, next_step(road, on=DAY), line)[3]
    assert (figure.label, figure.value, figure.unit, figure.note) == ("已拨付", "80.00", "万元", note)


def test_money_filed_by_month_but_not_recorded_one_by_one_is_told(road) -> None:
    filed = ProgressFiling(
        period=Period(month=date(2026, 10, 1)), allocated_before_fen=0, allocated_new_fen=31_208_000_000
    )
    nothing, some = (MoneyLine(issued_fen=None, allocated_fen=fen, paid_fen=0, pay_fen=0) for fen in (0, 1_000_000))
    notes = [glance(road, next_step(road, on=DAY), line, filed)[3].note for line in (nothing, some)]
    assert notes == ["没有逐笔登记；2026年10月填报本年累计 31208.00 万元", "下达金额还没有登记"]


def test_the_page_begins_with_the_figures(client, road, lin) -> None:
    client.force_login(lin)
    shown = page(client, "project_detail", road.pk)
    assert shown.index("现在环节") < shown.index("项目环节")
    assert road.department.name in shown.split('class="stats glance"')[1].split('id="stages"')[0]

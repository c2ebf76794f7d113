"""Who fits a demand, in which order, and what is said beside each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from labor.demands import placing
from labor.demands.matching import candidates, years_before
from labor.models import Ability, Employment, Engagement, LaborDemand, LaborSurvey, Trade, Willingness
from projects.models import Project
from tests.labor.conftest import AT
from tests.labor.demands.conftest import FROM, TO, Ask
from units.models import User

pytestmark = pytest.mark.django_db


def names(demand: LaborDemand, user: User) -> list[str]:
    return [one.response.name for one in candidates(demand=demand, limit=50, user=user)]


@pytest.fixture
def for_masons(published: LaborDemand, mason: Trade) -> LaborDemand:
    published.trade = mason
    published.save()
    return published


def test_people_stand_in_the_order_of_the_rules_and_each_is_explained(
    for_masons: LaborDemand, ask: Ask, mason: Trade, lin: User
) -> None:
    ask("远处会的", "八桥镇", skills=[mason])
    ask("近处想的", wanted=[mason])
    ask("近处会的", skills=[mason], wanted=[mason], categories=["07", "08", "99"], available_from=FROM, available_to=TO)
    ask("近处又想又优先", wanted=[mason], categories=["06"], willingness=Willingness.DEPENDS, ability=Ability.WEAK)
    found = candidates(demand=for_masons, limit=50, user=lin)
    assert [(one.response.name, one.points) for one in found] == [
        ("近处会的", 100), ("近处又想又优先", 62), ("近处想的", 55), ("远处会的", 40),
    ]  # fmt: skip
    assert found[0].reasons == (
        "技能相符：会砌筑工。",
        "同镇街：家在建胜镇，工地也在建胜镇。",
        "意愿岗位相符：愿意做砌筑工。",
        "优先类别：城镇低收入人口、就业困难人员。",
        "明确愿意务工。",
        "有劳动能力。",
        "目前没有固定工作（未就业）。",
        "时间合适：可务工时间2026年12月1日至2027年3月31日，用工期内都能来。",
    )
    assert found[0].cautions == ()
    assert found[1].cautions == (
        "弱劳动能力，请安排力所能及的活。",
        "视岗位而定，推荐前请先问本人。",
        "没有登记砌筑工技能，上岗前需要培训。",
    )


def test_the_order_of_the_database_is_the_sum_that_is_shown(
    published: LaborDemand, plain: Trade, mason: Trade, ask: Ask, lin: User
) -> None:
    for number in range(24):
        ask(
            f"人{number}",
            ["建胜镇", "八桥镇"][number % 2],
            skills=[plain] if number % 3 else [mason],
            wanted=[plain] if number % 5 == 0 else [],
            categories=["99"] if number % 4 else ["08"],
            employment=Employment.EMPLOYED if number % 7 == 0 else Employment.FARMING,
            willingness=Willingness.YES if number % 3 else Willingness.DEPENDS,
        )
    points = [one.points for one in candidates(demand=published, limit=50, user=lin)]
    assert len(points) == 24
    assert points == sorted(points, reverse=True)
    assert len(set(points)) > 5


@pytest.mark.parametrize(
    "said",
    [
        {"willingness": Willingness.NO},
        {"ability": Ability.NONE},
        {"born_on": years_before(FROM, 16) + timedelta(days=1)},
        {"available_from": FROM + timedelta(days=1)},
        {"available_to": TO - timedelta(days=1)},
        {"withdrawn_at": AT, "withdraw_reason": "重复"},
    ],
)
def test_whom_the_rules_leave_out(said: dict[str, Any], published: LaborDemand, ask: Ask, lin: User) -> None:
    signed = {"withdrawn_by": lin} if "withdrawn_at" in said else {}
    ask("留下的", born_on=years_before(FROM, 16), available_from=FROM, available_to=TO)
    ask("不合的", **said, **signed)
    assert names(published, lin) == ["留下的"]


def test_a_skilled_post_asks_for_the_skill_or_the_wish(
    for_masons: LaborDemand, ask: Ask, mason: Trade, plain: Trade, lin: User
) -> None:
    ask("会", skills=[mason])
    ask("想", wanted=[mason])
    ask("都不")
    ask("别的", skills=[plain], wanted=[plain])
    assert names(for_masons, lin) == ["会", "想"]


def test_a_plain_post_takes_those_without_a_wish_of_their_own(
    published: LaborDemand, ask: Ask, mason: Trade, lin: User
) -> None:
    ask("随便")
    ask("只想砌筑", wanted=[mason])
    assert names(published, lin) == ["随便"]


def test_a_post_with_certificate_asks_for_one(for_masons: LaborDemand, ask: Ask, mason: Trade, lin: User) -> None:
    for_masons.needs_certificate = True
    ask("无证", skills=[mason])
    ask("有证", skills=[mason], certificates="砌筑工五级")
    found = candidates(demand=for_masons, limit=5, user=lin)
    assert [one.response.name for one in found] == ["有证"]
    assert "砌筑工五级" in found[0].cautions[0]


def test_the_aged_are_pointed_out(published: LaborDemand, ask: Ask, lin: User) -> None:
    ask("六十岁", born_on=years_before(FROM, 61) + timedelta(days=1))
    ask("六十一岁", born_on=years_before(FROM, 61))
    cautions = {one.response.name: one.cautions for one in candidates(demand=published, limit=5, user=lin)}
    assert cautions == {"六十岁": (), "六十一岁": ("用工开始时已超过60周岁，请安排适合的岗位。",)}


@pytest.mark.parametrize(
    ("entered", "left", "is_free"),
    [
        (date(2026, 10, 1), None, False),
        (date(2026, 10, 1), FROM, False),
        (date(2026, 10, 1), FROM - timedelta(days=1), True),
        (TO, None, False),
        (TO + timedelta(days=1), None, True),
    ],
)
def test_people_on_a_roster_in_those_days_are_not_free(
    entered: date, left: date | None, is_free: bool, published: LaborDemand, estate: Project, ask: Ask, lin: User
) -> None:
    engaged = engage(ask("在岗"), estate, published.trade, lin, entered, left)
    assert names(published, lin) == (["在岗"] if is_free else [])
    engaged.voided_at, engaged.voided_by = AT, lin
    engaged.save()
    assert names(published, lin) == ["在岗"]


def engage(asked: Any, project: Project, trade: Trade, by: User, entered: date, left: date | None) -> Engagement:
    return Engagement.objects.create(
        project=project, worker=asked.worker, name=asked.name, address="建胜镇", trade=trade, team="一班",
        employer="某公司", relation="service", entered_on=entered, left_on=left, leave_reason="完工" if left else "",
        waiver_reason="演示", registered_at=AT, registered_by=by,
    )  # fmt: skip


def test_people_proposed_already_are_not_found_until_they_are_declined(
    published: LaborDemand, ask: Ask, lin: User, wang: User, owner: User
) -> None:
    one = ask("李一")
    placement = placing.propose(demand=published, response_ids=[one.pk], by=wang, at=AT)[0]
    assert names(published, lin) == []
    placing.decline(placement=placement, reason="未到", by=owner, at=AT)
    assert names(published, lin) == ["李一"]


def test_a_township_finds_its_own_people_and_an_owner_nobody(
    published: LaborDemand, ask: Ask, wang: User, zhao: User, owner: User, auditor: User, leader: User
) -> None:
    ask("建胜人")
    ask("八桥人", "八桥镇")
    found = {user.username: names(published, user) for user in (wang, zhao, owner, auditor, leader)}
    assert found == {
        "wang": ["建胜人"], "zhao": ["八桥人"], "owner": [], "auditor": [], "leader": ["建胜人", "八桥人"],
    }  # fmt: skip


def test_what_a_person_said_last_counts(published: LaborDemand, survey: LaborSurvey, ask: Ask, lin: User) -> None:
    old = LaborSurvey.objects.create(
        year=2025, title="去年", opens_on=date(2025, 1, 1), due_on=date(2025, 2, 1), opened_at=AT, opened_by=lin
    )
    first = ask("变了", survey=old, surveyed_on=date(2025, 1, 9))
    ask("变了", worker=first.worker, willingness=Willingness.NO)
    second = ask("没变", survey=old, surveyed_on=date(2025, 1, 9))
    now = ask("没变", worker=second.worker)
    ask("只在去年", survey=old, surveyed_on=date(2025, 1, 9))
    found = [one.response for one in candidates(demand=published, limit=9, user=lin)]
    assert [(one.name, one.survey_id) for one in found] == [("没变", now.survey_id), ("只在去年", old.pk)]
    LaborSurvey.objects.filter(pk=old.pk).update(closed_at=AT, closed_by=lin)
    assert names(published, lin) == ["没变", "只在去年"]  # the new survey has only begun
    LaborSurvey.objects.filter(pk=survey.pk).update(closed_at=AT, closed_by=lin)
    assert names(published, lin) == ["没变"]


def test_a_survey_of_one_township_does_not_put_the_years_own_out_of_use(
    published: LaborDemand, survey: LaborSurvey, ask: Ask, lin: User
) -> None:
    more = LaborSurvey.objects.create(
        year=2026, title="返乡补充", opens_on=date(2026, 11, 1), due_on=date(2026, 11, 9), opened_at=AT, opened_by=lin
    )
    asked, changed = ask("只在年度"), ask("变了", "八桥镇")
    ask("变了", "八桥镇", survey=more, worker=changed.worker, willingness=Willingness.NO, surveyed_on=date(2026, 11, 2))
    LaborSurvey.objects.update(closed_at=AT, closed_by=lin)
    assert names(published, lin) == [asked.name]


def test_two_people_or_twenty_take_the_same_queries(published: LaborDemand, ask: Ask, mason: Trade, lin: User) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert candidates(demand=published, limit=50, user=lin)
        return len(queries)

    for number in range(2):
        ask(f"人{number}", skills=[mason], categories=["07"])
    asked()  # the person's scope is read once
    few = asked()
    for number in range(18):
        ask(f"众{number}", skills=[mason, published.trade], wanted=[published.trade], categories=["06", "07"])
    assert asked() == few
    assert len(candidates(demand=published, limit=7, user=lin)) == 7
    assert candidates(demand=published, limit=-1, user=lin) == []


def test_sixteen_years_before_a_leap_day() -> None:
    assert (years_before(date(2028, 2, 29), 16), years_before(date(2028, 2, 29), 15)) == (
        date(2012, 2, 29), date(2013, 2, 28),
    )  # fmt: skip

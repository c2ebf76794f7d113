"""Proposals and their answers: by whom, for whom, how many, and what ages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from labor.demands import actions, placing
from labor.demands.counting import counted
from labor.demands.permissions import available_answers, may_propose
from labor.models import Ability, Engagement, LaborDemand, Placement, SurveyResponse, Trade, Willingness
from labor.waiting import demands_waiting
from projects.models import Project
from tests.labor.conftest import AT
from tests.labor.demands.conftest import FROM, TO, Ask, said
from tests.labor.demands.test_matching import engage
from units.models import AuditEntry, User
from units.refusals import NotAllowed, Refusal, WrongState

pytestmark = pytest.mark.django_db

NEXT, END = TO + timedelta(days=1), TO + timedelta(days=9)


def propose(demand: LaborDemand, by: User, *people: SurveyResponse) -> list[Placement]:
    return placing.propose(demand=demand, response_ids=[one.pk for one in people], by=by, at=AT)


def test_a_township_proposes_and_the_owner_confirms(published: LaborDemand, ask: Ask, wang: User, owner: User) -> None:
    one = ask("李一")
    placement = propose(published, wang, one)[0]
    assert (placement.township, placement.worker, placement.state) == (one.part.township, one.worker, "proposed")
    assert [move.name for move in available_answers(placement, owner)] == ["confirm", "decline"]
    assert [move.name for move in available_answers(placement, wang)] == ["take_back"]
    placing.confirm(placement=placement, by=owner, at=AT)
    kept = Placement.objects.get()
    assert (kept.state, kept.decided_by) == ("confirmed", owner)
    trail = AuditEntry.objects.filter(act__startswith="用工对接").values_list("act", "rows").order_by("number")
    assert list(trail) == [("用工对接：推荐人员", 1), ("用工对接：确认录用", 1)]


def test_who_may_propose(
    published: LaborDemand, ask: Ask, wang: User, zhao: User, owner: User, chen_filer: User, lin: User, leader: User
) -> None:
    mine = ask("李一")
    bringing, others = (wang, zhao, lin), (owner, chen_filer, leader)
    assert [may_propose(user, published) for user in (*bringing, *others)] == [True] * 3 + [False] * 3
    for user, told in ((zhao, "不归您推荐"), (owner, "不归您推荐"), (leader, "只能由该镇街")):
        with pytest.raises(NotAllowed, match=told) as refused:
            propose(published, user, mine)
        assert (mine.name in str(refused.value)) is (user == leader)  # named to those alone who see the person
    propose(published, lin, mine)


def _unpublished(demand: LaborDemand) -> LaborDemand:
    return LaborDemand(pk=demand.pk, project=demand.project, state="closed")


def test_who_proposes_does_not_confirm(published: LaborDemand, ask: Ask, lin: User, wei: User) -> None:
    placement = propose(published, lin, ask("李一"))[0]
    with pytest.raises(NotAllowed, match="不得为同一人"):
        placing.confirm(placement=placement, by=lin, at=AT)
    assert placing.confirm(placement=placement, by=wei, at=AT).state == "confirmed"


def test_the_township_does_not_answer_for_the_owner_nor_the_owner_for_the_township(
    published: LaborDemand, ask: Ask, wang: User, owner: User, zhao: User
) -> None:
    placement = propose(published, wang, ask("李一"))[0]
    with pytest.raises(NotAllowed, match="由项目业主单位"):
        placing.confirm(placement=placement, by=wang, at=AT)
    for user in (owner, zhao):
        with pytest.raises(NotAllowed, match="由推荐镇街"):
            placing.take_back(placement=placement, reason="不去了", by=user, at=AT)
    with pytest.raises(Refusal, match="写明原因"):
        placing.take_back(placement=placement, reason="", by=wang, at=AT)
    assert placing.take_back(placement=placement, reason="不去了", by=wang, at=AT).state == "withdrawn"
    with pytest.raises(WrongState, match="已撤回"):
        placing.confirm(placement=placement, by=owner, at=AT)


def test_everybody_who_cannot_be_proposed_is_named_at_once(
    published: LaborDemand, estate: Project, ask: Ask, wang: User, lin: User
) -> None:
    young, unwilling = ask("小", born_on=date(2012, 1, 1)), ask("不愿", willingness=Willingness.NO)
    unable, busy, fine = ask("不能", ability=Ability.NONE), ask("在岗"), ask("好")
    gone = ask("撤", withdrawn_at=AT, withdrawn_by=lin, withdraw_reason="重复")
    engage(busy, estate, published.trade, lin, date(2026, 10, 1), None)
    propose(published, wang, taken := ask("已荐"))
    with pytest.raises(Refusal) as refused:
        propose(published, wang, young, unwilling, unable, busy, fine, gone, taken)
    told = refused.value.sentences
    assert [sentence[:2] for sentence in told] == ["小在", "不愿", "不能", "撤的", "在岗", "已荐"]
    assert estate.name in told[4]
    assert Placement.objects.count() == 1


def test_nobody_is_promised_to_two_works_on_the_same_days(
    published: LaborDemand, plain: Trade, ask: Ask, wang: User, owner: User, chen_reviewer: User
) -> None:
    other = _published(published.project, plain, owner, chen_reviewer, starts_on=TO, ends_on=END)
    later = _published(
        published.project, plain, owner, chen_reviewer, starts_on=TO + timedelta(days=1), ends_on=TO + timedelta(days=9)
    )
    one = ask("李一")
    propose(published, wang, one)
    with pytest.raises(Refusal, match="同一时间的需求"):
        propose(other, wang, one)
    assert len(propose(later, wang, one)) == 1


def _published(project: Project, trade: Trade, owner: User, reviewer: User, **changed: object) -> LaborDemand:
    demand = actions.start_demand(project=project, values=said(trade, **changed), by=owner, at=AT)
    actions.send(demand=demand, by=owner, at=AT)
    return actions.publish(demand=demand, by=reviewer, at=AT)


def test_never_more_are_confirmed_than_posts(published: LaborDemand, ask: Ask, wang: User, owner: User) -> None:
    made = propose(published, wang, *[ask(f"人{number}") for number in range(3)])
    for one in made[:2]:
        placing.confirm(placement=one, by=owner, at=AT)
    with pytest.raises(Refusal, match="已确认2人，名额已满"):
        placing.confirm(placement=made[2], by=owner, at=AT)
    placing.decline(placement=made[0], reason="没有到岗", by=owner, at=AT)
    assert placing.confirm(placement=made[2], by=owner, at=AT).state == "confirmed"


def test_who_was_taken_meanwhile_is_not_confirmed(
    published: LaborDemand, estate: Project, ask: Ask, wang: User, owner: User, lin: User
) -> None:
    placement = propose(published, wang, one := ask("李一"))[0]
    engage(one, estate, published.trade, lin, FROM, None)
    with pytest.raises(Refusal, match=estate.name):
        placing.confirm(placement=placement, by=owner, at=AT)
    Engagement.objects.update(left_on=FROM, leave_reason="完工")
    with pytest.raises(Refusal, match="2026-12-01才退场"):
        placing.confirm(placement=placement, by=owner, at=AT)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"withdrawn_at": AT, "withdraw_reason": "重复登记"}, "摸底表已撤销"),
        ({"willingness": Willingness.NO}, "不愿意务工"),
        ({"ability": Ability.NONE}, "无劳动能力"),
    ],
)
def test_what_the_survey_says_by_then_is_asked_again_before_confirming(
    changed: dict[str, object], told: str, published: LaborDemand, ask: Ask, wang: User, owner: User
) -> None:
    placement = propose(published, wang, one := ask("李一"))[0]
    signed = {"withdrawn_by": wang} if "withdrawn_at" in changed else {}
    SurveyResponse.objects.filter(pk=one.pk).update(**changed, **signed)
    with pytest.raises(Refusal, match=told):
        placing.confirm(placement=placement, by=owner, at=AT)
    assert Placement.objects.get().state == "proposed"
    placing.decline(placement=placement, reason="情况有变", by=owner, at=AT)


def test_ages_are_counted_anew_when_the_work_begins_earlier(
    published: LaborDemand, ask: Ask, wang: User, owner: User, chen_reviewer: User
) -> None:
    placement = propose(published, wang, ask("李一", born_on=date(2010, 12, 1)))[0]  # 16 on the first day
    actions.hand_back(demand=published, reason="提前开工", by=chen_reviewer, at=AT)
    actions.send(demand=published, values={"starts_on": FROM - timedelta(days=1)}, by=owner, at=AT)
    actions.publish(demand=published, by=chen_reviewer, at=AT)
    with pytest.raises(Refusal, match="不满16周岁"):
        placing.confirm(placement=placement, by=owner, at=AT)


@pytest.mark.parametrize(
    "gone", [{"stage": "archived"}, {"condition": "removed", "condition_reason": "调整", "condition_since": FROM}]
)
def test_a_closed_project_seeks_nobody(gone: dict[str, object], published: LaborDemand, owner: User) -> None:
    assert placing.places_of(published).open_posts == 2
    Project.objects.filter(pk=published.project_id).update(**gone)
    published.refresh_from_db()
    assert placing.places_of(LaborDemand.objects.select_related("project").get()).open_posts == 0
    assert placing.unfilled(on=FROM, user=owner) == []
    assert [one.open_posts for one in counted(LaborDemand.objects.all())] == [0]


def test_works_that_are_over_wait_on_nobodys_desk(published: LaborDemand, wang: User) -> None:
    waiting = [demands_waiting("unfilled", wang, on=day).count() for day in (TO, TO + timedelta(days=1))]
    assert waiting == [1, 0]


def test_who_has_entered_is_not_let_go_here(published: LaborDemand, ask: Ask, wang: User, owner: User) -> None:
    placement = placing.confirm(placement=propose(published, wang, one := ask("李一"))[0], by=owner, at=AT)
    stay = engage(one, published.project, published.trade, owner, FROM, None)
    stay.placement = placement
    stay.save()
    with pytest.raises(WrongState, match="在名册办理退场"):
        placing.decline(placement=placement, reason="没来", by=owner, at=AT)


def test_only_a_published_demand_takes_people(draft: LaborDemand, ask: Ask, wang: User) -> None:
    with pytest.raises(WrongState, match="只有已发布"):
        propose(draft, wang, ask("李一"))


def test_after_its_days_a_demand_takes_nobody(published: LaborDemand, ask: Ask, wang: User) -> None:
    late = AT + timedelta(days=365)
    with pytest.raises(WrongState, match="已经过去"):
        placing.propose(demand=published, response_ids=[ask("李一").pk], by=wang, at=late)


def test_closing_gives_waiting_people_back(published: LaborDemand, ask: Ask, wang: User, owner: User) -> None:
    sure, waiting = propose(published, wang, ask("甲"), ask("乙"))
    placing.confirm(placement=sure, by=owner, at=AT)
    actions.close_demand(demand=published, reason="够了", by=owner, at=AT)
    assert list(Placement.objects.order_by("pk").values_list("state", "reason")) == [
        ("confirmed", ""), ("withdrawn", "招工已结束"),
    ]  # fmt: skip


def test_a_correction_keeps_at_least_the_posts_that_are_taken(
    published: LaborDemand, ask: Ask, wang: User, owner: User, chen_reviewer: User
) -> None:
    for one in propose(published, wang, ask("甲"), ask("乙")):
        placing.confirm(placement=one, by=owner, at=AT)
    actions.hand_back(demand=published, reason="更正", by=chen_reviewer, at=AT)
    with pytest.raises(Refusal, match="少于已确认录用的2人"):
        actions.send(demand=published, values={"headcount": 1}, by=owner, at=AT)


def test_open_posts_age(
    published: LaborDemand,
    plain: Trade,
    ask: Ask,
    wang: User,
    zhao: User,
    owner: User,
    chen_reviewer: User,
    auditor: User,
) -> None:
    full = _published(published.project, plain, owner, chen_reviewer, headcount=1)
    made = propose(published, wang, ask("甲"), ask("乙"))
    placing.confirm(placement=made[0], by=owner, at=AT)
    placing.confirm(placement=propose(full, wang, ask("丙"))[0], by=owner, at=AT)
    for user in (zhao, owner):
        one = placing.unfilled(on=date(2026, 11, 30), user=user)
        assert [(row.demand, row.confirmed, row.proposed, row.open_posts, row.days) for row in one] == [
            (published, 1, 1, 1, 18)
        ]
    assert placing.unfilled(on=date(2026, 11, 30), user=auditor) == []


def test_open_posts_take_the_same_queries(
    published: LaborDemand, plain: Trade, owner: User, chen_reviewer: User, lin: User
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            placing.unfilled(on=date(2026, 11, 30), user=lin)
        return len(queries)

    placing.unfilled(on=date(2026, 11, 30), user=lin)
    few = asked()
    for number in range(5):
        _published(published.project, plain, owner, chen_reviewer, headcount=number + 3)
    assert asked() == few

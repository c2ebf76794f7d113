"""A demand from draft to notice: who may, in which state, what it lacks, and what stays on record."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from labor.demands import actions, placing
from labor.demands.completeness import warnings
from labor.demands.moves import MOVES
from labor.demands.moving import StaleDemand
from labor.demands.permissions import available_moves, may_start, why_not
from labor.models import DemandAct, DemandState, LaborDemand, Placement, Trade
from projects.models import Condition, DemandNotice, Project, Stage
from projects.moving import Incomplete
from tests.labor.conftest import AT
from tests.labor.demands.conftest import Ask, said
from units.models import AuditEntry, User
from units.refusals import NotAllowed, Refusal, WrongState

pytestmark = pytest.mark.django_db

PEOPLE = ["owner", "chen_filer", "chen_reviewer", "wang", "zhao", "lin", "wei", "leader", "sysadmin", "auditor"]
FILERS = {"owner", "chen_filer", "lin", "wei"}
REVIEWERS = {"chen_reviewer", "lin", "wei"}
# Who may make each move on a demand that 周工 drafted and sent, written down by hand; everybody else is refused.
MAY = {
    DemandAct.SAVE: FILERS, DemandAct.SEND: FILERS, DemandAct.WITHDRAW: {"owner"}, DemandAct.PUBLISH: REVIEWERS,
    DemandAct.HAND_BACK: REVIEWERS, DemandAct.CLOSE: FILERS, DemandAct.REOPEN: REVIEWERS, DemandAct.DISCARD: FILERS,
}  # fmt: skip
FROM = {
    DemandAct.SAVE: {"draft", "returned"}, DemandAct.SEND: {"draft", "returned"}, DemandAct.WITHDRAW: {"reviewing"},
    DemandAct.PUBLISH: {"reviewing"}, DemandAct.HAND_BACK: {"reviewing", "published"}, DemandAct.CLOSE: {"published"},
    DemandAct.REOPEN: {"closed"}, DemandAct.DISCARD: {"draft", "returned"},
}  # fmt: skip


@pytest.mark.parametrize("person", PEOPLE)
def test_each_move_is_for_those_it_is_for(person: str, draft: LaborDemand, request: pytest.FixtureRequest) -> None:
    user, draft.state = request.getfixturevalue(person), "reviewing"
    assert {act for act, move in MOVES.items() if not why_not(move, draft, user)} == {
        act for act, may in MAY.items() if person in may
    }
    assert may_start(user, draft.project) is (person in FILERS)


@pytest.mark.parametrize("state", DemandState)
def test_each_move_starts_in_its_states(state: DemandState, draft: LaborDemand, owner: User, wei: User) -> None:
    draft.state = state
    offered = {move.act for user in (owner, wei) for move in available_moves(draft, user)}
    assert offered == {act for act, states in FROM.items() if state in states}


def test_a_demand_is_filled_sent_published_and_recorded_as_proof(published: LaborDemand, chen_reviewer: User) -> None:
    assert (published.state, published.published_by, published.version) == ("published", chen_reviewer, 2)
    notice = DemandNotice.objects.get(project=published.project)
    assert (notice.posts, notice.headcount, notice.skills) == ("普通杂工", 2, "无")
    assert (notice.starts_on, notice.ends_on) == (published.starts_on, published.ends_on)
    assert (notice.published_on, notice.recorded_by) == (date(2026, 11, 12), chen_reviewer)
    assert [step.act for step in published.steps.all()] == ["start", "send", "publish"]
    trail = list(AuditEntry.objects.filter(act__contains="需求").values_list("act", flat=True).order_by("number"))
    assert trail == ["务工需求：起草", "务工需求：送审", "务工需求：审核发布", "登记用工需求公布"]


def test_township_and_place_follow_from_the_project(draft: LaborDemand, road: Project) -> None:
    assert (draft.township, draft.place, draft.phone) == (road.township, road.site, "13800001234")


def test_the_phone_is_masked_in_the_trail(draft: LaborDemand) -> None:
    told = f"{list(AuditEntry.objects.values_list('detail', flat=True))}{draft.steps.get().changes}"
    assert "13800001234" not in told
    assert "138****1234" in told


def test_a_draft_says_everything_it_cannot_be_without(road: Project, owner: User) -> None:
    with pytest.raises(Incomplete) as refused:
        actions.start_demand(project=road, values={"headcount": 0, "phone": "12", "trade": None}, by=owner, at=AT)
    named = {lack.field for lack in refused.value.lacks}
    assert named == {"trade", "headcount", "starts_on", "ends_on", "day_rate_fen", "phone"}
    assert not LaborDemand.objects.exists()


def test_sending_tells_all_lacks_at_once(road: Project, plain: Trade, owner: User) -> None:
    empty = said(plain, task="", skills=" ", contact="", phone="", place="", ends_on=date(2026, 12, 1))
    draft = actions.start_demand(project=road, values=empty, by=owner, at=AT)
    wrong = {"headcount": 9_999_999, "ends_on": date(2026, 11, 1)}
    with pytest.raises(Incomplete) as refused:
        actions.send(demand=draft, values=wrong, by=owner, at=AT)
    fields = {lack.field for lack in refused.value.lacks}
    assert fields == {"task", "skills", "contact", "phone", "place", "headcount", "ends_on"}
    kept = LaborDemand.objects.get()
    assert (kept.state, kept.headcount, kept.version) == ("draft", 2, 0)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"headcount": 0}, "应在1到5000人之间"),
        ({"headcount": None}, "还没有填"),
        ({"day_rate_fen": -1}, "日工资"),
        ({"starts_on": date(1026, 12, 1)}, "年份可能写错"),
        ({"ends_on": date(2026, 11, 30)}, "早于"),
        ({"ends_on": date(2066, 1, 1)}, "超过五年"),
        ({"phone": "1380000"}, "手机号"),
        ({"task": "长" * 121}, "120"),
    ],
)
def test_nothing_wrong_is_written_into_a_draft(
    changed: dict[str, Any], word: str, draft: LaborDemand, owner: User
) -> None:
    with pytest.raises(Incomplete, match=word):
        actions.save_demand(demand=draft, values=changed, by=owner, at=AT)
    assert LaborDemand.objects.get().version == 0


@pytest.mark.parametrize("phone", ["13800001234", "023-68905555", "68905555", "02368905555-8001"])
def test_a_notice_may_name_a_mobile_or_a_landline(phone: str, draft: LaborDemand, owner: User) -> None:
    actions.save_demand(demand=draft, values={"phone": phone}, by=owner, at=AT)
    assert LaborDemand.objects.get().phone == phone


def test_low_and_high_pay_are_reminders_kept_with_the_step(draft: LaborDemand, owner: User) -> None:
    assert warnings(draft) == []
    actions.send(demand=draft, values={"day_rate_fen": 100_00}, by=owner, at=AT)
    step = draft.steps.get(act=DemandAct.SEND)
    assert "低于最低标准168.00元（21.00元/时×8小时" in step.changes["提示"][0]
    draft.day_rate_fen = 168_00
    assert warnings(draft) == []
    draft.day_rate_fen = 900_00
    assert "提示线" in warnings(draft)[0].sentence


def test_one_person_does_not_both_fill_and_publish(draft: LaborDemand, lin: User, wei: User) -> None:
    actions.send(demand=draft, by=lin, at=AT)
    with pytest.raises(NotAllowed, match="不得为同一人"):
        actions.publish(demand=draft, by=lin, at=AT)
    actions.publish(demand=draft, by=wei, at=AT)
    assert draft.state == DemandState.PUBLISHED


def test_only_the_sender_withdraws(draft: LaborDemand, owner: User, chen_filer: User) -> None:
    actions.send(demand=draft, by=owner, at=AT)
    with pytest.raises(NotAllowed, match="只有本人"):
        actions.withdraw(demand=draft, by=chen_filer, at=AT)
    assert actions.withdraw(demand=draft, by=owner, at=AT).state == DemandState.DRAFT


def test_a_published_demand_is_handed_back_corrected_and_published_anew(
    published: LaborDemand, owner: User, chen_reviewer: User
) -> None:
    with pytest.raises(Refusal, match="写明原因"):
        actions.hand_back(demand=published, reason=" ", by=chen_reviewer, at=AT)
    actions.hand_back(demand=published, reason="人数有误", by=chen_reviewer, at=AT)
    assert (published.state, published.reason, published.published_at) == ("returned", "人数有误", None)
    actions.send(demand=published, values={"headcount": 5}, by=owner, at=AT)
    actions.publish(demand=published, by=chen_reviewer, at=AT)
    assert published.reason == ""
    assert sorted(DemandNotice.objects.values_list("headcount", flat=True)) == [2, 5]


def test_publishing_the_same_again_records_no_second_notice(
    published: LaborDemand, owner: User, chen_reviewer: User
) -> None:
    actions.hand_back(demand=published, reason="联系人有误", by=chen_reviewer, at=AT)
    actions.send(demand=published, values={"contact": "刘工"}, by=owner, at=AT)
    actions.publish(demand=published, by=chen_reviewer, at=AT)
    assert DemandNotice.objects.count() == 1


def test_closed_and_reopened(published: LaborDemand, owner: User, chen_reviewer: User) -> None:
    actions.close_demand(demand=published, reason="招满", by=owner, at=AT)
    assert (published.state, published.closed_by, published.reason) == ("closed", owner, "招满")
    actions.reopen(demand=published, by=chen_reviewer, at=AT)
    assert (published.state, published.closed_by, published.published_by) == ("published", None, chen_reviewer)
    assert DemandNotice.objects.count() == 1


def test_a_draft_is_discarded_and_the_trail_keeps_what_it_said(draft: LaborDemand, owner: User) -> None:
    actions.discard(demand=draft, by=owner, at=AT)
    assert not LaborDemand.objects.exists()
    entry = AuditEntry.objects.order_by("number").last()
    assert entry is not None
    assert (entry.detail["said"]["岗位工种"], entry.detail["said"]["联系电话"]) == ("普通杂工", "138****1234")


def test_what_was_published_is_not_deleted(published: LaborDemand, owner: User, chen_reviewer: User) -> None:
    actions.hand_back(demand=published, reason="有误", by=chen_reviewer, at=AT)
    actions.send(demand=published, by=owner, at=AT)
    actions.withdraw(demand=published, by=owner, at=AT)
    with pytest.raises(NotAllowed, match="不能删除"):
        actions.discard(demand=published, by=owner, at=AT)
    actions.close_demand(demand=published, reason="不再需要", by=owner, at=AT)
    assert published.state == "closed"


def test_what_was_never_published_is_discarded_and_not_closed(
    draft: LaborDemand, owner: User, chen_reviewer: User
) -> None:
    actions.send(demand=draft, by=owner, at=AT)
    actions.hand_back(demand=draft, reason="不需要", by=chen_reviewer, at=AT)
    with pytest.raises(NotAllowed, match="没有发布过"):
        actions.close_demand(demand=draft, reason="不需要", by=owner, at=AT)
    actions.discard(demand=draft, by=owner, at=AT)
    assert not LaborDemand.objects.exists()


def test_what_was_handed_back_is_closed_and_its_waiting_people_go_back(
    published: LaborDemand, ask: Ask, wang: User, owner: User, chen_reviewer: User
) -> None:
    placing.propose(demand=published, response_ids=[ask("李一").pk], by=wang, at=AT)
    actions.hand_back(demand=published, reason="时间已过", by=chen_reviewer, at=AT)
    actions.close_demand(demand=published, reason="不再需要", by=owner, at=AT)
    assert Placement.objects.get().state == "withdrawn"


def test_who_wrote_a_demand_does_not_publish_it_by_way_of_closing(
    published: LaborDemand, owner: User, lin: User, chen_reviewer: User
) -> None:
    actions.hand_back(demand=published, reason="人数有误", by=chen_reviewer, at=AT)
    actions.save_demand(demand=published, values={"headcount": 9}, by=lin, at=AT)
    actions.close_demand(demand=published, reason="先停", by=owner, at=AT)
    with pytest.raises(NotAllowed, match="不得为同一人"):
        actions.reopen(demand=published, by=lin, at=AT)
    actions.reopen(demand=published, by=chen_reviewer, at=AT)
    assert sorted(DemandNotice.objects.values_list("headcount", flat=True)) == [2, 9]


def test_a_correction_does_not_promise_somebody_to_two_works(
    published: LaborDemand, plain: Trade, ask: Ask, wang: User, owner: User, chen_reviewer: User
) -> None:
    after = {"starts_on": published.ends_on + timedelta(days=1), "ends_on": published.ends_on + timedelta(days=9)}
    later = actions.start_and_send(project=published.project, values=said(plain, **after), by=owner, at=AT)
    actions.publish(demand=later, by=chen_reviewer, at=AT)
    one = ask("李一")
    for demand in (published, later):
        for made in placing.propose(demand=demand, response_ids=[one.pk], by=wang, at=AT):
            placing.confirm(placement=made, by=owner, at=AT)
    actions.hand_back(demand=later, reason="提前", by=chen_reviewer, at=AT)
    with pytest.raises(Incomplete, match="李一.*用工时间重叠") as refused:
        actions.send(demand=later, values={"starts_on": published.ends_on}, by=owner, at=AT)
    assert [lack.field for lack in refused.value.lacks] == ["starts_on"]


def test_who_was_overtaken_is_told(draft: LaborDemand, owner: User, chen_filer: User) -> None:
    actions.save_demand(demand=draft, values={"remark": "一"}, by=chen_filer, at=AT, version=0)
    with pytest.raises(StaleDemand, match="刚被别人改过"):
        actions.save_demand(demand=draft, values={"remark": "二"}, by=owner, at=AT, version=0)
    with pytest.raises(StaleDemand):
        actions.discard(demand=draft, by=owner, at=AT, version=0)


@pytest.mark.parametrize(
    "gone",
    [
        {"stage": Stage.ARCHIVED},
        {"condition": Condition.REMOVED, "condition_reason": "调整", "condition_since": date(2026, 11, 1)},
    ],
)
def test_projects_that_are_closed_ask_for_nobody(
    gone: dict[str, Any], draft: LaborDemand, plain: Trade, owner: User
) -> None:
    Project.objects.filter(pk=draft.project_id).update(**gone)
    for act in (
        lambda: actions.start_demand(project=draft.project, values=said(plain), by=owner, at=AT),
        lambda: actions.save_demand(demand=draft, values={}, by=owner, at=AT),
        lambda: actions.send(demand=draft, by=owner, at=AT),
    ):
        with pytest.raises(WrongState, match="不能再填报或发布"):
            act()
    actions.discard(demand=draft, by=owner, at=AT)


def test_a_strangers_draft_is_refused(road: Project, plain: Trade, wang: User) -> None:
    with pytest.raises(NotAllowed, match="由项目业主单位"):
        actions.start_demand(project=road, values=said(plain), by=wang, at=AT)

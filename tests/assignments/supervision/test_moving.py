"""督办 from draft to close: who may, what is refused, and that each act is done once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from assignments.models import SourceKind, SupervisionNotice, SupervisionState
from assignments.supervision.answering import answer_supervision, sign_for, write_answer
from assignments.supervision.checking import (
    close_supervision,
    extend_supervision,
    reject_answer,
    withdraw_supervision,
)
from assignments.supervision.escalating import escalate_due, remind_near
from assignments.supervision.issuing import issue_supervision
from assignments.supervision.lamps import Lamp, lamp_of
from assignments.supervision.moves import FLOW
from assignments.supervision.raising import edit_supervision, raise_supervision
from assignments.supervision.rules import FIELDS, rule_on, set_rule
from assignments.supervision.waiting import waiting_for
from tests.assignments.supervision.conftest import AT, DUE, Make, on
from units.models import Message, Unit, UnitKind, User
from units.moving import StalePaper
from units.refusals import NotAllowed, Refusal, WrongState

pytestmark = pytest.mark.django_db
S = SupervisionState


def test_the_whole_way(drafted: Make, lin: User, he: User, wang: User, sun: User) -> None:
    notice = drafted(by=he)
    assert not Message.objects.exists()
    with pytest.raises(NotAllowed, match="由办公室管理员办理"):
        issue_supervision(notice=notice, by=he, at=AT)
    notice = issue_supervision(notice=notice, by=lin, at=AT)
    assert notice.paper is not None
    assert notice.paper.document_number == "渡以工代赈办督〔2026〕1号"
    assert "关于督办产业道路公示整改的通知" in notice.paper.title
    assert set(Message.objects.values_list("to__username", flat=True)) == {"wang", "sun"}
    with pytest.raises(NotAllowed):
        sign_for(notice=notice, by=wang, at=AT)
    notice = sign_for(notice=notice, by=sun, at=AT)
    notice = write_answer(notice=notice, answer="正在补", by=wang, at=AT)
    assert notice.state == S.SIGNED_FOR
    with pytest.raises(NotAllowed, match="审核人"):
        answer_supervision(notice=notice, answer="已补", by=wang, at=AT)
    notice = answer_supervision(notice=notice, answer="已补", by=sun, at=AT)
    notice = reject_answer(notice=notice, verdict="请附照片", due_on=date(2026, 11, 24), by=he, at=on(10))
    assert (notice.state, notice.due_on, notice.answered_at) == (S.SIGNED_FOR, date(2026, 11, 24), None)
    notice = answer_supervision(notice=notice, answer="已附照片", by=sun, at=on(11))
    closed = close_supervision(notice=notice, verdict="到位", by=he, at=on(12))
    assert (closed.state, closed.verdict) == (S.CLOSED, "到位")
    acts = list(closed.steps.values_list("act", flat=True))
    assert acts == ["draft", "issue", "sign_for", "write", "answer", "reject", "answer", "close"]


def test_every_mistake_of_a_draft_is_told_at_once(lin: User, wang: User, reference: None) -> None:
    firm = Unit.objects.create(code="X1", name="某施工单位", kind=UnitKind.CONTRACTOR)
    values: dict[str, Any] = {"unit": firm, "title": "", "basis": "据", "demand": "办" * 1001, "at": AT}
    with pytest.raises(Refusal) as refused:
        raise_supervision(**values, due_on=date(2026, 11, 14), by=lin)
    assert [said[:6] for said in refused.value.sentences] == [
        "“督办事项”",
        "“办理要求”",
        "某施工单位是",
        "反馈期限20",
    ]
    with pytest.raises(NotAllowed):
        raise_supervision(**values, due_on=DUE, by=wang)


def test_one_source_has_one_open_notice_of_a_unit(drafted: Make, lin: User) -> None:
    source = {"source": SourceKind.ALERT, "source_key": "7"}
    first = drafted(**source)
    with pytest.raises(Refusal, match="已有办理中的督办"):
        drafted(**source)
    withdraw_supervision(notice=first, reason="立错了", by=lin, at=AT)
    assert drafted(**source).pk != first.pk


def test_a_draft_whose_day_passed_or_that_was_changed_is_not_issued(drafted: Make, lin: User, he: User) -> None:
    notice = drafted()
    with pytest.raises(Refusal, match="已经过去"):
        issue_supervision(notice=notice, by=lin, at=on(23))
    values = {"unit": notice.unit, "title": "改了", "basis": "据", "demand": "办", "due_on": DUE}
    edit_supervision(notice=notice, values=values, by=he, at=AT, version=notice.version)
    with pytest.raises(StalePaper):
        issue_supervision(notice=notice, by=lin, at=AT)
    assert SupervisionNotice.objects.get().paper is None


def test_of_two_who_sign_or_close_one_does(issued: Make, answered: Make, sun: User, lin: User, he: User) -> None:
    notice = issued()
    seen = notice.version
    sign_for(notice=notice, by=sun, at=AT, version=seen)
    with pytest.raises(WrongState, match="已签收待反馈"):
        sign_for(notice=notice, by=sun, at=AT, version=seen)
    other = answered(title="另一件")
    close_supervision(notice=other, verdict="到位", by=lin, at=AT)
    with pytest.raises(WrongState):
        reject_answer(notice=other, verdict="不到位", by=he, at=AT)


def test_who_answered_does_not_check(answered: Make, sun: User, lin: User) -> None:
    notice = answered()
    notice.steps.filter(act="answer").update(by=lin)  # as if the office's person had been the unit's then
    with pytest.raises(NotAllowed, match="请由另一位办理"):
        close_supervision(notice=notice, verdict="好", by=lin, at=AT)
    with pytest.raises(NotAllowed):
        close_supervision(notice=notice, verdict="好", by=sun, at=AT)


def test_an_extension_is_later_on_a_working_day_and_stated(signed: Make, lin: User, he: User) -> None:
    notice = signed()
    with pytest.raises(Refusal, match="须晚于原期限"):
        extend_supervision(notice=notice, due_on=DUE, reason="雨", by=lin, at=AT)
    with pytest.raises(Refusal, match="休息日"):
        extend_supervision(notice=notice, due_on=date(2026, 11, 21), reason="雨", by=lin, at=AT)
    with pytest.raises(Refusal, match="请写明原因"):
        extend_supervision(notice=notice, due_on=date(2026, 11, 23), reason="", by=lin, at=AT)
    with pytest.raises(NotAllowed):
        extend_supervision(notice=notice, due_on=date(2026, 11, 23), reason="雨", by=he, at=AT)
    assert extend_supervision(notice=notice, due_on=date(2026, 11, 23), reason="雨", by=lin, at=AT).level == 0


def test_what_is_withdrawn(drafted: Make, issued: Make, lin: User, he: User, sun: User) -> None:
    assert withdraw_supervision(notice=drafted(), reason="立错", by=he, at=AT).state == S.WITHDRAWN
    out = issued()
    with pytest.raises(NotAllowed):
        withdraw_supervision(notice=out, reason="不办了", by=he, at=AT)
    Message.objects.all().delete()
    withdraw_supervision(notice=out, reason="不办了", by=lin, at=AT)
    assert Message.objects.get(to=sun).title.startswith("督办已撤回")
    with pytest.raises(WrongState):
        withdraw_supervision(notice=out, reason="再撤", by=lin, at=AT)


@pytest.mark.parametrize(
    ("day", "state", "lamp"),
    [
        (9, S.ISSUED, Lamp.GREEN),
        (10, S.ISSUED, Lamp.GREEN),  # the last day to sign for
        (11, S.ISSUED, Lamp.YELLOW),
        (16, S.SIGNED_FOR, Lamp.GREEN),  # four working days left
        (17, S.SIGNED_FOR, Lamp.YELLOW),
        (20, S.SIGNED_FOR, Lamp.YELLOW),
        (21, S.SIGNED_FOR, Lamp.RED),  # a Saturday already
        (30, S.CLOSED, Lamp.GREY),
        (30, S.WITHDRAWN, Lamp.UNLIT),
    ],
)
def test_the_lamp_of_a_day(day: int, state: S, lamp: Lamp) -> None:
    notice = SupervisionNotice(state=state, due_on=DUE, issued_at=AT)
    assert lamp_of(notice, on=on(day).date(), rule=rule_on(AT.date()))[0] == lamp


def test_an_answer_is_green_or_red_by_its_own_day() -> None:
    def lamp(day: int) -> Lamp:
        notice = SupervisionNotice(state=S.ANSWERED, due_on=DUE, issued_at=AT, answered_at=on(day))
        return lamp_of(notice, on=on(30).date(), rule=rule_on(DUE))[0]

    assert (lamp(20), lamp(23)) == (Lamp.GREEN, Lamp.RED)


def test_levels_rise_one_step_a_turn_and_are_told_once(signed: Make, sun: User, leader: User, lin: User) -> None:
    notice = signed()
    assert escalate_due(at=on(20)) == []
    assert escalate_due(at=on(22)) == []  # a Sunday
    assert escalate_due(at=on(23, 8)) == []  # before the hour
    Message.objects.all().delete()
    assert [one.level for one in escalate_due(at=on(23))] == [1]
    assert escalate_due(at=on(23)) == []
    assert set(Message.objects.values_list("to__username", "wants_mail")) == {("sun", True)}
    assert [one.level for one in escalate_due(at=on(27))] == [2]
    assert escalate_due(at=on(30)) == []
    told = Message.objects.exclude(to__username="sun").values_list("to__username", flat=True)
    assert set(told) == {"leader", "lin"}
    extended = extend_supervision(notice=notice, due_on=date(2026, 12, 4), reason="有困难", by=lin, at=on(30))
    assert extended.level == 0
    assert [one.level for one in escalate_due(at=on(7, month=12))] == [1]


def test_a_yellow_lamp_is_told_to_the_unit_once(issued: Make, wang: User, sun: User) -> None:
    notice = issued()
    Message.objects.all().delete()
    assert [len(remind_near(at=on(day))) for day in (10, 11, 12)] == [0, 1, 0]
    sign_for(notice=notice, by=sun, at=on(12))
    assert [len(remind_near(at=on(day))) for day in (13, 15, 17, 18, 23)] == [0, 0, 1, 0, 0]
    assert {one.to.username for one in Message.objects.select_related("to")} == {"wang", "sun"}


def test_levels_after_long_silence_come_one_by_one(signed: Make) -> None:
    signed()
    assert [escalate_due(at=on(10 + turn, month=12))[0].level for turn in range(2)] == [1, 2]


def test_a_rule_holds_for_what_is_issued_from_its_day(issued: Make, lin: User, he: User) -> None:
    old = issued()
    values = dict.fromkeys(FIELDS, 2) | {"first_level_after": 3, "second_level_after": 3}
    with pytest.raises(Refusal) as refused:
        set_rule(starts_on=AT.date() - timedelta(days=1), values=values, by=lin, at=AT)
    assert len(refused.value.sentences) == 2
    values["second_level_after"] = 4
    with pytest.raises(NotAllowed):
        set_rule(starts_on=on(10).date(), values=values, by=he, at=AT)
    set_rule(starts_on=on(10).date(), values=values, by=lin, at=AT)
    with pytest.raises(Refusal, match="没有改动"):
        set_rule(starts_on=on(11).date(), values=values, by=lin, at=AT)
    assert (rule_on(AT.date()).first_level_after, rule_on(on(10).date()).first_level_after) == (1, 3)
    issued(title="新的", at=on(10))
    assert [one.pk for one in escalate_due(at=on(23))] == [old.pk]


def test_what_waits_for_whom(drafted: Make, issued: Make, answered: Make, wang: User, sun: User, lin: User) -> None:
    drafted(title="甲")
    issued(title="乙")
    answered(title="丙")

    def told(user: User, day: int = 9) -> list[tuple[str, int]]:
        return [(one.label, one.number) for one in waiting_for(user, on=on(day).date())]

    assert told(lin) == [("待核查的督办", 1), ("待下达的督办", 1)]
    assert told(sun) == [("待签收的督办", 1)]
    assert told(wang) == []
    assert told(sun, 23) == [("待签收的督办", 1), ("亮红灯的督办", 1)]


def test_the_table_names_every_act(issued: Make) -> None:
    assert {str(one.act) for one in FLOW.moves.values()} == {act for act in SupervisionActs if act != "draft"}


SupervisionActs = [value for value, _ in SupervisionNotice.steps.rel.related_model._meta.get_field("act").choices]

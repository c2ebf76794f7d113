"""会议: proposed, decided, convened, answered, signed in, held (通知 五)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from assignments.enclosures import attach, sound_files
from assignments.meetings.answering import reply, sign_in, undo_sign_in
from assignments.meetings.convening import convene, hold_meeting, postpone, unhold_meeting
from assignments.meetings.inviting import invite_members, invite_outside, invite_units, withdraw_invitation
from assignments.meetings.preparing import Topic, prepare_meeting
from assignments.meetings.proposing import cancel_meeting, decide, decline, propose_meeting, withdraw_proposal
from assignments.models import InviteeRole, IssuedPaper, Meeting, MeetingKind, MeetingState, Reply
from tests.assignments.meetings.conftest import at, unit
from tests.cast import Engage
from tests.projects.uploads import upload
from units.models import AuditEntry, Membership, Message, Role, UnitKind, User
from units.moving import StalePaper
from units.refusals import NotAllowed, Refusal, WrongState
from units.registry import register_unit


def titles(user: User) -> list[str]:
    return list(Message.objects.filter(to=user).order_by("pk").values_list("title", flat=True))


def test_a_member_unit_proposes_with_topics_and_the_office_hears(proposed: Meeting, lin: User) -> None:
    assert [item.topic for item in proposed.agenda.all()] == ["及时足额发放", "代发账户"]
    assert titles(lin) == ["区农业农村委提议召开“劳务报酬发放协调会”"]
    assert proposed.steps.get().reason == "两个项目报酬发放超期，需要会商。"


def test_everything_a_proposal_lacks_is_said_at_once(chen_reviewer: User) -> None:
    with pytest.raises(Refusal) as refused:
        propose_meeting(
            unit=unit("区农业农村委"), title=" ", reason="", topics=["", "长" * 121], by=chen_reviewer, at=at(2)
        )
    assert len(refused.value.sentences) == 3


def test_who_has_neither_seat_nor_duty_proposes_nothing(lin: User, engage: Engage, zhao: User) -> None:
    register_unit(name="某施工公司", kind=UnitKind.CONTRACTOR, by=lin, at=at(1))
    outsider = engage("gong", Role.OWNER_CLERK, "某施工公司")
    for by, name in ((outsider, "某施工公司"), (zhao, "建胜镇")):
        with pytest.raises(NotAllowed, match="成员单位提议"):
            propose_meeting(unit=unit(name), title="会", reason="因", topics=["题"], by=by, at=at(2))


def test_a_unit_with_a_duty_but_no_seat_proposes(engage: Engage) -> None:
    finance = engage("jin", Role.UNIT_FILER, "区金融发展中心")
    assert propose_meeting(
        unit=unit("区金融发展中心"), title="融资对接会", reason="因", topics=["题"], by=finance, at=at(2)
    )


def test_the_office_decides_or_declines_with_a_reason(proposed: Meeting, lin: User, he: User, chen_filer: User) -> None:
    with pytest.raises(NotAllowed):
        decide(meeting=proposed, by=he, at=at(3))
    with pytest.raises(Refusal, match="原因"):
        decline(meeting=proposed, reason=" ", by=lin, at=at(3))
    decline(meeting=proposed, reason="并入季度例会", by=lin, at=at(3))
    assert titles(chen_filer) == ["“劳务报酬发放协调会”暂不召开"]
    with pytest.raises(WrongState):
        decide(meeting=proposed, by=lin, at=at(3))


def test_only_its_own_unit_withdraws_a_proposal(proposed: Meeting, wang: User, chen_reviewer: User) -> None:
    with pytest.raises(NotAllowed):
        withdraw_proposal(meeting=proposed, reason="误报", by=wang, at=at(2))
    assert (
        withdraw_proposal(meeting=proposed, reason="误报", by=chen_reviewer, at=at(2)).state == MeetingState.CANCELLED
    )


def test_the_notice_says_everything_it_lacks_and_takes_no_number(proposed: Meeting, lin: User) -> None:
    meeting = decide(meeting=proposed, by=lin, at=at(3))
    with pytest.raises(Refusal) as refused:
        convene(meeting=meeting, by=lin, at=at(3))
    assert len(refused.value.sentences) == 4  # time, place, chair, units
    assert not IssuedPaper.objects.exists()


def test_the_notice_is_numbered_and_told_to_the_invited_alone(
    convened: Meeting, wang: User, zhao: User, chen_filer: User
) -> None:
    assert convened.notice is not None
    assert convened.notice.document_number == "渡以工代赈办会〔2026〕1号"
    for said in ("区农业农村委，建胜镇：", "14:30", "三楼会议室", "周专家（劳动法）", "及时足额发放"):
        assert said in convened.notice.html
    assert titles(wang) == ["会议通知：劳务报酬发放协调会"]
    assert titles(zhao) == []
    assert Meeting.objects.visible_to(wang).get() == convened
    assert not Meeting.objects.visible_to(zhao).exists()


def test_before_the_notice_the_invited_see_nothing(prepared: Meeting, wang: User, leader: User) -> None:
    assert not Meeting.objects.visible_to(wang).exists()
    assert Meeting.objects.visible_to(leader).get() == prepared


def test_all_units_with_a_seat_are_invited_by_one_act(proposed: Meeting, lin: User) -> None:
    meeting = decide(meeting=proposed, by=lin, at=at(3))
    Meeting.objects.filter(pk=meeting.pk).update(
        kind=MeetingKind.FULL, starts_at=at(12), place="会议室", chair="钟渝"
    )  # fmt: skip
    meeting.refresh_from_db()
    invite_units(meeting=meeting, units=[unit("区交通局")], by=lin, at=at(3))
    with pytest.raises(Refusal, match="全体会议还没有邀请"):
        convene(meeting=meeting, by=lin, at=at(3))
    seated = Membership.objects.current(on=date(2026, 11, 12)).values("unit").distinct().count()
    assert len(invite_members(meeting=meeting, by=lin, at=at(3))) == seated - 1
    assert invite_members(meeting=meeting, by=lin, at=at(3)) == []
    assert meeting.invitees.exclude(post="分管负责人").count() == 0
    meeting.refresh_from_db()
    assert "领导小组各成员单位：" in convene(meeting=meeting, by=lin, at=at(3)).notice.html  # type: ignore[union-attr]


def test_a_list_changed_while_the_notice_is_printed_must_be_seen_first(prepared: Meeting, lin: User, he: User) -> None:
    invite_units(meeting=prepared, units=[unit("区交通局")], by=he, at=at(4))
    with pytest.raises(StalePaper):
        convene(meeting=prepared, by=lin, at=at(5), version=prepared.version)
    assert not IssuedPaper.objects.exists()


def test_who_comes_from_outside_is_named_without_a_phone(prepared: Meeting, he: User, wang: User) -> None:
    with pytest.raises(Refusal) as refused:
        invite_outside(meeting=prepared, role=InviteeRole.EXPERT, organization="", person="", post="", by=he, at=at(4))
    assert len(refused.value.sentences) == 2
    with pytest.raises(Refusal, match="已在参会名单"):
        invite_outside(
            meeting=prepared, role=InviteeRole.EXPERT, organization="某高校", person="周专家", post="", by=he, at=at(4)
        )
    with pytest.raises(NotAllowed):
        invite_units(meeting=prepared, units=[unit("区交通局")], by=wang, at=at(4))
    made = invite_outside(
        meeting=prepared,
        role=InviteeRole.OTHER,
        organization="某银行",
        person="李某13812345678",
        post="",
        by=he,
        at=at(4),
    )
    assert "13812345678" not in made.person


def test_an_invitation_is_taken_back_before_and_after_the_notice(
    prepared: Meeting, lin: User, he: User, wang: User
) -> None:
    withdraw_invitation(invitee=prepared.invitees.get(role=InviteeRole.EXPERT), by=he, at=at(4))
    assert prepared.invitees.count() == 2
    prepared.refresh_from_db()
    convened = convene(meeting=prepared, by=lin, at=at(5))
    invitee = convened.invitees.get(unit=unit("建胜镇"))
    withdraw_invitation(invitee=invitee, by=he, at=at(6))
    assert titles(wang)[-1] == "不用参加“劳务报酬发放协调会”"
    assert not Meeting.objects.visible_to(wang).exists()
    with pytest.raises(WrongState, match="已经撤回"):
        reply(invitee=invitee, answer=Reply.COMING, person="王溪", by=wang, at=at(6))


@pytest.mark.parametrize(
    ("answer", "person", "note", "sentence"),
    [
        (Reply.COMING, "", "", "参会人姓名"),
        (Reply.DEPUTY, "", "副镇长，主任出差", "替会人姓名"),
        (Reply.LEAVE, "", "", "请假原因"),
        ("none", "", "", "请选择"),
    ],
)
def test_an_answer_says_who_or_why(
    convened: Meeting, wang: User, answer: str, person: str, note: str, sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        reply(
            invitee=convened.invitees.get(unit=unit("建胜镇")),
            answer=answer,
            person=person,
            note=note,
            by=wang,
            at=at(6),
        )


def test_a_unit_answers_for_itself_alone_and_may_change_its_mind(
    convened: Meeting, wang: User, zhao: User, he: User
) -> None:
    invitee = convened.invitees.get(unit=unit("建胜镇"))
    with pytest.raises(NotAllowed):
        reply(invitee=invitee, answer=Reply.COMING, person="赵桥", by=zhao, at=at(6))
    reply(invitee=invitee, answer=Reply.LEAVE, note="抢险", by=wang, at=at(6))
    row = reply(invitee=invitee, answer=Reply.DEPUTY, person="孙陌", note="副镇长，主要领导抢险", by=he, at=at(7))
    assert (row.person, row.replied_by) == ("孙陌", he)


def test_a_postponed_meeting_is_told_with_its_reason_and_answered_anew(
    convened: Meeting, lin: User, wang: User
) -> None:
    invitee = convened.invitees.get(unit=unit("建胜镇"))
    reply(invitee=invitee, answer=Reply.COMING, person="王溪", by=wang, at=at(6))
    with pytest.raises(Refusal, match="已经过了"):
        postpone(meeting=convened, starts_at=at(1), place="", reason="冲突", by=lin, at=at(7))
    with pytest.raises(Refusal, match="没有变"):
        postpone(meeting=convened, starts_at=at(12, 14, 30), place="", reason="冲突", by=lin, at=at(7))
    postpone(meeting=convened, starts_at=at(13, 10), place="", reason="与市里会议冲突", by=lin, at=at(7))
    invitee.refresh_from_db()
    assert (invitee.reply, invitee.replied_by) == (Reply.NONE, None)
    said = Message.objects.filter(to=wang).order_by("pk").last()
    assert said is not None
    assert "2026年11月13日" in said.body
    assert "与市里会议冲突" in said.body


def test_a_cancelled_meeting_is_told_to_all(convened: Meeting, lin: User, wang: User, chen_filer: User) -> None:
    cancel_meeting(meeting=convened, reason="问题已解决", by=lin, at=at(7))
    assert titles(wang)[-1] == titles(chen_filer)[-1] == "“劳务报酬发放协调会”取消"
    with pytest.raises(WrongState, match="已取消"):
        reply(invitee=convened.invitees.get(unit=unit("建胜镇")), answer=Reply.COMING, person="王", by=wang, at=at(7))


def test_signing_in_is_for_the_day_and_counts_once(convened: Meeting, wang: User, he: User, lin: User) -> None:
    invitee = convened.invitees.get(unit=unit("建胜镇"))
    with pytest.raises(WrongState, match="当天才能签到"):
        sign_in(invitee=invitee, person="王溪", by=wang, at=at(11))
    with pytest.raises(Refusal, match="姓名"):
        sign_in(invitee=invitee, person=" ", by=wang, at=at(12))
    with pytest.raises(WrongState, match="请联系办公室"):
        sign_in(invitee=invitee, person="王溪", by=wang, at=at(13))
    row = sign_in(invitee=invitee, person="王溪", by=wang, at=at(12, 14))
    assert (row.signed_in_by, row.signed_in_at) == (wang, at(12, 14))
    with pytest.raises(WrongState, match="已由王溪于2026年11月12日14:00"):
        sign_in(invitee=invitee, person="孙陌", by=he, at=at(12, 14))
    undo_sign_in(invitee=invitee, by=he, at=at(13))
    assert AuditEntry.objects.filter(act="撤销会议签到").exists()
    with pytest.raises(WrongState, match="没有签到"):
        undo_sign_in(invitee=invitee, by=he, at=at(13))


def test_a_meeting_is_held_after_its_start_with_somebody_there(
    convened: Meeting, he: User, lin: User, wang: User
) -> None:
    with transaction.atomic(), pytest.raises(Refusal, match="才开始"):
        hold_meeting(meeting=convened, by=he, at=at(12, 14))
    Meeting.objects.filter(pk=convened.pk).update(state="convened")
    with pytest.raises(Refusal, match="还没有人签到"):
        hold_meeting(meeting=convened, by=he, at=at(12, 15))
    invitee = convened.invitees.get(unit=unit("建胜镇"))
    sign_in(invitee=invitee, person="王溪", by=wang, at=at(12, 14))
    held = hold_meeting(meeting=convened, by=he, at=at(12, 15))
    with pytest.raises(WrongState, match="唯一的签到"):
        undo_sign_in(invitee=invitee, by=he, at=at(12, 15))
    assert unhold_meeting(meeting=held, reason="点错了", by=lin, at=at(12, 15)).state == MeetingState.CONVENED


def test_an_agenda_row_left_out_goes_and_the_others_keep_their_place(prepared: Meeting, he: User) -> None:
    last = prepared.agenda.order_by("serial").last()
    assert last is not None
    meeting = prepare_meeting(
        meeting=prepared, title=prepared.title, kind=prepared.kind, starts_at=prepared.starts_at, place="一楼",
        chair="", topics=[Topic(topic=last.topic, item=last.pk), Topic(topic="新题")], by=he, at=at(5),
    )  # fmt: skip
    assert [(item.serial, item.topic) for item in meeting.agenda.all()] == [(1, "代发账户"), (2, "新题")]
    with pytest.raises(StalePaper):
        prepare_meeting(
            meeting=prepared, title="x", kind="partial", starts_at=None, place="", chair="", topics=[], by=he, at=at(5),
            version=prepared.version,
        )  # fmt: skip


def test_a_topic_with_papers_is_set_aside_and_its_papers_stay(prepared: Meeting, he: User) -> None:
    item = prepared.agenda.order_by("serial")[0]
    attach(place="agenda_item", target=item, files=sound_files([upload()]), by=he, at=at(4))
    prepare_meeting(
        meeting=prepared, title=prepared.title, kind=prepared.kind, starts_at=None, place="", chair="",
        topics=[Topic(topic="新题")], by=he, at=at(5),
    )  # fmt: skip
    item.refresh_from_db()
    assert item.is_dropped
    assert item.files.count() == 1
    assert [one.topic for one in prepared.agenda.filter(is_dropped=False)] == ["新题"]

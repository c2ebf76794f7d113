"""公示: hung out at two boards, seven full days, a photo, objections; nothing is paid before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from labor.models import ObjectionOutcome, PublicNotice, RollAct, RollState, WageLine
from labor.notices.contacts import FIELDS, set_contacts
from labor.notices.days import days_asked, days_run, run_said, span_of, span_said
from labor.notices.guards import before_passing, before_paying
from labor.notices.objections import answer_objection, record_objection, withdraw_objection
from labor.notices.photos import add_photos, remove_photo
from labor.notices.posting import post_notice, stop_notice
from labor.pay.guards import NotYet
from labor.pay.moving import make_move
from tests.labor.conftest import AT
from tests.labor.notices.conftest import BOTH, POSTED_ON, Posted
from tests.labor.paying import MakeRoll
from tests.labor.trainings.conftest import picture
from units.models import AuditEntry, User
from units.refusals import NotAllowed, Refusal, WrongState

SAID = {"raised_by": "李明", "received_on": date(2026, 11, 5), "content": "第1行少算两天"}


def keys_of(lacks: Any) -> list[str]:
    return [lack.key for lack in lacks]


def test_seven_full_days_run_from_the_day_after_posting(posted: Posted) -> None:
    notice = posted()
    assert (notice.round, notice.ends_on, notice.lines, notice.sum_fen) == (1, date(2026, 11, 10), 2, 8_400_00)
    assert span_of(notice) == "11月3日张贴，公示至11月10日，11月11日起可送审"
    said = {day: run_said(notice, POSTED_ON + timedelta(days=day)) for day in (0, 1, 4, 7, 8)}
    assert said == {
        0: "已公示0天，还差7天", 1: "已公示0天，还差7天", 4: "已公示3天，还差4天", 7: "已公示6天，还差1天",
        8: "已公示满7天",
    }  # fmt: skip
    assert days_run(notice, date(2026, 12, 30)) == 7
    assert span_said(date(2026, 12, 28), 7) == "2026年12月28日张贴，公示至2027年1月4日，2027年1月5日起可送审"


def test_the_office_may_ask_for_more_days_from_a_day_on(posted: Posted, lin: User) -> None:
    said = dict.fromkeys(FIELDS, "12333") | {"starts_on": POSTED_ON, "notice_days": 10, "township_phones": {}}
    set_contacts(values=said, by=lin, at=AT)
    assert posted(photo=False).ends_on == date(2026, 11, 13)
    assert days_asked(date(2026, 11, 2)) == 7


def test_everything_wrong_with_a_posting_is_said_at_once(roll_in: MakeRoll, wang: User) -> None:
    roll = roll_in(RollState.NOTICE)
    roll.steps.create(act=RollAct.APPROVE, state=RollState.NOTICE, at=AT, by=wang)
    with pytest.raises(Refusal) as refused:
        post_notice(roll=roll, places=["site"], place_note="", starts_on=date(2026, 11, 2), by=wang, at=AT)
    assert [sentence[:14] for sentence in refused.value.sentences] == [
        "须在乡镇（街道）、村（社区）",
        "开始日期不能早于审定之日（2",
    ]
    with pytest.raises(Refusal, match="不能晚于今天"):
        post_notice(roll=roll, places=BOTH, place_note="", starts_on=date(2026, 11, 13), by=wang, at=AT)
    assert not PublicNotice.objects.exists()


def test_strangers_and_reviewers_post_nothing_and_no_draft_is_posted(
    roll_in: MakeRoll, zhao: User, chen_reviewer: User, wang: User
) -> None:
    roll, said = roll_in(RollState.NOTICE), {"places": BOTH, "place_note": "", "starts_on": POSTED_ON, "at": AT}
    for user in (zhao, chen_reviewer):
        with pytest.raises(NotAllowed):
            post_notice(roll=roll, by=user, **said)
    roll.state = RollState.DRAFT
    roll.save()
    with pytest.raises(WrongState):
        post_notice(roll=roll, by=wang, **said)


def test_a_wrongly_registered_notice_is_stopped_and_registered_anew(posted: Posted, wang: User) -> None:
    first = posted()
    again = {"roll": first.roll, "places": BOTH, "place_note": "", "starts_on": date(2026, 11, 4), "by": wang, "at": AT}
    with pytest.raises(WrongState, match="已登记第1次公示"):
        post_notice(**again)
    stop_notice(notice=first, reason="日期登记错了", by=wang, at=AT)
    second = post_notice(**again)
    first.refresh_from_db()
    assert (second.round, first.stop_reason) == (2, "日期登记错了")
    with pytest.raises(WrongState, match="已经中止"):
        add_photos(notice=first, files=[picture("另一张.png", 9)], by=wang, at=AT)


def test_a_roll_goes_on_only_after_its_days_with_a_photo_and_no_open_objection(posted: Posted, wang: User) -> None:
    notice = posted(photo=False, starts_on=date(2026, 11, 8))
    record_objection(roll=notice.roll, **SAID | {"received_on": date(2026, 11, 9)}, by=wang, at=AT)
    lacks = before_passing(notice.roll, date(2026, 11, 12))
    assert keys_of(lacks) == ["still_running", "objection_pending", "no_photo"]
    with pytest.raises(NotYet, match="已公示3天，还差4天，2026年11月16日起"):
        make_move(roll=notice.roll, act=RollAct.PASS, by=wang, at=AT)
    add_photos(notice=notice, files=[picture()], by=wang, at=AT)
    withdraw_objection(objection=notice.objections.get(), reason="重复登记", by=wang, at=AT)
    assert keys_of(before_passing(notice.roll, date(2026, 11, 15))) == ["still_running"]
    midnight = datetime(2026, 11, 15, 16, 0, tzinfo=UTC)  # the 16th begins in 重庆
    with pytest.raises(NotYet, match="已公示6天，还差1天"):
        make_move(roll=notice.roll, act=RollAct.PASS, by=wang, at=midnight - timedelta(seconds=1))
    moved = make_move(roll=notice.roll, act=RollAct.PASS, by=wang, at=midnight)
    assert moved.state == RollState.TOWNSHIP


def test_nothing_is_paid_that_was_not_posted_or_differs_from_what_was(posted: Posted) -> None:
    notice = posted()
    after = date(2026, 11, 11)
    assert list(before_paying(notice.roll, after)) == []
    assert keys_of(before_paying(notice.roll, date(2026, 11, 10))) == ["still_running"]
    line = WageLine.objects.filter(roll=notice.roll).first()
    assert line is not None
    WageLine.objects.filter(pk=line.pk).update(deduction_fen=100, net_fen=line.net_fen - 100)
    assert keys_of(before_paying(notice.roll, after)) == ["changed_since"]
    PublicNotice.objects.update(stopped_at=AT, stopped_by=notice.posted_by, stop_reason="演示")
    assert keys_of(before_paying(notice.roll, after)) == ["never_noticed"]


@pytest.mark.parametrize("state", [RollState.NOTICE, RollState.READY])
def test_an_upheld_objection_hands_the_roll_back_and_stops_the_notice(
    posted: Posted, wang: User, state: RollState
) -> None:
    notice = posted()
    notice.roll.state = state
    notice.roll.save()
    made = record_objection(roll=notice.roll, row=1, **SAID, by=wang, at=AT)
    answered = answer_objection(objection=made, outcome="upheld", answer="考勤漏记两天", by=wang, at=AT)
    notice.refresh_from_db()
    roll = notice.roll
    roll.refresh_from_db()
    assert (roll.state, roll.steps.last().reason) == (RollState.DRAFT, "异议成立：考勤漏记两天")
    assert (notice.stopped_at, notice.stopped_by, answered.outcome) == (AT, wang, ObjectionOutcome.UPHELD)
    assert AuditEntry.objects.filter(act="答复公示异议").count() == 1


def test_what_is_wrong_with_an_objection_is_said_at_once_and_a_wrong_answer_is_given_anew(
    posted: Posted, wang: User, zhao: User
) -> None:
    roll = posted().roll
    with pytest.raises(Refusal) as refused:
        record_objection(roll=roll, raised_by=" ", received_on=date(2026, 11, 11), content=" ", row=9, by=wang, at=AT)
    assert len(refused.value.sentences) == 4
    with pytest.raises(NotAllowed):
        record_objection(roll=roll, **SAID, by=zhao, at=AT)
    made = record_objection(roll=roll, **SAID, by=wang, at=AT)
    with pytest.raises(Refusal) as refused:
        answer_objection(objection=made, outcome="", answer="", by=wang, at=AT)
    assert len(refused.value.sentences) == 2
    rejected = answer_objection(objection=made, outcome="rejected", answer="与考勤一致", by=wang, at=AT)
    assert (rejected.answered_by, list(before_passing(roll, date(2026, 11, 11)))) == (wang, [])
    answer_objection(objection=made, outcome="upheld", answer="考勤重核有误", by=wang, at=AT)
    with pytest.raises(NotAllowed, match="编制"):
        answer_objection(objection=made, outcome="rejected", answer="不", by=wang, at=AT)


def test_photos_are_removed_until_the_roll_went_on(posted: Posted, wang: User) -> None:
    notice = posted()
    with pytest.raises(Refusal, match="内容相同"):
        add_photos(notice=notice, files=[picture("同一张.png")], by=wang, at=AT)
    notice.roll.state = RollState.TOWNSHIP
    notice.roll.save()
    with pytest.raises(WrongState, match="不能再移除"):
        remove_photo(file=notice.files.get(), by=wang, at=AT)
    notice.roll.state = RollState.NOTICE
    notice.roll.save()
    remove_photo(file=notice.files.get(), by=wang, at=AT)
    assert keys_of(before_passing(notice.roll, date(2026, 11, 11))) == ["no_photo"]


def test_a_photos_name_holds_nobodys_number(posted: Posted, wang: User) -> None:
    (kept,) = add_photos(notice=posted(), files=[picture("张兰13800001234.png", 7)], by=wang, at=AT)
    assert kept.name == "张兰138****1234.png"


def test_an_objection_names_a_line_by_its_number_on_the_sheet_not_by_its_row_in_the_workbook(
    posted: Posted, wang: User
) -> None:
    roll = posted().roll
    for line in roll.lines.order_by("-row"):
        WageLine.objects.filter(pk=line.pk).update(row=line.row + 3)  # as imported: the workbook's rows
    first, last = roll.lines.order_by("row")[0], roll.lines.count()
    assert record_objection(roll=roll, row=1, **SAID, by=wang, at=AT).line == first
    with pytest.raises(Refusal, match=f"没有序号{last + 1}"):
        record_objection(roll=roll, row=last + 1, **SAID, by=wang, at=AT)

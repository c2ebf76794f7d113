"""Signing: who signed and when, and what the owner must be shown before it approves."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from labor.models import PublicNotice, RollAct, RollFile, RollState, RollStep, WageRoll
from labor.pay.acts import perform
from labor.pay.files import add_files, hand_out, remove_file
from labor.pay.guards import NotYet
from labor.pay.handing_back import hand_back_roll
from labor.pay.signing import sign_lines, signed_sheets, submit_roll, unsign_lines
from tests.labor.conftest import AT
from tests.labor.paying import MakeRoll
from tests.labor.trainings.conftest import picture
from units.models import AuditEntry, User
from units.refusals import NotAllowed, Refusal, WrongState

TODAY = date(2026, 11, 12)


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def sheet_of(roll: WageRoll, by: User, tone: int = 0, at: object = AT) -> RollFile:
    return add_files(roll=roll, file_kind="signed", files=[picture("签字表.png", tone)], by=by, at=at)[0]


def test_everybody_is_ticked_at_once_and_a_slip_is_undone(roll_in: MakeRoll, chen_filer: User) -> None:
    roll = roll_in(RollState.SIGNING, people=3)
    signed = sign_lines(roll=roll, lines=None, signed_on=TODAY, by=chen_filer, at=AT, version=0)
    assert set(roll.lines.values_list("signed_on", flat=True)) == {TODAY}
    slip = roll.lines.order_by("pk")[0]
    unsign_lines(roll=signed, lines=[slip.pk], by=chen_filer, at=AT, version=1)
    assert roll.lines.filter(signed_on=None).get() == slip
    assert AuditEntry.objects.filter(act="发放表：登记签字", rows=3).count() == 1
    with pytest.raises(Refusal, match="没有登记过签字"):
        unsign_lines(roll=signed, lines=[slip.pk], by=chen_filer, at=AT)


def test_a_signature_lies_between_the_sheet_and_today(roll_in: MakeRoll, chen_filer: User) -> None:
    roll = roll_in(RollState.SIGNING)
    RollStep.objects.create(roll=roll, act=RollAct.SEND, state=RollState.SIGNING, at=AT, by=chen_filer)
    for day, said in [(TODAY + timedelta(days=1), "还没有到"), (TODAY - timedelta(days=1), "早于送签日期")]:
        with pytest.raises(Refusal, match=said):
            sign_lines(roll=roll, lines=None, signed_on=day, by=chen_filer, at=AT)
    with pytest.raises(Refusal, match="请先勾选"):
        sign_lines(roll=roll, lines=[], signed_on=TODAY, by=chen_filer, at=AT)
    assert not roll.lines.filter(signed_on__isnull=False).exists()


def test_the_owner_sees_it_when_all_signed_and_the_sheet_is_kept(roll_in: MakeRoll, chen_filer: User) -> None:
    roll = roll_in(RollState.SIGNING)
    first = roll.lines.order_by("pk")[0]
    roll.lines.exclude(pk=first.pk).update(gross_fen=4_200_00, deduction_fen=4_200_00, net_fen=0)
    with pytest.raises(NotYet) as refused:
        submit_roll(roll=roll, by=chen_filer, at=AT)
    assert [lack.key for lack in refused.value.lacking] == ["unsigned", "no_signed_sheet"]
    assert f"还有1人没有登记签字（{first.name}）" in refused.value.sentences[0]
    sign_lines(roll=roll, lines=[first.pk], signed_on=TODAY, by=chen_filer, at=AT)
    sheet_of(roll, chen_filer)
    sent = submit_roll(roll=roll, by=chen_filer, at=AT)
    assert (sent.state, sent.submission) == (RollState.OWNER, 1)


def test_handing_back_stops_the_notice_and_asks_for_new_signatures(
    roll_in: MakeRoll, chen_filer: User, chen_reviewer: User
) -> None:
    roll = roll_in(RollState.SIGNING)
    sign_lines(roll=roll, lines=None, signed_on=TODAY, by=chen_filer, at=AT)
    sheet_of(roll, chen_filer)
    WageRoll.objects.filter(pk=roll.pk).update(state=RollState.NOTICE)
    notice = PublicNotice.objects.create(
        roll=roll, round=1, starts_on=TODAY, ends_on=TODAY, lines=2, sum_fen=1, digest="x", posted_at=AT,
        posted_by=chen_filer,
    )  # fmt: skip
    back = hand_back_roll(roll=roll, reason="李四少记一天", by=chen_reviewer, at=AT)
    notice.refresh_from_db()
    assert (notice.stop_reason, notice.stopped_by) == ("李四少记一天", chen_reviewer)
    assert back.state == RollState.DRAFT
    assert not roll.lines.filter(signed_on__isnull=False).exists()
    assert signed_sheets(back) == []
    assert back.steps.last().changes["第1次公示"] == ["公示中", "中止"]


def test_the_sheet_of_the_signing_before_is_not_taken_for_the_new_one(roll_in: MakeRoll, chen_filer: User) -> None:
    roll = roll_in(RollState.SIGNING)
    sheet_of(roll, chen_filer)
    hand_back_roll(roll=roll, reason="第一行金额有误", by=chen_filer, at=AT + timedelta(hours=1))
    WageRoll.objects.filter(pk=roll.pk).update(state=RollState.SIGNING)
    with pytest.raises(Refusal, match="退回以后要重新签字"):
        sheet_of(roll, chen_filer, at=AT + timedelta(hours=2))
    assert sheet_of(roll, chen_filer, tone=9, at=AT + timedelta(hours=2)).pk


def test_signed_sheets_come_and_go_only_while_the_roll_is_signed(
    roll_in: MakeRoll, chen_filer: User, wang: User
) -> None:
    roll = roll_in(RollState.SIGNING)
    with pytest.raises(NotAllowed, match="不能增减"):
        sheet_of(roll, wang)
    kept = sheet_of(roll, chen_filer)
    with pytest.raises(Refusal, match="内容相同"):
        sheet_of(roll, chen_filer)
    assert hand_out(file=kept, by=chen_filer, at=AT).startswith(b"\x89PNG")
    with pytest.raises(Refusal, match="请写明原因"):
        remove_file(file=kept, reason="", by=chen_filer, at=AT)
    remove_file(file=kept, reason="扫描不清", by=chen_filer, at=AT)
    assert [step.act for step in roll.steps.all()][-2:] == [RollAct.SIGN, RollAct.SIGN]
    WageRoll.objects.filter(pk=roll.pk).update(state=RollState.OWNER)
    with pytest.raises(WrongState, match="先退回编制"):
        sheet_of(roll, chen_filer, tone=9)
    assert add_files(roll=roll, file_kind="other", files=[picture("说明.png", 20)], by=chen_filer, at=AT)


def test_an_act_without_a_button_is_refused_by_its_name(roll_in: MakeRoll, chen_filer: User) -> None:
    for name in ("pay", "void", "没有"):
        with pytest.raises(Refusal, match="没有这项办理"):
            perform(roll=roll_in(), name=name, by=chen_filer, at=AT)
        WageRoll.objects.all().delete()

"""Approval by as many people as the sum asks for, each once, of the very content; then where the township leads."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from labor.models import ApprovalBand, RollAct, RollApproval, RollState, RollStep, WageLine, WageRoll
from labor.pay.approving import approve_roll, lacking_approval, review_roll
from labor.pay.bands import approvals_needed, load_approval_bands, set_bands
from labor.pay.guards import Lacking
from labor.rolls import void_roll
from projects.models import PayChannel
from tests.cast import Engage
from tests.labor.conftest import AT
from tests.labor.paying import MakeRoll, supplement_of
from units.models import AuditEntry, Role, User
from units.refusals import NotAllowed, Refusal, WrongState

TODAY = date(2026, 11, 12)
TWO = {0: 1, 5_000_00: 2}


@pytest.fixture
def second(engage: Engage) -> User:
    """Another reviewer of the same department."""
    return engage("qian", Role.UNIT_REVIEWER, "区农业农村委", "钱二")


@pytest.fixture
def sun(engage: Engage) -> User:
    """Reviewer of 建胜镇."""
    return engage("sun", Role.UNIT_REVIEWER, "建胜镇", "孙坡")


def keys(lacks: object) -> list[str]:
    return [lack.key for lack in lacks if isinstance(lack, Lacking)]


def test_a_larger_sum_needs_a_second_person_and_says_how_many_are_missing(
    roll_in: MakeRoll, lin: User, chen_reviewer: User, second: User
) -> None:
    set_bands(starts_on=TODAY, levels=TWO, by=lin, at=AT)
    roll = approve_roll(roll=roll_in(RollState.OWNER), by=chen_reviewer, at=AT, version=0)
    assert roll.state == RollState.OWNER
    with pytest.raises(WrongState, match="还差1人，请由另一人审定"):
        approve_roll(roll=roll, by=chen_reviewer, at=AT, version=1)
    roll = approve_roll(roll=roll, by=second, at=AT, version=1)
    assert roll.state == RollState.NOTICE
    assert list(RollApproval.objects.values_list("sum_fen", flat=True)) == [8_400_00, 8_400_00]
    assert keys(lacking_approval(roll, TODAY)) == []


def test_levels_do_not_change_on_the_day_a_roll_was_sent(roll_in: MakeRoll, lin: User, chen_filer: User) -> None:
    """Else the office could ask for fewer people once a large roll lies before them."""
    roll = roll_in(RollState.OWNER)
    RollStep.objects.create(roll=roll, act=RollAct.SUBMIT, state=RollState.OWNER, at=AT, by=chen_filer)
    with pytest.raises(Refusal, match="今天已有发放表按原来的层级送审，请从明天起用"):
        set_bands(starts_on=TODAY, levels={0: 1}, by=lin, at=AT)
    set_bands(starts_on=TODAY + timedelta(days=1), levels=TWO, by=lin, at=AT)


def test_an_approval_holds_for_its_content_and_its_submission_alone(roll_in: MakeRoll, chen_reviewer: User) -> None:
    roll = approve_roll(roll=roll_in(RollState.OWNER), by=chen_reviewer, at=AT)
    assert (roll.state, keys(lacking_approval(roll, TODAY))) == (RollState.NOTICE, [])
    WageLine.objects.filter(pk=roll.lines.all()[0].pk).update(deduction_fen=1, net_fen=4_199_99)
    assert keys(lacking_approval(roll, TODAY)) == ["approval"]
    WageLine.objects.filter(roll=roll).update(deduction_fen=0, net_fen=4_200_00)
    roll.submission = 1
    assert keys(lacking_approval(roll, TODAY)) == ["approval"]


@pytest.mark.parametrize(
    ("channel", "leads"), [(PayChannel.ONE_CARD, RollState.COMMISSION), (PayChannel.WAGE_ACCOUNT, RollState.READY)]
)
def test_the_township_leads_to_the_commission_or_to_payment(
    roll_in: MakeRoll, sun: User, channel: str, leads: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labor.pay.guards._GUARDS", {})
    assert review_roll(roll=roll_in(RollState.TOWNSHIP, channel=channel), by=sun, at=AT).state == leads


def test_levels_are_dated_and_the_office_alone_sets_them(lin: User, chen_reviewer: User, reference: None) -> None:
    ApprovalBand.objects.all().delete()
    assert load_approval_bands(by=None, at=AT).created == 1
    assert load_approval_bands(by=None, at=AT).created == 0
    later = TODAY + timedelta(days=3)
    set_bands(starts_on=later, levels={0: 1, 100: 3}, by=lin, at=AT)
    set_bands(starts_on=later, levels=TWO, by=lin, at=AT)
    assert [approvals_needed(5_000_00, on) for on in (TODAY, later)] == [1, 2]
    assert AuditEntry.objects.filter(act="设定审定层级").count() == 2
    with pytest.raises(NotAllowed, match="领导小组办公室"):
        set_bands(starts_on=later, levels=TWO, by=chen_reviewer, at=AT)


@pytest.mark.parametrize(
    ("days", "levels", "said"),
    [(-1, TWO, "已经过去"), (0, {100: 1}, "从0元起"), (0, {0: 2, 100: 1}, "不能反而减少"), (0, {0: 9}, "1至5人")],
)
def test_levels_that_cannot_hold_are_refused(lin: User, days: int, levels: dict[int, int], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        set_bands(starts_on=TODAY + timedelta(days=days), levels=levels, by=lin, at=AT)


def test_a_roll_on_its_way_is_voided_before_the_bank_by_whoever_prepares_it(
    roll_in: MakeRoll, chen_filer: User, wang: User
) -> None:
    roll = roll_in(RollState.READY)
    with pytest.raises(NotAllowed, match="不能作废"):
        void_roll(roll=roll, reason="重做", by=wang, at=AT)
    supplement = supplement_of(roll, by=chen_filer, people=0)
    with pytest.raises(WrongState, match="先作废补发表"):
        void_roll(roll=roll, reason="重做", by=chen_filer, at=AT)
    void_roll(roll=supplement, reason="不补了", by=chen_filer, at=AT)
    void_roll(roll=roll, reason="重做", by=chen_filer, at=AT)
    assert roll.steps.last().reason == "重做"
    with pytest.raises(WrongState, match="已经作废"):
        void_roll(roll=roll, reason="重做", by=chen_filer, at=AT)


def test_what_the_bank_has_is_not_voided(roll_in: MakeRoll, chen_filer: User) -> None:
    roll = roll_in(RollState.BANK)
    with pytest.raises(WrongState, match="已经交付银行"):
        void_roll(roll=roll, reason="重做", by=chen_filer, at=AT)
    assert WageRoll.objects.in_force().filter(pk=roll.pk).exists()

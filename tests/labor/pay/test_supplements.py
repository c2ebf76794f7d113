"""补发: whom it may go to, what is refused, and what it leaves alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from labor.models import RollKind, RollState, WageLine, WageRoll
from labor.pay.payees import payees_of
from labor.pay.supplements import BackPay, Unconfirmed, supplement_roll
from tests.labor.attendance.conftest import Engagements
from tests.labor.conftest import AT
from tests.labor.paying import MakeRoll
from units.models import User
from units.refusals import NotAllowed, Refusal, WrongState


@pytest.fixture
def signed(chen_filer: User) -> dict[str, Any]:
    return {"by": chen_filer, "at": AT}


def test_people_of_the_roll_and_of_the_roster_are_paid_what_was_left_out(
    roll_in: MakeRoll, join: Engagements, signed: dict[str, Any]
) -> None:
    roll = roll_in(RollState.PAID)
    extra = join(roll.project, 7, bank="农商行", employer="乙公司")
    known = roll.lines.first()
    items = [BackPay(known.worker_id, 120_50, " 10月31日加班漏记 "), BackPay(extra.worker_id, 300_00, "漏发全月")]
    made = supplement_roll(roll=roll, items=items, total_fen=420_50, **signed)
    assert (made.kind, made.state, made.corrects, made.channel) == ("supplement", "draft", roll, roll.channel)
    first, second = WageLine.objects.filter(roll=made)
    assert (first.piece_fen, first.net_fen, first.centidays, first.pay_basis) == (120_50, 120_50, 0, "10月31日加班漏记")
    assert first.card_index == known.card_index
    assert (second.bank, second.employer, second.kind) == ("农商行", "乙公司", RollKind.SUPPLEMENT)
    assert made.steps.get().reason == "补发2人，共420.50元"


def test_everything_wrong_is_said_at_once(roll_in: MakeRoll, signed: dict[str, Any]) -> None:
    roll = roll_in(RollState.PAID)
    one, two = (line.worker_id for line in roll.lines.all())
    wrong = [BackPay(one, 0, "x"), BackPay(two, 5_00, " "), BackPay(two, 5_00, "又一次"), BackPay(10**9, 5_00, "谁")]
    with pytest.raises(Refusal) as refused:
        supplement_roll(roll=roll, items=wrong, total_fen=99_00, **signed)
    said = "".join(refused.value.sentences)
    for part in ("应大于0元", "原因还没有填", "填了2次", "不在名册里", "各人相加是15.00元"):
        assert part in said
    with pytest.raises(Refusal, match="还没有填要补发的人"):
        supplement_roll(roll=roll, items=[], **signed)


def test_who_waits_for_an_earlier_supplement_is_paid_again_only_knowingly(
    roll_in: MakeRoll, signed: dict[str, Any]
) -> None:
    roll = roll_in(RollState.PAID)
    items = [BackPay(roll.lines.first().worker_id, 100_00, "少算一天")]
    supplement_roll(roll=roll, items=items, **signed)
    with pytest.raises(Unconfirmed, match=r"已有补发100\.00元还没有支付"):
        supplement_roll(roll=roll, items=items, **signed)
    again = supplement_roll(roll=roll, items=items, is_confirmed=True, **signed)
    assert "核对是否重复补发" in again.notes[0]


def test_who_waits_for_the_pay_of_the_roll_itself_gets_no_supplement_in_its_place_unawares(
    roll_in: MakeRoll, signed: dict[str, Any]
) -> None:
    """What the bank sent back goes out again from the roll: a supplement would pay the same work twice."""
    roll = roll_in(RollState.PARTLY)
    failed, paid = roll.lines.order_by("row")
    WageLine.objects.filter(pk=paid.pk).update(is_paid=True, pay_on=AT.date(), voucher="LS1")
    items = [BackPay(line.worker_id, 100_00, "少算一天") for line in (failed, paid)]
    with pytest.raises(Unconfirmed, match=r"原表的4200\.00元还没有发放成功") as refused:
        supplement_roll(roll=roll, items=items, **signed)
    assert len(refused.value.sentences) == 1
    assert len(supplement_roll(roll=roll, items=items, is_confirmed=True, **signed).notes) == 1


@pytest.mark.parametrize("state", [RollState.DRAFT, RollState.READY])
def test_a_roll_not_paid_yet_is_corrected_instead(state: RollState, roll_in: MakeRoll, signed: dict[str, Any]) -> None:
    roll = roll_in(state)
    with pytest.raises(WrongState, match="还没有支付"):
        supplement_roll(roll=roll, items=[BackPay(roll.lines.first().worker_id, 1_00, "少算")], **signed)


def test_a_supplement_takes_none_itself_and_reviewers_make_none(
    roll_in: MakeRoll, signed: dict[str, Any], chen_reviewer: User
) -> None:
    roll = roll_in(RollState.FILED)
    items = [BackPay(roll.lines.first().worker_id, 1_00, "少算")]
    made = supplement_roll(roll=roll, items=items, **signed)
    WageRoll.objects.filter(pk=made.pk).update(state=RollState.PAID)
    with pytest.raises(WrongState, match="本身是补发表"):
        supplement_roll(roll=made, items=items, **signed)
    with pytest.raises(NotAllowed, match="不编制"):
        supplement_roll(roll=roll, items=items, by=chen_reviewer, at=AT)


def test_the_questions_are_as_many_for_two_people_as_for_twenty(roll_in: MakeRoll) -> None:
    roll = roll_in(RollState.PAID, people=20)
    with CaptureQueriesContext(connection) as asked:
        assert len(payees_of(roll)) == 20
    assert len(asked) == 3

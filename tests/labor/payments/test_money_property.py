"""Whatever is done in whatever order, no line is paid more than its net, and every 分 is in exactly one place.

A desk that imports, corrects, voids and imports anew, sends, fixes and sends again, before a bank that credits, fails
and returns payments and tells of it late, twice, in any order and mixed with rows that are none of the roll's; now and
then it contradicts itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from random import Random

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labor.imports import import_wage_roll
from labor.models import BankForm, Payment, PaymentState, RollAct, RollState, WageLine, WageRoll
from labor.pay.drafts import Way
from labor.pay.lines import correct_line
from labor.pay.moving import make_move
from labor.payments.confirming import confirm_accounts
from labor.payments.fixing import Account, fix_account, leave_unchanged
from labor.payments.payable import failed_payments
from labor.payments.receipts import import_receipts
from labor.payments.returning import confirm_return, withdraw_batch
from labor.payments.sending import issue
from labor.payments.standing import money_of
from labor.rolls import void_roll
from projects.models import PayChannel, Period, Project
from projects.outcome import ImportOutcome
from tests.labor.conftest import AT, saved_roll
from tests.labor.payments.banking import Told, result_csv, told
from tests.labor.sheets import card_number, roll_bytes
from tests.labor.sheets import line as a_row
from tests.labor.trainings.conftest import picture
from units.audit import first_broken_link
from units.models import User
from units.refusals import Refusal

SUCCEEDED, FAILED, RETURNED = "成功", "失败", "退汇"
FATES = ((SUCCEEDED,), (SUCCEEDED,), (FAILED,), (SUCCEEDED, RETURNED))
KINDS = (
    "go", "go", "go", "go", "correct", "turn", "anew", "send", "tell", "again", "foreign", "lie", "fix", "confirm",
    "file", "give_back",
)  # fmt: skip
STEPS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 2**20)), min_size=12, max_size=24)
SEEDS = (1, 3, 10)
Event = tuple[str, date]
Spend = Callable[[int, list[tuple[str, int]]], Counter[str]]


class Desk:
    """One roll, those who pay it, and the bank's own truth: what it did with each payment, told or not."""

    def __init__(self, bring_in: Callable[[], WageRoll], form: BankForm, filer: User, reviewer: User) -> None:
        self.bring_in, self.form, self.filer, self.reviewer = bring_in, form, filer, reviewer
        self.roll = bring_in()
        self.at = AT
        self.fates: dict[int, list[Event]] = {}
        self.files: list[list[Told]] = []
        self.has_lied = False
        self.done: Counter[str] = Counter()

    def run(self, kind: str, number: int) -> None:
        """One step a day; what is refused changes nothing."""
        self.at += timedelta(days=1)
        before = self.snapshot()
        try:
            with transaction.atomic():
                getattr(self, kind)(number)
            self.done[kind] += 1
        except Refusal:
            assert self.snapshot() == before
            self.done[f"{kind} refused"] += 1
        self.roll.refresh_from_db()

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    def payments(self) -> list[Payment]:
        return list(Payment.objects.filter(batch__roll=self.roll).select_related("line").order_by("pk"))

    def snapshot(self) -> list[tuple[object, ...]]:
        held = WageRoll.objects.filter(pk=self.roll.pk).values_list("state", "version")
        lines = self.roll.lines.order_by("pk").values_list("pk", "net_fen", "is_paid", "pay_on", "card_index")
        payments = Payment.objects.filter(batch__roll=self.roll).order_by("pk")
        return [*held, *lines, *payments.values_list("pk", "state", "result_on", "serial")]

    # The desk

    def go(self, number: int) -> None:
        """The next sensible thing."""
        nexts: dict[str, Callable[[int], None]] = {
            RollState.DRAFT: self.turn, RollState.READY: self.send, RollState.BANK: self.tell,
            RollState.PARTLY: self.again_whole, RollState.PAID: self.file if number % 2 else self.tell,
            RollState.FILED: self.tell,
        }  # fmt: skip
        step = nexts[self.roll.state]
        step(number)
        self.done[step.__name__] += 1

    def again_whole(self, number: int) -> None:
        for payment in failed_payments(self.roll):
            self.fix(number, payment)
        self.confirm(number)
        self.send(number)

    def correct(self, number: int) -> None:
        line = Random(number).choice(list(self.roll.lines.all()))
        correct_line(line=line, values={"centidays": number % 31 * 100}, by=self.filer, at=self.at)

    def turn(self, number: int) -> None:
        """From the draft to payment, the way between left out; or back."""
        if self.roll.state == RollState.DRAFT:
            WageRoll.objects.filter(pk=self.roll.pk).update(state=RollState.READY)
        else:
            make_move(roll=self.roll, act=RollAct.HAND_BACK, by=self.filer, at=self.at, reason="金额有误")

    def anew(self, number: int) -> None:
        """The roll is voided and the contractor's workbook imported once more."""
        void_roll(roll=self.roll, reason="表做错了，重新导入", by=self.filer, at=self.at)
        self.roll = self.bring_in()

    def send(self, number: int) -> None:
        alive = {one.line_id for one in self.payments() if one.state != PaymentState.FAILED}
        batch = issue(roll=self.roll, form=self.form, by=self.filer, at=self.at)
        made = list(batch.payments.order_by("pk"))
        assert alive.isdisjoint(one.line_id for one in made), "what succeeded or is at the bank is never sent again"
        fate = Random(number)
        for payment in made:
            said = fate.choice(FATES)
            self.fates[payment.pk] = [(word, self.today + timedelta(days=order)) for order, word in enumerate(said)]

    def fix(self, number: int, payment: Payment | None = None) -> None:
        failed = payment or failed_payments(self.roll).first()
        if failed is None:
            raise Refusal("没有失败的行。")
        signed = {"payment": failed, "by": self.filer, "at": self.at}
        if number % 3:
            account = Account(number=card_number(100 + number % 9000), bank="", holder=failed.line.name)
            fix_account(account=account, **signed)
        else:
            leave_unchanged(reason="银行限额已解除", **signed)

    def confirm(self, number: int) -> None:
        confirm_accounts(roll=self.roll, by=self.reviewer, at=self.at)

    def file(self, number: int) -> None:
        make_move(roll=self.roll, act=RollAct.FILE, by=self.filer, at=self.at)

    # The bank

    def tell(self, number: int) -> None:
        """The truth of some payments as far as it has come, in any order."""
        chance = Random(number)
        rows = [
            told(payment, word, 入账日期=str(on))
            for payment in self.payments()
            if chance.random() < 0.8
            for word, on in self.fates[payment.pk]
            if on <= self.today
        ]
        chance.shuffle(rows)
        self.files.append(rows)
        self.bring(rows)

    def give_back(self, number: int) -> None:
        """The bank takes in none of the last file; it is written down, confirmed, and every payment has failed."""
        batch = self.roll.batches.order_by("-number").first()
        if batch is None:
            raise Refusal("没有支付批次。")
        proof = picture(tone=number % 250)
        withdraw_batch(batch=batch, reason="文件格式不符", proof=proof, by=self.filer, at=self.at)
        confirm_return(batch=batch, by=self.reviewer, at=self.at)
        self.fates |= {payment.pk: [] for payment in batch.payments.all()}

    def again(self, number: int) -> None:
        """An earlier file once more: the same bytes, or its rows turned round."""
        if self.files:
            rows = Random(number).choice(self.files)
            self.bring(rows[::-1] if number % 2 else rows)

    def foreign(self, number: int) -> None:
        """A row that is none of the roll's, among good ones: nothing of the file is taken."""
        chance, before = Random(number), self.snapshot()
        payments = self.payments()
        wrong: list[Told] = [
            {"支付笔号": "99999999-1"}, {"金额（元）": "1.00"}, {"收款账号": card_number(9999)}, {"处理结果": "在途"},
        ]  # fmt: skip
        rows = [told(one, 入账日期=str(self.today)) for one in payments]
        if rows:
            rows.append(rows[0] | chance.choice(wrong))
            assert not self.bring(rows).ok
            assert self.snapshot() == before

    def lie(self, number: int) -> None:
        """Any result on any day since it was sent: the bank contradicts itself, and is believed where that can be."""
        chance, payments = Random(number), self.payments()
        if payments:
            payment, word = chance.choice(payments), chance.choice((SUCCEEDED, FAILED, RETURNED))
            self.has_lied = True
            self.bring([told(payment, word, 入账日期=str(self.today - timedelta(days=number % 4)))])

    def bring(self, rows: list[Told]) -> ImportOutcome:
        before = self.snapshot()
        outcome = import_receipts(
            file=result_csv(rows), name="回执.csv", roll=self.roll, by=self.filer, at=self.at, form=self.form
        )
        if not outcome.ok:
            assert self.snapshot() == before
        counted = [key for key in ("succeeded", "failed", "returned", "repeated") if outcome.ok and outcome.facts[key]]
        self.done.update([*counted, *{problem.kind for problem in outcome.errors}])
        return outcome

    # What must hold after every step

    def holds(self) -> None:
        attempts: dict[int, list[Payment]] = {}
        for payment in self.payments():
            attempts.setdefault(payment.line_id, []).append(payment)
        where: Counter[str] = Counter()
        for line in self.roll.lines.all():
            where[self.place_of(line, attempts.get(line.pk, []))] += line.net_fen
        money = money_of(self.roll)
        assert (money.unsent_fen, money.issued_fen, money.succeeded_fen, money.failed_fen) == tuple(
            where[place] for place in ("unsent", "issued", "succeeded", "failed")
        )
        assert money.total_fen == sum(line.net_fen for line in self.roll.lines.all())
        if self.roll.state in {RollState.PAID, RollState.FILED}:
            assert money.succeeded_fen == money.total_fen
        if self.roll.state == RollState.PARTLY:
            assert (money.issued_fen, money.failed_fen + money.unsent_fen > 0) == (0, True)

    def place_of(self, line: WageLine, attempts: list[Payment]) -> str:
        states = [one.state for one in attempts]
        alive = [state for state in states if state != PaymentState.FAILED]
        paid = sum(one.amount_fen for one in attempts if one.state == PaymentState.SUCCEEDED)
        assert len(alive) <= 1
        assert paid <= line.net_fen
        assert line.is_paid == (paid > 0)
        assert self.has_lied or self.credited(attempts) <= line.net_fen, "what the bank really credited"
        return (alive or states[-1:] or ["unsent"])[0]

    def credited(self, attempts: list[Payment]) -> int:
        """分 that truly lie in the person's account by now, whatever the bank has told."""
        signs = {SUCCEEDED: 1, RETURNED: -1, FAILED: 0}
        return sum(
            one.amount_fen * signs[word] for one in attempts for word, on in self.fates[one.pk] if on <= self.today
        )


def drafted(project: Project, period: Period, by: User, people: int) -> WageRoll:
    """A contractor's workbook taken in as a draft, to be paid through the wage account."""
    lines = [a_row(order, pay_on=None, voucher=None) for order in range(1, people + 1)]
    outcome = import_wage_roll(
        file=roll_bytes(lines), name="发放表.xlsx", project=project, period=period, by=by, at=AT, way=Way.DRAFT
    )
    WageRoll.objects.filter(pk=saved_roll(outcome).pk).update(channel=PayChannel.WAGE_ACCOUNT)
    return saved_roll(outcome)


@pytest.fixture
def spend(
    own_guards: None, road: Project, october: Period, chen_filer: User, chen_reviewer: User, form: BankForm
) -> Spend:
    """Spend some days at a new desk, look after each whether all holds, and forget them; what was done and met."""

    def run(people: int, steps: list[tuple[str, int]]) -> Counter[str]:
        with transaction.atomic():
            desk = Desk(partial(drafted, road, october, chen_filer, people), form, chen_filer, chen_reviewer)
            for kind, number in steps:
                desk.run(kind, number)
                desk.holds()
            assert first_broken_link() is None
            transaction.set_rollback(True)
        return desk.done

    return run


def test_no_line_is_paid_more_than_its_net_and_every_fen_is_in_one_place(spend: Spend) -> None:
    @settings(max_examples=16, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.integers(1, 4), STEPS)
    def run(people: int, steps: list[tuple[str, int]]) -> None:
        spend(people, steps)

    run()


def test_such_days_meet_every_turn_there_is(spend: Spend) -> None:
    met: Counter[str] = Counter()
    for seed in SEEDS:
        chance = Random(seed)
        met += spend(3, [(chance.choice(KINDS), chance.randrange(2**20)) for _ in range(24)])
    assert {
        "again_whole", "anew", "correct", "failed", "file", "fix", "give_back", "payment_unknown",
        "repeated", "result_contradicts", "returned", "send", "succeeded", "turn",
    } <= set(met), met  # fmt: skip

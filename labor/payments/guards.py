"""What a roll lacks before money goes out: accounts, something to pay, failed lines looked at and confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from labor.models import RollAct, WageRoll
from labor.pay.guards import Lacking, register
from labor.payments.looked_at import confirmation_of, failed_of, not_looked_at
from labor.payments.payable import payable_lines


def register_all() -> None:
    for act in (RollAct.PAY, RollAct.REISSUE):
        register(act, something_to_pay)
    for act in (RollAct.REISSUE, RollAct.CONFIRM):
        register(act, each_looked_at)
    register(RollAct.REISSUE, accounts_confirmed)


def something_to_pay(roll: WageRoll, on: date) -> Iterable[Lacking]:  # noqa: ARG001
    """A line that can be paid, and an account for each of them."""
    lines = payable_lines(roll).order_by("row", "pk").values_list("row", "name", "card_index")
    found = list(lines)
    if not found:
        yield Lacking("payable", "没有可以支付的行：实发为0的不用支付，其余的已在银行处理或已发放成功。", "payments")
    if without := [(row, name) for row, name, card in found if not card]:
        said = f"{len(without)}行没有账号，银行无法代发：{listed(without)}。请退回编制补上本人账号。"
        yield Lacking("accounts", said, "lines")


def each_looked_at(roll: WageRoll, on: date) -> Iterable[Lacking]:  # noqa: ARG001
    """Every line that failed last was corrected, or found right with a reason."""
    waiting = not_looked_at(failed_of(roll))
    if waiting:
        rows = [(payment.line.row, payment.line.name) for payment in waiting]
        said = f"{len(waiting)}笔失败的还没有处理：{listed(rows)}。请逐笔更正账号，或核对无误后写明原因。"
        yield Lacking("failed", said, "payments")


def accounts_confirmed(roll: WageRoll, on: date) -> Iterable[Lacking]:  # noqa: ARG001
    """The accounts as they are now were confirmed by somebody who corrected none of them."""
    failed = failed_of(roll)
    if failed and confirmation_of(roll, failed) is None:
        said = "更正后的账号还没有审定人核对；核对人不能是更正账号的人，账号再有变动须重新核对。"
        yield Lacking("confirmed", said, "payments")


def listed(rows: Sequence[tuple[int, str]]) -> str:
    """第3行张三、第5行李四."""
    return "、".join(f"第{row}行{name}" for row, name in rows)

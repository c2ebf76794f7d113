"""What a result file does to payments: which change of result is a change, which a repetition, which a contradiction.

At the bank → 成功 or 失败; 成功 → 失败 only by a 退汇 not dated before it; 失败 → 成功 only when no other payment of
the line is at the bank or done, and, unless the whole file had been given back, when not dated before it. All else
contradicts what an earlier file said.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from documents.formats import chinese_date, chinese_moment
from labor.models import Payment, PaymentState
from labor.models.payment import ALIVE
from labor.payments.looked_at import WHOLE
from labor.payments.matching import Match
from labor.payments.results import Result, Said

REPEATED = "repeated"
STATE_OF = {
    Said.SUCCEEDED: PaymentState.SUCCEEDED, Said.FAILED: PaymentState.FAILED, Said.RETURNED: PaymentState.FAILED,
}  # fmt: skip
# Rows of one day about one payment are taken in this order; a plain failure after a success then contradicts it.
ORDER = (Said.SUCCEEDED, Said.FAILED, Said.RETURNED)
ASK = "请先向银行核实，拿到更正后的回执再导入。"


@dataclass(slots=True)
class Settlement:
    """What a file comes to: payments as they now stand, and every row counted once, by what it did."""

    changed: dict[int, Payment] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def ending(self, state: PaymentState) -> list[Payment]:
        """Changed payments that now stand in a state."""
        return [payment for payment in self.changed.values() if payment.state == state]


def settle(matches: Sequence[Match], payments: Iterable[Payment], *, file: str) -> Settlement:
    """Apply the rows to the payments in memory, in the order of their dates; contradictions are errors at their cells.

    A payment on which the file's last word is what is recorded already was told again, with all its history: nothing
    changes. Failures are taken before successes, so that one line's attempts do not stand in each other's way.
    """
    made, attempts = Settlement(), defaultdict(list)
    for payment in payments:
        attempts[payment.line_id].append(payment)
    groups: dict[int, list[Match]] = defaultdict(list)
    for match in matches:
        groups[match.payment.pk].append(match)
    for group in groups.values():
        group.sort(key=lambda one: (one.result.on, ORDER.index(one.result.said), one.result.row.number))
    for group in sorted(groups.values(), key=lambda one: one[-1].result.said is Said.SUCCEEDED):
        _settle(group, attempts[group[0].payment.line_id], made, file)
    return made


def _settle(group: Sequence[Match], attempts: Sequence[Payment], made: Settlement, file: str) -> None:
    last, payment = group[-1].result, group[0].payment
    if STATE_OF[last.said] == payment.state and last.on == payment.result_on:
        for match in group:
            _note_serial(match.result, payment)
        made.counts[REPEATED] += len(group)
        return
    for match in group:
        _apply(match.result, payment, attempts, made, file)


def _apply(result: Result, payment: Payment, attempts: Sequence[Payment], made: Settlement, file: str) -> None:
    state = STATE_OF[result.said]
    if payment.state == state:
        _note_serial(result, payment)
        made.counts[REPEATED] += 1
    elif why := _why_not(result, payment, attempts):
        said = _sentence(result, payment, why, file, by_this_file=payment.pk in made.changed)
        result.row.problem("result", "result_contradicts", said)
    else:
        _put(result, payment, state)
        made.changed[payment.pk] = payment
        made.counts[result.said] += 1


def _why_not(result: Result, payment: Payment, attempts: Sequence[Payment]) -> str:
    """Why a recorded result does not give way to this one; "" when it does."""
    if payment.state == PaymentState.ISSUED:
        return ""
    if payment.result_on is not None and result.on < payment.result_on and not _given_back(payment):
        return "且日期在前"
    if payment.state == PaymentState.SUCCEEDED:
        return "" if result.said is Said.RETURNED else "且不是退汇"
    other = next((one for one in attempts if one.pk != payment.pk and one.state in ALIVE), None)
    return f"而且这一行第{other.attempt}次支付{other.get_state_display()}" if other else ""


def _given_back(payment: Payment) -> bool:
    """Failed with its whole file: people wrote that down, and what the bank says of the payment itself counts more."""
    return payment.state == PaymentState.FAILED and payment.failure.startswith(WHOLE)


def _sentence(result: Result, payment: Payment, why: str, file: str, *, by_this_file: bool) -> str:
    recorded = f"“{payment.get_state_display()}”（{chinese_date(payment.result_on)}，{_origin(payment, by_this_file)}）"
    stated = f"“{result.said.label}”（{chinese_date(result.on)}，文件“{file}”）"
    return f"这一笔已记为{recorded}，这里却是{stated}，{why}，前后矛盾。{ASK}"


def _origin(payment: Payment, by_this_file: bool) -> str:
    if by_this_file or payment.receipt is None:
        return "本文件另一行"
    receipt = payment.receipt
    return f"文件“{receipt.file_name}”，{receipt.imported_by}于{chinese_moment(receipt.imported_at)}导入"


def _note_serial(result: Result, payment: Payment) -> None:
    """The same success under another 银行流水号 may be a second credit entry."""
    if result.said is Said.SUCCEEDED and result.serial and payment.serial and result.serial != payment.serial:
        message = "这一笔已记为成功，流水号却不同，没有改动；请向银行核实有没有重复入账。"
        result.row.problem("serial", "serial_differs", message, warning=True)


def _put(result: Result, payment: Payment, state: PaymentState) -> None:
    payment.state, payment.result_on = state, result.on
    payment.failure = result.failure if state == PaymentState.FAILED else ""
    payment.serial = result.serial or (payment.serial if state == PaymentState.FAILED else "")
    payment.stated_name = result.name

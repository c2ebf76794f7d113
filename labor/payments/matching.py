"""Which payment a row of the bank's result speaks of: by its 支付笔号, else by account and amount if only one fits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from documents.formats import chinese_date, yuan
from labor.bulk import chunks
from labor.models import Payment, PaymentState, WageRoll
from labor.payments.results import Result, Said
from projects.imports.vocabulary import plain
from units.models import User

UNREAD = ("card_sealed", "line__card_sealed", "line__phone_sealed")


@dataclass(slots=True)
class Match:
    """A row and the payment it speaks of."""

    result: Result
    payment: Payment


def payments_of(roll: WageRoll) -> list[Payment]:
    """Every payment of a roll with its line, batch and receipt; one query, sealed numbers left shut."""
    payments = Payment.objects.filter(batch__roll=roll).select_related("line", "batch", "receipt__imported_by")
    return list(payments.defer(*UNREAD).order_by("pk"))


def match_results(results: Sequence[Result], payments: Sequence[Payment], roll: WageRoll, *, by: User) -> list[Match]:
    """Rows with their payments; what cannot be, or differs in amount or account, is an error at its cell.

    A name that differs on a payment that went through is only warned about: the money has gone (户名与姓名不符, §10).
    """
    known = {(payment.line_id, payment.attempt): payment for payment in payments}
    _say_strangers([one for one in results if one.reference and one.reference not in known], roll, by)
    accounts: dict[tuple[str, int], list[Payment]] = defaultdict(list)
    for payment in payments:
        accounts[payment.card_index, payment.amount_fen].append(payment)
    spoken_of = ((one, known.get(one.reference) if one.reference else _by_account(one, accounts)) for one in results)
    return [Match(result, payment) for result, payment in spoken_of if payment and _fits(result, payment)]


def sent_on(payment: Payment) -> date:
    """The day its pay file was made."""
    return timezone.localdate(payment.batch.made_at)


def _by_account(result: Result, accounts: dict[tuple[str, int], list[Payment]]) -> Payment | None:
    row = result.row
    if not result.account_index:
        row.problem("reference", "reference_missing", "没有支付笔号，也没有账号，对不上是哪一笔，请补上支付笔号。")
        return None
    same = accounts.get((result.account_index, result.amount_fen), [])
    fitting = [payment for payment in same if not result.is_dated or _could_be(result, payment)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        message = f"同一账号、同一金额有{len(fitting)}笔支付，分不清是哪一笔，请补上支付笔号。"
    else:
        message = "这张发放表的支付里没有这个账号和金额的一笔，请核对账号、金额和日期，或换到对应的发放表导入。"
    row.problem("reference", "payment_ambiguous" if fitting else "payment_unknown", message)
    return None


def _could_be(result: Result, payment: Payment) -> bool:
    """Whether a dated row without a reference can speak of a payment: sent by then, and waiting, told again or
    returned."""
    if payment.state == PaymentState.ISSUED:
        return sent_on(payment) <= result.on
    returned = payment.state == PaymentState.SUCCEEDED and result.said is Said.RETURNED
    return payment.result_on == result.on or returned


def _fits(result: Result, payment: Payment) -> bool:
    row = result.row
    if result.amount_fen != payment.amount_fen:
        message = f"这一笔送出的是{yuan(payment.amount_fen)}元，与回执金额不符，请核对支付笔号和金额，并向银行核实。"
        row.problem("amount", "amount_differs", message)
    if result.account_index and result.account_index != payment.card_index:
        message = f"这一笔送出的账号是{payment.card_masked}，与回执账号不同，请核对支付笔号和账号，并向银行核实。"
        row.problem("account", "account_differs", message)
    if result.on < sent_on(payment):
        message = f"早于送银行的日期（{chinese_date(sent_on(payment))}），请核对日期和支付笔号。"
        row.problem("date" if result.is_dated else "result", "result_before_sent", message)
    if _other_name(result, payment) and result.said is Said.SUCCEEDED:
        message = f"已入账，但户名与收款人“{payment.account_name}”不符（收款人须为本人），请向银行核实钱进了谁的账户。"
        row.problem("name", "name_differs", message, warning=True)
    return not row.bad


def _other_name(result: Result, payment: Payment) -> bool:
    return bool(result.name) and plain(result.name) != plain(payment.account_name)


def _say_strangers(results: Sequence[Result], roll: WageRoll, by: User) -> None:
    """An error at each 支付笔号 that is not this roll's: which roll it belongs to, as far as the person may see it."""
    found = _elsewhere({one.reference[0] for one in results if one.reference})
    rolls = {other.pk for other in found.values()}
    seen = set(WageRoll.objects.visible_to(by).filter(pk__in=rolls).values_list("pk", flat=True))
    for result in results:
        other = found.get(result.reference) if result.reference else None
        if other is None:
            message = f"“{roll}”没有这个支付笔号，请核对，或向银行核实这一笔的来历。"
        elif other.pk in seen:
            message = f"这是“{other}”的支付笔号，不是“{roll}”的，请到那张发放表导入。"
        else:
            message = f"这是别的单位发放表的支付笔号，不是“{roll}”的，请向银行核实。"
        result.row.problem("reference", "payment_of_other_roll" if other else "payment_unknown", message)


def _elsewhere(lines: Iterable[int]) -> dict[tuple[int, int], WageRoll]:
    found = {}
    for part in chunks(sorted(lines)):
        payments = Payment.objects.filter(line__in=part).select_related("batch__roll__project", "batch__roll__period")
        for payment in payments.defer("card_sealed"):
            found[payment.line_id, payment.attempt] = payment.batch.roll
    return found

"""更正账号: a line the bank sent back gets the person's right account, or is found right; the amount never changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from documents.formats import mask_card
from documents.identifiers import SENTENCES, check_card, is_card_form
from documents.masking import without_numbers
from documents.workbooks.cells import person_name
from labor.models import Engagement, Payment, RollAct, WageLine
from labor.pay.moving import held_roll, make_move
from labor.payments.looked_at import OF_PAYMENT
from labor.payments.payable import failed_payments
from labor.payments.sheets import reference_of
from labor.rosters.changing import change
from labor.rosters.contacts import plain_number
from projects.completeness import Lack
from projects.moving import Incomplete
from units.flows import last_told
from units.models import User
from units.refusals import Refusal, WrongState
from units.secrecy import blind_index, seal

LONGEST_BANK, SHORTEST_REASON, LONGEST_REASON = 80, 4, 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Where a person's pay is to go, as typed; the number does not stand in the object's own text."""

    number: str = field(repr=False)
    bank: str
    holder: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """The line as it now stands, and what is worth a look."""

    line: WageLine
    warnings: list[str]


@sensitive_variables("account", "number")
@transaction.atomic
def fix_account(*, payment: Payment, account: Account, to_roster: bool = False, by: User, at: datetime) -> Fixed:
    """更正失败行的账号、开户行; the step and the audit trail keep both numbers masked.

    Args:
        to_roster: also correct the person's stay on the project's roster.

    Raises:
        NotAllowed, WrongState: as `make_move`; the line is not a failed one any more.
        Incomplete: each fault at its field: not an account, not the person's own, nothing changed.
    """
    line = _failed_line(payment)
    number, bank = plain_number(account.number), " ".join(account.bank.split())
    if faults := _faults(line, number, bank, account.holder):
        raise Incomplete(faults)
    warnings = [*_number_warnings(number), *_shared(line, number)]
    masked = {"账号": [line.card_masked, mask_card(number)], "开户行": [line.bank, bank]}
    changes = {name: pair for name, pair in masked.items() if pair[0] != pair[1]}
    if "账号" not in changes and line.card_index != blind_index(number):
        changes["账号"] = masked["账号"]  # another number with the same last four digits
    line.card_sealed, line.card_index = seal(number), blind_index(number)
    line.card_masked, line.bank = mask_card(number), bank
    _move(payment, changes, "；".join(warnings), by=by, at=at)
    line.save(update_fields=["card_sealed", "card_index", "card_masked", "bank"])
    if to_roster:
        stated = {"card": number} | ({"bank": bank} if bank else {})
        warnings += _to_roster(line, stated, by=by, at=at)
    return Fixed(line, warnings)


@transaction.atomic
def leave_unchanged(*, payment: Payment, reason: str, by: User, at: datetime) -> None:
    """核对无误: the account is right (the bank's limit, a dormant card put in use again); it goes out once more.

    Raises:
        NotAllowed, WrongState: as `fix_account`.
        Incomplete: the reason is missing, too short or too long.
    """
    _failed_line(payment)
    why = without_numbers(reason.strip())
    if not SHORTEST_REASON <= len(why) <= LONGEST_REASON:
        said = f"请写明为什么账号不用改，{SHORTEST_REASON}至{LONGEST_REASON}个字，例如“银行限额已解除”。"
        raise Incomplete([Lack("reason", said)])
    _move(payment, {}, why, by=by, at=at)


def _failed_line(payment: Payment) -> WageLine:
    """The line of a payment, its roll locked, while the payment is what failed last."""
    roll = held_roll(payment.line.roll_id)
    if not failed_payments(roll).filter(pk=payment.pk).exists():
        raise WrongState(f"“{payment.account_name}”这一笔已不在失败的行里。{last_told(roll)}请刷新页面看最新状态。")
    return WageLine.objects.select_related("roll").get(pk=payment.line_id)


def _move(payment: Payment, changes: Mapping[str, Any], reason: str, *, by: User, at: datetime) -> None:
    about = {OF_PAYMENT: ["", reference_of(payment.line_id, payment.attempt)]}
    make_move(roll=payment.line.roll, act=RollAct.FIX, by=by, at=at, reason=reason, changes={**about, **changes})


def _faults(line: WageLine, number: str, bank: str, holder: str) -> list[Lack]:
    faults = []
    if not is_card_form(number):
        faults.append(Lack("number", SENTENCES["card_length"] if number else "账号没有填，请对照银行卡填写完整账号。"))
    if len(bank) > LONGEST_BANK:
        faults.append(Lack("bank", f"开户行有{len(bank)}个字，最多{LONGEST_BANK}个字。"))
    if person_name(holder) != line.name:
        said = f"户名应是“{line.name}”本人：收款人须为本人，不得代领。账户不是本人的，请换本人账号。"
        faults.append(Lack("holder", said))
    if not faults and (line.card_index, line.bank) == (blind_index(number), bank):
        said = "账号和开户行与原来一样，没有更正。核对无误的，请用“账号无误”并写明原因。"
        faults.append(Lack("number", said))
    return faults


def _number_warnings(number: str) -> list[str]:
    code = check_card(number)
    return [SENTENCES[code]] if code else []


def _shared(line: WageLine, number: str) -> list[str]:
    """Whether somebody else is paid to the same account, or has it on a roster (§10: 同一卡号多人)."""
    same = {"card_index": blind_index(number)}
    paid = WageLine.objects.in_force().filter(**same).exclude(worker=line.worker_id)
    kept = Engagement.objects.filter(voided_at=None, **same).exclude(worker=line.worker_id)
    if paid.exists() or kept.exists():
        return ["这个账号也登记在另一人名下，收款人须为本人，请核对银行卡。"]
    return []


def _to_roster(line: WageLine, values: Mapping[str, str], *, by: User, at: datetime) -> list[str]:
    """Correct the person's latest stay too; what speaks against it is told, and the roll's line stays corrected."""
    stay = stay_of(line)
    if stay is None:
        return ["花名册里没有这个人的登记，花名册没有一起更正。"]
    try:
        change(engagement=stay, values=values, version=stay.version, by=by, at=at)
    except Refusal as refused:
        return [f"花名册没有一起更正：{''.join(refused.sentences)}"]
    return []


def stay_of(line: WageLine) -> Engagement | None:
    """The person's latest stay on the project's roster."""
    stays = Engagement.objects.filter(project=line.project_id, worker=line.worker_id, voided_at=None)
    return stays.order_by("-entered_on", "-pk").first()

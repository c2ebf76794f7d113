"""更正 one line of a draft: what is typed is days, rate, piece money, deduction; 应发 and 实发 are worked out.

Phone and account come from the person's stay on the roster; they are typed only for somebody who has none there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from documents.formats import days, yuan
from documents.masking import without_numbers
from labor.arithmetic import gross_fen, net_fen
from labor.attendance.grid import roster_of
from labor.checks.pay import LARGEST_FEN, NO_ITEM
from labor.lacks import lacks_of, write
from labor.models import Engagement, RollAct, RollKind, WageLine, WageRoll
from labor.pay.moving import held_roll, make_move
from labor.pay.standing_lines import lines_of
from labor.rosters.contacts import NumberFault, write_card, write_phone
from projects.completeness import Lack
from projects.moving import Incomplete
from units.models import User
from units.refusals import WrongState

TYPED = ("job", "centidays", "rate_fen", "piece_fen", "pay_basis", "deduction_fen", "deduction_item")
ACCOUNT = ("phone_sealed", "phone_masked", "bank", "card_sealed", "card_index", "card_masked")
STORED = (*TYPED, "gross_fen", "net_fen", *ACCOUNT)
MONEY = ("rate_fen", "piece_fen", "deduction_fen")
TEXTS = ("job", "pay_basis", "deduction_item")
LABELS = {
    "job": "工种", "centidays": "工作时间（工日）", "rate_fen": "单价（元）", "piece_fen": "计时计件金额（元）",
    "pay_basis": "计酬说明", "gross_fen": "应发（元）", "deduction_fen": "扣除（元）", "deduction_item": "扣除项目",
    "net_fen": "实发（元）", "phone_masked": "联系方式", "bank": "开户行", "card_masked": "账号",
}  # fmt: skip
GONE = "这一行已经不在表上，请在“核对”页查看移出的行。"


@dataclass(frozen=True, slots=True)
class Corrected:
    """A line as it now stands, whether anything changed, and what is worth a look."""

    line: WageLine
    is_changed: bool
    warnings: list[str] = field(default_factory=list)


@transaction.atomic
def correct_line(
    *, line: WageLine, values: Mapping[str, Any], by: User, at: datetime, version: int | None = None,
    reason: str = "", from_roster: bool = False,
) -> Corrected:  # fmt: skip
    """Change one line of a draft; the step keeps what it said before, numbers masked.

    Args:
        values: any of TYPED (days in hundredths, money in 分); `phone`, `card`, `bank` for somebody without a stay.
        version: of the roll, as the person saw it.
        from_roster: take phone, bank and account as they stand on the roster now.

    Raises:
        NotAllowed, WrongState, StaleRoll: as every move; or the line was taken out meanwhile.
        Incomplete: every fault at its field.
    """
    held = held_roll(line.roll_id)
    kept = standing_line(held, line.pk)
    before = _stated(kept)
    numbers = _write(held, kept, values, from_roster=from_roster)
    faults = [*_faults(held, kept, before), *(Lack(one.field, one.sentence) for one in numbers if not one.is_warning)]
    changes = _changes(kept, before)
    if not changes and not faults:
        return Corrected(kept, is_changed=False)
    make_move(roll=held, act=RollAct.CORRECT, by=by, at=at, version=version, reason=reason, changes=changes)
    if faults:
        raise Incomplete(faults)
    kept.save(update_fields=STORED)
    return Corrected(kept, is_changed=True, warnings=[one.sentence for one in numbers])


def standing_line(roll: WageRoll, pk: int) -> WageLine:
    """A line that the roll consists of, held for the rest of the transaction.

    Raises:
        WrongState: it was taken out.
    """
    lines = lines_of(roll).select_for_update(of=("self",)).select_related("worker")
    line = lines.filter(pk=pk).first()
    if line is None:
        raise WrongState(GONE)
    return line


def stay_of(roll: WageRoll, worker_id: int) -> Engagement | None:
    """The person's latest stay with the project in the month: the one with an account, if any has."""
    stays = list(roster_of(roll.project, roll.period).filter(worker=worker_id).order_by("entered_on", "pk"))
    chosen = [stay for stay in stays if stay.card_index] or stays
    return chosen[-1] if chosen else None


def take_account(line: WageLine, stay: Engagement) -> None:
    """Put the roster's phone, bank and account into a line (in memory)."""
    for name in ACCOUNT:
        setattr(line, name, getattr(stay, name))


def work_out(line: WageLine) -> None:
    """应发 = 工日 × 单价 + 计时计件; 实发 = 应发 − 扣除 (in memory)."""
    line.gross_fen = gross_fen(line.centidays, line.rate_fen) + line.piece_fen
    line.net_fen = net_fen(line.gross_fen, line.deduction_fen)


def _write(roll: WageRoll, line: WageLine, values: Mapping[str, Any], *, from_roster: bool) -> list[NumberFault]:
    typed = {name: value for name, value in values.items() if name in TYPED}
    write(line, typed, TYPED)
    line.deduction_item = line.deduction_item if line.deduction_fen else ""
    line.pay_basis = line.pay_basis if line.piece_fen else ""
    work_out(line)
    stay = stay_of(roll, line.worker_id)
    if stay is None:
        return _typed_numbers(line, values)
    if from_roster:
        take_account(line, stay)
    return []


def _typed_numbers(line: WageLine, values: Mapping[str, Any]) -> list[NumberFault]:
    line.bank = str(values.get("bank", line.bank)).strip()
    found = [
        write_phone(line, values["phone"]) if values.get("phone") else None,
        write_card(line, values["card"]) if values.get("card") else None,
    ]
    return [fault for fault in found if fault]


def _faults(roll: WageRoll, line: WageLine, before: Mapping[str, Any]) -> Iterator[Lack]:
    named = [*_wrong_amounts(roll, line), *_wrong_words(line, before)]
    yield from named
    wrong = {lack.field for lack in named}
    if not wrong:
        yield from lacks_of(line, [*TYPED, "gross_fen", "net_fen", "kind", "bank"])


def _wrong_amounts(roll: WageRoll, line: WageLine) -> Iterator[Lack]:
    most = roll.period.last_day.day
    if not 0 <= line.centidays <= most * 100:
        yield Lack("centidays", f"工作时间应在0到{most}工日之间，表上是{days(line.centidays)}工日，请按考勤更正。")
    for name in MONEY:
        if not 0 <= getattr(line, name) <= LARGEST_FEN:
            yield Lack(name, f"“{LABELS[name]}”应在0到{yuan(LARGEST_FEN)}之间，请核对单位和位数。")
    if line.deduction_fen > line.gross_fen:
        yield Lack(
            "deduction_fen",
            f"扣除{yuan(line.deduction_fen)}元超过应发{yuan(line.gross_fen)}元，实发不能为负数，请更正。",
        )


def _wrong_words(line: WageLine, before: Mapping[str, Any]) -> Iterator[Lack]:
    if line.deduction_fen and not line.deduction_item:
        yield Lack("deduction_item", NO_ITEM)
    if line.piece_fen and not line.pay_basis:
        yield Lack("pay_basis", "有计时计件金额的，请写明怎么算的，例如：挖沟30米×25元＝750元。")
    elif line.piece_fen and line.kind == RollKind.REGULAR and _is_stale(line, before):
        yield Lack("pay_basis", "工日、单价或计时计件金额改了，计酬说明还是原来的，请一并更正。")
    for name in TEXTS:
        if without_numbers(getattr(line, name)) != getattr(line, name):
            yield Lack(name, "这里像是身份证号、银行卡号或手机号，这一栏不加密，请删去。")


def _is_stale(line: WageLine, before: Mapping[str, Any]) -> bool:
    """Whether the words still tell how the amounts before were worked out."""
    told = ("centidays", "rate_fen", "piece_fen")
    return line.pay_basis == before["pay_basis"] and any(getattr(line, name) != before[name] for name in told)


def _stated(line: WageLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in (*LABELS, "card_index", "phone_sealed")}


def _changes(line: WageLine, before: Mapping[str, Any]) -> dict[str, list[str]]:
    """What the trail says: 张兰·单价（元）: [210.00, 220.00]."""
    changed = {name for name in LABELS if getattr(line, name) != before[name]}
    changed |= {"card_masked"} if line.card_index != before["card_index"] else set()
    return {
        f"{line.name}·{label}": [_said(name, before[name]), _said(name, getattr(line, name))]
        for name, label in LABELS.items()
        if name in changed
    }


def _said(name: str, value: Any) -> str:
    if name == "centidays":
        return days(value)
    return yuan(value) if name.endswith("_fen") else str(value)

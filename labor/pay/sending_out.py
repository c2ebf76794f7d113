"""送签: a draft goes to be signed once nothing stops it and whatever differs from attendance is explained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db import transaction

from documents.masking import without_numbers
from labor.attendance.locking import lock_sheet
from labor.models import RollAct, WageRoll
from labor.pay.acts import register_act
from labor.pay.difference import Difference, DifferenceKind, Severity
from labor.pay.faults import faults_of, faulty
from labor.pay.guards import Lacking, register
from labor.pay.moves import MOVES
from labor.pay.moving import held_roll, make_move
from labor.pay.permissions import why_not
from labor.pay.reconciling import reconcile
from labor.pay.standing_lines import lines_of
from units.models import User
from units.reasons import LONGEST_REASON
from units.refusals import NotAllowed, Refusal

NAMED = 5
CHECKED_AT = "attendance"  # the part of a roll's pages that mends it: the 核对 tab
EMPTY = Lacking("no_lines", "表上还没有人，请先加入务工人员，或作废本表。", CHECKED_AT)
NOTHING_DUE = Lacking(
    "nothing_due", "表上每个人的实发都是0元，没有要发放的，银行也不受理；请逐行更正，或作废本表。", CHECKED_AT
)
MEND = {
    DifferenceKind.UNDERAGE: "法律禁止用工，请核实身份证号并移出本表。",
    DifferenceKind.DEDUCTION_WITHOUT_ITEM: "请逐行补上扣除项目（国令724第15条），说不出依据的不得扣。",
    DifferenceKind.NO_CARD: "银行付不了，请在花名册登记本人账号后逐行取用。",
}


@transaction.atomic
def send_roll(
    *, roll: WageRoll, by: User, at: datetime, reason: str = "", version: int | None = None
) -> WageRoll:  # fmt: skip
    """Send a draft to be signed; its attendance locks with it. The step keeps the reason and what it explains.

    Raises:
        NotAllowed, WrongState, StaleRoll: as every move.
        NotYet: everything that must be mended first.
        Refusal: differences from attendance without a reason, or a reason that is too long.
    """
    held = held_roll(roll.pk)
    if refused := why_not(MOVES[RollAct.SEND], held, by):
        raise NotAllowed(refused)
    lock_sheet(roll=held, by=by, at=at)  # first, so that nobody changes what is being compared
    explained = reconcile(held).of(Severity.EXPLAIN)
    words = without_numbers(reason.strip())
    moved = make_move(
        roll=held, act=RollAct.SEND, by=by, at=at, version=version, reason=words, changes=_told(explained)
    )  # fmt: skip
    if sentence := _unexplained(explained, words):
        raise Refusal(sentence)
    return moved


def _told(explained: Iterable[Difference]) -> dict[str, list[str]]:
    """For the trail: how many of each kind the reason explains."""
    counted = Counter(one.kind for one in explained)
    return {f"差异：{kind.label}": ["", f"{counted[kind]}处"] for kind in DifferenceKind if counted[kind]}


def _unexplained(explained: list[Difference], words: str) -> str:
    if len(words) > LONGEST_REASON:
        return f"说明有{len(words)}个字，最多{LONGEST_REASON}个字，请写得简短些。"
    if explained and not words:
        kinds = "、".join(f"{key.removeprefix('差异：')}{said[1]}" for key, said in _told(explained).items())
        return f"本表与考勤、约定还有差异（{kinds}）。请先更正；确属实情的，写明原因再送签，审定人会看到。"
    return ""


def lacking_to_send(roll: WageRoll, on: date) -> Iterator[Lacking]:  # noqa: ARG001 — a guard is told the day
    """Guard of 送签: what stops a line; people of one kind in one sentence. Three queries, and the faulty lines."""
    lines, last_day = lines_of(roll), roll.period.last_day
    if not lines.exists():
        yield EMPTY
    elif not lines.filter(net_fen__gt=0).exists():
        yield NOTHING_DUE
    found: dict[DifferenceKind, list[Difference]] = {}
    for line in lines.filter(faulty(last_day)).select_related("worker"):
        for one in faults_of(line, last_day):
            found.setdefault(one.kind, []).append(one)
    for kind, those in found.items():
        yield Lacking(kind.value, _said(kind, those), CHECKED_AT)


def _said(kind: DifferenceKind, those: list[Difference]) -> str:
    if len(those) == 1:
        return those[0].sentence
    names = "、".join(one.name for one in those[:NAMED]) + ("等" if len(those) > NAMED else "")
    return f"{kind.label}：{len(those)}人（{names}），{MEND[kind]}"


def register_all() -> None:
    """The guard of 送签, and the act that does more than move."""
    register(RollAct.SEND, lacking_to_send)
    register_act(RollAct.SEND, send_roll)

"""发放表 on paper (国令724第15条): signed by each person, or, once paid, with day and voucher. Numbers masked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from documents.formats import chinese_date, days, yuan
from documents.papers import Column, Table, render_pdf
from documents.papers.registers import Register, compose_register
from labor.figures import RollSum, total_of
from labor.models import RollAct, RollKind, RollState, WageLine, WageRoll
from labor.pay.digests import content_digest
from labor.pay.standing_lines import lines_of
from labor.taking_out import MASKED, stated_purpose, watermark
from units.audit import record
from units.models import User
from units.refusals import Refusal

MOST_LINES = 150  # a PDF, some ten seconds to lay out; longer rolls are printed in parts
FONT_SIZE = 8.0  # points
LACKING = "请写明打印用途，至少四个字，会印在每页页脚。"
TO_BE_SIGNED = frozenset({RollState.DRAFT, RollState.SIGNING})
MONEY = ("单价\n（元）", "计时计件\n（元）", "应发\n（元）", "代扣代缴\n扣除（元）", "实发\n（元）")
BACK_PAY = tuple("补发\n（元）" if "计件" in heading else heading for heading in MONEY)
SIGNED = "　　　　　　　　　　　　".join(("制表人（签字）：", "劳资专管员（签字）：", "业主单位（盖章）："))
TO_SIGN = (
    "本人核对工日、单价和实发金额无误后签字并写明日期，不得代签；"
    "工资发到本人账户，不得由他人代领、扣卡，不得以实物抵付。"
)


def code_of(roll: WageRoll) -> str:
    """The short code of what a roll says now: 8 characters; a sheet with another code is of an older content."""
    digest = content_digest(roll).upper()
    return f"{digest[:4]}-{digest[4:8]}"


def parts_of(number: int, most: int = MOST_LINES) -> list[tuple[int, str]]:
    """The parts so many lines are printed in: (number from 1, 第1—150行); one where they are few."""
    starts = range(0, max(number, 1), most)
    return [(start // most + 1, f"第{start + 1}—{min(start + most, number)}行") for start in starts]


@transaction.atomic
def print_roll(*, roll: WageRoll, reason: str, by: User, at: datetime, part: int = 1) -> bytes:
    """Return the PDF (A4 on its side) of a roll, or of a part of it; note who took it, when and what for.

    Before the owner has it, it has room to sign; later it tells day and voucher of each payment.

    Raises:
        Refusal: the reason says too little, there is no such part, or the roll has no line.
        PaperNotPrinted: it holds a character that no paper face has.
    """
    why = stated_purpose(reason, lacking=LACKING)
    start = (part - 1) * MOST_LINES
    lines = list(lines_of(roll).select_related("worker").order_by("row", "pk")[start : start + MOST_LINES])
    if part < 1 or not lines:
        raise Refusal("发放表里没有这一部分的人员，没有打印。请重新选择要打印的部分。")
    detail = {"roll": roll.pk, "reason": why, "part": part}
    record(act="打印发放表", subject=roll.subject, by=by, at=at, rows=len(lines), detail=detail)
    register = register_of(roll, lines, mark=watermark(by, at, why), first=start + 1)
    return render_pdf(compose_register(register, author=by.name, dated=timezone.localdate(at)))


def register_of(roll: WageRoll, lines: Sequence[WageLine], *, mark: str, first: int = 1) -> Register:
    """The sheet of these lines, numbered from `first`; `mark` and the code of the content stand at each foot."""
    sums, to_sign = total_of(lines_of(roll)), roll.state in TO_BE_SIGNED
    rows = tuple(_row(number, line, to_sign=to_sign) for number, line in enumerate(lines, start=first))
    is_last = first - 1 + len(lines) >= sums.lines
    columns = _columns(to_sign, is_back_pay=roll.kind == RollKind.SUPPLEMENT)
    total = _total(sums, blank=3 if to_sign else 4) if is_last else ()
    table = Table(columns, rows, total=total, font_size=FONT_SIZE)
    kind = "发放签字表" if to_sign else "发放表"
    return Register(
        title=f"{roll.project.name}{roll.period.label}劳务报酬{'补发' if roll.corrects_id else ''}{kind}",
        facts=_facts(roll, sums),
        table=table,
        closing=((TO_SIGN, "　", SIGNED, MASKED) if to_sign else ("　", SIGNED, MASKED)),
        foot=f"{times_sent(roll)}，内容校验码{code_of(roll)}（与系统不一致的为旧表）；{mark}",
        tall=to_sign,
    )


def times_sent(roll: WageRoll) -> str:
    """Which sending the sheet is of: 第2次送签; 未送签 while it is drawn up."""
    if roll.state == RollState.RECORDED:
        return "线下已发补录"
    times = roll.steps.filter(act=RollAct.SEND).count()
    return "编制中，未送签" if roll.state == RollState.DRAFT else f"第{max(times, 1)}次送签"


def _facts(roll: WageRoll, sums: RollSum) -> tuple[str, ...]:
    due = f"应于{chinese_date(roll.due_on)}前支付" if roll.due_on else "支付日期：以银行发放为准"
    facts = (
        f"用人单位：{roll.employer}", f"项目代码：{roll.project.code}", f"支付周期：{roll.period.label}", due,
        f"{sums.lines}行、{sums.heads}人", f"实发合计：{yuan(sums.net_fen)}元",
    )  # fmt: skip
    channel = roll.get_channel_display()
    return (*facts, *([f"发放通道：{channel}"] if channel else []), *(["本表已作废"] if roll.voided_at else []))


def _columns(to_sign: bool, *, is_back_pay: bool) -> tuple[Column, ...]:
    who = (Column("序号", 0.55), Column("姓名", 1.1), Column("身份证号", 1.9), Column("联系方式", 1.35))
    work = (Column("工种", 1), Column("工作时间\n（工日）", 0.95))
    money = tuple(Column(heading, 1.1, "right") for heading in (BACK_PAY if is_back_pay else MONEY))
    signs = (
        (Column("账号", 0.95), Column("本人签字", 2.1), Column("签字日期", 1.35))
        if to_sign
        else (Column("账号", 0.95), Column("签字日期", 1.15), Column("支付日期", 1.15), Column("凭证或签字", 1.5))
    )
    return (*who, *work, *money, *signs)


def _row(number: int, line: WageLine, *, to_sign: bool) -> tuple[str, ...]:
    taken = yuan(line.deduction_fen) if line.deduction_fen else "0.00"
    card = f"****{line.card_masked[-4:]}" if line.card_masked else "未登记"
    signed = f"{line.signed_on:%Y-%m-%d}" if line.signed_on else ""
    paid = f"{line.pay_on:%Y-%m-%d}" if line.pay_on else ""
    return (
        str(number), line.name, line.worker.id_masked, line.phone_masked, line.job, days(line.centidays),
        yuan(line.rate_fen), yuan(line.piece_fen) if line.piece_fen else "", yuan(line.gross_fen),
        f"{taken}\n{line.deduction_item}" if line.deduction_item else taken, yuan(line.net_fen), card,
        *(("", signed) if to_sign else (signed, paid, line.voucher)),
    )  # fmt: skip


def _total(sums: RollSum, *, blank: int) -> tuple[str, ...]:
    return (
        "", f"合计{sums.heads}人", "", "", "", days(sums.centidays), "", "", yuan(sums.gross_fen),
        yuan(sums.deduction_fen), yuan(sums.net_fen), *[""] * blank,
    )  # fmt: skip

"""个人工资清单 (国令724第15条) and the year's ledger, on paper and as workbooks; numbers masked, takings recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from documents.fonts import font_stack
from documents.formats import chinese_date, days, yuan
from documents.papers import Column as PaperColumn
from documents.papers import Table, render_pdf
from documents.papers.registers import Register, compose_register
from documents.workbooks import Column, Kind, Sheet, write_workbook
from labor.figures import RollSum
from labor.models import RollKind, WageLine, WageRoll
from labor.pay.standing_lines import lines_of
from labor.permissions import require_works_on
from labor.slips.yearly import PersonYear
from labor.taking_out import MASKED, stated_purpose, watermark
from units.audit import record
from units.models import User
from units.refusals import Refusal

MOST_SLIPS = 400  # a PDF of a hundred sheets, some ten seconds to lay out; longer rolls are printed in parts
A_PAGE = 4  # slips on a sheet of A4, to be cut apart
LACKING = "请写明用途，至少四个字，例如“发给本人核对”；会印在页脚。"
FACES = {"hei": "黑体", "song": "宋体"}
LEDGER_COLUMNS = (
    Column(key="person", heading="姓名"),
    Column(key="masked", heading="身份证号", width=20),
    Column(key="months", heading="发放月数（个）", kind=Kind.INTEGER),
    Column(key="projects", heading="项目数（个）", kind=Kind.INTEGER),
    Column(key="sum_centidays", heading="工作时间（工日）", kind=Kind.HUNDREDTHS),
    Column(key="sum_gross_fen", heading="应发（元）", kind=Kind.MONEY_YUAN),
    Column(key="sum_deduction_fen", heading="代扣代缴扣除（元）", kind=Kind.MONEY_YUAN),
    Column(key="sum_net_fen", heading="实发（元）", kind=Kind.MONEY_YUAN),
    Column(key="sum_paid_fen", heading="已发放（元）", kind=Kind.MONEY_YUAN),
    Column(key="unpaid_fen", heading="未发放（元）", kind=Kind.MONEY_YUAN),
)


@dataclass(frozen=True, slots=True)
class Slip:
    """One person's slip of one roll, all in words."""

    title: str
    pairs: Sequence[tuple[str, str]]


@transaction.atomic
def slips_of_roll(*, roll: WageRoll, reason: str, by: User, at: datetime, part: int = 1) -> bytes:
    """Return the slips of a roll, or of a part of a long one, as one PDF, four to a page, in the order of the roll.

    Raises:
        NotAllowed: the person's post does not handle the project; slips are handed to people by those who do.
        Refusal: the purpose says too little, or nobody is on the roll or on that part of it.
    """
    require_works_on(by, roll.project, "打印工资清单")
    start = (max(part, 1) - 1) * MOST_SLIPS
    every = lines_of(roll).select_related("worker", "project", "period").order_by("row", "pk")
    lines = every[start : start + MOST_SLIPS]
    return _slips(lines, roll.subject, reason, by, at)


@transaction.atomic
def slips_of_person(*, of: PersonYear, reason: str, by: User, at: datetime) -> bytes:
    """Return a person's slips of a year as a PDF, the newest first; refusals as `slips_of_roll`."""
    return _slips(of.lines, f"{of.worker.name} {of.worker.id_masked} {of.year}年", reason, by, at)


def _slips(lines: Iterable[WageLine], subject: str, reason: str, by: User, at: datetime) -> bytes:
    why = stated_purpose(reason, lacking=LACKING)
    slips = [slip_of(line) for line in lines]
    if not slips:
        raise Refusal("没有发放记录，没有工资清单可打印。")
    record(act="打印工资清单", subject=subject, by=by, at=at, rows=len(slips), detail={"reason": why})
    return render_pdf(compose_slips(slips, mark=watermark(by, at, why), author=by.name))


def slip_of(line: WageLine) -> Slip:
    """What a person reads of their pay: every element of 国令724第15条, numbers masked."""
    is_back_pay = line.kind == RollKind.SUPPLEMENT
    besides, basis = ("补　发", "补发原因") if is_back_pay else ("计时计件", "计酬说明")
    return Slip(
        f"{line.period.label}工资清单{'（补发）' if is_back_pay else ''}",
        (
            ("姓　名", line.name), ("身份证号", line.worker.id_masked),
            ("项　目", line.project.name), ("用人单位", line.employer),
            ("工　种", line.job or "—"), ("联系方式", line.phone_masked or "—"),
            ("工作时间", f"{days(line.centidays)}工日"), ("单　价", f"{yuan(line.rate_fen)}元/工日"),
            (besides, f"{yuan(line.piece_fen)}元" if line.piece_fen else "—"),
            (basis, line.pay_basis or "按工日"),
            ("应　发", f"{yuan(line.gross_fen)}元"), ("代扣代缴", _deducted(line)),
            ("实　发", f"{yuan(line.net_fen)}元"), ("支付日期", f"{line.pay_on:%Y-%m-%d}" if line.pay_on else "未支付"),
            ("账　号", f"****{line.card_masked[-4:]}" if line.card_masked else "—"), ("凭　证", line.voucher or "—"),
        ),
    )  # fmt: skip


def _deducted(line: WageLine) -> str:
    said = f"{yuan(line.deduction_fen)}元"
    return f"{said}（{line.deduction_item}）" if line.deduction_item else said


def compose_slips(slips: Sequence[Slip], *, mark: str, author: str) -> str:
    """The slips as HTML for `render_pdf`, each page with who printed it and what for."""
    pages = [slips[start : start + A_PAGE] for start in range(0, len(slips), A_PAGE)]
    faces = {name: _face(role) for name, role in FACES.items()}
    return render_to_string("labor/slips/paper/slips.html", {"pages": pages, "mark": mark, "author": author, **faces})


def _face(role: str) -> SafeString:
    return mark_safe(font_stack(role))  # noqa: S308 — our own constants


@transaction.atomic
def year_on_paper(*, of: PersonYear, reason: str, by: User, at: datetime) -> bytes:
    """Return a person's year as a PDF: one row for each month and project, and the sums.

    Raises:
        Refusal: the purpose says too little, or there is nothing in the year.
    """
    why = stated_purpose(reason, lacking=LACKING)
    if not of.lines:
        raise Refusal(f"{of.worker.name}{of.year}年没有发放记录，没有台账可打印。")
    mark = watermark(by, at, why)
    subject = f"{of.worker.name} {of.worker.id_masked} {of.year}年"
    record(act="打印个人工资台账", subject=subject, by=by, at=at, rows=len(of.lines), detail={"reason": why})
    register = Register(
        title=f"{of.worker.name}{of.year}年工资台账",
        facts=(f"身份证号：{of.worker.id_masked}", f"共{of.sums.lines}笔", "单位：元"),
        table=_year_table(of),
        closing=(MASKED, "合计按各行相加；“已发放”指有支付日期和凭证或签字的。"),
        foot=mark,
    )
    return render_pdf(compose_register(register, author=by.name, dated=timezone.localdate(at)))


YEAR_HEADINGS: tuple[tuple[str, float, Literal["left", "center", "right"]], ...] = (
    ("支付周期", 1.2, "center"), ("项目", 3.2, "left"), ("工种", 1.1, "center"), ("工日", 0.8, "center"),
    ("单价", 1, "right"), ("应发", 1.2, "right"), ("扣除", 1, "right"), ("实发", 1.2, "right"),
    ("支付日期", 1.3, "center"), ("凭证", 1.4, "center"),
)  # fmt: skip


def _year_table(of: PersonYear) -> Table:
    rows = tuple(
        (
            line.period.label, line.project.name, line.job, days(line.centidays), yuan(line.rate_fen),
            yuan(line.gross_fen), yuan(line.deduction_fen), yuan(line.net_fen),
            f"{line.pay_on:%Y-%m-%d}" if line.pay_on else "未支付", line.voucher,
        )
        for line in of.lines
    )  # fmt: skip
    columns = tuple(PaperColumn(heading, width, align) for heading, width, align in YEAR_HEADINGS)
    return Table(columns, rows, total=_year_total(of.sums), font_size=9)


def _year_total(sums: RollSum) -> tuple[str, ...]:
    money = (yuan(sums.gross_fen), yuan(sums.deduction_fen), yuan(sums.net_fen))
    return ("合计", "", "", days(sums.centidays), "", *money, "", f"已发放{yuan(sums.paid_fen)}")


@transaction.atomic
def ledger_workbook(
    *, people: Sequence[dict[str, Any]], sums: RollSum, year: int, said: Sequence[str], reason: str, by: User,
    at: datetime,
) -> bytes:  # fmt: skip
    """Return an .xlsx of the year's ledger, one row a person, as the page shows it.

    Raises:
        Refusal: the purpose says too little.
    """
    why = stated_purpose(reason, lacking=LACKING)
    mark = watermark(by, at, why)
    detail = {"conditions": list(said), "reason": why}
    record(act="导出年度工资台账", subject=f"{year}年", by=by, at=at, rows=len(people), detail=detail)
    totals = {f"sum_{name}": getattr(sums, name) for name in ("centidays", "gross_fen", "deduction_fen", "net_fen")}
    sheet = Sheet(
        title=f"{year}年务工人员工资台账",
        name="工资台账",
        columns=LEDGER_COLUMNS,
        rows=people,
        totals=totals | {"sum_paid_fen": sums.paid_fen, "unpaid_fen": sums.net_fen - sums.paid_fen},
        unit="元",
        preamble=[f"制表日期：{chinese_date(timezone.localdate(at))}", *said, mark],
        notes=[MASKED, "同一人在几个项目的合在一行；月数、项目数各按不重复的计。", mark],
    )
    return write_workbook([sheet])

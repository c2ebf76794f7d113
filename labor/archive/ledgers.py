"""The workbooks of the package: the ledger of 国令724第15条, what the bank did, and who did what when."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from documents.formats import mask_card
from documents.workbooks import Column, Kind, Sheet, write_workbook
from labor.figures import total_of
from labor.models import Payment, RollApproval, WageLine, WageRoll
from labor.pay.standing_lines import lines_of
from labor.taking_out import MASKED
from units.secrecy import unseal

YUAN, DAYS, DATE = Kind.MONEY_YUAN, Kind.HUNDREDTHS, Kind.DATE
LEDGER = (
    Column(key="row", heading="序号", kind=Kind.INTEGER, width=6), Column(key="employer", heading="用人单位", width=22),
    Column(key="month", heading="支付周期", width=11), Column(key="pay_on", heading="支付日期", kind=DATE, width=12),
    Column(key="name", heading="姓名", width=10), Column(key="id_number", heading="身份证号", width=21),
    Column(key="phone", heading="联系方式", width=13), Column(key="job", heading="工种", width=10),
    Column(key="centidays", heading="工作时间（工日）", kind=DAYS),
    Column(key="rate_fen", heading="单价（元）", kind=YUAN),
    Column(key="piece_fen", heading="计时计件（元）", kind=YUAN), Column(key="pay_basis", heading="计酬说明", width=20),
    Column(key="gross_fen", heading="应发（元）", kind=YUAN),
    Column(key="deduction_fen", heading="代扣代缴扣除（元）", kind=YUAN),
    Column(key="deduction_item", heading="扣除项目", width=14), Column(key="net_fen", heading="实发（元）", kind=YUAN),
    Column(key="card", heading="账号", width=23), Column(key="signed_on", heading="本人签字日期", kind=DATE),
    Column(key="voucher", heading="凭证或签字", width=20),
)  # fmt: skip
PLAIN = (
    "row", "employer", "pay_on", "name", "job", "centidays", "rate_fen", "piece_fen", "pay_basis", "gross_fen",
    "deduction_fen", "deduction_item", "net_fen", "signed_on", "voucher",
)  # fmt: skip
PAID = (
    Column(key="number", heading="支付批次", kind=Kind.INTEGER),
    Column(key="attempt", heading="第几次", kind=Kind.INTEGER),
    Column(key="name", heading="户名"), Column(key="stated", heading="回执户名"),
    Column(key="card", heading="账号", width=23), Column(key="amount_fen", heading="金额（元）", kind=YUAN),
    Column(key="state", heading="结果"), Column(key="on", heading="结果日期", kind=DATE),
    Column(key="serial", heading="银行流水号", width=22), Column(key="failure", heading="失败原因", width=24),
    Column(key="receipt", heading="回执文件", width=28),
)  # fmt: skip
STEPS = (
    Column(key="at", heading="时间", width=18), Column(key="by", heading="办理人", width=12),
    Column(key="act", heading="办理", width=16), Column(key="state", heading="办理后状态", width=14),
    Column(key="reason", heading="说明", width=40),
)  # fmt: skip


def ledger(roll: WageRoll, *, full: bool, mark: str) -> tuple[bytes, int]:
    """The roll as an .xlsx with every element the law asks for, and its number of lines.

    With `full` the numbers stand whole, for the offices that keep the record; else masked.
    """
    lines = list(lines_of(roll).select_related("worker", "period").order_by("row", "pk"))
    sums = total_of(lines_of(roll))
    totals = {name: getattr(sums, name) for name in ("centidays", "gross_fen", "deduction_fen", "net_fen")}
    sheet = Sheet(
        title=f"{roll.project.name}{roll.period.label}劳务报酬{roll.get_kind_display()}台账",
        name="台账",
        columns=LEDGER,
        rows=[_line(line, full=full) for line in lines],
        totals=totals | {"piece_fen": sum(line.piece_fen for line in lines)},
        unit="元",
        preamble=[f"项目代码：{roll.project.code}", mark],
        notes=["含完整号码，请按个人敏感信息保管。" if full else MASKED, mark],
    )
    return write_workbook([sheet]), len(lines)


def _line(line: WageLine, *, full: bool) -> dict[str, Any]:
    numbers = (
        {
            "id_number": unseal(line.worker.id_sealed),
            "phone": unseal(line.phone_sealed),
            "card": unseal(line.card_sealed),
        }
        if full
        else {"id_number": line.worker.id_masked, "phone": line.phone_masked, "card": line.card_masked}
    )
    return {name: getattr(line, name) for name in PLAIN} | {"month": line.period.key} | numbers


def payments(roll: WageRoll, *, mark: str) -> bytes:
    """What was sent to the bank and what came back, one row for each attempt; account numbers masked."""
    rows = Payment.objects.filter(batch__roll=roll).select_related("batch", "receipt").order_by("batch__number", "pk")
    sheet = Sheet(
        title=f"{roll.project.name}{roll.period.label}支付与回执", name="支付", columns=PAID,
        rows=[_payment(one) for one in rows.defer("card_sealed")], unit="元", preamble=[mark], notes=[MASKED, mark],
    )  # fmt: skip
    return write_workbook([sheet])


def _payment(one: Payment) -> dict[str, Any]:
    return {
        "number": one.batch.number, "attempt": one.attempt, "name": one.account_name, "stated": one.stated_name,
        "card": mask_card(one.card_masked), "amount_fen": one.amount_fen, "state": one.get_state_display(),
        "on": one.result_on, "serial": one.serial, "failure": one.failure,
        "receipt": one.receipt.file_name if one.receipt else "",
    }  # fmt: skip


def trail(roll: WageRoll) -> bytes:
    """Who did what with the roll, and who approved which sum."""
    steps = [
        {
            "at": _moment(step.at), "by": step.by.name, "act": step.get_act_display(),
            "state": step.get_state_display(), "reason": step.reason,
        }
        for step in roll.steps.select_related("by").order_by("pk")
    ]  # fmt: skip
    approvals = [_approval(one) for one in roll.approvals.select_related("approved_by").order_by("pk")]
    title = f"{roll.project.name}{roll.period.label}发放表"
    return write_workbook(
        [
            Sheet(title=f"{title}办理经过", name="办理经过", columns=STEPS, rows=steps),
            Sheet(title=f"{title}审定意见", name="审定意见", columns=STEPS, rows=approvals),
        ]
    )


def _approval(one: RollApproval) -> dict[str, Any]:
    said = f"第{one.submission}次送审，实发合计{one.sum_fen / 100:.2f}元，内容校验值{one.digest[:16]}"
    return {
        "at": _moment(one.approved_at), "by": one.approved_by.name, "act": "审定", "state": one.get_state_display(),
        "reason": said,
    }  # fmt: skip


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"

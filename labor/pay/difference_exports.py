"""核对结果 as a workbook: what the page shows, numbers masked, marked with who took it and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from documents.formats import days, yuan
from documents.workbooks import Column, Kind, Sheet, write_workbook
from labor.models import WageRoll
from labor.pay.difference import Difference
from labor.pay.reconciling import Ledger, Reconciled
from labor.permissions import require_works_on
from labor.taking_out import MASKED, stated_purpose, watermark
from units.audit import record
from units.models import User

LACKING = "请写明导出用途，至少四个字，会写在表的首尾。"
COLUMNS = (
    Column(key="serial", heading="序号", kind=Kind.ORDINAL, width=6),
    Column(key="kind", heading="差异", width=16),
    Column(key="severity", heading="处理", width=10),
    Column(key="name", heading="姓名", width=10),
    Column(key="id_number", heading="身份证号", width=21),
    Column(key="sentence", heading="说明", width=60),
    Column(key="found", heading="本表", width=16),
    Column(key="expected", heading="考勤、约定", width=16),
    Column(key="amount_fen", heading="差额（元）", kind=Kind.MONEY_YUAN, width=12),
)


@transaction.atomic
def export_differences(
    *, roll: WageRoll, found: Reconciled, shown: Sequence[Difference], said: Sequence[str], reason: str, by: User,
    at: datetime,
) -> bytes:  # fmt: skip
    """Return an .xlsx of the differences shown, with both ledgers' totals above.

    Raises:
        NotAllowed: the person's post does not handle the project. Refusal: the purpose says too little.
    """
    require_works_on(by, roll.project, "导出核对结果")
    why = stated_purpose(reason, lacking=LACKING)
    mark = watermark(by, at, why)
    detail = {"roll": roll.pk, "conditions": list(said), "reason": why}
    record(act="导出发放表核对结果", subject=roll.subject, by=by, at=at, rows=len(shown), detail=detail)
    sheet = Sheet(
        title=f"{roll.project.name}{roll.period.label}发放表核对结果",
        name="核对结果",
        columns=COLUMNS,
        rows=[_row(number, one) for number, one in enumerate(shown, 1)],
        totals={"amount_fen": sum_of(shown)},
        unit="元",
        preamble=[*_ledgers(found), *([f"筛选条件：{'；'.join(said)}"] if said else []), mark],
        notes=[MASKED, "差额为本表减考勤、约定；同一人可能有几处差异，差额相加不等于应发之差。", mark],
    )
    return write_workbook([sheet])


def sum_of(differences: Sequence[Difference]) -> int:
    """The money of the differences in 分, more less less."""
    return sum(one.amount_fen or 0 for one in differences)


def _row(number: int, one: Difference) -> dict[str, object]:
    return {
        "serial": number, "kind": one.kind.label, "severity": one.severity.label, "name": one.name,
        "id_number": one.id_masked, "sentence": one.sentence, "found": one.found, "expected": one.expected,
        "amount_fen": one.amount_fen,
    }  # fmt: skip


def _ledgers(found: Reconciled) -> list[str]:
    return [f"本表：{_said(found.roll)}", f"考勤、约定：{_said(found.attendance)}"]


def _said(ledger: Ledger) -> str:
    return f"{ledger.people}人，{days(ledger.centidays)}工日，应发{yuan(ledger.gross_fen)}元"

"""Checks of a matched row of 月报 or 调度表 against itself, the list, last month and the other form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction

from documents.formats import ratio, rounded, wan
from projects.completeness import below_rolls, comparable, contradictions, unexplained_falls
from projects.fields import Span
from projects.imports.filed_row import FiledRow, Known
from projects.imports.forms import LEDGER
from projects.models import Look

HALF_A_TENTH = Fraction(1, 20)


def _contradictions(filed: FiledRow, known: Known) -> None:  # noqa: ARG001
    for lack in contradictions(filed.filing):
        if lack.field in filed.values and filed.row.valid(lack.field):
            filed.row.problem(lack.field, "contradiction", lack.sentence)


def _falls(filed: FiledRow, known: Known) -> None:
    for lack in unexplained_falls(filed.filing, filed.previous):
        if lack.field in filed.values:
            message = lack.sentence.replace("在“情况说明”中", "在表末加一列“情况说明”")
            filed.row.problem(lack.field, "sum_fell", message, warning=not known.falls_block)


def _rolls(filed: FiledRow, known: Known) -> None:
    """Fewer than the rolls say: a draft explains it before it is sent; more counts as 汇总填报 and is no fault."""
    for lack in below_rolls(filed.filing, known.rolled.get(filed.entry.project_id)):
        if lack.field in filed.values:
            message = lack.sentence.replace("在“情况说明”中", "在表末加一列“情况说明”")
            filed.row.problem(lack.field, "below_rolls", message, warning=True)


def _before(filed: FiledRow, known: Known) -> None:
    """本月前 against the cumulative figure filed last: yearly sums begin anew in January."""
    month = known.period.month
    for key, figure, label in (
        ("invested_before_fen", "invested_fen", "完成投资"),
        ("allocated_before_fen", "allocated_fen", "拨付资金"),
    ):
        said = filed.values.get(key)
        last = getattr(filed.previous, figure) if comparable(Span.YEAR, month, filed.previous) else None
        whose = filed.previous.period.label if filed.previous and last is not None else "年初"
        expected = 0 if last is None and month.month == 1 else last
        if said is not None and expected is not None and said != expected:
            message = (
                f"本月前累计{label}填的是{wan(said)}万元，而{whose}累计为{wan(expected)}万元，相差"
                f"{wan(said - expected)}万元，请核对。"
            )
            filed.row.problem(key, "before_differs", message, warning=True)


def _plan(filed: FiledRow, known: Known) -> None:
    row = filed.row
    said = row["plan_fen"] if "plan_fen" in row.reading.form.by_key else None
    if said is not None and said != filed.entry.plan_fen:
        message = (
            f"清单上{known.period.month.year}年计划投资是{wan(filed.entry.plan_fen)}万元，"
            f"完成率按清单计算。如计划已调整，请办公室先更新清单。"
        )
        row.problem("plan_fen", "plan_differs", message, warning=True)


def _rates(filed: FiledRow, known: Known) -> None:  # noqa: ARG001
    """Computed columns are made again: 投资完成率 of the year's plan, 资金拨付率 of the completed investment."""
    row, filing = filed.row, filed.filing
    if row.reading.form is not LEDGER:
        return
    plan = row["plan_fen"] if row["plan_fen"] is not None else filed.entry.plan_fen
    for key, part, base, name in (
        ("invested_rate", filing.invested_fen, plan, "完成投资÷年度计划投资"),
        ("allocated_rate", filing.allocated_fen, filing.invested_fen, "拨付资金÷完成投资"),
    ):
        exact = ratio(part, base)
        if row[key] is not None and exact is not None and not _agrees(row[key], exact * 100):
            message = f"按表中数字重算（{name}）应为{rounded(exact * 100, 1)}%，以重算为准。请核对金额。"
            row.problem(key, "rate_differs", message, warning=True)


def _agrees(said: Decimal, exact: Fraction) -> bool:
    """Whether a stated percentage is the exact one rounded; a cell in percent format holds a hundredth of it."""
    return any(abs(Fraction(value) - exact) <= HALF_A_TENTH for value in (said, said * 100))


def _relief(filed: FiledRow, known: Known) -> None:  # noqa: ARG001
    filing, total = filed.filing, filed.entry.project.total_fen
    for key, whole, name, severe in (
        ("relief_paid_fen", filing.relief_issued_fen, "下达的资金额度", False),
        ("relief_paid_provincial_fen", filing.relief_paid_fen, "已支付资金总额", True),
        ("relief_used_fen", total, "项目总投资", False),
    ):
        part = filed.values.get(key)
        if part is not None and whole is not None and part > whole:
            message = f"{wan(part)}万元，多于{name}{wan(whole)}万元，请核对更正。"
            filed.row.problem(key, "part_exceeds", message, warning=not severe)


def _total(filed: FiledRow, known: Known) -> None:  # noqa: ARG001
    row, total = filed.row, filed.entry.project.total_fen
    said = row["total_fen"] if "total_fen" in row.reading.form.by_key else None
    if said is not None and said != total:
        row.problem("total_fen", "total_differs", f"清单上的总投资是{wan(total)}万元，请核对。", warning=True)


def _two_forms(filed: FiledRow, known: Known) -> None:  # noqa: ARG001
    """月报 and 调度表 state different facts of one month; some pairs still cannot both be right."""
    for key, sentence in _clashes(filed):
        filed.row.problem(key, "forms_differ", sentence, warning=True)


def _clashes(filed: FiledRow) -> Iterator[tuple[str, str]]:
    filing = filed.filing
    rural, workers = filing.relief_rural_workers, filing.workers_year
    if rural is not None and workers is not None and rural > workers:
        key = "relief_rural_workers" if "relief_rural_workers" in filed.values else "workers_year"
        yield key, f"调度表已吸纳农村群众{rural}人，多于月报本年累计吸纳{workers}人，请核对两张表的口径。"
    known = filed.existing.look if filed.existing else ""
    look = filed.values.get("look", "")
    if known and look and known != look:
        key = "look" if filed.row.reading.form is LEDGER else f"look_{look}"
        yield key, f"本月已填报的形象进度是“{Look(known).label}”，将改为“{Look(look).label}”，请核对。"


CHECKS: tuple[Callable[[FiledRow, Known], None], ...] = (
    _contradictions, _falls, _rolls, _before, _plan, _rates, _relief, _total, _two_forms,
)  # fmt: skip

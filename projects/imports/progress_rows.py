"""Checks of the monthly ledger (月报) and the official form (调度表), each at its cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from documents.formats import ratio, rounded, wan
from documents.workbooks import Form, Reading
from documents.workbooks.reading import Row
from projects.carrying import carried_on
from projects.completeness import comparable, contradictions, unexplained_falls
from projects.fields import BY_NAME, Span
from projects.imports.forms import LEDGER, LOOK_COLUMNS
from projects.imports.opening import check_lengths, check_not_negative
from projects.imports.registry import EntryIndex
from projects.imports.vocabulary import look_of, plain
from projects.models import ListEntry, Look, Period, ProgressFiling

MAY_BE_NEGATIVE = frozenset({"invested_new_fen", "allocated_new_fen"})
HALF_A_TENTH = Fraction(1, 20)


@dataclass(slots=True)
class FiledRow:
    """One row with its project: `values` are the fields it states, `filing` what the month would then say."""

    row: Row
    entry: ListEntry
    existing: ProgressFiling | None
    previous: ProgressFiling | None
    values: dict[str, Any] = field(default_factory=dict)
    filing: ProgressFiling = field(default_factory=ProgressFiling)

    @property
    def changes(self) -> dict[str, list[Any]]:
        """Fields the row changes: [before, after]."""
        return {
            name: [getattr(self.existing, name) if self.existing else None, value]
            for name, value in self.values.items()
            if self.existing is None or getattr(self.existing, name) != value
        }


@dataclass(slots=True)
class Known:
    """What rows are compared with."""

    period: Period
    entries: EntryIndex
    existing: dict[int, ProgressFiling]
    previous: dict[int, ProgressFiling]
    falls_block: bool  # an import accepted at once must explain a falling sum; a draft may do so later


def check_rows(reading: Reading, known: Known) -> list[FiledRow]:
    """Match and check every row; problems are recorded on the reading."""
    filed = [found for row in reading.rows if (found := _filed(row, known)) is not None]
    _check_doubles(filed)
    return filed


def fields_of(form: Form) -> list[str]:
    """Names of the filing's fields that a form states."""
    own = [column.key for column in form.columns if column.key in BY_NAME]
    return own if "look" in own else [*own, "look"]


def _filed(row: Row, known: Known) -> FiledRow | None:
    entry = _entry(row, known)
    form = row.reading.form
    keys = [key for key in fields_of(form) if key in form.by_key]
    check_lengths(row, ProgressFiling, keys)
    check_not_negative(row, [key for key in keys if BY_NAME[key].unit and key not in MAY_BE_NEGATIVE])
    stated = {key: row[key] for key in keys if row.reading.has(key) and row.valid(key)}
    stated["look"] = _look(row)
    _warn_blanks(row, keys)
    if entry is None:
        return None
    existing = known.existing.get(entry.project_id)
    filed = FiledRow(row, entry, existing, known.previous.get(entry.project_id))
    filed.values = {key: value for key, value in stated.items() if value not in (None, "")}
    filed.filing = _candidate(filed, known.period)
    for check in CHECKS:
        check(filed, known)
    return filed


def _candidate(filed: FiledRow, period: Period) -> ProgressFiling:
    """The filing as it would stand, not saved: what was filed already, with what the row states over it."""
    filing = ProgressFiling(project=filed.entry.project, period=period)
    before = filed.existing or carried_on(filed.entry.project, period, None)
    for name in BY_NAME:
        setattr(filing, name, filed.values.get(name, getattr(before, name)))
    return filing


def _entry(row: Row, known: Known) -> ListEntry | None:
    """The project by its code, or by its name where the form has no code."""
    year = known.period.month.year
    if row["code"]:
        entry = known.entries.by_code.get(row["code"])
        if entry is None:
            message = f"{year}年度清单里没有这个项目代码，请核对代码，或先请办公室把项目列入清单。"
            row.problem("code", "project_unknown", message)
        elif row["name"] and plain(row["name"]) != plain(entry.project.name):
            row.problem("name", "name_differs", f"这个代码登记的是“{entry.project.name}”，请核对。", warning=True)
        return entry
    if not row.valid("code", "name"):
        return None
    return _named(row, known.entries.named(row["name"]), year)


def _named(row: Row, found: list[ListEntry], year: int) -> ListEntry | None:
    if len(found) == 1:
        return found[0]
    if found:
        codes = "、".join(entry.project.code for entry in found)
        message = f"{year}年度清单里有{len(found)}个同名项目（{codes}），请加一列“项目代码”写明是哪一个。"
        row.problem("name", "project_ambiguous", message)
    else:
        message = f"{year}年度清单里没有这个项目，请按清单上的名称填写，或先请办公室把项目列入清单。"
        row.problem("name", "project_unknown", message)
    return None


def _look(row: Row) -> str:
    if row.reading.form is LEDGER:
        found = look_of(row["look"]) if row["look"] else ""
        if found is None:
            row.problem("look", "look_unknown", "形象进度应为前期工作、主体施工、主体完工、建成投用之一，请更正。")
        return found or ""
    ticked = [key for key in LOOK_COLUMNS if row[key]]
    if len(ticked) > 1:
        row.problem(ticked[1], "look_twice", "形象进度只在一栏打“√”，请保留目前所处的一栏。")
    elif not ticked:
        row.problem(next(iter(LOOK_COLUMNS)), "look_missing", "形象进度四栏都没有打“√”，按未填报处理。", warning=True)
    return LOOK_COLUMNS[ticked[0]].value if len(ticked) == 1 else ""


def _warn_blanks(row: Row, keys: list[str]) -> None:
    """A blank is not a nought: what the form asks for and the row leaves open stays unstated."""
    for key in keys:
        column = row.reading.form.by_key[key]
        if column.expected and BY_NAME[key].unit and row.reading.has(key) and row.valid(key) and row[key] is None:
            row.problem(key, "blank", "没有填，按未填报处理（不当作0）。没有发生的请填0。", warning=True)


def _contradictions(filed: FiledRow, known: Known) -> None:  # noqa: ARG001
    for lack in contradictions(filed.filing):
        if lack.field in filed.values and filed.row.valid(lack.field):
            filed.row.problem(lack.field, "contradiction", lack.sentence)


def _falls(filed: FiledRow, known: Known) -> None:
    for lack in unexplained_falls(filed.filing, filed.previous):
        if lack.field in filed.values:
            message = lack.sentence.replace("在“情况说明”中", "在表末加一列“情况说明”")
            filed.row.problem(lack.field, "sum_fell", message, warning=not known.falls_block)


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
    _contradictions, _falls, _before, _plan, _rates, _relief, _total, _two_forms,
)  # fmt: skip


def _check_doubles(filed: list[FiledRow]) -> None:
    first: dict[int, Row] = {}
    for each in filed:
        earlier = first.setdefault(each.entry.project_id, each.row)
        if earlier is not each.row:
            key = "code" if each.row["code"] else "name"
            message = f"与第{earlier.number}行是同一个项目，请核对后只保留一行。"
            each.row.problem(key, "project_double", message)

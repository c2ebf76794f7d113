"""Rows of the monthly ledger (月报) and the official form (调度表): matched to projects, checked, each at its cell."""

from __future__ import annotations

from documents.formats import chinese_date
from documents.workbooks import Form, Reading
from documents.workbooks.reading import Row
from projects.carrying import carried_on
from projects.fields import BY_NAME
from projects.imports.filed_row import FiledRow, Known
from projects.imports.forms import LEDGER, LOOK_COLUMNS
from projects.imports.opening import check_lengths, check_not_negative
from projects.imports.progress_checks import CHECKS
from projects.imports.vocabulary import look_of, plain
from projects.models import ListEntry, Period, ProgressFiling

BEFORE = ("invested_before_fen", "allocated_before_fen")
MAY_BE_NEGATIVE = frozenset({"invested_new_fen", "allocated_new_fen"})


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
    _warn_blanks(row, [key for key in keys if known.period.month.month > 1 or key not in BEFORE])
    if entry is None:
        return None
    existing = known.existing.get(entry.project_id)
    filed = FiledRow(row, entry, existing, known.previous.get(entry.project_id))
    filed.values = {key: value for key, value in stated.items() if value not in (None, "")}
    if form is LEDGER:
        _begin_the_year(filed, known.period)
    filed.filing = _candidate(filed, known.period)
    for check in CHECKS:
        check(filed, known)
    return filed


def _begin_the_year(filed: FiledRow, period: Period) -> None:
    """Nothing comes before January: a blank 本月前 is 0 there; in other months it is not stated, nor is the sum."""
    for key in BEFORE if period.month.month == 1 else ():
        if filed.row.valid(key) and getattr(filed.existing, key, None) is None:
            filed.values.setdefault(key, 0)


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
            unknown = f"{year}年度清单里没有这个项目代码，请核对代码，或先请办公室把项目列入清单。"
            gone = known.gone.by_code.get(row["code"])
            row.problem("code", "project_unknown", _left(gone, known.period) if gone else unknown)
        elif row["name"] and plain(row["name"]) != plain(entry.project.name):
            row.problem("name", "name_differs", f"这个代码登记的是“{entry.project.name}”，请核对。", warning=True)
        return entry
    if not row.valid("code", "name"):
        return None
    return _named(row, known)


def _left(entry: ListEntry, period: Period) -> str:
    left_on = chinese_date(entry.left_on)
    return f"“{entry.project.name}”已于{left_on}调出清单，{period.label}不用填报，请删去这一行。"


def _named(row: Row, known: Known) -> ListEntry | None:
    found, year = known.entries.named(row["name"]), known.period.month.year
    gone = known.gone.named(row["name"])
    if len(found) == 1:
        return found[0]
    if found:
        codes = "、".join(entry.project.code for entry in found)
        message = f"{year}年度清单里有{len(found)}个同名项目（{codes}），请加一列“项目代码”写明是哪一个。"
        row.problem("name", "project_ambiguous", message)
    elif gone:
        row.problem("name", "project_unknown", _left(gone[0], known.period))
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


def _check_doubles(filed: list[FiledRow]) -> None:
    first: dict[int, Row] = {}
    for each in filed:
        earlier = first.setdefault(each.entry.project_id, each.row)
        if earlier is not each.row:
            key = "code" if each.row["code"] else "name"
            message = f"与第{earlier.number}行是同一个项目，请核对后只保留一行。"
            each.row.problem(key, "project_double", message)

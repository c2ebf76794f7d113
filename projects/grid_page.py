"""The grid laid out: every cell with last month's figure, the rolls', and what is wrong there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField

from projects.fields import BY_NAME, Field
from projects.forms import as_typed
from projects.grid import GridRow
from projects.grid_forms import RowForm, prefix_of
from projects.grid_saving import Outcome, Result
from projects.models import FilingAct, ProgressFiling
from projects.rolled import BY_FIELD
from projects.rolled_lines import RolledLine, rolled_lines
from projects.sections import said_before

Data = Any  # a QueryDict, which may be changed


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of one row; `bound` when it can be typed, `stored` when somebody else saved another value."""

    field: Field
    value: str
    before: str
    bound: BoundField | None
    rolled: RolledLine | None
    stored: str


@dataclass(frozen=True, slots=True)
class PageRow:
    """One project of the page."""

    row: GridRow
    form: RowForm | None
    cells: list[Cell]
    sentences: Sequence[str]
    result: Result | None

    @property
    def may_nil(self) -> bool:
        return FilingAct.NIL in self.row.acts

    @property
    def is_bad(self) -> bool:
        return self.result in (Result.KEPT_BACK, Result.REFUSED, Result.STALE)

    @property
    def wrong(self) -> list[str]:
        """The fields with something wrong, named at the row's head: their cells may lie beyond the edge."""
        return [cell.field.label for cell in self.cells if cell.bound is not None and cell.bound.errors]


def plain_rows(rows: Sequence[GridRow], fields: Sequence[Field], data: Data = None) -> list[PageRow]:
    """Rows as they are saved, or with what is typed in `data`; forms where something can be, or has been typed."""
    forms = [RowForm(data, filing=row.draft, fields=fields) if row.acts or data else None for row in rows]
    return [_page_row(row, form, fields) for row, form in zip(rows, forms, strict=True)]


def told_rows(
    rows: Sequence[GridRow], outcomes: Mapping[int, Outcome], fields: Sequence[Field], data: Data
) -> list[PageRow]:
    """Rows after a saving: what went through as it is saved now, the others as typed, with what is wrong."""
    return [_told(row, outcomes.get(row.project.pk), fields, data) for row in rows]


def _told(row: GridRow, outcome: Outcome | None, fields: Sequence[Field], data: Data) -> PageRow:
    if outcome is None or outcome.is_fine:
        return _page_row(row, RowForm(None, filing=row.draft, fields=fields) if row.acts else None, fields, outcome)
    typed = data.copy()
    typed[f"{prefix_of(row.project.pk)}-version"] = "" if row.filing is None else str(row.filing.version)
    form = RowForm(typed, filing=row.draft, fields=fields)
    return _page_row(row, form, fields, outcome, _say_lacks(form, outcome))


def _say_lacks(form: RowForm, outcome: Outcome) -> list[str]:
    """Each lack at its cell; those of fields the grid does not show are told of the row."""
    elsewhere = []
    for lack in outcome.lacks:
        if lack.field in form.fields:
            form.add_error(lack.field, lack.sentence)
        else:
            elsewhere.append(lack.sentence)
    return elsewhere if len(elsewhere) < 2 else [_in_short(form, outcome)]


def _in_short(form: RowForm, outcome: Outcome) -> str:
    """Several fields of the other form that are still open, in one sentence."""
    names = [BY_NAME[lack.field].label for lack in outcome.lacks if lack.field not in form.fields]
    return f"这张表以外还缺{len(names)}项：{'、'.join(names)}。请换一张表或点“全部栏目”补填。"


def _page_row(
    row: GridRow, form: RowForm | None, fields: Sequence[Field], outcome: Outcome | None = None,
    elsewhere: Sequence[str] = (),
) -> PageRow:  # fmt: skip
    seen, is_stale = _seen(row.draft, form), outcome is not None and outcome.result is Result.STALE
    told = rolled_lines(seen, row.rolled) if form else {}
    cells = [
        Cell(
            field=field,
            value=field.written(row.draft),
            before=said_before(field, row.draft, row.previous),
            bound=form[field.name] if form else None,
            rolled=told.get(field.name),
            stored=field.written(row.draft) if is_stale and field.written(seen) != field.written(row.draft) else "",
        )
        for field in fields
    ]
    sentences = [*outcome.sentences, *elsewhere] if outcome else []
    return PageRow(row, form, cells, sentences, outcome.result if outcome else None)


def _seen(draft: ProgressFiling, form: RowForm | None) -> ProgressFiling:
    """The filing with what is typed in its row."""
    seen = copy(draft)
    if form is not None and form.is_bound and form.errors is not None:  # asking for its errors makes a form read
        said = form.cleaned_data
        vars(seen).update({field.name: said[field.name] for field in form.columns if field.name in said})
    return seen


def with_rolled(data: Data, rows: Sequence[GridRow], asked: str) -> Data:
    """换用发放表的数: what is typed, with the rolls' number in the cell asked for (`p<project>-<field>`)."""
    typed = data.copy()
    for row in rows:
        for name, figure in BY_FIELD.items():
            if row.rolled is not None and asked == f"{prefix_of(row.project.pk)}-{name}":
                typed[asked] = as_typed(name, getattr(row.rolled, figure))
    return typed

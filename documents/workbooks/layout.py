"""Where in a workbook a form stands: which sheet, which rows are headings, which column is which."""

from collections.abc import Sequence
from dataclasses import dataclass

from documents.workbooks.columns import Form
from documents.workbooks.delimited import Delimited
from documents.workbooks.headings import FormIndex, Heading, parse
from documents.workbooks.opening import Opened, SheetData
from documents.workbooks.problems import UnreadableWorkbook
from documents.workbooks.raw import as_text

SEARCHED_ROWS = 40
MOST_LEVELS = 3
ENOUGH_COVERAGE = 0.5
FEWEST_MATCHES = 3
LONGEST_HEADING = 60
CLOSE = 0.8  # a second sheet this similar is another copy of the form, not a summary beside it


@dataclass(slots=True)
class Layout:
    """A form found in a sheet: heading rows `top`…`bottom` (zero-based), headings and columns by position."""

    form: Form
    data: SheetData
    top: int
    bottom: int
    headings: dict[int, Heading]
    columns: dict[str, int]

    @property
    def coverage(self) -> float:
        """Share of the form's required columns that were found."""
        required = self.form.required
        return sum(column.key in self.columns for column in required) / len(required) if required else 1.0

    @property
    def rank(self) -> float:
        """How well form and sheet fit each other: coverage times the overlap of their columns."""
        return self.coverage * 2 * len(self.columns) / (len(self.form.columns) + len(self.headings))

    @property
    def preference(self) -> tuple[float, int]:
        """Orders layouts of one sheet: the better fit, then the fewer heading rows (a title row is no heading)."""
        return self.rank, self.top - self.bottom

    @property
    def fits(self) -> bool:
        """Whether this can be the form at all."""
        fewest = min(FEWEST_MATCHES, len(self.form.columns))
        return len(self.columns) >= fewest and self.coverage >= ENOUGH_COVERAGE


class _Searcher:
    """Tries every heading position of one sheet against every form."""

    def __init__(self, data: SheetData, indexes: Sequence[FormIndex]) -> None:
        self.data, self.indexes = data, indexes
        self.grid = _grid(data)
        self.parsed: dict[tuple[str, str], Heading] = {}

    def best(self) -> list[Layout]:
        """Return the best layout of each form that fits this sheet."""
        found: dict[str, Layout] = {}
        for top in range(len(self.grid)):
            for height in range(1, MOST_LEVELS + 1):
                for layout in self._layouts(top, height):
                    known = found.get(layout.form.key)
                    if layout.fits and (known is None or layout.preference > known.preference):
                        found[layout.form.key] = layout
        return list(found.values())

    def _layouts(self, top: int, height: int) -> list[Layout]:
        bottom = top + height - 1
        if bottom >= len(self.grid):
            return []
        headings = self.headings(top, bottom)
        if len(headings) < 2:
            return []
        return [Layout(index.form, self.data, top, bottom, headings, index.match(headings)) for index in self.indexes]

    def headings(self, top: int, bottom: int) -> dict[int, Heading]:
        """Return the headings rows top…bottom form: the lowest text of each column, under the texts above it."""
        headings: dict[int, Heading] = {}
        for column in range(max(len(row) for row in self.grid)):
            path = list(dict.fromkeys(row[column] for row in self.grid[top : bottom + 1] if row[column]))
            if path:
                headings[column] = self._heading(path[-1], "".join(path[:-1]))
        return headings

    def _heading(self, text: str, group: str) -> Heading:
        if (text, group) not in self.parsed:
            self.parsed[text, group] = parse(text, group)
        return self.parsed[text, group]


def _grid(data: SheetData) -> list[list[str]]:
    """Return the first rows as texts of one width, each merged area filled with its own text."""
    rows = data.rows[:SEARCHED_ROWS]
    width = max((len(row) for row in rows), default=0)
    grid = [[_label(value) for value in row] + [""] * (width - len(row)) for row in rows]
    for top, left, bottom, right in data.facts.merges:
        if top < len(grid) and left < width:
            for row in grid[top : bottom + 1]:
                row[left : right + 1] = [grid[top][left]] * (min(right + 1, width) - left)
    return grid


def _label(value: object) -> str:
    text = as_text(value).strip()
    return text if len(text) <= LONGEST_HEADING else ""


def find(opened: Opened | Delimited, forms: Sequence[Form], sheet: str | None = None) -> Layout:
    """Return where one of the forms stands; refuses when none does, or when several would do as well."""
    names = [name for name in opened.names if sheet is None or name == sheet]
    indexes = [FormIndex(form) for form in forms]
    found = [layout for name in names for layout in _Searcher(opened.sheet(name), indexes).best()]
    if not found:
        raise UnreadableWorkbook(_unknown(forms, opened.names, sheet), "unrecognized")
    best = max(found, key=lambda layout: layout.rank)
    rivals = [layout for layout in found if layout is not best and layout.rank >= best.rank * 0.999]
    if any(rival.data is best.data for rival in rivals):
        raise UnreadableWorkbook(_ambiguous(forms), "ambiguous")
    return _alone(best, [layout for layout in found if layout.form is best.form])


def _unknown(forms: Sequence[Form], names: Sequence[str], sheet: str | None) -> str:
    if sheet is not None and sheet not in names:
        return f"工作簿里没有名为“{sheet}”的工作表，现有：{'、'.join(names)}。"
    return f"没有认出这是哪张表，请核对表头是否完整；这里可以导入的表：{_titles(forms)}。"


def _ambiguous(forms: Sequence[Form]) -> str:
    return f"表头同时像几张表，无法确定是哪一张，请使用系统下载的空表；这里可以导入的表：{_titles(forms)}。"


def _titles(forms: Sequence[Form]) -> str:
    return "、".join(f"{form.title}（{len(form.columns)}列）" for form in forms)


def _alone(best: Layout, same: list[Layout]) -> Layout:
    """Refuse when a second sheet holds the same form with data: reading one of two in silence would lose people."""
    close = [layout for layout in same if layout.rank >= best.rank * CLOSE]
    filled = [layout for layout in close if any(any(row) for row in layout.data.rows[layout.bottom + 1 :])]
    if len(filled) > 1:
        names = "、".join(f"“{layout.data.name}”" for layout in filled)
        raise UnreadableWorkbook(
            f"{names}等{len(filled)}张工作表都像“{best.form.title}”，请只保留要导入的一张（或分别上传）。", "ambiguous"
        )
    return _widened(filled[0] if filled else best)


def _widened(layout: Layout) -> Layout:
    """Take in the heading rows that merged headings reach up or down to, so that group headings are known too."""
    merges = layout.data.facts.merges
    touching = [
        (top, bottom)
        for top, _, bottom, _ in merges
        if bottom - top < MOST_LEVELS and top <= layout.bottom and bottom >= layout.top
    ]
    top = min([layout.top, *(above for above, _ in touching)])
    bottom = max([layout.bottom, *(below for _, below in touching)])
    if (top, bottom) == (layout.top, layout.bottom):
        return layout
    index = FormIndex(layout.form)
    headings = _Searcher(layout.data, [index]).headings(top, bottom)
    columns = index.match(headings)
    return Layout(layout.form, layout.data, top, bottom, headings, columns)

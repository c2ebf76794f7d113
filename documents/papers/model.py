"""What an official document consists of, element by element, in the terms of GB/T 9704-2012.

Everything is plain text (escaped when composed) except the SVG of a figure. Values arrive formatted: nothing here
rounds, adds or knows a unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import ClassVar, Literal

ANNEX_ROW_LIMIT = 300  # the renderer's time and memory grow with each row; longer lists belong in the workbook


class AnnexTooLong(ValueError):
    """An annex has more rows than paper carries; the message says which and what to do."""


@dataclass(frozen=True)
class Heading:
    """A heading on its own line: level 1 黑体 「一、」, 2 楷体 「（一）」, 3 and 4 仿宋 「1.」「（1）」."""

    level: Literal[1, 2, 3, 4]
    text: str
    template: ClassVar[str] = "paper/_heading.html"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of text; `lead` is a heading run into its line, in 楷体; `label` one in 黑体 (出席：)."""

    text: str
    lead: str = ""
    label: str = ""
    template: ClassVar[str] = "paper/_paragraph.html"


@dataclass(frozen=True)
class Figure:
    """A chart. `svg` is a whole `<svg>` element of our own making; `caption` goes below it; `width` in mm."""

    svg: str
    caption: str = ""
    width: int = 156
    template: ClassVar[str] = "paper/_figure.html"


@dataclass(frozen=True)
class Column:
    """One column: heading, width as a share of the table's width, alignment, and the heading it stands under."""

    heading: str
    width: float = 1
    align: Literal["left", "center", "right"] = "center"
    group: str = ""


@dataclass(frozen=True)
class HeaderCell:
    text: str
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True)
class Cell:
    text: str
    align: str


@dataclass(frozen=True)
class Row:
    cells: tuple[Cell, ...]
    strong: bool


@dataclass(frozen=True)
class Table:
    """A ruled table with a head that repeats on each page.

    `total` is a row in 黑体 at the foot; `strong_rows` are the indexes of further rows set so (小计).
    `font_size` in points. Raises ValueError when a row has not one text for each column.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    caption: str = ""
    unit: str = ""
    note: str = ""
    strong_rows: frozenset[int] = frozenset()
    font_size: float = 10.5
    empty: str = "无"
    template: ClassVar[str] = "paper/_table.html"

    def __post_init__(self) -> None:
        wanted = len(self.columns)
        for number, row in enumerate([*self.rows, *([self.total] if self.total else [])], start=1):
            if len(row) != wanted:
                raise ValueError(f"表格“{self.caption}”第 {number} 行有 {len(row)} 格，应为 {wanted} 格。")

    @property
    def shares(self) -> list[str]:
        """Column widths in percent, for `<col>`."""
        whole = sum(column.width for column in self.columns)
        return [f"{column.width * 100 / whole:.3f}" for column in self.columns]

    @property
    def header_rows(self) -> list[list[HeaderCell]]:
        """One row of head cells, or two when columns are grouped; neighbors of one group share its cell."""
        if not any(column.group for column in self.columns):
            return [[HeaderCell(column.heading) for column in self.columns]]
        upper: list[HeaderCell] = []
        for group, members in groupby(self.columns, key=lambda column: column.group):
            heads = [column.heading for column in members]
            upper += (
                [HeaderCell(group, colspan=len(heads))] if group else [HeaderCell(head, rowspan=2) for head in heads]
            )
        return [upper, [HeaderCell(column.heading) for column in self.columns if column.group]]

    @property
    def body_rows(self) -> list[Row]:
        rows = [self._row(row, strong=index in self.strong_rows) for index, row in enumerate(self.rows)]
        return rows + ([self._row(self.total, strong=True)] if self.total else [])

    def _row(self, texts: Sequence[str], *, strong: bool) -> Row:
        pairs = zip(texts, self.columns, strict=True)
        return Row(tuple(Cell(text, column.align) for text, column in pairs), strong)


Block = Heading | Paragraph | Figure | Table


@dataclass(frozen=True)
class Annex:
    """One 附件: its title as the note of annexes cites it, its blocks, and whether its sheets lie on their side."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False

    def __post_init__(self) -> None:
        rows = sum(len(block.rows) for block in self.blocks if isinstance(block, Table))
        if rows > ANNEX_ROW_LIMIT:
            raise AnnexTooLong(
                f"附件《{self.title}》有 {rows} 行，超过公文附件 {ANNEX_ROW_LIMIT} 行的上限，"
                "请把明细放入随文的工作簿，公文附件只列汇总或重点。"
            )


@dataclass(frozen=True)
class Imprint:
    """版记: copies (抄送), the office that prints (印发机关) and the day it does (印发日期)."""

    printed_by: str
    printed_on: date
    copies: tuple[str, ...] = ()

    @property
    def copies_text(self) -> str:
        return "，".join(self.copies) + "。"


@dataclass(frozen=True)
class OfficialPaper:
    """A whole official document. Empty text means the element is absent.

    `masthead` 发文机关标志 (a line break in it or in `title` or `signature` is kept; without one long lines are
    balanced), `number` 发文字号, `signer` 签发人 (upward papers only), `addressee` 主送机关 without its colon,
    `signature` 发文机关署名, `dated` 成文日期, `enclosures` 附件 that travel beside the paper and are listed after
    the annexes, `remark` 附注 without its parentheses, `unbroken` words that no balanced line may split.
    """

    masthead: str
    number: str
    title: str
    addressee: str
    body: tuple[Block, ...]
    signature: str
    dated: date
    signer: str = ""
    annexes: tuple[Annex, ...] = ()
    enclosures: tuple[str, ...] = ()
    remark: str = ""
    imprint: Imprint | None = None
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""
    draft: bool = False
    unbroken: tuple[str, ...] = field(default=())

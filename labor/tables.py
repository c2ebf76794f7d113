"""Columns of the roll pages as data: page and workbook show the same, personal numbers masked in both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Generic, TypeVar

from django.utils.timezone import localdate

from documents.formats import MISSING, count, days, yuan
from documents.workbooks import Column, Kind
from labor.figures import RollSum, sums_of
from labor.models import RollAct, WageLine, WageRoll
from labor.pay.way import onward

T = TypeVar("T")
NUMBERS: dict[Kind, Callable[[Any], str]] = {Kind.MONEY_YUAN: yuan, Kind.HUNDREDTHS: days, Kind.INTEGER: count}
Cells = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class TableColumn(Generic[T]):
    """One column: heading, how to get its value from a row, and the key of its total, if it has one."""

    key: str
    heading: str
    value: Callable[[T], Any]
    kind: Kind = Kind.TEXT
    total: bool = False
    on_page: bool = True

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBERS

    def written(self, value: Any) -> str:
        """The value as the page shows it."""
        if self.kind in NUMBERS:
            return NUMBERS[self.kind](value)
        return MISSING if value in (None, "") else str(value)

    @property
    def column(self) -> Column:
        """The column of the exported workbook."""
        return Column(key=self.key, heading=self.heading, kind=self.kind)


YUAN, DAYS, COUNT, DATE = Kind.MONEY_YUAN, Kind.HUNDREDTHS, Kind.INTEGER, Kind.DATE

LINE_COLUMNS: tuple[TableColumn[WageLine], ...] = (
    TableColumn("name", "姓名", lambda line: line.name),
    TableColumn("id_number", "身份证号", lambda line: line.worker.id_masked),
    TableColumn("phone", "联系方式", lambda line: line.phone_masked),
    TableColumn("job", "工种", lambda line: line.job),
    TableColumn("centidays", "工作时间（工日）", lambda line: line.centidays, DAYS, total=True),
    TableColumn("rate_fen", "单价（元）", lambda line: line.rate_fen, YUAN),
    TableColumn("piece_fen", "计时计件、补发（元）", lambda line: line.piece_fen or None, YUAN),
    TableColumn("gross_fen", "应发（元）", lambda line: line.gross_fen, YUAN, total=True),
    TableColumn("deduction_fen", "代扣代缴扣除（元）", lambda line: line.deduction_fen, YUAN, total=True),
    TableColumn("deduction_item", "扣除项目", lambda line: line.deduction_item),
    TableColumn("net_fen", "实发（元）", lambda line: line.net_fen, YUAN, total=True),
    TableColumn("card", "账号", lambda line: line.card_masked and f"****{line.card_masked[-4:]}"),
    TableColumn("signed_on", "签字日期", lambda line: line.signed_on, DATE, on_page=False),
    TableColumn("pay_on", "支付日期", lambda line: line.pay_on, DATE),
    TableColumn("voucher", "凭证或签字", lambda line: line.voucher),
    TableColumn("pay_basis", "计酬说明", lambda line: line.pay_basis),
)
PAGE_LINE_COLUMNS = tuple(column for column in LINE_COLUMNS if column.on_page)


@dataclass(frozen=True, slots=True)
class RollRow:
    """A roll with its sums, as the list shows it."""

    roll: WageRoll
    sums: RollSum


def state_said(roll: WageRoll) -> str:
    """Where a roll stands, in a word: its state, or 已作废."""
    return "已作废" if roll.voided_at is not None else roll.get_state_display()


def next_said(roll: WageRoll) -> str:
    """What is to be done with a roll next; "" when it is archived or void."""
    move = onward(roll)
    if move is None:
        return ""
    return "张贴公示，期满送审" if move.act is RollAct.PASS else move.label


ROLL_COLUMNS: tuple[TableColumn[RollRow], ...] = (
    TableColumn("project", "项目名称", lambda row: row.roll.project.name),
    TableColumn("month", "月份", lambda row: row.roll.period.label),
    TableColumn("department", "行业主管部门", lambda row: row.roll.project.department.name),
    TableColumn("township", "责任镇街", lambda row: row.roll.project.township.name),
    TableColumn("state", "状态", lambda row: state_said(row.roll)),
    TableColumn("next", "下一步", lambda row: next_said(row.roll)),
    TableColumn("channel", "发放通道", lambda row: row.roll.get_channel_display(), on_page=False),
    TableColumn("due_on", "应发放日", lambda row: row.roll.due_on, DATE),
    TableColumn("lines", "行数", lambda row: row.sums.lines, COUNT, total=True),
    TableColumn("centidays", "工作时间（工日）", lambda row: row.sums.centidays, DAYS, total=True),
    TableColumn("gross_fen", "应发合计（元）", lambda row: row.sums.gross_fen, YUAN, total=True, on_page=False),
    TableColumn("deduction_fen", "扣除合计（元）", lambda row: row.sums.deduction_fen, YUAN, total=True, on_page=False),
    TableColumn("net_fen", "实发合计（元）", lambda row: row.sums.net_fen, YUAN, total=True),
    TableColumn("paid_fen", "已发放（元）", lambda row: row.sums.paid_fen, YUAN, total=True),
    TableColumn(
        "imported", "导入", lambda row: f"{row.roll.imported_by} {localdate(row.roll.imported_at)}", on_page=False
    ),
)
PAGE_ROLL_COLUMNS = tuple(column for column in ROLL_COLUMNS if column.on_page)


def roll_rows(rolls: Sequence[WageRoll]) -> list[RollRow]:
    """Rolls with their sums; one query for all."""
    sums = sums_of(rolls)
    return [RollRow(roll, sums[roll.pk]) for roll in rolls]


def cells_of(columns: Sequence[TableColumn[T]], row: T) -> Cells:
    """A row's written cells: (text, is it a number)."""
    return [(column.written(column.value(row)), column.is_number) for column in columns]


def total_cells(columns: Sequence[TableColumn[Any]], sums: RollSum) -> Cells:
    """The total line: a written sum, or nothing."""
    totals = asdict(sums)
    return [(column.written(totals[column.key]) if column.total else "", column.is_number) for column in columns]


def totals_of(columns: Sequence[TableColumn[Any]], sums: RollSum) -> Mapping[str, int]:
    """The totals of a workbook's last row, by column."""
    totals = asdict(sums)
    return {column.key: totals[column.key] for column in columns if column.total}


def workbook_rows(columns: Sequence[TableColumn[T]], rows: Iterable[T]) -> list[dict[str, Any]]:
    """Rows as the workbook writer takes them."""
    return [{column.key: column.value(row) for column in columns} for row in rows]

"""Columns and forms as data: what a sheet is made of, given by the floors above."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What the cells of a column hold, and the Python value they become."""

    ORDINAL = "ordinal"  # 序号: never checked, a row holding nothing else is blank
    TEXT = "text"  # str, "" when blank
    NAME = "name"  # str without the spaces people put between characters
    INTEGER = "integer"  # int
    DECIMAL = "decimal"  # Decimal
    HUNDREDTHS = "hundredths"  # int, hundredths of the unit (21.5 工日 → 2150)
    MONEY_YUAN = "money_yuan"  # int 分, written in 元
    MONEY_WAN = "money_wan"  # int 分, written in 万元
    PERCENT = "percent"  # Decimal, 61.0 for 61.0%
    DATE = "date"  # date
    MONTH = "month"  # date, the first day of the month
    MONTH_RANGE = "month_range"  # (date, date), the first days of the first and the last month
    TICK = "tick"  # bool, False when blank
    ID_NUMBER = "id_number"  # str
    PHONE = "phone"  # str
    CARD = "card"  # str
    PROJECT_CODE = "project_code"  # str
    CREDIT_CODE = "credit_code"  # str


TEXT_KINDS = frozenset(
    {Kind.TEXT, Kind.NAME, Kind.ID_NUMBER, Kind.PHONE, Kind.CARD, Kind.PROJECT_CODE, Kind.CREDIT_CODE}
)
MONEY_KINDS = frozenset({Kind.MONEY_YUAN, Kind.MONEY_WAN})
NUMBER_KINDS = MONEY_KINDS | {Kind.INTEGER, Kind.DECIMAL, Kind.HUNDREDTHS, Kind.PERCENT}
# A merged cell means "the same for all these rows" for a team or a date, never for an amount or a person's number.
FILLED_DOWN = frozenset({Kind.TEXT, Kind.MONTH, Kind.MONTH_RANGE, Kind.DATE, Kind.PROJECT_CODE, Kind.CREDIT_CODE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a form.

    `heading` is the official heading, its unit in brackets: "应发（元）". `group` is the heading above it on a
    multi-level sheet. `synonyms` are further headings beyond the shared table. `required` asks for a value in every
    row (and therefore for the column); `expected` asks for the column but allows blank cells. `derived` columns are
    recalculated by us: they are recognized, and never refused. `…_kind` rename the kind of a problem.
    `choices` become a drop-down of the template; with `choices_are_open` other text may be written as well, such as
    several of them. `note` is the column's help. `width` is in characters.
    """

    key: str
    heading: str
    kind: Kind = Kind.TEXT
    required: bool = False
    expected: bool = False
    derived: bool = False
    group: str = ""
    synonyms: tuple[str, ...] = ()
    fill_down: bool | None = None
    choices: tuple[str, ...] = ()
    choices_are_open: bool = False
    note: str = ""
    width: float | None = None
    places: int | None = None
    required_kind: str = "required"
    number_kind: str = "not_a_number"

    @property
    def fills_down(self) -> bool:
        """Whether a vertically merged cell speaks for every row it covers."""
        return self.kind in FILLED_DOWN if self.fill_down is None else self.fill_down


@dataclass(frozen=True, slots=True)
class Form:
    """A sheet people fill in: `title` names it in sentences ("发放表"), `unit` is the line at the top right."""

    key: str
    title: str
    columns: Sequence[Column]
    unit: str = ""
    by_key: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_key = {column.key: column for column in self.columns}
        if len(by_key) != len(self.columns):
            raise ValueError(f"{self.key}: two columns share one key")
        object.__setattr__(self, "by_key", by_key)

    @property
    def required(self) -> list[Column]:
        """Columns a workbook must have."""
        return [column for column in self.columns if column.required or column.expected]

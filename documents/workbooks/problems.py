"""What can be wrong with a workbook, said in Chinese, at its cell."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from documents import formats
from documents.workbooks.columns import Kind


class Severity(StrEnum):
    """Errors block an import; warnings are listed."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One thing wrong at one cell: where, what was found (personal numbers masked), what to do."""

    sheet: str
    cell: str
    heading: str
    found: str
    message: str
    kind: str
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        """Whether this problem blocks the import."""
        return self.severity is Severity.ERROR

    def as_dict(self) -> dict[str, str]:
        """Return the six facts other tools read: sheet, cell, heading, found, message, kind."""
        return {
            "sheet": self.sheet, "cell": self.cell, "heading": self.heading,
            "found": self.found, "message": self.message, "kind": self.kind,
        }  # fmt: skip

    def __str__(self) -> str:
        found = f"（填的是“{self.found}”）" if self.found else ""
        return f"工作表“{self.sheet}”{self.cell} {self.heading}{found}：{self.message}"


class UnreadableWorkbook(Exception):
    """The upload as a whole cannot be taken in; `str()` is one Chinese sentence, `kind` a code for other tools."""

    def __init__(self, sentence: str, kind: str) -> None:
        super().__init__(sentence)
        self.kind = kind


class BadCell(ValueError):
    """A cell that cannot become its column's value; the sentence says what to do."""

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind


MASKS: dict[Kind, Callable[[str], str]] = {
    Kind.ID_NUMBER: formats.mask_id,
    Kind.CARD: formats.mask_card,
    Kind.PHONE: formats.mask_phone,
}
LONGEST_SHOWN = 60


def shown(found: str, kind: Kind) -> str:
    """Return what was found as a problem may show it: personal numbers masked, long text cut."""
    if found and kind in MASKS:
        return MASKS[kind](found)
    return found if len(found) <= LONGEST_SHOWN else f"{found[:LONGEST_SHOWN]}…"

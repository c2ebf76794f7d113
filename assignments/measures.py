"""量化指标: what a task's target is measured by. The figures come from a floor above, which registers them at start."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from documents.formats import rounded
from units.models import Unit

FACTORS = {"万元": 1_000_000, "%": 100}  # kept in 分 and in hundredths of a percent; everything else whole


@dataclass(frozen=True)
class Reading:
    """What a measure stands at, in its smallest unit, and the frozen figures it was read from."""

    value: int
    as_of: str


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One measure: `unit` as printed (万元, %, 人, 个); `read(unit, year)` gives the last frozen figure, or None."""

    key: str
    label: str
    unit: str
    read: Callable[[Unit, int], Reading | None]

    @property
    def factor(self) -> int:
        return FACTORS.get(self.unit, 1)

    @property
    def places(self) -> int:
        return 2 if self.factor > 1 else 0

    def said(self, value: int | None) -> str:
        """82827.14万元, 74.50%, 326人; "—" for none."""
        return "—" if value is None else f"{self.printed(value)}{self.unit}"

    def printed(self, value: int) -> Decimal:
        """The number in the printed unit."""
        return rounded(Decimal(value) / self.factor, self.places)

    def kept(self, printed: Decimal) -> int:
        """What is kept of a number in the printed unit."""
        return int(rounded(printed * self.factor, 0))


_known: dict[str, Measure] = {}


def register(measures: Iterable[Measure]) -> None:
    """Offer measures; of one key the last registered counts."""
    _known.update({measure.key: measure for measure in measures})


def measures() -> list[Measure]:
    """All that are offered, in the order they were registered."""
    return list(_known.values())


def find(key: str) -> Measure | None:
    return _known.get(key)


def said(key: str, value: int | None) -> str:
    """A kept value as printed; the bare number where the measure is no longer offered."""
    measure = find(key)
    return measure.said(value) if measure else ("—" if value is None else str(value))

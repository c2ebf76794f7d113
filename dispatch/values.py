"""One figure of one scope: raw numerator and denominator, exact value, and the string that is printed everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from dispatch.aggregates import Stated
from dispatch.definitions import Definition, Shape
from dispatch.measures import Raw
from documents.formats import MISSING, points, ratio, rounded
from projects.pace import lead, pace

# Raw units of each printed unit: money is kept in 分, work in hundredths of a 工日.
PER_PRINTED = {"万元": 1_000_000, "元": 100, "工日": 100}


@dataclass(frozen=True)
class Value:
    """A figure with what it was made of. `month` is the month's number in its year, for the pace."""

    definition: Definition
    numerator: Stated
    denominator: Stated
    month: int
    base_name: str = ""

    @property
    def exact(self) -> Fraction | None:
        """In the printed unit, not yet rounded; None when it cannot be told."""
        made = self.definition
        if made.shape is Shape.SUM:
            return None if self.numerator is None else Fraction(self.numerator, PER_PRINTED.get(made.unit, 1))
        if made.shape is Shape.LEAD:
            return lead(self.numerator, self.denominator, self.month)
        quotient = ratio(self.numerator, self.denominator)
        return None if quotient is None else quotient * (100 if made.shape is Shape.PERCENT else Fraction(1, 100))

    @property
    def number(self) -> Decimal | None:
        """The printed number as a typed value for workbook cells and charts; rounded once, half up."""
        return None if self.exact is None else rounded(self.exact, self.definition.places)

    @property
    def text(self) -> str:
        """As printed, without the unit except % and 个百分点; "—" when it cannot be told."""
        if self.exact is None or self.number is None:
            return MISSING
        if self.definition.shape is Shape.LEAD:
            return points(self.exact)
        return f"{self.number}%" if self.definition.shape is Shape.PERCENT else str(self.number)

    @property
    def said(self) -> str:
        """As a sentence says it, unit included: "82827.14万元", "74.5%"."""
        plain = self.definition.shape in (Shape.LEAD, Shape.PERCENT) or self.text == MISSING
        return self.text if plain else f"{self.text}{self.definition.unit}"

    @property
    def pace_text(self) -> str:
        return f"{self.month}/12（{rounded(pace(self.month) * 100, 1)}%）"

    @property
    def base(self) -> str:
        return self.base_name or self.definition.base

    def as_dict(self) -> dict[str, object]:
        """For `figures --json`: everything needed to compute the value again."""
        made = self.definition
        below: Raw | None = made.below.raw if made.below else None
        said: dict[str, object] = {
            "figure": made.key,
            "label": made.label,
            "value": self.text,
            "unit": made.unit,
            "numerator": self.numerator,
            "numerator_name": made.above.label,
            "numerator_unit": made.above.raw.value,
            "denominator": self.denominator,
            "denominator_unit": below.value if below else None,
            "base": self.base or None,
            "formula": made.formula,
        }
        return {**said, "pace": f"{self.month}/12"} if made.shape is Shape.LEAD else said

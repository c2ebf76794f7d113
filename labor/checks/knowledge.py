"""What the checks of one roll know beside the sheet: the month, the day of the import, the standard, the project."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from documents.formats import month_label
from labor.models import WageStandard


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """`month` is its first day; `today` the local day of the import; `other_projects` the names of all others.

    `is_draft` says that nothing is paid yet: what only a payment tells is not asked for.
    """

    month: date
    today: date
    project_code: str
    project_name: str
    other_projects: frozenset[str] = frozenset()
    standard: WageStandard | None = None
    standard_basis: str = ""
    is_draft: bool = False

    @property
    def days(self) -> int:
        """Days of the month."""
        return monthrange(self.month.year, self.month.month)[1]

    @property
    def last_day(self) -> date:
        """The day on which ages are counted."""
        return self.month.replace(day=self.days)

    @property
    def label(self) -> str:
        """The month for people: 2026年10月."""
        return month_label(self.month)

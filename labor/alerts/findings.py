"""What a check is and what it finds; and over which months the checks look."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from labor.models.alert import Severity
from projects.models import Period

OWN = "办公室自定"
MONTHS = 12  # so many months are looked at, this one included; what was found of earlier ones stays as it stands
LONGEST = 300
NAMES_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found. `subject` is the same whenever the same thing is found again, and holds no personal number.

    `facts` fill the check's sentence; `measure` says how grave it is in whole numbers (分, 人, 天 …), to be compared
    with the same finding at another time alone.
    """

    subject: str
    project_id: int
    facts: Mapping[str, Any]
    period_id: int | None = None
    roll_id: int | None = None
    worker_id: int | None = None
    measure: int = 0


Find = Callable[[date, Decimal], Iterable[Finding]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check of §10 as data: what it is called, what it says, how grave it is, from where on, by which document.

    `find(on, threshold)` asks the whole district in a number of queries that does not grow with it. `unit` is the
    threshold's ("" where there is nothing to set); `{limit}` in `meaning` stands for both. `page` names what lies
    behind a finding, for its links.
    """

    code: str
    label: str
    meaning: str
    sentence: str
    severity: Severity
    find: Find
    threshold: Decimal | None = None
    unit: str = ""
    least: int = 0
    most: int = 0
    basis: str = OWN
    page: str = ""

    def said(self, finding: Finding) -> str:
        """The sentence of one finding, cut to what is kept."""
        words = self.sentence.format_map(finding.facts)
        return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


def first_month(on: date) -> date:
    """The first of the months the checks look at on a day."""
    months = on.year * 12 + on.month - MONTHS
    return date(months // 12, months % 12 + 1, 1)


def periods_until(on: date) -> list[Period]:
    """The months the checks look at, oldest first; one query."""
    return list(Period.objects.filter(month__gte=first_month(on), month__lte=on).order_by("month"))


def masked(name: str) -> str:
    """A person as sentences name them: 张**."""
    return f"{name[:1]}**"


def several(names: Sequence[str]) -> str:
    """Some people as sentences name them: 张**、李**等5人; one alone by the surname."""
    shown = "、".join(masked(name) for name in names[:NAMES_SHOWN])
    return f"{shown}等{len(names)}人" if len(names) > NAMES_SHOWN else shown


def plain(number: Decimal) -> str:
    """A threshold without idle zeros: 10, 2.5."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

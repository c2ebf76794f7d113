"""What a sheet to write says: plain data, and the sums of its columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from documents.workbooks.columns import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet to write.

    `rows` give typed values by column key, in the same types the reader returns (money in 分, days in hundredths).
    `totals` are the values of the total row, by key, made where all figures are made; None writes no total row.
    `notes` stand below the table. `name` is the tab's name; the title stands in when it is empty.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Mapping[str, Any]]
    name: str = ""
    unit: str = ""
    totals: Mapping[str, Any] | None = None
    total_label: str = "合计"
    preamble: Sequence[str] = field(default_factory=tuple)
    notes: Sequence[str] = field(default_factory=tuple)


def sum_rows(rows: Iterable[Mapping[str, Any]], keys: Sequence[str]) -> dict[str, int]:
    """Return the exact sums of integer columns over rows; blanks count as nothing."""
    totals = dict.fromkeys(keys, 0)
    for row in rows:
        for key in keys:
            totals[key] += row.get(key) or 0
    return totals

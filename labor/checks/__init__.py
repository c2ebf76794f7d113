"""Checks of a wage roll. Each problem stands at its cell; a bad value silences the checks that depend on it.

`check_roll` needs no database: give it a reading and what the month knows. `labor.checks.history` compares with rolls
already imported.
"""

from documents.workbooks import Reading
from labor.checks.cards import check_cards
from labor.checks.knowledge import Knowledge
from labor.checks.pay import check_pay
from labor.checks.people import check_duplicates, check_person
from labor.checks.sheet import check_sheet
from labor.checks.texts import check_texts
from labor.checks.totals import check_totals

__all__ = ["Knowledge", "check_roll"]


def check_roll(reading: Reading, known: Knowledge) -> None:
    """Record every problem the sheet itself shows (§6, §10, R3, R14) in `reading.problems`."""
    check_sheet(reading, known)
    for row in reading.rows:
        check_person(row, known)
        check_pay(row, known)
        check_texts(row)
    check_duplicates(reading.rows)
    check_cards(reading.rows)
    check_totals(reading)

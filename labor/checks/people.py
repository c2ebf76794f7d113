"""Who stands in a row: age (§10: under 16 forbidden, over 60 a reminder), and each person once."""

from collections.abc import Iterable

from documents.identifiers import age_on
from documents.workbooks import Row
from labor.checks.knowledge import Knowledge

LEAST_AGE = 16
USUAL_AGE = 60


def check_person(row: Row, known: Knowledge) -> None:
    """Check the age on the month's last day."""
    number = row["id_number"]
    age = age_on(number, known.last_day) if number else None
    if age is None:
        return
    if age < LEAST_AGE:
        message = f"到{known.label}末只有{age}周岁，未满{LEAST_AGE}周岁，法律禁止用工，请核实并删去此人。"
        row.problem("id_number", "underage", message)
    elif age > USUAL_AGE:
        message = f"到{known.label}末已{age}周岁，超过{USUAL_AGE}周岁，请核实身体状况和意外保险后再安排务工。"
        row.problem("id_number", "over_60", message, warning=True)


def check_duplicates(rows: Iterable[Row]) -> None:
    """Report a person's second line in one roll, naming the cell of the first."""
    first: dict[str, Row] = {}
    for row in rows:
        number = row["id_number"]
        if number and number in first:
            message = (
                f"与{first[number].cell('id_number')}（第{first[number].number}行）是同一个身份证号，"
                "同一人在一张发放表里只能有一行，请合并，或更正抄错的号码。"
            )
            row.problem("id_number", "duplicate_person", message)
        elif number:
            first[number] = row

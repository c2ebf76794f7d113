"""The sheet's own total lines against its rows: a difference is said (§4 分项合计≠总数), the rows alone count."""

from documents.formats import days, yuan
from documents.workbooks import Reading, Row

SUMMED = ("days", "gross", "deduction", "net")


def check_totals(reading: Reading) -> None:
    """Warn at each total that is neither the sum of all rows above it nor of those since the last total line."""
    start = 0
    for total in reading.totals:
        if any("累计" in cell for cell in total.row.raw if isinstance(cell, str)):
            continue  # a running sum of several months, not of this sheet
        rows = reading.rows[: total.above]
        for key in [key for key in SUMMED if key in total.row.values]:
            _compare(total.row, key, rows, start)
        start = total.above


def _compare(total: Row, key: str, rows: list[Row], start: int) -> None:
    """A column with a wrong cell, or without rows above, is not summed: the cell is reported itself."""
    if not rows or any(row.invalid(key) for row in rows):
        return
    stated, whole = total[key], sum(row[key] or 0 for row in rows)
    if stated in (whole, sum(row[key] or 0 for row in rows[start:])):
        return
    message = (
        f"表中合计是{_written(key, stated)}，上面各行相加是{_written(key, whole)}，"
        f"相差{_written(key, abs(stated - whole))}；"
        "系统只按各行相加，请核对是否漏行、多行，或合计填错。"
    )
    total.problem(key, "total_differs", message, warning=True)


def _written(key: str, value: int) -> str:
    return f"{days(value)}工日" if key == "days" else f"{yuan(value)}元"

"""Workbooks in and out: columns as data, one reader, one writer.

reading = read_workbook(content, [WAGE_ROLL], context={"unit": "…"})
reading.errors, reading.warnings, reading.rows, reading.notes, reading.preamble, reading.stated("项目代码")
content = write_workbook([Sheet(title="…", columns=[…], rows=[…])])
"""

from documents.workbooks.columns import Column, Form, Kind
from documents.workbooks.making import annotate, template, write_workbook
from documents.workbooks.problems import CellProblem, Severity, UnreadableWorkbook
from documents.workbooks.reader import read_workbook
from documents.workbooks.reading import Reading, Row
from documents.workbooks.sheet import Sheet, sum_rows

__all__ = [
    "CellProblem", "Column", "Form", "Kind", "Reading", "Row", "Severity", "Sheet", "UnreadableWorkbook",
    "annotate", "read_workbook", "sum_rows", "template", "write_workbook",
]  # fmt: skip

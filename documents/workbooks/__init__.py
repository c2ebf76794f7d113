"""Workbooks in and out: columns as data, one reader, one writer.

reading = read_workbook(content, [WAGE_ROLL], context={"unit": "…"})
reading.errors, reading.warnings, reading.rows, reading.notes, reading.preamble, reading.stated("项目代码")
"""

from documents.workbooks.columns import Column, Form, Kind
from documents.workbooks.problems import CellProblem, Severity, UnreadableWorkbook
from documents.workbooks.reader import read_workbook
from documents.workbooks.reading import Reading, Row

__all__ = [
    "CellProblem", "Column", "Form", "Kind", "Reading", "Row", "Severity", "UnreadableWorkbook", "read_workbook",
]  # fmt: skip

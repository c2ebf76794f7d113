"""考勤表 workbooks as offices send them, built cell by cell."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook, load_workbook

FIRST_ROW = 5  # title, project, headings and weekdays stand above
DAYS = range(1, 32)


def book_bytes(
    lines: Sequence[tuple[str, Any, Mapping[int, Any], Any]],
    *,
    title: str = "建胜镇产业道路硬化工程2026年10月考勤表",
    under: str = "项目代码：2410-500104-04-01-392139  班组：一班",
    days: Sequence[Any] = DAYS,
    total_line: Any = None,
) -> bytes:
    """An .xlsx of (name, identity, day → mark, 合计) lines, its title merged, weekdays under the day numbers."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "10月"
    page.append([title])
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=5 + len(days))
    page.append([under])
    page.append(["序号", "姓名", "身份证号", "工种", *days, "合计"])
    page.append(["", "", "", "", *("一二三四五六日"[(int(day) + 2) % 7] for day in days), ""])
    for number, (name, identity, marks, total) in enumerate(lines, start=1):
        page.append([number, name, identity, "普工", *(marks.get(int(day)) for day in days), total])
    if total_line is not None:
        page.append(["合计", *[None] * (3 + len(days)), total_line])
    page.append(["考勤员：", None, "审核："])
    return content_of(book)


def content_of(book: Workbook) -> bytes:
    """A workbook's bytes."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def changed(content: bytes, cells: Mapping[str, Any]) -> bytes:
    """The same workbook with some cells of its first sheet filled anew."""
    book = load_workbook(io.BytesIO(content))
    for address, value in cells.items():
        book.worksheets[0][address] = value
    return content_of(book)

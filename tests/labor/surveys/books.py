"""摸底表 workbooks made for one test."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from tests.labor.sheets import id_number

HEADINGS = {
    "serial": "序号", "township": "镇街", "village": "村社区", "name": "姓名", "sex": "性别", "age": "年龄",
    "id_number": "身份证号", "education": "文化程度", "ability": "劳动能力", "categories": "人员类别",
    "employment": "就业状态", "certificates": "技能证书", "skills": "技能", "willingness": "务工意愿",
    "wanted": "意愿岗位", "available": "可务工时间", "training_wanted": "培训需求", "phone": "电话",
    "surveyor": "调查人", "surveyed_on": "日期", "remark": "备注",
}  # fmt: skip
FIRST_ROW = 3
CELL = {key: chr(65 + index) for index, key in enumerate(HEADINGS)}


def person(order: int = 1, **changes: Any) -> dict[str, Any]:
    """A faultless row; `changes` replace its cells."""
    good = {
        "serial": order, "township": "建胜镇", "village": "民胜村", "name": "李禾", "sex": "男" if order % 2 else "女",
        "age": 38, "id_number": id_number(order=order), "education": "初中", "ability": "有劳动能力",
        "categories": "返乡农民工；08", "employment": "未就业", "certificates": "", "skills": "泥瓦工、小工",
        "willingness": "愿意", "wanted": "不限", "available": "2026.12-2027.02", "training_wanted": "电工",
        "phone": f"139{order:08d}", "surveyor": "王溪", "surveyed_on": "2026-11-10", "remark": "",
    }  # fmt: skip
    return good | changes


def survey_bytes(rows: Sequence[dict[str, Any]], *, without: Sequence[str] = (), above: str = "建胜镇摸底表") -> bytes:
    """An .xlsx with a line above, headings in row 2 and one row for each person."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "摸底表"
    keys = [key for key in HEADINGS if key not in without]
    sheet.append([above])
    sheet.append([HEADINGS[key] for key in keys])
    for row in rows:
        sheet.append([row[key] for key in keys])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()

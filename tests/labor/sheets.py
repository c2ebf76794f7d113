"""Workbooks made for one test: the usual headings, rows of good values, changed cell by cell."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from stdnum import luhn
from stdnum.cn import ric

HEADINGS = {
    "serial": "序号",
    "employer": "用人单位",
    "month": "支付周期",
    "pay_on": "支付日期",
    "name": "姓名",
    "id_number": "身份证号",
    "phone": "联系方式",
    "job": "工种",
    "days": "工作时间（工日）",
    "rate": "单价（元）",
    "gross": "应发（元）",
    "deduction": "代扣代缴扣除（元）",
    "net": "实发（元）",
    "card": "账号",
    "voucher": "凭证或签字",
}
FIRST_ROW = 4
Line = dict[str, Any]


def id_number(born: str = "19880101", order: int = 1) -> str:
    """An invented ID number of the district whose check digit is right."""
    body = f"500104{born}{order:03d}"
    return body + str(ric.calc_check_digit(f"{body}0"))


def card_number(order: int = 1) -> str:
    """An invented card number whose check digit is right."""
    body = f"62121234{order:010d}"
    return body + str(luhn.calc_check_digit(body))


def line(order: int = 1, **changes: Any) -> Line:
    """A faultless line; `changes` replace its cells."""
    good = {
        "serial": order, "employer": "建胜镇人民政府", "month": "2026-10", "pay_on": "2026-11-10",
        "name": f"张{chr(0x5170 + order)}", "id_number": id_number(order=order), "phone": f"139{order:08d}",
        "job": "普工", "days": 20, "rate": 210, "gross": 4200, "deduction": 0, "net": 4200,
        "card": card_number(order), "voucher": "已签",
    }  # fmt: skip
    return good | changes


def roll_bytes(
    lines: Sequence[Line],
    *,
    title: str = "建胜镇产业道路硬化工程2026年10月劳务报酬发放表",
    code: str = "项目代码：2410-500104-04-01-392139",
    without: Sequence[str] = (),
) -> bytes:
    """An .xlsx with a title, the project's code, headings in row 3 and one row for each line."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "发放表"
    keys = [key for key in HEADINGS if key not in without]
    heads = [HEADINGS[key] for key in keys]
    if any("deduction_item" in each for each in lines):  # a column most contractors' workbooks lack
        keys, heads = [*keys, "deduction_item"], [*heads, "扣除项目"]
    sheet.append([title])
    sheet.append([code])
    sheet.append(heads)
    for each in lines:
        sheet.append([each.get(key) for key in keys])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()

"""Rows that are not data: totals, signatures, small headings, column numbers, headings printed again."""

import re
from collections.abc import Sequence
from typing import Any

from documents.workbooks.raw import is_blank

_SPACE = re.compile(r"\s+")
_TOTAL = re.compile(r"[^，。；]{0,12}(?:合计|小计|总计|共计|累计)(?:[（(:：].*)?")
_FOOTER = re.compile(
    r"(?:制表|制单|编制|填表|填报|填写|经办|审核|复核|审批|审定|审查|批准|负责|财务|出纳|班组长|项目负责|单位负责|主管|领导|"
    r"联系|监督|公示|日期)[^，。]{0,12}[:：].*|(?:注|备注|说明|填表说明|填报说明)[:：\d.、].*|[^，。]{0,16}[（(](?:盖章|签章|签字)[）)][:：]?.*"
)
_LABELLED = re.compile(r"[:：]")
_SECTION = re.compile(r"(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[）)]).*")
_COLUMN_NUMBER = re.compile(r"[甲乙丙丁戊己庚辛]|[（(\[]?\d{1,2}[）)\]]?(?:=.*)?")


# No total, signature or small heading looks like this: most rows are settled by one glance.
_ORDINARY = re.compile(r"[^计:：()（）注备说明、.．]+")


def row_kind(row: Sequence[Any]) -> str:
    """Return "blank", "total", "footer", "section" or "data" for a row below the headings."""
    cells = [value for value in row if not is_blank(value)]
    if not cells:
        return "blank"
    first = next((value for value in cells if type(value) is str), "")
    if _ORDINARY.fullmatch(first) and len(cells) > 1:
        return "data"
    first = _SPACE.sub("", first)
    if _TOTAL.fullmatch(first):
        return "total"
    if _is_footer(first, cells):
        return "footer"
    if len(cells) == 1 and _SECTION.fullmatch(first):
        return "section"
    return "data"


def _is_footer(first: str, cells: Sequence[Any]) -> bool:
    """A signature line opens with its office, or consists of nothing but labels ("经办：", "大写：壹万元")."""
    if any(isinstance(value, float) for value in cells):
        return False
    return _FOOTER.fullmatch(first) is not None or all(isinstance(v, str) and _LABELLED.search(v) for v in cells)


def is_numbering(row: Sequence[Any]) -> bool:
    """Say whether a row merely numbers the columns (1 2 3 …, 甲 乙 1 2)."""
    cells = [value for value in row if not is_blank(value)]
    if len(cells) < 3:
        return False
    texts = [
        _SPACE.sub("", value) if isinstance(value, str) else format(value, "g") for value in cells if _plain(value)
    ]
    if len(texts) < len(cells) or not all(_COLUMN_NUMBER.fullmatch(text) for text in texts):
        return False
    numbers = [int(text) for text in texts if text.isdecimal()]
    return bool(numbers) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _plain(value: Any) -> bool:
    return isinstance(value, str | float) and not isinstance(value, bool)


def repeats_headings(row: Sequence[Any], headings: frozenset[Any]) -> bool:
    """Say whether a row prints the headings again, as the second page of a long list does.

    Headings that are mere numbers (days of a month) say nothing: marks and sums written as text look like them.
    """
    return sum(not heading.strip().isdecimal() for heading in headings.intersection(row)) >= 3

"""Which unit a column's figures are in: its own heading says, else the line above the table, else the form."""

import re
from collections.abc import Sequence

from documents.workbooks.columns import MONEY_KINDS, Column
from documents.workbooks.headings import Heading, unit_of
from documents.workbooks.numbers import FEN_IN

# "单位：万元、人、个" above a table; "填报单位：区教委" names a body and must not be taken for it.
_LINE = re.compile(r"(?:^|[\s（(])(?:金额|计量|货币)?单位\s*[:：]\s*([^\s）)]+)")


def stated_units(preamble: Sequence[str]) -> list[str]:
    """Return the money units the lines above the headings state, in their usual names."""
    texts = [match for line in preamble for match in _LINE.findall(line)]
    units = [unit_of(part.removeprefix("人民币")) for text in texts for part in re.split(r"[、,，/;；]", text)]
    return [unit for unit in dict.fromkeys(units) if unit in FEN_IN]


def unit_for(column: Column, heading: Heading, stated: Sequence[str]) -> str:
    """Return the unit of a column in the sender's sheet, or "" when neither heading nor line says one."""
    if heading.unit:
        return heading.unit
    return stated[0] if column.kind in MONEY_KINDS and len(stated) == 1 else ""

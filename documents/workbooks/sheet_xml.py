"""What values alone do not tell: formulas, merged cells and the true extent of a sheet, streamed from its XML."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from posixpath import join, normpath
from typing import Any

from defusedxml import ElementTree  # type: ignore[import-untyped]
from django.conf import settings
from lxml import etree

from documents.workbooks.archive import broken
from documents.workbooks.problems import UnreadableWorkbook

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
MOST_COLUMNS = 702  # ZZ; a stray cell beyond would make a dense sheet of millions of cells

_FAR = re.compile(rb"r\s*=\s*[\"']\$?([A-Za-z]*)([0-9]+)[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]|\st\s*=\s*[\"']e[\"']")
_FORMULA_TRACES = (b"<f", b":f", b'"e"', b"'e'")  # looked for first: a plain search is ten times faster
_ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")


class Result(Enum):
    """What a file keeps of a formula: its result, nothing yet, or an error such as #REF!."""

    KEPT = 1
    MISSING = 2
    ERROR = 3


@dataclass(slots=True)
class SheetFacts:
    """Facts of one sheet by zero-based position.

    `formulas` says for each formula cell what the file keeps of its result; `merges` are (top, left, bottom, right).
    """

    formulas: dict[tuple[int, int], Result] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)


def xlsx_facts(opened: zipfile.ZipFile, name: str) -> SheetFacts:
    """Return the facts of a named sheet of an .xlsx; refuses one whose cells lie too far apart to be held."""
    part = _part_of(opened, name)
    if part is None:
        return SheetFacts()
    content = opened.read(part)
    _refuse_far_cells(content)
    if not any(trace in content for trace in _FORMULA_TRACES) or not _FORMULA.search(content):
        return SheetFacts()
    with opened.open(part) as stream:
        return SheetFacts(formulas=dict(_formulas(stream)))


def _part_of(opened: zipfile.ZipFile, name: str) -> str | None:
    book = _tree(opened, "xl/workbook.xml")
    relation = next(
        (
            sheet.get(RELATION) or sheet.get(STRICT_RELATION)
            for sheet in book.iter()
            if sheet.tag.endswith("}sheet") and sheet.get("name") == name
        ),
        None,
    )
    targets = {link.get("Id"): link.get("Target", "") for link in _tree(opened, "xl/_rels/workbook.xml.rels")}
    target = targets.get(relation, "")
    path = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    return path if path in opened.namelist() else None


def _tree(opened: zipfile.ZipFile, part: str) -> Any:
    try:
        return ElementTree.fromstring(opened.read(part), forbid_dtd=True)
    except (ElementTree.ParseError, ValueError, KeyError) as error:
        raise broken() from error


def _refuse_far_cells(content: bytes) -> None:
    """Calamine holds the whole rectangle up to the last cell: one stray cell at XFD1048576 would take all memory."""
    limit = settings.WORKBOOK_MAX_ROWS
    if not _maybe_far(limit).search(content):
        return
    if any(len(letters) > 2 or int(digits) > limit for letters, digits in _FAR.findall(content)):
        raise too_far()


@lru_cache(maxsize=4)
def _maybe_far(limit: int) -> re.Pattern[bytes]:
    """Addresses of three letters, or with as many digits as the limit and a first digit no smaller, or more digits."""
    size, first = len(f"{limit}"), f"{limit}"[0]
    return re.compile(
        rb"r\s*=\s*[\"']\$?(?:[A-Za-z]{3}|[A-Za-z]*(?:[%b-9][0-9]{%d}|[0-9]{%d}))"
        % (first.encode(), size - 1, size + 1)
    )


def too_far() -> UnreadableWorkbook:
    """Return the refusal of a sheet whose cells reach beyond the row limit or the last usual column."""
    limit = settings.WORKBOOK_MAX_ROWS
    return UnreadableWorkbook(
        f"表格超过{limit}行，或在很靠右、很靠下的位置有零散内容，请删去多余内容（或拆成几个文件）再上传。", "too_big"
    )


def _events(stream: Any, tags: tuple[str, ...]) -> Iterator[Any]:
    """Yield finished elements of some tags and forget each as soon as it was seen."""
    try:
        for _, element in etree.iterparse(
            stream, tag=tags, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        ):
            yield element
    except etree.XMLSyntaxError as error:
        raise broken() from error


def _formulas(stream: Any) -> Iterator[tuple[tuple[int, int], Result]]:
    for row_number, row in enumerate(_events(stream, ("{*}row",)), start=1):
        number = int(row.get("r", row_number))
        for index, cell in enumerate(row):
            if cell.get("t") == "e" or any(child.tag.endswith("}f") for child in cell):
                yield _address(cell.get("r"), number - 1, index), _result(cell)
        row.clear()
        while row.getprevious() is not None:
            del row.getparent()[0]


def _address(text: str | None, row: int, index: int) -> tuple[int, int]:
    match = _ADDRESS.fullmatch(text or "")
    if match is None:
        return row, index
    column = 0
    for letter in match.group(1):
        column = column * 26 + ord(letter) - 64
    return int(match.group(2)) - 1, column - 1


def _result(cell: Any) -> Result:
    if cell.get("t") == "e":
        return Result.ERROR
    # An empty text is a result too: =IF(D5="","",D5*E5)
    kept = cell.get("t") == "str" or any(child.tag.endswith("}v") and child.text for child in cell)
    return Result.KEPT if kept else Result.MISSING


def ods_facts(opened: zipfile.ZipFile) -> dict[str, SheetFacts]:
    """Return the facts of every sheet of an .ods; refuses sheets whose repeated rows would unroll beyond the limit."""
    facts: dict[str, SheetFacts] = {}
    with opened.open("content.xml") as stream:
        for table in _events(stream, (f"{TABLE}table",)):
            facts[table.get(f"{TABLE}name", "")] = _ods_sheet(table)
            table.clear()
    return facts


def _ods_sheet(table: Any) -> SheetFacts:
    facts, row_number = SheetFacts(), 0
    for row in table.iter(f"{TABLE}table-row"):
        times = int(row.get(f"{TABLE}number-rows-repeated", 1))
        filled = _ods_row(row, row_number, facts)
        if filled and row_number + times > settings.WORKBOOK_MAX_ROWS:
            raise too_far()
        row_number += times
    return facts


def _ods_row(row: Any, number: int, facts: SheetFacts) -> bool:
    column, filled = 0, False
    for cell in row:
        if not isinstance(cell.tag, str) or not cell.tag.endswith("table-cell"):
            continue
        times = int(cell.get(f"{TABLE}number-columns-repeated", 1))
        holds = len(cell) > 0
        if holds and column + times > MOST_COLUMNS:
            raise too_far()
        _ods_cell(cell, number, column, facts)
        filled, column = filled or holds, column + times
    return filled


def _ods_cell(cell: Any, row: int, column: int, facts: SheetFacts) -> None:
    if cell.get(f"{TABLE}formula"):
        facts.formulas[row, column] = Result.KEPT if len(cell) else Result.MISSING
    down = int(cell.get(f"{TABLE}number-rows-spanned", 1))
    across = int(cell.get(f"{TABLE}number-columns-spanned", 1))
    if down > 1 or across > 1:
        facts.merges.append((row, column, row + down - 1, column + across - 1))

"""Text tables (.csv, .txt) taken in beside workbooks: other systems write them, in UTF-8, UTF-16 or GB18030."""

import csv
import io
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass

from django.conf import settings

from documents.workbooks.opening import OLE, OTHER_FILES, ZIP, MiB, Opened, SheetData, Source, content_of, open_workbook
from documents.workbooks.problems import UnreadableWorkbook
from documents.workbooks.sheet_xml import MOST_COLUMNS, SheetFacts, too_far

SHEET = "文本表格"  # a text table has no sheet names; places in it are told as in the program that opens it
DELIMITERS = ",\t;|"
LOOKED_AT = 40  # lines, to find out which sign parts the columns
ENCODINGS = ("utf-8", "gb18030")
MARKS = ((BOM_UTF8, "utf-8-sig"), (BOM_UTF16_LE, "utf-16"), (BOM_UTF16_BE, "utf-16"))
NOT_A_TABLE = "这不是表格文件，请上传.xlsx、.xls、.ods或.csv格式的文件。"
UNKNOWN_ENCODING = "文件的文字编码读不出来，请用Excel或WPS打开，另存为.xlsx或“CSV UTF-8”后再上传。"
BROKEN = "文本表格的引号或分隔符有错，读不出各列，请用Excel或WPS打开，另存为.xlsx后再上传。"


@dataclass(frozen=True, slots=True)
class Delimited:
    """A text table opened as a book of one sheet; every cell is text."""

    rows: list[list[str]]
    form: str = "csv"

    @property
    def names(self) -> list[str]:
        return [SHEET]

    def sheet(self, name: str) -> SheetData:
        """Return the one sheet."""
        return SheetData(name, [list(row) for row in self.rows], SheetFacts())


def open_table(source: Source) -> Opened | Delimited:
    """Open a workbook or a text table; every refusal is an UnreadableWorkbook with one sentence."""
    content = content_of(source)
    if content.startswith((OLE, ZIP)) or len(content) > settings.WORKBOOK_MAX_BYTES or not content.strip():
        return open_workbook(content)
    return Delimited(_rows(_text(content)))


def _text(content: bytes) -> str:
    encodings = next(((name,) for mark, name in MARKS if content.startswith(mark)), ENCODINGS)
    marked = encodings is not ENCODINGS
    head = content.lstrip(b"\xef\xbb\xbf \r\n\t")[:64]
    other = next((sentence for magic, sentence in OTHER_FILES if head.startswith(magic)), "")
    if other or (b"\0" in content and not marked):
        raise UnreadableWorkbook(other or NOT_A_TABLE, "not_excel")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableWorkbook(UNKNOWN_ENCODING, "encoding")


def _rows(text: str) -> list[list[str]]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    rows: list[list[str]] = []
    try:
        for line in lines:
            if len(rows) >= settings.WORKBOOK_MAX_ROWS or len(line) > MOST_COLUMNS:
                raise too_far()
            rows.append([_cell(value) for value in line])
    except csv.Error as error:
        raise UnreadableWorkbook(BROKEN, "broken") from error
    return rows


def _delimiter(text: str) -> str:
    """The sign that parts most columns near the top."""
    head = text[: MiB // 16].splitlines()[:LOOKED_AT]
    return max(DELIMITERS, key=lambda sign: max((line.count(sign) for line in head), default=0))


def _cell(value: str) -> str:
    """A cell's text, out of the ="…" that keeps a spreadsheet program from making a long number of it."""
    text = value.strip()
    return text[2:-1] if text.startswith('="') and text.endswith('"') and len(text) > 2 else text

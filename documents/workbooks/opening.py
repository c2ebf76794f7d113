"""Taking in an upload: is it a workbook at all, and may it be opened?"""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from documents.workbooks import archive
from documents.workbooks.problems import UnreadableWorkbook
from documents.workbooks.sheet_xml import SheetFacts, ods_facts, too_far, xlsx_facts

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
MOST_SHEETS = 60
MiB = 2**20

Source = bytes | str | Path | IO[bytes]

OTHER_FILES = (
    (b"%PDF", "这是PDF文件，不是Excel工作簿，请上传原来的表格文件（.xlsx、.xls或.ods）。"),
    (b"\x89PNG", "这是图片，不是Excel工作簿，请上传原来的表格文件（.xlsx、.xls或.ods）。"),
    (b"\xff\xd8\xff", "这是图片，不是Excel工作簿，请上传原来的表格文件（.xlsx、.xls或.ods）。"),
    (b"Rar!", "这是压缩包，不是Excel工作簿，请解压后上传其中的表格文件。"),
    (b"7z\xbc\xaf", "这是压缩包，不是Excel工作簿，请解压后上传其中的表格文件。"),
    (b"<", "这是网页格式的文件（只是文件名像Excel），请用Excel或WPS打开后另存为.xlsx再上传。"),
)
NOT_EXCEL = "这不是Excel工作簿，请上传.xlsx、.xls或.ods格式的表格文件。"


@dataclass(slots=True)
class SheetData:
    """One sheet as the file holds it: rows from A1, and what its XML says beyond values."""

    name: str
    rows: list[list[Any]]
    facts: SheetFacts


class Opened:
    """A workbook that passed every guard; sheets are read one by one."""

    def __init__(self, content: bytes, form: str, book: CalamineWorkbook) -> None:
        self.content, self.form, self.book = content, form, book
        sheets = [sheet for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet][:MOST_SHEETS]
        visible = [sheet.name for sheet in sheets if sheet.visible is SheetVisibleEnum.Visible]
        self.names = visible or [sheet.name for sheet in sheets]

    def sheet(self, name: str) -> SheetData:
        """Return a sheet's rows and facts; refuses a sheet with more rows than the limit."""
        facts = SheetFacts()
        if self.form == "xlsx":
            with archive.archive(self.content) as opened:
                facts = xlsx_facts(opened, name)
        elif self.form == "ods":
            with archive.archive(self.content) as opened:
                facts = ods_facts(opened).get(name, facts)
        sheet = _guarded(lambda: self.book.get_sheet_by_name(name))
        if sheet.end is not None and sheet.end[0] >= settings.WORKBOOK_MAX_ROWS:
            raise too_far()
        return SheetData(name, _rows(sheet), _with_merges(facts, sheet))


def open_workbook(source: Source) -> Opened:
    """Open an upload (bytes, path or binary file); every refusal is an UnreadableWorkbook with one sentence."""
    content = content_of(source)
    if len(content) > settings.WORKBOOK_MAX_BYTES:
        limit = settings.WORKBOOK_MAX_BYTES // MiB
        raise UnreadableWorkbook(f"文件超过{limit}MB，请删去图片等无关内容或拆成几个文件再上传。", "too_big")
    form = _form_of(content)
    book: CalamineWorkbook = _guarded(lambda: CalamineWorkbook.from_filelike(io.BytesIO(content)))
    return Opened(content, form, book)


def content_of(source: Source) -> bytes:
    """Return an upload's bytes, reading no more than one byte beyond the limit."""
    limit = settings.WORKBOOK_MAX_BYTES + 1
    if isinstance(source, bytes):
        return source
    if isinstance(source, str | Path):
        with Path(source).open("rb") as stream:
            return stream.read(limit)
    source.seek(0)
    return source.read(limit)


def _form_of(content: bytes) -> str:
    if content.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise archive.encrypted()
        return "xls"
    if content.startswith(ZIP):
        return _form_of_zip(content)
    raise _other(content)


def _form_of_zip(content: bytes) -> str:
    with archive.archive(content) as opened:
        names = set(opened.namelist())
        lower = {name.lower() for name in names}
        if "xl/vbaproject.bin" in lower or b"macroEnabled" in _part(opened, "[Content_Types].xml"):
            raise UnreadableWorkbook("文件带有宏，不予接收，请另存为不带宏的.xlsx后再上传。", "macro")
        if "xl/workbook.bin" in lower:
            raise UnreadableWorkbook("暂不支持.xlsb格式，请另存为.xlsx后再上传。", "not_excel")
        archive.inspect(opened)
        if "xl/workbook.xml" in lower:
            return "xlsx"
        if _part(opened, "mimetype").startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
            ods_facts(opened)  # repeated rows would be unrolled while opening: count them first
            return "ods"
    raise UnreadableWorkbook(NOT_EXCEL, "not_excel")


def _part(opened: Any, name: str) -> bytes:
    if name not in opened.namelist():
        return b""
    with opened.open(name) as stream:
        head: bytes = stream.read(MiB)
    return head


def _other(content: bytes) -> UnreadableWorkbook:
    if not content:
        return UnreadableWorkbook("文件是空的，请重新选择要上传的表格。", "not_excel")
    head = content.lstrip(b"\xef\xbb\xbf \r\n\t")[:64]
    sentence = next((sentence for magic, sentence in OTHER_FILES if head.startswith(magic)), NOT_EXCEL)
    return UnreadableWorkbook(sentence, "not_excel")


def _guarded(read: Any) -> Any:
    """Run a calamine call; its errors, and the panics of its Rust code, become one sentence."""
    try:
        return read()
    except PasswordError as error:
        raise archive.encrypted() from error
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a Rust panic is not an Exception
        raise archive.broken() from error


def _rows(sheet: CalamineSheet) -> list[list[Any]]:
    if sheet.start is None:
        return []
    rows: list[list[Any]] = _guarded(lambda: sheet.to_python(skip_empty_area=False))
    return rows


def _with_merges(facts: SheetFacts, sheet: CalamineSheet) -> SheetFacts:
    ranges = sheet.merged_cell_ranges
    if ranges:
        facts.merges = [(top, left, bottom, right) for (top, left), (bottom, right) in ranges]
    return facts

"""An upload that cannot be taken in gets one clear sentence, whatever is wrong with it, and costs little."""

import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from documents.workbooks import UnreadableWorkbook, read_workbook
from documents.workbooks.opening import OLE
from tests.documents.forms import FORMS, SMALL, SMALL_HEAD, ods, ods_row, replaced, workbook

SHEET = "xl/worksheets/sheet1.xml"


def good() -> bytes:
    return workbook([SMALL_HEAD, [1, "余犇", "一班", 20, 4200]])


def refusal(content: bytes) -> UnreadableWorkbook:
    with pytest.raises(UnreadableWorkbook) as refused:
        read_workbook(content, [SMALL])
    sentence = str(refused.value)
    assert sentence.endswith("。")
    assert sentence.count("。") == 1
    assert "请" in sentence
    return refused.value


def with_part(content: bytes, name: str, data: bytes) -> bytes:
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as target:
        target.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "kind", "word"),
    [
        (b"", "not_excel", "空的"),
        (b"hello", "not_excel", "不是Excel"),
        ("姓名,班组\n余犇,一班\n".encode("gbk"), "not_excel", "不是Excel"),
        (b"%PDF-1.7 ...", "not_excel", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "not_excel", "图片"),
        (b"Rar!\x1a\x07", "not_excel", "压缩包"),
        (b"\xef\xbb\xbf\r\n<html><table><tr><td>1</td></tr></table></html>", "not_excel", "网页"),
        (b"PK\x03\x04 and nothing behind it", "broken", "损坏"),
        (OLE + b"\0" * 2000, "broken", "损坏"),
        (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "encrypted", "密码"),
    ],
)
def test_what_is_no_workbook_is_named_for_what_it_is(content: bytes, kind: str, word: str) -> None:
    refused = refusal(content)
    assert refused.kind == kind
    assert word in str(refused)


def test_a_zip_of_something_else_is_no_workbook() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        target.writestr("word/document.xml", "<w/>")
    assert refusal(stream.getvalue()).kind == "not_excel"


def test_a_truncated_workbook_is_broken() -> None:
    content = good()
    assert refusal(content[: len(content) // 2]).kind == "broken"


def test_a_workbook_with_damaged_xml_is_broken() -> None:
    assert refusal(replaced(good(), SHEET, b"<sheetData>", b"<sheetData")).kind == "broken"
    assert refusal(replaced(good(), "xl/workbook.xml", b"<sheets>", b"<sheets")).kind == "broken"


def test_a_workbook_with_a_damaged_checksum_is_broken() -> None:
    content = bytearray(good())
    start = content.index(b"xl/worksheets/sheet1.xml") + 40
    content[start : start + 20] = bytes(20)
    assert refusal(bytes(content)).kind == "broken"


def test_a_password_on_the_zip_is_told_apart_from_damage() -> None:
    content = bytearray(good())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(signature)
        while place >= 0:
            content[place + offset] |= 1
            place = content.find(signature, place + 4)
    assert refusal(bytes(content)).kind == "encrypted"


def test_macros_are_refused_whatever_the_file_is_called() -> None:
    assert refusal(with_part(good(), "xl/vbaProject.bin", b"\0")).kind == "macro"
    typed = replaced(
        good(), "[Content_Types].xml", b"spreadsheetml.sheet.main+xml", b"sheet.macroEnabled.main+xml"
    )  # fmt: skip
    assert refusal(typed).kind == "macro"


def test_a_binary_workbook_is_asked_for_as_xlsx() -> None:
    assert ".xlsb" in str(refusal(with_part(good(), "xl/workbook.bin", b"\0")))


def test_a_file_beyond_the_size_limit_is_refused_before_it_is_read(settings: Any, tmp_path: Path) -> None:
    settings.WORKBOOK_MAX_BYTES = 2**20
    path = tmp_path / "large.xlsx"
    path.write_bytes(b"PK\x03\x04" + bytes(2**21))
    for source in (path, str(path), path.read_bytes(), io.BytesIO(path.read_bytes())):
        with pytest.raises(UnreadableWorkbook, match="超过1MB") as refused:
            read_workbook(source, [SMALL])
        assert refused.value.kind == "too_big"


def test_more_rows_than_the_limit_are_refused(settings: Any) -> None:
    settings.WORKBOOK_MAX_ROWS = 100
    rows = [SMALL_HEAD] + [[number, "余犇", "一班", 1, 1] for number in range(100)]
    refused = refusal(workbook(rows))
    assert refused.kind == "too_big"
    assert "100行" in str(refused)
    assert len(read_workbook(workbook(rows[:100]), [SMALL]).rows) == 99


@pytest.mark.parametrize("address", [b"XFD1048576", b"A1048576", b"ZZZ2", b"e60000"])
def test_one_stray_cell_far_away_cannot_take_all_memory(address: bytes) -> None:
    stray = b'<c r="' + address + b'"><v>1</v></c></row></sheetData>'
    assert refusal(replaced(good(), SHEET, b"</row></sheetData>", stray)).kind == "too_big"


def test_a_zip_bomb_is_refused_by_its_declared_size() -> None:
    bomb = with_part(good(), "xl/worksheets/sheet9.xml", b" " * (60 * 2**20))
    assert len(bomb) < 100_000
    assert refusal(bomb).kind == "too_big"


def test_a_zip_bomb_that_lies_about_its_size_is_refused_by_what_it_holds() -> None:
    content = with_part(good(), "xl/worksheets/sheet9.xml", b" " * (8 * 2**20))
    true, lie = struct.pack("<I", 8 * 2**20), struct.pack("<I", 100)
    assert content.count(true) == 2
    assert refusal(content.replace(true, lie)).kind in {"too_big", "broken"}


def test_a_lie_with_a_matching_checksum_is_seen_too() -> None:
    content = with_part(good(), "xl/worksheets/sheet9.xml", b" " * 2**20)
    for true, lie in ((2**20, 100), (zlib.crc32(b" " * 2**20), zlib.crc32(b" " * 100))):
        content = content.replace(struct.pack("<I", true), struct.pack("<I", lie))
    assert refusal(content).kind in {"too_big", "broken"}


def test_entities_are_refused_and_never_expanded() -> None:
    bomb = (
        b'<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
        b'<!ENTITY c SYSTEM "file:///etc/passwd">]><worksheet'
    )
    assert refusal(replaced(good(), SHEET, b"<worksheet", bomb)).kind == "broken"


def test_repeated_rows_of_an_ods_cannot_take_all_memory() -> None:
    row = ods_row(1, "余犇", "一班", 20, 4200)
    many = row.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="1000000">')
    assert refusal(ods(ods_row(*SMALL_HEAD) + many)).kind == "too_big"
    wide = ods_row(1, attributes={0: 'table:number-columns-repeated="16000"'})
    assert refusal(ods(ods_row(*SMALL_HEAD) + wide)).kind == "too_big"


def test_empty_rows_repeated_to_the_end_of_an_ods_are_usual() -> None:
    cell = '<table:table-cell table:number-columns-repeated="16384"/>'
    tail = f'<table:table-row table:number-rows-repeated="1048574">{cell}</table:table-row>'
    reading = read_workbook(ods(ods_row(*SMALL_HEAD) + ods_row(1, "余犇", "一班", 20, 4200) + tail), [SMALL])
    assert [row["name"] for row in reading.rows] == ["余犇"]


def test_a_damaged_ods_is_broken() -> None:
    assert refusal(ods("<table:table-row>")).kind == "broken"


def test_an_empty_workbook_is_not_recognized() -> None:
    with pytest.raises(UnreadableWorkbook, match="没有认出"):
        read_workbook(workbook([]), FORMS)


@trials(max_examples=60, deadline=None)
@given(st.data())
def test_no_damage_gives_anything_but_a_reading_or_one_sentence(data: st.DataObject) -> None:
    content = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    try:
        read_workbook(bytes(content), [SMALL])
    except UnreadableWorkbook as refused:
        sentence = str(refused)
        assert sentence.endswith("。")


GOOD = good()

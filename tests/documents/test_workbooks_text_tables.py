"""Text tables: the encodings and signs other systems write, and what is no table."""

from __future__ import annotations

import pytest

from documents.workbooks import Column, Form, Kind, UnreadableWorkbook, annotate, read_workbook

FORM = Form(
    key="result",
    title="结果",
    columns=(
        Column(key="name", heading="户名", kind=Kind.NAME, required=True),
        Column(key="card", heading="账号", kind=Kind.CARD),
        Column(key="amount", heading="金额（元）", kind=Kind.MONEY_YUAN, required=True),
    ),
)
TEXT = '户名,账号,金额（元）\r\n张兰,\'6212123400000000011,"4,200.00"\r\n韩㛃,="6212123400000000029",0.05\r\n'


def read(content: bytes) -> list[tuple[object, ...]]:
    reading = read_workbook(content, [FORM], takes_text=True)
    assert reading.errors == []
    return [tuple(row.values.values()) for row in reading.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_a_text_table_is_read_in_every_usual_encoding_and_with_every_usual_sign(encoding: str, sign: str) -> None:
    text = TEXT.replace(",", sign).replace(f"4{sign}200", "4,200")
    assert read(text.encode(encoding)) == [
        ("张兰", "6212123400000000011", 420000),
        ("韩㛃", "6212123400000000029", 5),
    ]


def test_an_error_in_a_text_table_stands_at_its_cell() -> None:
    reading = read_workbook("户名,账号,金额（元）\n张兰,,四千\n".encode(), [FORM], takes_text=True)
    assert [(problem.cell, problem.kind) for problem in reading.errors] == [("C2", "not_a_number")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7", "PDF"),
        (b"<html>", "网页"),
        (b"a\0b", "不是表格文件"),
        (b"", "空的"),
        (b"\xff" * 9, "编码"),
        (b'a,b\n"' + b"x" * 200_000, "引号"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableWorkbook, match=said):
        read_workbook(content, [FORM], takes_text=True)


def test_text_tables_are_taken_only_where_asked_for_and_carry_no_notes() -> None:
    with pytest.raises(UnreadableWorkbook, match="不是Excel"):
        read_workbook(TEXT.encode(), [FORM])
    with pytest.raises(UnreadableWorkbook, match="批注"):
        annotate(TEXT.encode(), [])

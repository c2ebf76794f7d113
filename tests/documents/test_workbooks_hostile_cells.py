"""Cells no honest program writes: each ends as a problem at its cell or one sentence, and costs little."""

from __future__ import annotations

import pytest

from documents.workbooks import UnreadableWorkbook, annotate, read_workbook
from documents.workbooks.skipping import is_numbering
from tests.documents.forms import SMALL, SMALL_HEAD, replaced, workbook

SHEET = "xl/worksheets/sheet1.xml"


def good() -> bytes:
    return workbook([SMALL_HEAD, [1, "余犇", "一班", 20, 4200], [2, "韩明", "一班", 20, 4200]])


def merged(*areas: bytes) -> bytes:
    cells = b"".join(b'<mergeCell ref="' + area + b'"/>' for area in areas)
    return replaced(good(), SHEET, b"</sheetData>", b"</sheetData><mergeCells>" + cells + b"</mergeCells>")


@pytest.mark.parametrize("text", ["9" * 5_000, "²", "①", "9" * 300_000])
def test_a_row_of_odd_digits_is_no_column_numbering_and_no_crash(text: str) -> None:
    assert not is_numbering(["1", "2", text])


@pytest.mark.parametrize(("count", "kinds"), [(32_767, []), (32_768, ["too_long"])])
def test_a_text_longer_than_a_cell_holds_is_a_problem_at_its_cell(count: int, kinds: list[str]) -> None:
    named = workbook([SMALL_HEAD, [1, "PLACE", "一班", 20, 4200]])
    content = replaced(named, SHEET, b"PLACE", b"x" * count)
    problems = read_workbook(content, [SMALL]).errors
    assert [problem.kind for problem in problems] == kinds


def test_an_area_merged_down_to_the_last_possible_row_costs_no_more_than_the_sheet() -> None:
    read_workbook(merged(b"C2:C1048576"), [SMALL])


def test_areas_lying_over_each_other_a_thousandfold_are_damage() -> None:
    with pytest.raises(UnreadableWorkbook) as refused:
        read_workbook(merged(*[b"C2:C3"] * 1000), [SMALL])
    assert refused.value.kind == "broken"


@pytest.mark.parametrize("area", [b"A9:XFD1048576", b"A:A", b"nonsense"])
def test_notes_are_not_put_on_a_sheet_with_vast_merged_areas(area: bytes) -> None:
    with pytest.raises(UnreadableWorkbook) as refused:
        annotate(merged(area), [])
    assert refused.value.kind == "not_annotatable"


def test_notes_are_refused_with_a_sentence_where_a_part_behind_the_values_is_damaged() -> None:
    content = replaced(good(), "xl/theme/theme1.xml", b"</a:theme>", b"</a:theme")
    book = replaced(content, "docProps/core.xml", b"</cp:coreProperties>", b"")
    assert len(read_workbook(book, [SMALL]).rows) == 2
    with pytest.raises(UnreadableWorkbook) as refused:
        annotate(book, [])
    assert refused.value.kind == "not_annotatable"

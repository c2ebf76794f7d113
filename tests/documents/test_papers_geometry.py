"""GB/T 9704-2012 measured in the PDF itself: where the elements stand, in millimeters from the top left corner."""

from collections import defaultdict
from io import BytesIO
from itertools import pairwise

import pdfplumber
import pytest

from documents.papers import compose_html, render_pdf
from tests.documents.paper_samples import full_text_paper, report_pdf

MM = 72 / 25.4
TOLERANCE = 0.35  # mm; the PDF stores gaps in thousandths of the type size, which add up over a line


@pytest.fixture(scope="module")
def report():
    with pdfplumber.open(BytesIO(report_pdf())) as pdf:
        yield pdf


@pytest.fixture(scope="module")
def full_text():
    with pdfplumber.open(BytesIO(render_pdf(compose_html(full_text_paper())))) as pdf:
        yield pdf


def text_lines(page, size):
    """Return the page's lines of one type size, each as its characters from left to right, top to bottom."""
    lines = defaultdict(list)
    for character in page.chars:
        if abs(character["size"] - size) < 0.1 and character["text"].strip():
            lines[round((character["top"] + size / 2) / MM / 4)].append(character)
    return [sorted(line, key=lambda character: character["x0"]) for _, line in sorted(lines.items())]


def text_of(line):
    return "".join(character["text"] for character in line)


def find(page, size, start):
    return next(line for line in text_lines(page, size) if text_of(line).startswith(start))


def mm(points):
    return float(points) / MM


def test_a_full_page_holds_22_lines_of_28_characters(full_text):
    for page in full_text.pages[1:-1]:
        lines = text_lines(page, 16)
        assert len(lines) == 22
        full = [line for line in lines if all(ord(character["text"]) >= 0x2E80 for character in line)]
        assert max(len(line) for line in full) == 28
        assert mm(lines[-1][0]["bottom"]) <= 37 + 225


def test_the_line_pitch_is_225_mm_over_22(full_text):
    tops = [mm(line[-1]["top"]) for line in text_lines(full_text.pages[1], 16)]
    assert (tops[-1] - tops[0]) / 21 == pytest.approx(225 / 22, abs=0.03)


def test_every_full_line_ends_at_the_right_edge_of_the_type_area(full_text):
    """The golden test of the justification extension."""
    measured = 0
    for number, page in enumerate(full_text.pages[1:-1], start=2):
        edge = 184 if number % 2 else 182
        for line in text_lines(page, 16):
            if text_of(line)[-1] != "。" or mm(line[-1]["x1"]) > edge - 3:
                assert mm(line[-1]["x1"]) == pytest.approx(edge, abs=TOLERANCE), text_of(line)
                measured += 1
    assert measured > 40


def test_a_stretched_line_does_not_open_its_numbers(full_text):
    for page in full_text.pages[1:-1]:
        for line in text_lines(page, 16):
            for first, second in pairwise(line):
                if first["text"].isdigit() and second["text"].isdigit():
                    assert mm(second["x0"] - first["x1"]) < 0.05, text_of(line)


def test_the_type_area_begins_at_28_mm_on_odd_pages_and_26_mm_on_even_ones(full_text):
    for number, left in ((3, 28), (2, 26)):
        starts = [mm(line[0]["x0"]) for line in text_lines(full_text.pages[number - 1], 16)]
        assert min(starts) == pytest.approx(left, abs=TOLERANCE)


def test_the_masthead_is_red_and_begins_35_mm_below_the_edge_of_the_type_area(report):
    first = report.pages[0]
    red = [character for character in first.chars if character["non_stroking_color"] not in ((0,), (0, 0, 0), None)]
    assert red[0]["text"] == "大"
    assert mm(red[0]["top"]) == pytest.approx(37 + 35, abs=1.5)
    assert {round(character["size"]) for character in red} == {31}


def test_the_red_rule_spans_the_type_area_4_mm_below_the_number(report):
    first = report.pages[0]
    rule = next(rect for rect in first.rects if mm(rect["width"]) > 150)
    number = find(first, 16, "渡以工代赈办〔2026〕8号")
    assert (mm(rule["x0"]), mm(rule["x1"])) == (pytest.approx(28, abs=0.05), pytest.approx(184, abs=0.05))
    assert mm(rule["top"] - number[0]["bottom"]) == pytest.approx(4, abs=0.3)


def test_an_upward_paper_has_its_number_left_and_its_signer_right_one_character_in(report):
    line = find(report.pages[0], 16, "渡以工代赈办")
    assert text_of(line).endswith("签发人：钟喆昇")
    assert mm(line[0]["x0"]) == pytest.approx(28 + 5.57, abs=TOLERANCE)
    assert mm(line[-1]["x1"]) == pytest.approx(184 - 5.57, abs=TOLERANCE)


def test_the_title_stands_two_lines_below_the_rule_centered(report):
    first = report.pages[0]
    rule = next(rect for rect in first.rects if mm(rect["width"]) > 150)
    lines = text_lines(first, 22)
    assert [text_of(line) for line in lines] == ["关于2026年8月全区重点工程项目", "以工代赈调度情况的报告"]
    assert mm(lines[0][1]["top"] - rule["bottom"]) == pytest.approx(2 * 10.23 + 2.1, abs=0.5)
    for line in lines:
        assert mm(line[0]["x0"] + line[-1]["x1"]) / 2 == pytest.approx((28 + 184) / 2, abs=0.5)


def test_the_signature_ends_two_characters_in_and_the_date_begins_two_after_it(report):
    page = next(page for page in report.pages if "2026年9月8日" in page.extract_text() and page.page_number > 2)
    lines = text_lines(page, 16)
    dated = next(line for line in lines if text_of(line) == "2026年9月8日")
    signature = lines[lines.index(dated) - 2]
    assert mm(max(line[-1]["x1"] for line in lines[lines.index(dated) - 2 : lines.index(dated)])) == pytest.approx(
        (184 if page.page_number % 2 else 182) - 2 * 5.57, abs=TOLERANCE
    )
    assert mm(dated[0]["x0"] - signature[0]["x0"]) == pytest.approx(2 * 5.57, abs=0.6)


def test_page_numbers_stand_outside_one_character_in_7_mm_below_the_type_area(report):
    for page in report.pages[:6]:
        number = page.page_number
        line = find(page, 14, "—")
        assert text_of(line) == f"—{number}—"
        dash_line = mm(line[0]["bottom"]) - 14 / MM * (0.12 + 0.30)  # the dash lies 0.3 em above the baseline
        assert dash_line == pytest.approx(37 + 225 + 7, abs=0.2)
        if number % 2:
            assert mm(line[-1]["x1"]) == pytest.approx(184 - 14 / MM, abs=0.2)
        else:
            assert mm(line[0]["x0"]) == pytest.approx(26 + 14 / MM, abs=0.2)


def test_a_landscape_sheet_turned_back_has_its_number_in_the_same_place(report):
    """Turned back upright, x of the sheet is its height less y, and y is x."""
    for page in report.pages[6:9]:
        assert (mm(page.width), mm(page.height)) == (pytest.approx(297, abs=0.1), pytest.approx(210, abs=0.1))
        digit = next(c for c in page.chars if not c["upright"] and c["text"] == str(page.page_number))
        down = 297 - mm(digit["x0"] + digit["x1"]) / 2
        across = mm(digit["top"] + digit["bottom"]) / 2
        assert down == pytest.approx(37 + 225 + 7, abs=1.2)
        middle = 14 / MM * 2.5
        assert across == pytest.approx(184 - middle if page.page_number % 2 else 26 + middle, abs=2)


def test_the_head_of_a_landscape_table_lies_at_the_binding_edge_of_odd_and_the_outer_edge_of_even_pages(report):
    for page in report.pages[7:9]:
        head = min(rect["top"] for rect in page.rects)
        assert mm(head) == pytest.approx(28 if page.page_number % 2 else 26, abs=0.3)


def test_the_imprint_ends_on_the_foot_of_the_last_even_page(report):
    last = report.pages[-1]
    assert last.page_number % 2 == 0
    rules = [rect for rect in last.rects if mm(rect["width"]) > 150]
    assert mm(max(rect["bottom"] for rect in rules)) == pytest.approx(37 + 225, abs=0.2)
    tops = sorted({round(mm(rect["top"]), 2) for rect in rules})
    assert [round(second - first, 2) for first, second in zip(tops[::2], tops[1::2], strict=True)] == [0.35, 0.25]

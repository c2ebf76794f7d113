"""The sample month from workbooks to paper: PDF, annex workbook, page and JSON say the same to the last digit."""

import io
import re

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from dispatch.annex import annex_workbook
from dispatch.bulletins import draft_bulletin
from dispatch.definitions import DEFINITIONS
from dispatch.figures import FigureBook, json_figures
from dispatch.issuing import issue_bulletin
from documents.formats import MISSING
from documents.kept_files import read

PRINTED = [
    "plan_fen", "invested_fen", "invested_new_fen", "completion_rate", "lead", "allocated_fen", "allocation_rate",
    "relief_issued_fen", "relief_paid_fen", "payment_rate", "workers_on_day", "workers_year", "rural_workers_year",
    "workers_plan_rate", "remuneration_year_fen", "remuneration_plan_rate", "income_per_head", "remuneration_share",
    "roll_net_fen", "roll_paid_fen", "roll_heads", "heads_distinct", "backed_pay_share", "backed_workers_share",
]  # fmt: skip
GOLDEN = {
    "plan_fen": "111220.00", "invested_fen": "82827.14", "invested_new_fen": "9111.00", "completion_rate": "74.5%",
    "lead": "欠8.9个百分点", "allocated_fen": "71231.36", "payment_rate": "62.0%", "workers_year": "430",
    "remuneration_year_fen": "758.34", "remuneration_share": "31.00%", "roll_net_fen": "44.42", "roll_heads": "106",
    "heads_distinct": "104", "backed_pay_share": "5.13%", "start_rate": "100.0%", "income_per_head": "17635.81",
}  # fmt: skip


def bare(text):
    return re.sub(r"\s", "", text)


@pytest.fixture
def issued(closed_samples, sign, lin, at):
    bulletin = sign(draft_bulletin(period=closed_samples.period, by=lin, at=at))
    return issue_bulletin(bulletin=bulletin, by=lin, at=at, progress=lambda percent, step: None)


@pytest.fixture
def said(closed_samples):
    return json_figures(closed_samples.period)


def test_the_totals_are_those_of_the_workbooks(said):
    values = {key: said["total"]["figures"][key]["value"] for key in GOLDEN}
    assert values == GOLDEN


def test_the_paper_prints_every_total_as_the_data_have_it(issued, said):
    text = bare("".join(page.extract_text() for page in PdfReader(io.BytesIO(read(issued.pdf_path))).pages))
    for key in PRINTED:
        figure = said["total"]["figures"][key]
        assert figure["value"] in text, key
    for scope in [*said["sectors"], *said["units"], *said["projects"]]:
        for key in ("plan_fen", "invested_fen", "completion_rate", "workers_year", "remuneration_year_fen"):
            assert scope["figures"][key]["value"] in text, (scope["name"], key)


def test_the_paper_has_the_parts_of_the_report_in_order(issued):
    reader = PdfReader(io.BytesIO(read(issued.pdf_path)))
    text = bare("".join(page.extract_text() for page in reader.pages))
    parts = [
        "渡以工代赈办文〔2026〕1号", "签发人", "区政府：", "一、总体情况", "（六）对比情况", "二、分领域情况",
        "三、分单位情况", "各单位报送和进度排名", "四、滞后及未报名单", "五、典型做法", "六、存在的问题", "问题清单",
        "七、下步工作", "特此报告", "附件：1.",
    ]  # fmt: skip
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert text.count("图1") == text.count("图2") == 1
    landscape = [page for page in reader.pages if page.mediabox.width > page.mediabox.height]
    assert landscape
    assert len(reader.pages) % 2 == 0


def test_the_workbook_holds_typed_numbers_equal_to_the_data(issued, said):
    book = load_workbook(io.BytesIO(read(issued.xlsx_path)))
    assert book.sheetnames == [
        "总体", "排名", "对比", "分领域", "分单位", "项目明细", "滞后名单", "问题清单", "说明",
    ]  # fmt: skip
    rows = {row[1].value: row for row in book["总体"].iter_rows(min_row=3)}
    for key, made in DEFINITIONS.items():
        figure = said["total"]["figures"][key]
        row = rows[made.label]
        assert row[5].value == figure["numerator"], key
        assert row[7].value == figure["denominator"], key
        if figure["value"] != MISSING and key != "lead":
            assert isinstance(row[2].value, int | float), key
            assert f"{row[2].value:.{made.places}f}" == figure["value"].rstrip("%"), key


def test_each_row_and_the_total_of_the_workbook_are_those_of_the_data(issued, said):
    book = load_workbook(io.BytesIO(read(issued.xlsx_path)))
    for sheet, scopes in (("分领域", said["sectors"]), ("分单位", said["units"])):
        heads, body = _table(book[sheet])
        for scope, row in zip([*scopes, {**said["total"], "name": "合计"}], body, strict=False):
            assert row[0] == scope["name"]
            for key in ("plan_fen", "completion_rate", "workers_year", "heads_distinct", "backed_pay_share"):
                made = DEFINITIONS[key]
                number = row[heads.index(f"{made.label}（{made.unit}）")]
                assert f"{number:.{made.places}f}" == scope["figures"][key]["value"].rstrip("%")


def _table(sheet):
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(number for number, row in enumerate(rows) if "年度计划投资（万元）" in row)
    return rows[start], rows[start + 1 :]


def test_the_page_shows_every_total_and_each_opens_its_rows(issued, said, client, lin):
    client.force_login(lin)
    page = client.get(f"/bulletins/{issued.pk}/").content.decode()
    for key in PRINTED:
        figure = said["total"]["figures"][key]
        unit = "" if figure["unit"] in ("%", "百分点") else figure["unit"]
        link = rf'/figures/{issued.revision_id}/total/{key}/"[^>]*>{re.escape(figure["value"] + unit)}</a>'
        assert re.search(link, page), key
    for address in sorted(set(re.findall(r'href="(/figures/[^"]+)"', page)))[::7]:
        opened = client.get(address.replace("&amp;", "&"))
        assert opened.status_code == 200, address


def test_the_workbook_is_the_same_bytes_each_time(closed_samples):
    assert annex_workbook(FigureBook(closed_samples)) == annex_workbook(FigureBook(closed_samples))

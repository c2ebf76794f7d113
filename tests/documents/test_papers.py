"""What an official paper says and refuses, read back from the PDF."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from documents.papers import (
    ANNEX_ROW_LIMIT,
    Annex,
    AnnexTooLong,
    ChartNotDrawn,
    Column,
    Figure,
    ForbiddenAddress,
    Heading,
    Imprint,
    MissingGlyphs,
    Paragraph,
    Table,
    blocks_from_text,
    compose_annexes,
    compose_html,
    render_pdf,
)
from tests.documents.paper_samples import RARE_NAMES, SECTORS, ledger, report, report_pdf

SHORT = Paragraph("现将有关情况通报如下。")


@pytest.fixture(scope="module")
def reader():
    return PdfReader(BytesIO(report_pdf()))


@pytest.fixture(scope="module")
def pages(reader):
    return [page.extract_text().replace("\n", "") for page in reader.pages]


def printed(**changes):
    """Print a short paper with some elements replaced."""
    elements = {"body": (SHORT,), "annexes": (), "enclosures": (), "remark": "", "signer": ""} | changes
    return PdfReader(BytesIO(render_pdf(compose_html(report(**elements)))))


def fonts_by_text(page):
    """Return text → font name for each piece of text of a page."""
    pieces = {}

    def visit(text, _matrix, _text_matrix, font, _size):
        if text.strip() and font:
            pieces[text.strip()] = str(font["/BaseFont"]).split("+")[1]

    page.extract_text(visitor_text=visit)
    return pieces


def test_the_report_says_everything_in_order(pages):
    whole = "".join(pages)
    wanted = (
        ["渡以工代赈办〔2026〕8号", "签发人：", "区政府：", "一、总体情况", "图1各领域投资完成率", "（一）交通领域"]
        + ["1.市政道路", "分领域完成情况", "五、下一步工作", "附件：1.2026年8月以工代赈项目进度明细表"]
        + [
            "2.2026年8月以工代赈项目调度数据工作簿",
            "2026年9月8日",
            "（联系人：王堃",
            "附件1",
            "抄送：",
            "2026年9月8日印发",
        ]
    )
    places = [whole.replace(" ", "").find(text) for text in wanted]
    assert -1 not in places
    assert places == sorted(places)


def test_each_role_is_printed_in_its_own_face(reader):
    first = fonts_by_text(reader.pages[0])
    assert next(font for text, font in first.items() if "大渡口区重点" in text) == "Paper-BiaoSong"
    assert next(font for text, font in first.items() if "总体情况" in text) == "Paper-HeiTi"
    assert next(font for text, font in first.items() if "根据专项工作" in text) == "Paper-FangSong"
    assert next(font for text, font in first.items() if "钟" in text) == "Paper-KaiTi"
    assert next(font for text, font in first.items() if "喆" in text) == "Paper-WenKai"
    assert next(font for text, font in first.items() if "2026" in text and "年" not in text) == "Paper-Latin"


def test_every_face_is_embedded(reader):
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_rare_names_are_printed_with_real_glyphs(pages):
    """`report_pdf` would have raised MissingGlyphs otherwise; the text must be there as well."""
    assert all(name in "".join(pages) for name in RARE_NAMES + "㎡℃")


@pytest.mark.parametrize("role", ["仿宋", "黑体", "楷体", "小标宋"])
def test_rare_names_are_printed_in_every_role(role):
    name = f"刘{RARE_NAMES}㎡"
    changes = {
        "仿宋": {"body": (Paragraph(name),)},
        "黑体": {"body": (Heading(1, name),)},
        "楷体": {"body": (Heading(2, name),)},
        "小标宋": {"title": name},
    }
    assert name in printed(**changes[role]).pages[0].extract_text()


def test_a_character_no_face_has_is_refused_by_name():
    with pytest.raises(MissingGlyphs) as refusal:
        printed(body=(Paragraph("好消息😀，又是😀和🚧。"),))
    assert refusal.value.characters == ("😀", "🚧")
    assert "“😀”（U+1F600）" in str(refusal.value)


@pytest.mark.parametrize("address", ["http://127.0.0.1/a.png", "file:///etc/passwd", "data:image/png;base64,AAAA"])
def test_an_address_in_the_html_is_refused(address):
    html = compose_html(report()).replace("</main>", f'<img src="{address}"></main>')
    with pytest.raises(ForbiddenAddress, match="不能引用外部地址"):
        render_pdf(html)


def test_a_stylesheet_from_elsewhere_is_refused():
    html = compose_html(report()).replace("</head>", '<link rel="stylesheet" href="file:///etc/hostname"></head>')
    with pytest.raises(ForbiddenAddress):
        render_pdf(html)


def test_an_address_inside_a_chart_is_refused_although_the_engine_swallows_it():
    chart = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image href="file:///etc/hostname"/></svg>'
    with pytest.raises(ForbiddenAddress, match="file:///etc/hostname"):
        printed(body=(Figure(chart),))


def test_a_chart_that_cannot_be_drawn_is_not_left_out_in_silence():
    chart = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect transform="rotate(a)"/></svg>'
    with pytest.raises(ChartNotDrawn, match="1 处图形没有画成"):
        printed(body=(Figure(chart),))


def test_a_total_does_not_stand_alone_on_a_page():
    for rows in range(6, 9):
        reader = printed(annexes=(Annex("项目明细表", (ledger(rows),), landscape=True),), imprint=None)
        with_total = next(page.extract_text() for page in reader.pages if "合计" in page.extract_text())
        assert f"第{rows}号" in with_total


def test_typed_text_cannot_become_markup():
    text = (
        printed(body=(Paragraph('<img src="file:///etc/passwd"><div class="imprint-place">'),)).pages[0].extract_text()
    )
    assert "etc/passwd" in text


def test_the_same_paper_gives_the_same_bytes_twice():
    assert render_pdf(compose_html(report())) == report_pdf()


def test_another_process_gives_the_same_bytes():
    program = (
        "import django, hashlib; django.setup();"
        "from tests.documents.paper_samples import report_pdf;"
        "print(hashlib.sha256(report_pdf()).hexdigest())"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "yidaizhen.settings", "PYTHONHASHSEED": "7"}
    answer = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == hashlib.sha256(report_pdf()).hexdigest()


def test_the_pdf_names_its_title_author_and_day(reader):
    assert reader.metadata.title == "关于2026年8月全区重点工程项目以工代赈调度情况的报告"
    assert reader.metadata.author == "大渡口区重点工程项目以工代赈专项工作领导小组办公室"
    assert reader.metadata.creation_date.date() == date(2026, 9, 8)


def test_the_head_of_the_annex_table_repeats_on_each_sheet(pages):
    assert ["业主单位" in page for page in pages[6:9]] == [True, True, True]
    assert "附件1" in pages[6]
    assert "附件1" not in pages[7]


def test_a_paper_ending_on_an_even_page_carries_its_imprint_there():
    reader = printed(body=(Paragraph("以工代赈" * 120 + "。"),))
    assert len(reader.pages) == 2
    assert "以工代赈" in reader.pages[1].extract_text()
    assert "印发" in reader.pages[1].extract_text()


def test_a_paper_ending_on_an_odd_page_gets_a_numbered_page_for_its_imprint():
    reader = printed()
    assert len(reader.pages) == 2
    assert "印发" not in reader.pages[0].extract_text()
    assert "印发" in reader.pages[1].extract_text()
    assert "— 2 —" in reader.pages[1].extract_text()


def test_a_blank_page_and_the_imprint_page_after_it_bear_no_number():
    """7.5: 公文的版记页前有空白页的，空白页和版记页均不编排页码。"""
    reader = printed(annexes=(Annex("项目明细表", (ledger(10),), landscape=True),))
    texts = [page.extract_text().strip() for page in reader.pages]
    assert len(texts) == 6
    assert texts[3].endswith("— 4 —")
    assert texts[4] == ""
    assert texts[5].startswith("抄送")
    assert "—" not in texts[5]


def test_a_paper_without_imprint_ends_where_its_text_ends():
    assert len(printed(imprint=None).pages) == 1


def test_a_downward_paper_has_no_signer():
    assert "签发人" not in printed().pages[0].extract_text()


def test_a_draft_says_so_on_every_page_and_a_final_paper_nowhere(pages):
    draft = printed(draft=True, annexes=(Annex("分领域情况", (SECTORS,)),))
    assert all("草稿" in "".join(page.extract_text().split()) for page in draft.pages)
    assert not any("草稿" in page for page in pages)


def test_one_annex_bears_no_number():
    text = "".join(page.extract_text() for page in printed(annexes=(Annex("分领域情况", (SECTORS,)),)).pages)
    assert "附件：分领域情况" in text
    assert "附件1" not in text


def test_an_empty_table_says_there_is_nothing():
    reader = printed(annexes=(Annex("滞后项目名单", (replace(SECTORS, rows=(), total=()),)),), imprint=None)
    assert "完成率（%） 无" in " ".join(reader.pages[-1].extract_text().split())


def test_an_annex_beyond_the_limit_is_refused_with_what_to_do():
    with pytest.raises(AnnexTooLong, match=f"有 {ANNEX_ROW_LIMIT + 1} 行，超过公文附件 300 行的上限.*工作簿"):
        Annex("明细表", (ledger(ANNEX_ROW_LIMIT + 1),))


def test_a_row_of_the_wrong_length_is_refused_by_its_number():
    with pytest.raises(ValueError, match="“分领域”第 2 行有 1 格，应为 2 格"):
        Table((Column("甲"), Column("乙")), (("1", "2"), ("3",)), caption="分领域")


def test_copies_and_printer_stand_in_the_imprint():
    office = "大渡口区重点工程项目以工代赈专项工作领导小组办公室"
    imprint = Imprint(office, date(2026, 1, 5), ("区委办公室", "各成员单位"))
    text = printed(imprint=imprint).pages[-1].extract_text()
    assert "抄送：区委办公室，各成员单位。" in text
    assert "领导小组办公室" in text, "a long 印发机关 breaks between words"
    assert "2026年1月5日印发" in text


def test_typed_narrative_becomes_headings_and_paragraphs():
    text = "一、存在的问题\n\n　　（一）进度滞后。三个项目未开工。\n（二）报送不及时\n普通段落。"
    assert blocks_from_text(text) == (
        Heading(1, "一、存在的问题"),
        Paragraph("三个项目未开工。", lead="（一）进度滞后。"),
        Heading(2, "（二）报送不及时"),
        Paragraph("普通段落。"),
    )


def annexes_alone(*annexes, **changes):
    options = {"title": "年度清单", "author": "领导小组办公室", "dated": date(2026, 1, 5)} | changes
    return PdfReader(BytesIO(render_pdf(compose_annexes(annexes, **options))))


def test_an_annex_travels_without_its_paper_and_begins_on_the_first_sheet():
    reader = annexes_alone(Annex("项目清单", (ledger(3),), landscape=True))
    assert len(reader.pages) == 1
    page = reader.pages[0]
    assert page.mediabox.width > page.mediabox.height
    text = "".join(page.extract_text().split())
    assert text.startswith("附件项目清单")
    assert (reader.metadata.title, reader.metadata.author) == ("年度清单", "领导小组办公室")


def test_several_annexes_alone_are_numbered_each_on_its_own_sheet_and_a_draft_says_so():
    reader = annexes_alone(Annex("甲表", (SECTORS,)), Annex("乙表", (SECTORS,)), draft=True)
    texts = ["".join(page.extract_text().split()) for page in reader.pages]
    assert ["附件1甲表" in texts[0], "附件2乙表" in texts[1]] == [True, True]
    assert all("草稿" in text for text in texts)

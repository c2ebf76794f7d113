"""The paper as DOCX: the words of the PDF in their order, laid out by the standard, the same bytes each time."""

import io
from dataclasses import replace

import pytest
from docx import Document
from docx.oxml.ns import qn

from documents.papers import Annex, Column, Figure, Heading, Imprint, OfficialPaper, Paragraph, Table, compose_docx
from tests.documents.paper_samples import full_text_paper


def opened(paper: OfficialPaper):
    return Document(io.BytesIO(compose_docx(paper)))


def words(document) -> str:
    """All text of the body in order, tables with it, without breaks."""
    return "".join(node.text or "" for node in document.element.body.iter(qn("w:t"))).replace("\n", "")


def said_by(block) -> list[str]:
    """The texts of a block as the PDF prints them."""
    if isinstance(block, Heading):
        return [block.text]
    if isinstance(block, Paragraph):
        return [block.lead + block.text]
    if isinstance(block, Figure):
        return [block.caption]
    heads = [cell.text for row in block.header_rows for cell in row]
    cells = [cell.text for row in block.body_rows for cell in row.cells] or [block.empty]
    return [block.caption, *heads, *cells, block.note]


@pytest.fixture(scope="module")
def paper() -> OfficialPaper:
    return full_text_paper()


def test_every_text_of_the_paper_stands_in_the_docx_in_its_order(paper):
    found, place = words(opened(paper)), 0
    texts = [paper.number, paper.title, f"{paper.addressee}："]
    texts += [text for block in paper.body for text in said_by(block)]
    texts += [text for annex in paper.annexes for text in [annex.title, *map("".join, map(said_by, annex.blocks))]]
    for text in texts:
        bare = text.replace("\n", "")
        place = found.find(bare, place)
        assert place >= 0, text
    assert paper.body
    assert "签发人：" in found


def test_it_is_laid_out_as_the_standard_wants(paper):
    document = opened(paper)
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert (round(section.top_margin.mm), round(section.left_margin.mm)) == (37, 28)
    texts = [one.text for one in document.paragraphs]
    title = document.paragraphs[texts.index(next(text for text in texts if text and text in paper.title))]
    assert (title.runs[0].font.name, title.runs[0].font.size.pt) == ("方正小标宋简体", 22)
    line = next(one for one in document.paragraphs if one.text == f"{paper.addressee}：")
    assert line.runs[0]._element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    assert line.runs[0].font.size.pt == 16
    assert round(line.paragraph_format.line_spacing.pt, 1) == 28.9
    assert "PAGE" in section.footer._element.xml
    assert 'w:color="E60012"' in document.element.body.xml


def test_a_table_repeats_its_head_and_shares_the_heads_of_its_groups(paper):
    columns = (Column("单位"), Column("计划", group="投资"), Column("完成", group="投资"), Column("备注"))
    table = Table(columns, rows=(("甲", "1", "2", ""), ("乙", "3", "4", "")), total=("合计", "4", "6", ""))
    made = opened(replace(paper, body=(table,), annexes=())).tables[0]
    assert len(made.rows) == 5
    assert [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None for row in made.rows] == [
        True, True, False, False, False,
    ]  # fmt: skip
    assert [cell.text for cell in made.rows[0].cells] == ["单位", "投资", "投资", "备注"]
    assert [cell.text for cell in made.rows[1].cells] == ["单位", "计划", "完成", "备注"]
    assert [cell.text for cell in made.rows[4].cells] == ["合计", "4", "6", ""]


def test_an_annex_on_its_side_is_a_landscape_section_and_an_empty_table_says_so(paper):
    annex = Annex("明细表", (Table((Column("项目"), Column("数")), rows=()),), landscape=True)
    document = opened(replace(paper, annexes=(annex,), imprint=Imprint("办公室", paper.dated)))
    sizes = [(section.page_width > section.page_height) for section in document.sections]
    assert sizes == [False, True, False]  # the 版记 is upright again
    assert document.tables[-1].rows[1].cells[0].text == "无"


def test_a_downward_paper_has_no_signer_and_a_draft_says_so(paper):
    found = words(opened(replace(paper, signer="", draft=True)))
    assert "签发人" not in found
    assert found.startswith("草稿") or "草稿" in found[:20]


def test_the_same_paper_is_the_same_bytes(paper):
    assert compose_docx(paper) == compose_docx(paper)


def test_each_cell_has_its_columns_width_and_a_row_is_not_split():
    """Word goes by the widths of the cells, not of the columns."""
    document = opened(small(Table((Column("序号", 1), Column("项目名称", 3, "left")), (("1", "桥"),))))
    table = document.tables[0]
    widths = [[round(cell.width.mm) for cell in row.cells] for row in table.rows]
    assert widths == [[39, 117], [39, 117]]
    assert table._tbl.xml.count("w:cantSplit") == 2


def test_headings_are_headings_to_word_and_borders_stand_where_word_wants_them():
    document = opened(small(Heading(1, "一、总体情况"), Heading(2, "（一）对比情况")))
    levels = [node.get(qn("w:val")) for node in document.element.body.iter(qn("w:outlineLvl"))]
    assert levels == ["0", "1"]
    for borders in document.element.body.iter(qn("w:pBdr")):
        assert borders.getnext().tag in {qn("w:tabs"), qn("w:spacing")}


def small(*body) -> OfficialPaper:
    return replace(full_text_paper(), body=body, annexes=())

"""Faces, sizes and paragraphs of a DOCX in the terms of GB/T 9704-2012; faces are named, not embedded."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

FANG, HEI, KAI, SONG, TITLE = "仿宋", "黑体", "楷体", "宋体", "方正小标宋简体"
SIZE_2, SIZE_3, SIZE_4 = 22.0, 16.0, 14.0  # 二号, 三号, 四号 in points
PITCH = 28.95  # points: 22 lines in 225 mm
RED = RGBColor(0xE6, 0x00, 0x12)

# What may follow in a paragraph's properties, in the order of ISO/IEC 29500-1, 17.3.1.26: Word wants it kept.
AFTER_OUTLINE = ("w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange")
AFTER_BORDERS = (
    "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:overflowPunct", "w:topLinePunct",
    "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind",
    "w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment",
    "w:textboxTightWrap", "w:outlineLvl", *AFTER_OUTLINE,
)  # fmt: skip

LEFT, CENTER, RIGHT, BOTH = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
ALIGN = {"left": LEFT, "center": CENTER, "right": RIGHT}


def ink(paragraph: Any, text: str, face: str = FANG, size: float = SIZE_3, *, red: bool = False) -> Any:
    """Add a run of text; a line break in it stays one."""
    run = paragraph.add_run(text)
    run.font.name, run.font.size = face, Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), face)
    if red:
        run.font.color.rgb = RED
    return run


def shape(paragraph: Any, align: Any = BOTH, *, pitch: float | None = PITCH, first: float = 0, right: float = 0) -> Any:
    """Set alignment, line pitch in points, and indents in 字: of the first line, and from the right."""
    made = paragraph.paragraph_format
    made.alignment, made.space_before, made.space_after = align, Pt(0), Pt(0)
    if pitch is not None:
        made.line_spacing_rule, made.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch)
    if first or right:
        indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
        if first:
            indent.set(qn("w:firstLineChars"), str(int(first * 100)))
        if right:
            indent.set(qn("w:rightChars"), str(int(right * 100)))
    return paragraph


def rule(paragraph: Any, side: str, *, color: str, eighths: int) -> None:
    """A line above or below a paragraph; its thickness in eighths of a point."""
    borders = OxmlElement("w:pBdr")
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "4"), ("color", color)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *AFTER_BORDERS)


def outline(paragraph: Any, level: int) -> None:
    """Make a paragraph a heading of Word's navigation pane; it looks as it did."""
    mark = OxmlElement("w:outlineLvl")
    mark.set(qn("w:val"), str(level - 1))
    paragraph._p.get_or_add_pPr().insert_element_before(mark, *AFTER_OUTLINE)


def page_number(paragraph: Any) -> None:
    """— 1 — in 四号 of 宋体."""
    for text, kind in (("— ", ""), ("", "begin"), (" PAGE ", "code"), ("", "end"), (" —", "")):
        run = ink(paragraph, "" if kind else text, SONG, SIZE_4)
        if kind in ("begin", "end"):
            field = OxmlElement("w:fldChar")
            field.set(qn("w:fldCharType"), kind)
            run._r.append(field)
        elif kind == "code":
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = text
            run._r.append(code)

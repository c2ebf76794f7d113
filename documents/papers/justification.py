"""Flush right edges for Chinese text: widens the gaps between characters where WeasyPrint widens spaces only.

A Chinese line ends short of the edge when 避头尾 pulls a character down or half-width digits do not add up.
Extends one private function of WeasyPrint 70 (pinned in pyproject.toml); the golden test
tests/documents/test_papers_geometry.py
measures the edge in the PDF and fails when the function changes its meaning.
"""

from collections.abc import Iterator
from typing import Any

import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text.line_break import create_layout

SUPPORTED = "70."
WESTERN_SHARE = 0.5  # below this share of Chinese characters a line is stretched at its spaces, as usual
WIDEST_GAP = 3  # characters; a line shorter than that was broken on purpose


def extend_justification() -> None:
    """Replace WeasyPrint's line justification in this process; safe to call again. RuntimeError on other versions."""
    if not weasyprint.__version__.startswith(SUPPORTED):
        raise RuntimeError(
            f"排版库 WeasyPrint 应为 {SUPPORTED}x 版，现为 {weasyprint.__version__}，请按锁定文件重新安装。"
        )
    if getattr(inline.justify_line, "stretches_chinese", False):
        return
    stretch_spaces = inline.justify_line

    def justify_line(context: Any, line: Any, extra: float) -> None:
        texts = list(_text_boxes(line))
        text = "".join(box.text for box in texts)
        if texts and _is_chinese(text) and extra < WIDEST_GAP * texts[0].style["font_size"]:
            _widen(context, line, extra / (len(text) - 1), 0)
        else:
            stretch_spaces(context, line, extra)

    justify_line.stretches_chinese = True  # type: ignore[attr-defined]
    inline.justify_line = justify_line


def _is_chinese(text: str) -> bool:
    wide = sum(ord(character) >= 0x2E80 or character in "—…“”‘’·" for character in text)
    return len(text) > 1 and wide >= WESTERN_SHARE * len(text)


def _text_boxes(box: Any) -> Iterator[Any]:
    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            if child.is_in_normal_flow():
                yield from _text_boxes(child)


def _widen(context: Any, box: Any, gap: float, shift: float) -> float:
    """Move `box` by `shift` px, add `gap` px after each character in it; return the shift of what follows."""
    if isinstance(box, boxes.TextBox):
        box.position_x += shift
        return shift + _widen_text(context, box, gap)
    if not isinstance(box, boxes.LineBox | boxes.InlineBox):
        box.translate(shift, 0)
        return shift
    box.position_x += shift
    start = shift
    for child in box.children:
        if child.is_in_normal_flow():
            shift = _widen(context, child, gap, shift)
    box.width += shift - start
    return shift


def _widen_text(context: Any, box: Any, gap: float) -> float:
    """Lay the text out again with wider letter spacing; return by how much it grew."""
    if not box.text:
        return 0
    style = box.style.copy()
    spacing = style["letter_spacing"]
    style["letter_spacing"] = (0 if spacing == "normal" else spacing) + gap
    box.style = style
    box.pango_layout = create_layout(box.text, style, context, max_width=None, justification_spacing=0)
    box.pango_layout.deactivate()
    growth = gap * len(box.text)
    box.width += growth
    return growth

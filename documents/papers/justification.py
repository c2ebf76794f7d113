"""Flush right edges for Chinese text: widens the gaps between characters where WeasyPrint widens spaces only.

A Chinese line ends short of the edge when 避头尾 pulls a character down or half-width digits do not add up. The rest
is spread over the Chinese characters, half on either side of each; a number, a dash —— and an ellipsis …… stay as
they are.
Extends one private function of WeasyPrint 70 (pinned in pyproject.toml): the golden test in
tests/documents/test_papers_geometry.py measures the edge in the PDF and fails when that function changes its meaning.
"""

from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import Any

import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text.ffi import TO_UNITS, ffi, pango
from weasyprint.text.line_break import Layout

SUPPORTED = "70."
WESTERN_SHARE = 0.3  # below this share of Chinese characters a line with spaces is stretched at those, as usual
WIDEST_REST = 9  # characters; beyond it, after a very long number, an even line would look worse than a short one
RIGID = "—…"  # they come in pairs that must not open


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
        texts = [box for box in _text_boxes(line) if box.text]
        text = "".join(box.text for box in texts)
        gaps = gap_weights(text)
        if any(gaps) and _is_chinese(text) and extra < WIDEST_REST * texts[0].style["font_size"]:
            _stretch(line, texts, gaps, extra / sum(gaps))
        else:
            stretch_spaces(context, line, extra)

    justify_line.stretches_chinese = True  # type: ignore[attr-defined]
    inline.justify_line = justify_line


def gap_weights(text: str) -> list[float]:
    """Return how much of a whole gap opens after each character: 1 between two that stretch, ½ beside one, else 0."""
    return [(_stretches(first) + _stretches(second)) / 2 for first, second in pairwise(text)] + [0]


def _stretches(character: str) -> bool:
    return _is_wide(character) and character not in RIGID


def _is_wide(character: str) -> bool:
    return ord(character) >= 0x2E80 or character in "—…“”‘’·"


def _is_chinese(text: str) -> bool:
    return " " not in text or sum(map(_is_wide, text)) >= WESTERN_SHARE * len(text)


def _text_boxes(box: Any) -> Iterator[Any]:
    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            if child.is_in_normal_flow():
                yield from _text_boxes(child)


def _stretch(line: Any, texts: list[Any], gaps: list[float], gap: float) -> None:
    """Widen the line's gaps, a whole one by `gap` px."""
    start = 0
    growth = {}
    for box in texts:
        growth[id(box)] = sum(gaps[start : start + len(box.text)]) * gap
        start += len(box.text)
        box.pango_layout = _SpacedLayout(box, gap)
    _move(line, growth, 0)


def _move(box: Any, growth: dict[int, float], shift: float) -> float:
    """Move `box` by `shift` px and let its texts grow; return the shift of what follows it."""
    if not isinstance(box, boxes.TextBox | boxes.LineBox | boxes.InlineBox):
        box.translate(shift, 0)
        return shift
    box.position_x += shift
    start = shift
    if isinstance(box, boxes.TextBox):
        shift += growth.get(id(box), 0)
    else:
        for child in box.children:
            if child.is_in_normal_flow():
                shift = _move(child, growth, shift)
    box.width += shift - start
    return shift


class _SpacedLayout(Layout):  # type: ignore[misc]
    """The layout of one text with wider gaps; it keeps them when WeasyPrint sets it up again to draw.

    Pango puts half of a character's spacing on either side of it, and none before the first of a text.
    """

    def __init__(self, box: Any, gap: float) -> None:
        super().__init__(box.style)
        self.gap = gap
        self.set_text(box.text)
        self.get_first_line()
        self.deactivate()

    def set_text(self, text: str, justify: bool = False) -> None:
        super().set_text(text, justify)
        spacing = self.style["letter_spacing"]
        units = int(((0 if spacing == "normal" else spacing) + self.gap) * TO_UNITS)
        attributes = pango.pango_layout_get_attributes(self.layout)
        if attributes == ffi.NULL:
            attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        for start, end in _stretching_bytes(text):
            attribute = pango.pango_attr_letter_spacing_new(units)
            attribute.start_index, attribute.end_index = start, end
            pango.pango_attr_list_change(attributes, attribute)
        pango.pango_layout_set_attributes(self.layout, attributes)


def _stretching_bytes(text: str) -> Iterator[tuple[int, int]]:
    """Yield the byte ranges of the characters that stretch, neighbors together."""
    position = 0
    for stretches, characters in groupby(text, key=_stretches):
        end = position + len("".join(characters).encode())
        if stretches:
            yield position, end
        position = end

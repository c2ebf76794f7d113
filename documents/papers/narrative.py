"""Reads typed text as blocks: numbered lines become headings, the other lines paragraphs."""

import re

from documents.papers.model import Block, Heading, Paragraph

LEVEL_1 = re.compile(r"^[一二三四五六七八九十]+、")
LEVEL_2 = re.compile(r"^（[一二三四五六七八九十]+）")
LONGEST_HEADING = 28  # 字: a line of the page; longer text is a paragraph, whatever it begins with
SENTENCE_ENDS = "。；！？："


def blocks_from_text(text: str) -> tuple[Block, ...]:
    """Return the blocks of a text typed by a person, one for each line that is not blank.

    「一、」 and 「（一）」 at the start of a short line without a full stop make a heading; 「（一）标题。正文」 makes
    a paragraph whose first sentence is set as its lead, as official papers do.
    """
    return tuple(_block(line) for raw in text.splitlines() if (line := raw.strip().lstrip("　")))


def _block(line: str) -> Block:
    if LEVEL_1.match(line) and _is_title(line):
        return Heading(1, line)
    if not LEVEL_2.match(line):
        return Paragraph(line)
    if _is_title(line):
        return Heading(2, line)
    lead, stop, rest = line.partition("。")
    return Paragraph(rest, lead=lead + stop) if rest and len(lead) <= LONGEST_HEADING else Paragraph(line)


def _is_title(line: str) -> bool:
    return len(line) <= LONGEST_HEADING and line[-1] not in SENTENCE_ENDS and "。" not in line

"""Working sheets, on their side or upright: one long ruled table to be signed by hand, each foot saying who printed it.

Unlike an annex it bears no marks of an official paper, and it may be long: the rows are set in tables of some dozens,
each beginning a page with its own head, because the time for one table grows faster than its rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from documents.fonts import font_stack
from documents.papers.model import Table

ROWS_A_PAGE = 18  # with room to sign; the first page has the title and takes fewer
ROWS_ON_FIRST = 16
TALL_ROWS_A_PAGE = 14  # high enough to sign with a full name and a finger's print
TALL_ROWS_ON_FIRST = 12
UPRIGHT_ROWS_A_PAGE = 25
UPRIGHT_ROWS_ON_FIRST = 22


@dataclass(frozen=True, slots=True)
class Register:
    """One sheet: its title, lines of facts under it, the table, what to say below, and the foot of every page."""

    title: str
    facts: tuple[str, ...]
    table: Table
    closing: tuple[str, ...]
    foot: str
    upright: bool = False
    tall: bool = False  # higher rows, for a sheet on its side that everybody signs

    @property
    def rows_a_page(self) -> tuple[int, int]:
        """How many rows the first page takes, and each page after it."""
        if self.tall:
            return TALL_ROWS_ON_FIRST, TALL_ROWS_A_PAGE
        return (UPRIGHT_ROWS_ON_FIRST, UPRIGHT_ROWS_A_PAGE) if self.upright else (ROWS_ON_FIRST, ROWS_A_PAGE)


def compose_register(register: Register, *, author: str, dated: date) -> str:
    """Return the sheet as HTML for `render_pdf`: A4, pages numbered, the head of the table on each."""
    context = {
        "register": register,
        "parts": _parts(register.table, *register.rows_a_page),
        "author": author,
        "dated": dated,
        "foot": _css_text(f"{register.foot}　演示数据，不代表实际情况" if settings.DEMO_MODE else register.foot),
        **{name: _stack(role) for name, role in (("hei", "黑体"), ("song", "宋体"), ("heading", "小标宋"))},
    }
    return render_to_string("paper/register.html", context)


def _parts(table: Table, on_first: int, a_page: int) -> list[Table]:
    """The table in parts of a page each; the sums stay under the last."""
    if len(table.rows) <= on_first:
        return [table]
    starts = [0, *range(on_first, len(table.rows), a_page)]
    ends = [*starts[1:], len(table.rows)]
    bare = replace(table, total=(), note="")
    parts = [replace(bare, rows=table.rows[start:end]) for start, end in zip(starts, ends, strict=True)]
    return [*parts[:-1], replace(parts[-1], total=table.total, note=table.note)]


def _stack(role: str) -> SafeString:
    return mark_safe(font_stack(role))  # noqa: S308 — our own constants


def _css_text(text: str) -> SafeString:
    """A text as a CSS string: nothing in it can end the string or the style."""
    plain = " ".join(text.split())
    escaped = "".join(_escaped(character) for character in plain)
    return mark_safe(f'"{escaped}"')  # noqa: S308 — every character that CSS or HTML reads is escaped


def _escaped(character: str) -> str:
    return f"\\{ord(character):x} " if character in "\"\\<>&'{};" else character

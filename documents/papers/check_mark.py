"""核验标记: a short code and its 二维码 under the 版记, put into a composed paper when it is issued."""

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

IMPRINT = '<div class="imprint">'
HEAD = "<style>"


def with_check_mark(html: str, *, code: str, number: str) -> str:
    """Return a composed paper that bears a 核验码 below its 版记 and among the keywords of the PDF.

    The code is made over the paper without the mark, so that its bytes do not depend on themselves. A paper without
    版记 gets the keywords alone.

    Args:
        code: letters, digits and hyphens.
        number: 发文字号, carried by the 二维码 beside the code; nothing else is in it.
    """
    keywords = f'<meta name="keywords" content="{code}">'
    named = html.replace(HEAD, f"{keywords}{HEAD}", 1)
    before, place, after = named.partition(IMPRINT)
    mark = render_to_string("paper/_check_mark.html", {"code": code, "qr": qr_svg(f"{code} {number}")})
    return f"{before}{place}{mark.strip()}{after}" if place else named


def qr_svg(text: str) -> str:
    """Return a 二维码 as an inline SVG without a size of its own; equal text gives equal output."""
    import segno

    drawn = segno.make_qr(text, error="m").svg_inline(omitsize=True, border=2, svgclass=None, lineclass=None)
    return mark_safe(drawn)  # noqa: S308 — drawn by the library from modules, no text in it

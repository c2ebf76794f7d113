"""`render_pdf`: checks the machine first, and only then loads the layout engine."""

from documents.fonts import pango_problems, require_fonts
from documents.papers.errors import PaperEngineMissing

FASTER_WITH = "libharfbuzz-subset"  # paper prints without it, up to seven times slower


def render_pdf(html: str) -> bytes:
    """Return the PDF of an HTML text made by `compose_html`: the same bytes each time on the same faces.

    Raises `MissingFonts`, `PaperEngineMissing`, `MissingGlyphs`, `ForbiddenAddress` and `ChartNotDrawn`, each with a
    Chinese sentence.
    """
    require_fonts()
    if problems := [problem for problem in pango_problems() if FASTER_WITH not in problem]:
        raise PaperEngineMissing("\n".join(problems))
    from documents.papers.engine import print_pdf

    return print_pdf(html)

"""The one place that runs WeasyPrint: faces, forbidden addresses, missing glyphs, and where 版记 goes.

Import it from a renderer only: it needs Pango at import.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock

from weasyprint import HTML
from weasyprint.document import Document, Page
from weasyprint.formatting_structure import boxes
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from documents.fonts import font_dir
from documents.papers.errors import ChartNotDrawn, ForbiddenAddress, MissingGlyphs
from documents.papers.justification import extend_justification

_one_at_a_time = Lock()  # WeasyPrint logs what is missing to one logger, and Pango's font map is not shared safely

# `compose_html` writes this once at most: typed text is escaped and cannot contain it.
IMPRINT = '<div class="imprint-place">'
END = "</body></html>"
CONTENT = (boxes.TextBox, boxes.ReplacedBox, boxes.TableBox)
UNNUMBERED = "@page { @bottom-right { content: none } } @page :left { @bottom-left { content: none } }"
BLANK_PAGE = "<div></div><style>.imprint-place {{ break-before: left }} {extra}</style>"


class _NoAddresses(URLFetcher):  # type: ignore[misc]
    """Refuses every address: a paper is complete in itself, its faces come from the font folder."""

    def __init__(self) -> None:
        super().__init__(fail_on_errors=True)
        self.refused: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002
        self.refused.append(url)
        raise ForbiddenAddress(self.refused)


def print_pdf(html: str) -> bytes:
    """Return the PDF of a composed paper. Raises MissingGlyphs, ForbiddenAddress, ChartNotDrawn."""
    fetcher = _NoAddresses()
    with _one_at_a_time, _listening() as heard:
        extend_justification()
        try:
            pdf = bytes(_lay_out(html, fetcher).write_pdf())
        except FatalURLFetchingError as error:
            raise ForbiddenAddress(fetcher.refused) from error
    if fetcher.refused:  # WeasyPrint swallows what fails inside a drawing
        raise ForbiddenAddress(fetcher.refused)
    if heard.failures:
        raise ChartNotDrawn(heard.failures)
    if heard.characters:
        raise MissingGlyphs(heard.characters)
    return pdf


def _lay_out(html: str, fetcher: URLFetcher) -> Document:
    """Lay the paper out so that 版记 stands at the foot of the last even page (7.4; 7.5 for blank pages).

    It joins the last page when that is even, upright and has room, else gets the next even page of its own; when
    a blank page comes before it, neither is numbered.
    """
    before, mark, imprint = html.partition(IMPRINT)
    if not mark:
        return _render(html, fetcher)
    if _ends_on_its_side(before):
        laid_out = _render(before + END, fetcher)
        bare = laid_out.pages
    else:
        laid_out = _render(html, fetcher)
        if len(laid_out.pages) % 2 == 0:
            return laid_out
        bare = _without_imprint(laid_out.pages)
    head = before[: before.index("<main>")]
    return laid_out.copy(bare + _imprint_pages(head, mark + imprint, fetcher, after=len(bare)))


def _without_imprint(pages: list[Page]) -> list[Page]:
    """Return the pages with 版记 lifted off the last; a page that bore nothing else is left out.

    So a paper with an odd number of pages is laid out once, not twice.
    """
    *others, last = pages
    box = last._page_box
    own = [child for child in box.children if not isinstance(child, boxes.FootnoteAreaBox)]
    if not any(isinstance(part, CONTENT) for part in own[0].descendants()):
        return others
    box.children = own
    return [*others, last]


def _imprint_pages(head: str, imprint: str, fetcher: URLFetcher, *, after: int) -> list[Page]:
    """Return the page of 版记 alone, with a blank page before it when it would fall on an odd page."""
    blank_first = after % 2 == 0
    extra = UNNUMBERED if blank_first else f"@page :first {{ counter-reset: page {after} }}"
    pages = _render(head + BLANK_PAGE.format(extra=extra) + imprint, fetcher).pages
    return list(pages if blank_first else pages[1:])


def _ends_on_its_side(html: str) -> bool:
    return html.rpartition('<section class="annex')[2].startswith(" landscape")


def _render(html: str, fetcher: URLFetcher) -> Document:
    source = HTML(string=html, url_fetcher=fetcher)
    return source.render(font_config=_fonts(str(font_dir()), (font_dir() / "manifest.json").stat().st_mtime_ns))


@lru_cache(maxsize=2)
def _fonts(folder: str, _built_at: int) -> FontConfiguration:
    """Return a font configuration that sees the paper faces alone, so that every machine prints the same bytes.

    Kept from paper to paper, and made anew when the faces have been built anew.
    """
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = f"{folder}/fonts.conf"
    try:
        return FontConfiguration()
    finally:
        os.environ.pop("FONTCONFIG_FILE")
        if before is not None:
            os.environ["FONTCONFIG_FILE"] = before


class _Ear(logging.Handler):
    """Hears what WeasyPrint only logs: characters printed as empty boxes, drawings left out.

    Neither shows in the extracted text of the PDF.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.characters: list[str] = []
        self.failures: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if ".notdef" in str(record.msg) and isinstance(record.args, tuple):
            self.characters.append(str(record.args[0]))
        elif record.levelno >= logging.ERROR:
            self.failures.append(record.getMessage())


@contextmanager
def _listening() -> Iterator[_Ear]:
    ear = _Ear()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(ear)
    try:
        yield ear
    finally:
        logger.removeHandler(ear)

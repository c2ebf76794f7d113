"""The one place that runs WeasyPrint: faces, forbidden addresses, missing glyphs, and where 版记 goes.

Import it from a renderer only: it needs Pango at import.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock

from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from documents.fonts import font_dir
from documents.papers.errors import ForbiddenAddress, MissingGlyphs
from documents.papers.justification import extend_justification

_one_at_a_time = Lock()  # WeasyPrint logs what is missing to one logger, and Pango's font map is not shared safely

NO_IMPRINT = ".imprint-place{display:none}"
ONLY_IMPRINT = """
body > :not(.imprint-place):not(.draft-mark) {{ display: none }}
@page {{
  margin-left: 26mm; margin-right: 28mm;
  @bottom-right {{ content: none }}
  @bottom-left {{ content: {number}; vertical-align: top; padding: 5.14mm 0 0 14pt }}
}}
"""
BLANK = '<html lang="zh-CN"><style>@page{size:210mm 297mm}</style><body></body></html>'


class _NoAddresses(URLFetcher):  # type: ignore[misc]
    """Refuses every address: a paper is complete in itself, its faces come from the font folder."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        raise ForbiddenAddress(f"公文中不能引用外部地址：{url}")


def print_pdf(html: str) -> bytes:
    """Return the PDF of a composed paper. Raises MissingGlyphs, ForbiddenAddress."""
    with _one_at_a_time, _missing_glyphs_refused():
        extend_justification()
        try:
            return bytes(_lay_out(HTML(string=html, url_fetcher=_NoAddresses(fail_on_errors=True))).write_pdf())
        except FatalURLFetchingError as error:
            raise ForbiddenAddress(str(error.__cause__)) from error


def _lay_out(source: HTML) -> Document:
    """Lay the paper out so that 版记 stands at the foot of the last even page (7.4; 7.5 for blank pages).

    It joins the last page when that is even, upright and has room, else gets the next even page of its own; when
    a blank page comes before it, neither is numbered.
    """
    if not _has_imprint(source):
        return _render(source)
    if not _ends_on_its_side(source):
        joined = _render(source)
        if len(joined.pages) % 2 == 0:
            return joined
    main = _render(source, NO_IMPRINT)
    return main.copy(main.pages + _imprint_pages(source, after=len(main.pages)))


def _imprint_pages(source: HTML, *, after: int) -> list[object]:
    """Return the page of 版记 alone, with a blank page before it when it would fall on an odd page."""
    blank_first = after % 2 == 0
    number = "none" if blank_first else f'"— {after + 1} —"'
    blank = _render(HTML(string=BLANK)).pages if blank_first else []
    return [*blank, *_render(source, ONLY_IMPRINT.format(number=number)).pages]


def _render(source: HTML, extra: str = "") -> Document:
    fonts = _fonts(str(font_dir()))
    return source.render(font_config=fonts, stylesheets=[CSS(string=extra, font_config=fonts)] if extra else None)


def _has_imprint(source: HTML) -> bool:
    return any(element.get("class") == "imprint-place" for element in source.etree_element.iter())


def _ends_on_its_side(source: HTML) -> bool:
    annexes = [element.get("class") or "" for element in source.etree_element.iter("section")]
    return bool(annexes) and "landscape" in annexes[-1]


@lru_cache(maxsize=2)
def _fonts(folder: str) -> FontConfiguration:
    """Return a font configuration that sees the paper faces alone, so that every machine prints the same bytes."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = f"{folder}/fonts.conf"
    try:
        return FontConfiguration()
    finally:
        os.environ.pop("FONTCONFIG_FILE")
        if before is not None:
            os.environ["FONTCONFIG_FILE"] = before


class _Missing(logging.Handler):
    """Collects the characters WeasyPrint prints as empty boxes; text extraction would still show them."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.characters: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if ".notdef" in str(record.msg) and isinstance(record.args, tuple):
            self.characters.append(str(record.args[0]))


@contextmanager
def _missing_glyphs_refused() -> Iterator[None]:
    handler = _Missing()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
    if handler.characters:
        raise MissingGlyphs(handler.characters)

"""What a PDF says of itself: the 核验码 among its keywords, or in the text of its last pages."""

import re
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdf import PdfReader

CODE = re.compile(r"[0-9A-F]{4}(?:-[0-9A-F]{4}){3}")
LAST_PAGES = 2  # the mark stands on the last page; a scan or a merge may have put one behind it


def code_in_pdf(content: bytes) -> str:
    """Return the 核验码 a PDF bears, "" when it bears none or cannot be read."""
    from pypdf import PdfReader  # slow to load, and few ask
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(BytesIO(content))
        named = CODE.search((reader.metadata.keywords if reader.metadata else "") or "")
        return named[0] if named else _in_text(reader)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        return ""  # a damaged or encrypted file: whoever asks is told that nothing could be read


def _in_text(reader: "PdfReader") -> str:
    texts = [page.extract_text() for page in reader.pages[-LAST_PAGES:]]
    found = next((said for text in reversed(texts) if (said := CODE.search(text))), None)
    return found[0] if found else ""

"""Packing an .xlsx again without the clock, so that the same content gives the same bytes."""

import io
import re
import zipfile

MOMENT = (1980, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
STAMPED = rb"\g<1>2000-01-01T00:00:00Z\g<2>"


def packed(content: bytes) -> bytes:
    """Return the same parts in the same order with fixed times; document properties say 2000-01-01."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            data = source.read(part)
            if part.filename == "docProps/core.xml":
                data = _STAMP.sub(STAMPED, data)
            fixed = zipfile.ZipInfo(part.filename, MOMENT)
            fixed.compress_type, fixed.external_attr, fixed.create_system = zipfile.ZIP_DEFLATED, 0, 0
            target.writestr(fixed, data)
    return stream.getvalue()

"""The zip around an .xlsx or .ods file, opened without trusting it."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from documents.workbooks.problems import UnreadableWorkbook

# Honest sheets shrink about tenfold; a file that grows a hundredfold beyond this size is made to exhaust memory.
UNPACKED_TIMES = 16
SUSPICIOUS_BYTES = 50 * 2**20
SUSPICIOUS_RATIO = 100
MOST_PARTS = 2_000
HEAD = 4_096
BROKEN = "文件已损坏，无法读取，请用Excel或WPS重新打开并另存为.xlsx后再上传。"
SWOLLEN = "文件解压后过大，可能不是正常的表格，请只保留要填报的工作表，另存为.xlsx后再上传。"
DAMAGE = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error,
    EOFError, OSError, KeyError, ValueError, OverflowError, NotImplementedError,
)  # fmt: skip
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_XML = re.compile(r".*\.(?:xml|rels)$", re.IGNORECASE)


def broken() -> UnreadableWorkbook:
    """Return the refusal of a file whose inside is damaged."""
    return UnreadableWorkbook(BROKEN, "broken")


@contextmanager
def archive(content: bytes) -> Iterator[zipfile.ZipFile]:
    """Open a zip; damage anywhere inside becomes one sentence."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            yield opened
    except DAMAGE as e:
        raise broken() from e
    except RuntimeError as e:  # zipfile's only sign of an encrypted member
        raise encrypted() from e


def encrypted() -> UnreadableWorkbook:
    """Return the refusal of a file behind a password."""
    return UnreadableWorkbook("文件设有打开密码，无法读取，请取消密码保护另存后再上传。", "encrypted")


def inspect(opened: zipfile.ZipFile) -> None:
    """Refuse bombs, document type declarations, macros and passwords before any parser sees the parts."""
    parts = opened.infolist()
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    if len(parts) > MOST_PARTS or unpacked > UNPACKED_TIMES * settings.WORKBOOK_MAX_BYTES:
        raise UnreadableWorkbook(SWOLLEN, "too_big")
    if unpacked > SUSPICIOUS_BYTES and unpacked / packed > SUSPICIOUS_RATIO:
        raise UnreadableWorkbook(SWOLLEN, "too_big")
    if any(part.flag_bits & 0x1 for part in parts):
        raise encrypted()
    if any(part.compress_type not in METHODS for part in parts):
        raise broken()
    for part in parts:
        if _XML.fullmatch(part.filename):
            _inspect_part(opened, part)


def _inspect_part(opened: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Inflate one part in pieces: it may not be longer than it says, and may not declare entities."""
    declared = part.file_size
    part.file_size = declared + 1  # a stream longer than declared shows itself by this one byte
    try:
        with opened.open(part) as stream:
            head = stream.read(HEAD)
            length = len(head)
            while piece := stream.read(2**20):
                length += len(piece)
    finally:
        part.file_size = declared
    if length > declared:
        raise UnreadableWorkbook(SWOLLEN, "too_big")
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head or head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise broken()

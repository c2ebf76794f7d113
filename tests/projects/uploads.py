"""Files as a browser sends them: sound ones, and those that only pretend."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"
PROGRAM = b"MZ\x90\x00\x03" + bytes(200)


def upload(name: str = "批复.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def another(number: int) -> bytes:
    """A sound PDF unlike every other."""
    return PDF + b"%" + str(number).encode() + b"\n%%EOF\n"


def on_disk() -> set[Path]:
    """Every file kept for a proof."""
    return {path for path in (Path(settings.MEDIA_ROOT) / "proofs").rglob("*") if path.is_file()}

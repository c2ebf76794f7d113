"""Files kept by their content: the same bytes have the same name, and a file once named never changes."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Kept:
    """Where bytes lie under MEDIA_ROOT, and their SHA-256."""

    path: str
    sha256: str


def keep(content: bytes, folder: str, suffix: str) -> Kept:
    """Write bytes under their own hash, whole or not at all; writing them again changes nothing."""
    digest = sha256(content).hexdigest()
    name = f"{folder}/{digest[:2]}/{digest}{suffix}"
    target = Path(settings.MEDIA_ROOT) / name
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(target, content)
    return Kept(name, digest)


def _write_whole(target: Path, content: bytes) -> None:
    """Beside the target first, then renamed: a crash leaves no half file under a final name."""
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(target)


def read(path: str) -> bytes:
    """The bytes of a kept file."""
    return (Path(settings.MEDIA_ROOT) / path).read_bytes()

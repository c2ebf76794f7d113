"""Keys of the embedded default: made once, kept in one folder, readable by the owner alone."""

import contextlib
import os
import secrets
from pathlib import Path


def load_or_create_key(path: Path) -> str:
    """Return the hex key kept at `path`, making 32 random bytes on first use.

    Two processes may start at once: the file is linked into place whole, so both read the same key.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_text(secrets.token_hex(32))
        draft.chmod(0o600)
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()


FIRST_KEY = "1"


def named_key(text: str) -> tuple[str, str]:
    """Read `id=hex` as (id, hex); a key without an id is the first one, "1"."""
    name, sign, key = text.strip().partition("=")
    return (name.strip(), key.strip()) if sign else (FIRST_KEY, name)


def named_keys(text: str) -> dict[str, str]:
    """Read `id=hex,id=hex` as {id: hex}; blanks between commas do not count."""
    return dict(named_key(part) for part in text.split(",") if part.strip())

"""A pay file put into a folder: whole or not at all, readable by its owner alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.db import transaction

from labor.payments.sending import PayFile
from labor.payments.sheets import FileKind
from units.refusals import Refusal

ENDINGS = {f".{kind}": kind for kind in FileKind}


def kind_of(path: Path) -> FileKind:
    """xlsx or csv, by the file's ending.

    Raises:
        Refusal: any other ending, or a folder that is not there.
    """
    kind = ENDINGS.get(path.suffix.lower())
    if kind is None:
        raise Refusal(f"--out 的文件名“{path.name}”应以 .xlsx 或 .csv 结尾。")
    if not path.parent.is_dir():
        raise Refusal(f"--out 的文件夹“{path.parent}”不存在，请先建好。")
    return kind


def hand_out(path: Path, make: Callable[[], PayFile]) -> PayFile:
    """Make a pay file and write it to `path`, mode 0600.

    Its bytes are on the disk before the batch is saved for good, and under their own name only after: when the disk is
    full nothing is sent, and when the machine stops in between, the same file is fetched again from the batch.

    Raises:
        Refusal: what `make` refuses, or the file cannot be written.
    """
    spare: Path | None = None
    try:
        with transaction.atomic():
            made = make()
            spare = _written(path, made.content)
        os.replace(spare, path)
    except OSError as error:
        raise Refusal(f"支付文件写不进“{path.parent}”：{error.strerror}。请换一个文件夹，或清理磁盘后再试。") from None
    finally:
        if spare is not None:
            with suppress(FileNotFoundError):
                spare.unlink()
    return made


def _written(path: Path, content: bytes) -> Path:
    """A file beside `path` with the content on the disk; such files are their owner's alone (0600) from the start."""
    with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=path.suffix, delete=False) as file:
        spare = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            spare.unlink()
            raise
    return spare

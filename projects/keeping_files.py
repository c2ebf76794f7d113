"""Files kept for the trail, whatever they belong to: looked into, stored, set aside, handed out as they came.

Which place a file belongs to, who may bring it and what rests on it is said by the action that calls these.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any, TypeVar

from cryptography.hazmat.primitives import hashes
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from documents.attachments import LARGEST, LARGEST_MIB, FileType, UnacceptableFile, check_file
from projects.models import KeptFile
from units.models import User
from units.refusals import Refusal, WrongState

MOST_AT_ONCE = 20
LONGEST_NAME = 120
UNFIT = re.compile(r'[\\/:*?"<>|]+')
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "ofd": "application/ofd",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

Kept = TypeVar("Kept", bound=KeptFile)

_written: ContextVar[list[str] | None] = ContextVar("written", default=None)


@contextmanager
def atomic_with_files() -> Iterator[None]:
    """`transaction.atomic` for acts that add files: when it rolls back, the files written within are deleted again.

    The outermost transaction of an act that calls `take_in` must be this one (`with` or as a decorator).
    """
    outer, own = _written.get(), list[str]()
    token = _written.set(own)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        for name in own:
            default_storage.delete(name)
        raise
    finally:
        _written.reset(token)
    if outer is not None:
        outer.extend(own)


@dataclass(frozen=True, slots=True)
class SoundFile:
    """One upload that was looked into."""

    upload: File[Any]
    name: str
    kind: FileType
    size: int
    digest: str


def look_into(files: Sequence[File[Any]]) -> tuple[list[SoundFile], list[str]]:
    """The files that can be kept, and every sentence about the others; nothing is kept yet."""
    wrong = [f"一次最多上传{MOST_AT_ONCE}个文件，请分次上传。"] if len(files) > MOST_AT_ONCE else []
    sound: list[SoundFile] = []
    for upload in files[:MOST_AT_ONCE]:
        try:
            sound.append(_looked_into(upload))
        except UnacceptableFile as refused:
            wrong.append(str(refused))
    return sound, wrong + _doubles(sound, {})


def take_in(
    *, files: Sequence[SoundFile], there: Mapping[str, str], row: Callable[[], Kept], by: User, at: datetime
) -> list[Kept]:
    """Store files that were looked into, all or none; inside the caller's `atomic_with_files`.

    Args:
        there: digest → name of what is kept in that place already.
        row: makes the row of one file, its place set and not yet saved.

    Raises:
        Refusal: for each file whose content is there already.
    """
    if double := _doubles(files, there):
        raise Refusal(*double)
    return [_stored(one, row(), by=by, at=at) for one in files]


def told(kept: Sequence[KeptFile]) -> list[list[Any]]:
    """What the audit trail keeps of files: key, name, size in bytes, digest."""
    return [[one.pk, one.name, one.size, one.digest] for one in kept]


def held_in_force(file: Kept) -> Kept:
    """The file's row, locked.

    Raises:
        WrongState: it was removed already.
    """
    held = type(file)._default_manager.select_for_update(of=("self",)).get(pk=file.pk)
    if held.removed_at is not None:
        raise WrongState(f"“{held.name}”已经移除，不必再办。请刷新页面。")
    return held


def set_aside(held: KeptFile, *, by: User, at: datetime) -> None:
    """Mark a locked row as removed; the row and the file itself are kept for the trail."""
    held.removed_at, held.removed_by = at, by
    held.save(update_fields=["removed_at", "removed_by"])


def content_of(file: KeptFile) -> bytes:
    """The content of a file, as it was when it came.

    Raises:
        Refusal: removed, not on the disk any more, or no longer what was handed in.
    """
    if file.removed_at is not None:
        raise Refusal(f"“{file.name}”已经移除，不能下载。请刷新页面，看现有的附件。")
    content = _read(file)
    if _digest(content) != file.digest:
        raise Refusal(f"“{file.name}”与上传时的校验值不符，可能已损坏，没有提供下载。请转告系统管理员从备份恢复。")
    return content


def clean_name(name: str | None) -> str:
    """A sender's file name without folders, control and direction marks; cut to fit, its ending kept."""
    text = unicodedata.normalize("NFC", name or "").replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(one for one in text if unicodedata.category(one)[0] != "C")
    path = PurePath(UNFIT.sub("_", text).strip(" .") or "附件")
    return path.stem[: LONGEST_NAME - len(path.suffix)].rstrip() + path.suffix[-LONGEST_NAME:]


def _doubles(files: Sequence[SoundFile], there: Mapping[str, str]) -> list[str]:
    """A sentence for each file whose content is there already; `there` names what is kept, by digest."""
    seen, found = dict(there), list[str]()
    for one in files:
        if one.digest in seen:
            found.append(f"“{one.name}”与“{seen[one.digest]}”内容相同，请去掉重复的文件。")
        seen.setdefault(one.digest, one.name)
    return found


def _looked_into(upload: File[Any]) -> SoundFile:
    name = clean_name(upload.name)
    if upload.size > LARGEST:
        raise UnacceptableFile(f"“{name}”超过{LARGEST_MIB} MB，请压缩或拆分后再上传。")
    upload.seek(0)
    content: bytes = upload.read()
    return SoundFile(upload, name, check_file(name, content), len(content), _digest(content))


def _stored(one: SoundFile, row: Kept, *, by: User, at: datetime) -> Kept:
    row.name, row.kind, row.size, row.digest = one.name, one.kind.value, one.size, one.digest
    row.uploaded_at, row.uploaded_by = at, by
    one.upload.seek(0)
    row.file.save(one.name, one.upload, save=False)
    _remember(row.file.name)
    row.save(force_insert=True)
    return row


def _remember(name: str | None) -> None:
    written = _written.get()
    if written is not None and name:
        written.append(name)


def _read(file: KeptFile) -> bytes:
    try:
        with file.file.open("rb") as opened:
            content: bytes = opened.read()
            return content
    except OSError:
        sentence = f"服务器上找不到“{file.name}”这个文件。请转告系统管理员从备份恢复，或请上传人重新上传。"
        raise Refusal(sentence) from None


def _digest(content: bytes) -> str:
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize().hex()

"""What a page shows of the files of a proof or a funding, and handing one of them out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives import hashes
from django.db import transaction

from projects.models import Attachment, Funding, Proof
from projects.proofs.permissions import closed, settled, why_not_attach
from units.audit import record
from units.models import User
from units.refusals import Refusal

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "ofd": "application/ofd",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """The files of one place: those in force, those removed, and whether this person may change them."""

    files: tuple[Attachment, ...]
    removed: tuple[Attachment, ...]
    may_change: bool


def shelf_of(target: Proof | Funding, user: User) -> Shelf:
    """The files of a proof or a funding in the order of their coming; one question, `target.project` at hand."""
    every = list(target.files.select_related("uploaded_by", "removed_by").order_by("pk"))
    return Shelf(
        files=tuple(one for one in every if one.removed_at is None),
        removed=tuple(one for one in every if one.removed_at is not None),
        may_change=not (closed(target.project) or why_not_attach(user, target) or settled(target)),
    )


@transaction.atomic
def hand_out(*, attachment: Attachment, by: User, at: datetime) -> bytes:
    """Return the content of a file, as it was when it came; who took it and when goes to the audit trail (§12).

    Raises:
        Refusal: removed, not on the disk any more, or no longer what was handed in.
    """
    if attachment.removed_at is not None:
        raise Refusal(f"“{attachment.name}”已经移除，不能下载。请刷新页面，看现有的附件。")
    content = _content(attachment)
    if _digest(content) != attachment.digest:
        raise Refusal(
            f"“{attachment.name}”与上传时的校验值不符，可能已损坏，没有提供下载。请转告系统管理员从备份恢复。"
        )
    detail = {"file": attachment.pk, "digest": attachment.digest}
    record(act="下载附件", subject=f"{attachment.project.name} {attachment.name}", by=by, at=at, detail=detail)
    return content


def _content(attachment: Attachment) -> bytes:
    try:
        with attachment.file.open("rb") as opened:
            content: bytes = opened.read()
            return content
    except OSError:
        sentence = f"服务器上找不到“{attachment.name}”这个文件。请转告系统管理员从备份恢复，或请上传人重新上传。"
        raise Refusal(sentence) from None


def _digest(content: bytes) -> str:
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize().hex()

"""What a page shows of the files of a proof or a funding, and handing one of them out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from projects.keeping_files import content_of
from projects.models import Attachment, Funding, KeptFile, Proof
from projects.proofs.permissions import closed, settled, why_not_attach
from units.audit import record
from units.models import User


@dataclass(frozen=True, slots=True)
class Shelf:
    """The files of one place: those in force, those removed, and whether this person may change them."""

    files: tuple[KeptFile, ...]
    removed: tuple[KeptFile, ...]
    may_change: bool


def shelf_of(target: Proof | Funding, user: User) -> Shelf:
    """The files of a proof or a funding in the order of their coming; one question, `target.project` at hand."""
    may_change = not (closed(target.project) or why_not_attach(user, target) or settled(target))
    return shelf(target.files.select_related("uploaded_by", "removed_by").order_by("pk"), may_change=may_change)


def shelf(files: Iterable[KeptFile], *, may_change: bool) -> Shelf:
    """Files of any one place, sorted into those in force and those removed."""
    every = list(files)
    return Shelf(
        files=tuple(one for one in every if one.removed_at is None),
        removed=tuple(one for one in every if one.removed_at is not None),
        may_change=may_change,
    )


@transaction.atomic
def hand_out(*, attachment: Attachment, by: User, at: datetime) -> bytes:
    """Return the content of a file, as it was when it came; who took it and when goes to the audit trail (§12).

    Raises:
        Refusal: removed, not on the disk any more, or no longer what was handed in.
    """
    content = content_of(attachment)
    detail = {"file": attachment.pk, "digest": attachment.digest}
    record(act="下载附件", subject=f"{attachment.project.name} {attachment.name}", by=by, at=at, detail=detail)
    return content

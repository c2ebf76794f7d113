"""备案包: one ZIP for the two offices: ledger, notice, receipts, signatures, and a list of contents with digests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives import hashes
from django.db import transaction
from django.utils import timezone

from documents.papers import render_pdf
from labor.archive.contents import files_of, notices_of, photos_of
from labor.archive.ledgers import ledger, payments, trail
from labor.models import PublicNotice, RollFileKind, WageRoll
from labor.notices.result import notice_result_pdf
from labor.notices.sheet import compose_sheet, hanging_of
from labor.notices.standing import running_notice
from labor.pay.standing_lines import lines_of
from labor.permissions import require_works_on
from labor.taking_out import stated_purpose, watermark
from projects.keeping_files import content_of
from projects.models import KeptFile
from units.audit import record
from units.models import User

LACKING = "请写明用途，至少四个字，例如“报区人力社保局备案”；会写在台账首尾。"
STILL = (1980, 1, 1, 0, 0, 0)  # the same rows make the same bytes, whenever they are packed
FOLDERS = {RollFileKind.SIGNED: "签字表", RollFileKind.VOUCHER: "支付凭证", RollFileKind.OTHER: "其他附件"}


@dataclass(frozen=True, slots=True)
class Package:
    """The ZIP, its name, and what is in it: (path, bytes, SM3)."""

    name: str
    content: bytes = field(repr=False)
    contents: Sequence[tuple[str, int, str]]


@transaction.atomic
def package_of(*, roll: WageRoll, full: bool, reason: str, by: User, at: datetime) -> Package:
    """Pack what belongs to a roll's 备案; whoever takes it out, when, what for and whether numbers are whole is kept.

    Raises:
        NotAllowed: the person's post does not handle the project.
        Refusal: the purpose says too little, or a kept file is gone or damaged.
    """
    require_works_on(by, roll.project, "打包备案材料")
    why = stated_purpose(reason, lacking=LACKING)
    book, rows = ledger(roll, full=full, mark=watermark(by, at, why))
    parts = [("工资台账.xlsx", book), *_papers(roll, at), *_books(roll, by, at, why), *_kept(roll)]
    contents = [(f"{number:02d}-{path}", len(made), _sm3(made)) for number, (path, made) in enumerate(parts, 1)]
    detail: dict[str, Any] = {"roll": roll.pk, "reason": why, "full": full, "files": len(parts)}
    record(act="打包备案材料", subject=roll.subject, by=by, at=at, rows=rows, detail=detail)
    listed = _list(roll, contents, watermark(by, at, why)).encode("utf-8-sig")
    named = [("00-目录.txt", listed), *((path, made) for (path, _, _), (_, made) in zip(contents, parts, strict=True))]
    name = f"备案材料-{roll.project.name}-{roll.period.label}{roll.get_kind_display()}.zip"
    return Package(name, _zipped(named), contents)


def _papers(roll: WageRoll, at: datetime) -> Iterator[tuple[str, bytes]]:
    """The sheet as it hung, and how the notice went."""
    running = running_notice(roll)
    if running is not None:
        yield f"公示表-第{running.round}次.pdf", _sheet(roll, running)
    if notices_of(roll).exists():
        yield "公示情况说明.pdf", notice_result_pdf(roll, on=timezone.localdate(at))


def _sheet(roll: WageRoll, notice: PublicNotice) -> bytes:
    lines = list(lines_of(roll).select_related("worker").order_by("row", "pk"))
    return render_pdf(compose_sheet(roll, lines, hanging_of(notice), on=notice.starts_on))


def _books(roll: WageRoll, by: User, at: datetime, why: str) -> Iterator[tuple[str, bytes]]:
    if roll.batches.exists():
        yield "支付与回执.xlsx", payments(roll, mark=watermark(by, at, why))
    yield "办理经过和审定意见.xlsx", trail(roll)


def _kept(roll: WageRoll) -> Iterator[tuple[str, bytes]]:
    """Files as they came, each checked against its digest."""
    for number, photo in enumerate(photos_of(roll), 1):
        yield f"公示影像/第{photo.notice.round}次-{number:02d}-{photo.name}", content_of(photo)
    kept: list[KeptFile] = list(files_of(roll))
    for number, file in enumerate(kept, 1):
        yield f"{FOLDERS[RollFileKind(file.file_kind)]}/{number:02d}-{file.name}", content_of(file)  # type: ignore[attr-defined]


def _list(roll: WageRoll, contents: Sequence[tuple[str, int, str]], mark: str) -> str:
    """What the package holds, for whoever opens it years later."""
    head = [
        f"{roll.project.name}（{roll.project.code}）",
        f"{roll.period.label}劳务报酬{roll.get_kind_display()}备案材料",
        mark,
    ]
    rows = [f"{path}\t{size}字节\tSM3 {digest}" for path, size, digest in contents]
    return "\r\n".join([*head, "", *rows, ""])


def _zipped(files: Sequence[tuple[str, bytes]]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for path, content in files:
            package.writestr(zipfile.ZipInfo(path, STILL), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _sm3(content: bytes) -> str:
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize().hex()

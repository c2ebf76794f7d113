"""编号印发 of the office's papers beside the dispatch reports: number, freeze, print and keep, whole or not at all.

Everything slow happens first and leaves no trace but files named by their content. Then one short transaction takes the
next number of the series and lets the caller write what follows from the issue.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from assignments.models import IssuedPaper, PaperKind
from assignments.series import prefix_of
from documents.kept_files import Kept, keep, read
from documents.papers import Block, Imprint, OfficialPaper, compose_html, render_pdf
from units.audit import record
from units.models import User
from units.office import issuing_office
from units.refusals import Refusal

FOLDER = "papers"
TRIES = 5
DEMO_REMARK = "演示数据，不代表实际工作情况"
UNBROKEN = ("以工代赈", "重点工程项目", "重点工程", "领导小组", "大渡口区")
PLACEHOLDER = "　"  # where a draft's number will stand

Settled = TypeVar("Settled")
Compose = Callable[[str, date], OfficialPaper]


class NumberTaken(Exception):
    """Another paper took the number while this one was being printed."""


@dataclass(frozen=True)
class Printed:
    """A paper printed under a number that is not yet its own."""

    kind: PaperKind
    number: int
    paper: OfficialPaper
    html: str
    pdf: Kept


def issue_paper(
    *, kind: PaperKind, compose: Compose, settle: Callable[[IssuedPaper], Settled], by: User, at: datetime
) -> Settled:
    """Print a paper, take the next number of its series, keep it, and `settle` what follows in the same transaction.

    Args:
        compose: (document number, day) → the paper; called once for each number tried.
        settle: makes the move of what the paper belongs to; its refusal leaves neither number nor paper.

    Raises:
        Refusal, PaperNotPrinted, MissingFonts: with a sentence; nothing is issued.
    """
    for _ in range(TRIES):
        printed = _print(kind, compose, timezone.localdate(at))
        try:
            with transaction.atomic():
                paper = _take(printed, by=by, at=at)
                settled = settle(paper)  # before the trail: whoever moves the same paper waits for the trail last too
                _tell(paper, by=by, at=at)
                return settled
        except NumberTaken:
            continue
    raise Refusal("同时印发的公文太多，没有取到文号，请稍后重试。")


def official(
    *,
    number: str,
    title: str,
    addressee: str,
    body: tuple[Block, ...],
    dated: date,
    signer: str = "",
    copies: tuple[str, ...] = (),
    draft: bool = False,
    **more: Any,
) -> OfficialPaper:
    """A paper of the office: its red head, signature and imprint, and the remark of a demo site.

    `signer` for upward papers only; `more` are further fields of `OfficialPaper` (annexes, unbroken …).
    """
    office = issuing_office()
    unbroken = (*UNBROKEN, *more.pop("unbroken", ()))
    return OfficialPaper(
        masthead=office.red_head,
        number=number,
        signer=signer,
        title=title,
        addressee=addressee,
        body=body,
        signature=office.issuer,
        dated=dated,
        remark=DEMO_REMARK if settings.DEMO_MODE else "",
        imprint=Imprint(office.printed_by, dated, copies),
        draft=draft,
        unbroken=unbroken,
        **more,
    )


def preview(*, kind: PaperKind, compose: Compose, on: date) -> bytes:
    """The paper as a PDF under no number yet; nothing is kept."""
    return render_pdf(compose_html(compose(f"{prefix_of(kind)}〔{on.year}〕{PLACEHOLDER}号", on)))


def pdf_of(paper: IssuedPaper) -> bytes:
    """The PDF as it was issued."""
    return read(paper.pdf_path)


def next_number(kind: PaperKind, year: int) -> int:
    """The number after the last of a year; nothing is claimed."""
    return (IssuedPaper.objects.filter(kind=kind, year=year).aggregate(last=Max("number"))["last"] or 0) + 1


def _print(kind: PaperKind, compose: Compose, day: date) -> Printed:
    number = next_number(kind, day.year)
    paper = compose(f"{prefix_of(kind)}〔{day.year}〕{number}号", day)
    html = compose_html(paper)
    return Printed(kind, number, paper, html, keep(render_pdf(html), FOLDER, ".pdf"))


def _take(printed: Printed, *, by: User, at: datetime) -> IssuedPaper:
    try:
        with transaction.atomic():
            return IssuedPaper.objects.create(**_fields(printed), issued_at=at, issued_by=by)
    except IntegrityError:  # the number was taken between the look and the insert
        raise NumberTaken from None


def _tell(paper: IssuedPaper, *, by: User, at: datetime) -> None:
    detail = {"number": paper.document_number, "sha256": paper.pdf_sha256}
    record(act=f"印发{paper.get_kind_display()}", subject=str(paper), by=by, at=at, detail=detail)


def _fields(printed: Printed) -> dict[str, Any]:
    return {
        "kind": printed.kind,
        "year": printed.paper.dated.year,
        "number": printed.number,
        "document_number": printed.paper.number,
        "title": printed.paper.title.replace("\n", ""),
        "html": printed.html,
        "pdf_path": printed.pdf.path,
        "pdf_sha256": printed.pdf.sha256,
        "issued_on": printed.paper.dated,
    }

"""印发: number, freeze, print and keep a signed report, whole or not at all.

Everything slow happens first and leaves no trace but files named by their content. Then one short transaction takes
the next number and marks the report issued: a crash before it leaves it signed, a crash after it issued.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from dispatch import permissions
from dispatch.annex import annex_workbook
from dispatch.checking import marked
from dispatch.distributing import distribute
from dispatch.jobs import Progress
from dispatch.models import Bulletin, BulletinAct, BulletinState, FigureRevision
from dispatch.moves import MOVES, refused_state
from dispatch.moving import make_move
from dispatch.paper import Issue, official_paper
from dispatch.restating import untold_revisions
from dispatch.spanbook import SpanBook
from dispatch.spans import overtaken
from documents.kept_files import Kept, keep
from documents.papers import compose_docx, compose_html, render_pdf
from units.models import IssuingOffice, User
from units.office import issuing_office
from units.refusals import Refusal, WrongState

FOLDER = "bulletins"
TRIES = 5


class NumberTaken(Exception):
    """Another report took the number while this one was being printed."""


@dataclass(frozen=True)
class Printed:
    """A report printed under a number that is not yet its own."""

    number: int
    issue: Issue
    code: str
    html: str
    pdf: Kept
    xlsx: Kept
    docx: Kept
    book: SpanBook
    told: list[FigureRevision]


def issue_bulletin(*, bulletin: Bulletin, by: User, at: datetime, progress: Progress) -> Bulletin:
    """Issue a signed report; an issued one is returned as it is.

    Raises:
        NotAllowed: `by` is not an office administrator.
        WrongState: it is not signed, or was handed back while it was being printed.
        Refusal, PaperNotPrinted, MissingFonts: with a sentence; the report stays signed.
    """
    permissions.allow_issue(by)
    for _ in range(TRIES):
        bulletin.refresh_from_db()
        if bulletin.state == BulletinState.ISSUED:
            return bulletin
        _require_signed(bulletin)
        _require_latest(bulletin)
        printed = _print(bulletin, at, progress)
        progress(90, "编号印发")
        try:
            return _settle(bulletin, printed, by=by, at=at)
        except NumberTaken:
            continue
    raise Refusal("同时印发的公文太多，没有取到文号，请稍后重试。")


def _require_signed(bulletin: Bulletin) -> None:
    move = MOVES[BulletinAct.ISSUE]
    if bulletin.state not in move.sources:
        raise WrongState(refused_state(move, bulletin.state))


def _require_latest(bulletin: Bulletin) -> None:
    if newer := overtaken(bulletin):
        raise Refusal(f"{bulletin}所据的定稿已有{newer[-1]}，请退回修改，换用最新数字后重新送核。")


def next_number(year: int) -> int:
    """The number after the last one issued in a year; nothing is claimed."""
    return (Bulletin.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0) + 1


def document_number(office: IssuingOffice, year: int, number: int) -> str:
    """发文字号: 代字, the year in 〔〕 and the number without leading zeros (GB/T 9704-2012, 7.2.5)."""
    return f"{office.number_prefix}〔{year}〕{number}号"


def _print(bulletin: Bulletin, at: datetime, progress: Progress) -> Printed:
    office, day = issuing_office(), timezone.localdate(at)
    number = next_number(day.year)
    issue = Issue(document_number(office, day.year, number), bulletin.signer, day)
    progress(10, "汇总定稿数字")
    book = SpanBook.of(bulletin)
    told = untold_revisions(bulletin)
    paper = official_paper(bulletin, office, issue, draft=False, demo=settings.DEMO_MODE, book=book)
    code, html = marked(bulletin, number=issue.number, html=compose_html(paper))
    progress(30, "排版生成 PDF")
    pdf = keep(render_pdf(html), FOLDER, ".pdf")
    progress(75, "生成附表工作簿和文字稿")
    xlsx = keep(annex_workbook(book, bulletin), FOLDER, ".xlsx")
    docx = keep(compose_docx(paper), FOLDER, ".docx")
    return Printed(number, issue, code, html, pdf, xlsx, docx, book, told)


@transaction.atomic
def _settle(bulletin: Bulletin, printed: Printed, *, by: User, at: datetime) -> Bulletin:
    """Take the number and mark the report issued, by one update of one row."""
    if next_number(printed.issue.dated.year) != printed.number:
        raise NumberTaken
    files = {"PDF": printed.pdf, "附表": printed.xlsx, "文字稿": printed.docx}
    said = {"发文字号": ["", printed.issue.number], **{name: ["", kept.sha256] for name, kept in files.items()}}
    stored = {**_issued(printed), "issued_at": at, "issued_by": by}
    act, seen = BulletinAct.ISSUE, bulletin.version
    try:
        with transaction.atomic():
            made = make_move(bulletin=bulletin, act=act, by=by, at=at, version=seen, changes=said, **stored)
    except IntegrityError:  # the number was taken between the look and the update
        raise NumberTaken from None
    made.based_on.set(printed.book.revisions)
    FigureRevision.objects.filter(pk__in=[one.pk for one in printed.told], told_in=None).update(told_in=made)
    distribute(made, at=at)
    return made


def _issued(printed: Printed) -> dict[str, Any]:
    return {
        "year": printed.issue.dated.year,
        "number": printed.number,
        "document_number": printed.issue.number,
        "issued_on": printed.issue.dated,
        "code": printed.code,
        "html": printed.html,
        "pdf_path": printed.pdf.path,
        "pdf_sha256": printed.pdf.sha256,
        "xlsx_path": printed.xlsx.path,
        "xlsx_sha256": printed.xlsx.sha256,
        "docx_path": printed.docx.path,
        "docx_sha256": printed.docx.sha256,
    }


def render_again(bulletin: Bulletin) -> bytes:
    """Print an issued report from its frozen HTML: the same bytes as the day it was issued, on the same faces.

    Raises:
        Refusal: it is not issued.
    """
    if bulletin.state != BulletinState.ISSUED:
        raise Refusal(f"{bulletin}还没有印发，没有定稿可以重印。")
    return render_pdf(bulletin.html)

"""印发: number, freeze, print and keep a report, whole or not at all.

Everything slow happens first and leaves no trace but files named by their content. Then one short transaction takes
the next number and marks the report issued: a crash before it leaves a draft, a crash after it an issued report.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from dispatch import permissions
from dispatch.annex import annex_workbook
from dispatch.bulletins import AlreadyIssued, StaleDraft
from dispatch.figures import FigureBook, latest_revision
from dispatch.files import Kept, keep
from dispatch.jobs import Progress
from dispatch.models import Bulletin, BulletinState, IssuingOffice
from dispatch.office import issuing_office
from dispatch.paper import Issue, compose_report
from documents.papers import render_pdf
from units.audit import record
from units.models import User
from units.refusals import Refusal

FOLDER = "bulletins"
TRIES = 5


class NumberTaken(Exception):
    """Another report took the number while this one was being printed."""


@dataclass(frozen=True)
class Printed:
    """A report printed under a number that is not yet its own."""

    number: int
    issue: Issue
    html: str
    pdf: Kept
    xlsx: Kept


def issue_bulletin(*, bulletin: Bulletin, by: User, at: datetime, progress: Progress) -> Bulletin:
    """Issue a draft; an issued one is returned as it is.

    Raises:
        NotAllowed: `by` is not an office administrator.
        StaleDraft: the wording was changed while the report was being printed.
        Refusal, PaperNotPrinted, MissingFonts: with a sentence; the draft stays a draft.
    """
    permissions.allow_issue(by)
    for _ in range(TRIES):
        bulletin.refresh_from_db()
        if bulletin.state == BulletinState.ISSUED:
            return bulletin
        _require_latest(bulletin)
        printed = _print(bulletin, at, progress)
        progress(90, "编号印发")
        try:
            return _settle(bulletin, printed, by=by, at=at)
        except NumberTaken:
            continue
    raise Refusal("同时印发的公文太多，没有取到文号，请稍后重试。")


def _require_latest(bulletin: Bulletin) -> None:
    latest = latest_revision(bulletin.period)
    if latest.pk != bulletin.revision_id:
        raise Refusal(f"{bulletin}所据的定稿已有第{latest.number}次更正，请打开报告换用最新数字后再印发。")


def next_number(year: int) -> int:
    """The number after the last one issued in a year; nothing is claimed."""
    return (Bulletin.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0) + 1


def document_number(office: IssuingOffice, year: int, number: int) -> str:
    """发文字号: 代字, the year in 〔〕 and the number without leading zeros (GB/T 9704-2012, 7.2.5)."""
    return f"{office.number_prefix}〔{year}〕{number}号"


def _print(bulletin: Bulletin, at: datetime, progress: Progress) -> Printed:
    office, day = issuing_office(), timezone.localdate(at)
    number = next_number(day.year)
    issue = Issue(document_number(office, day.year, number), office.signer, day)
    progress(10, "汇总定稿数字")
    book = FigureBook(bulletin.revision)
    html = compose_report(bulletin, office, issue, draft=False, demo=settings.DEMO_MODE, book=book)
    progress(30, "排版生成 PDF")
    pdf = keep(render_pdf(html), FOLDER, ".pdf")
    progress(75, "生成附表工作簿")
    xlsx = keep(annex_workbook(book), FOLDER, ".xlsx")
    return Printed(number, issue, html, pdf, xlsx)


@transaction.atomic
def _settle(bulletin: Bulletin, printed: Printed, *, by: User, at: datetime) -> Bulletin:
    """Take the number and mark the report issued, by one update of one row."""
    if next_number(printed.issue.dated.year) != printed.number:
        raise NumberTaken
    draft = Bulletin.objects.filter(pk=bulletin.pk, state=BulletinState.DRAFT, version=bulletin.version)
    try:
        with transaction.atomic():
            settled = draft.update(**_issued(printed), issued_at=at, issued_by=by)
    except IntegrityError:  # the number was taken between the look and the update
        raise NumberTaken from None
    if settled != 1:
        _refuse(bulletin)
    detail = {"pdf": printed.pdf.sha256, "xlsx": printed.xlsx.sha256}
    record(act="印发报告", subject=f"{bulletin} {printed.issue.number}", by=by, at=at, detail=detail)
    bulletin.refresh_from_db()
    return bulletin


def _issued(printed: Printed) -> dict[str, object]:
    return {
        "state": BulletinState.ISSUED,
        "year": printed.issue.dated.year,
        "number": printed.number,
        "document_number": printed.issue.number,
        "signer": printed.issue.signer,
        "issued_on": printed.issue.dated,
        "html": printed.html,
        "pdf_path": printed.pdf.path,
        "pdf_sha256": printed.pdf.sha256,
        "xlsx_path": printed.xlsx.path,
        "xlsx_sha256": printed.xlsx.sha256,
    }


def _refuse(bulletin: Bulletin) -> None:
    bulletin.refresh_from_db()
    if bulletin.state == BulletinState.ISSUED:
        raise AlreadyIssued(bulletin)
    raise StaleDraft(f"排版期间{bulletin}的文字又有修改，没有印发。请核对最新文字后重新印发。")


def render_again(bulletin: Bulletin) -> bytes:
    """Print an issued report from its frozen HTML: the same bytes as the day it was issued, on the same faces.

    Raises:
        Refusal: it is not issued.
    """
    if bulletin.state != BulletinState.ISSUED:
        raise Refusal(f"{bulletin}还没有印发，没有定稿可以重印。")
    return render_pdf(bulletin.html)

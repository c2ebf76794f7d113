"""调度报告 pages for readers: the list, the web version, the two files."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from dispatch import files, permissions
from dispatch.bulletins import has_unread_figures
from dispatch.figures import FigureBook
from dispatch.models import Bulletin, BulletinAct, BulletinState
from dispatch.moving import available_moves
from dispatch.office import issuing_office
from dispatch.report import build_report
from dispatch.way import TONES, stages
from projects.models import Period
from units.audit import record
from units.models import User
from units.refusals import Refusal
from units.requests import actor, page_of

PER_PAGE = 24
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def bulletin_list(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    found = Bulletin.objects.visible_to(user).select_related("period", "issued_by", "created_by")
    page = page_of(request, found.order_by("-period__month", "-pk"), per_page=PER_PAGE)
    may_draft = permissions.may_draft(user)
    waiting = Period.objects.filter(closed_at__isnull=False, bulletins=None).order_by("-month") if may_draft else []
    context = {"page": page, "waiting": waiting, "may_draft": may_draft, "may_issue": permissions.may_issue(user)}
    return render(request, "dispatch/bulletin_list.html", context)


@require_GET
def bulletin_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as a page: the same words and figures as the paper, each figure opening the rows behind it."""
    user = actor(request)
    return show_report(request, find(user, pk), user)


def show_report(
    request: HttpRequest,
    bulletin: Bulletin,
    user: User,
    *,
    refused: Refusal | None = None,
    typed: str = "",
    status: int = 200,
) -> HttpResponse:
    """The report's page; after a refused act with what was wrong and the reason that was typed."""
    moves = available_moves(bulletin, user)
    context = {
        "bulletin": bulletin,
        "report": build_report(bulletin, addressee=issuing_office().addressee, book=FigureBook(bulletin.revision)),
        "is_issued": bulletin.state == BulletinState.ISSUED,
        "tone": TONES[BulletinState(bulletin.state)],
        "stages": stages(bulletin),
        "steps": bulletin.steps.select_related("by"),
        "buttons": [move for move in moves if move.button],
        "may_sign": any(move.act == BulletinAct.SIGN for move in moves),
        "may_hand_back": any(move.act == BulletinAct.HAND_BACK for move in moves),
        "may_issue": any(move.act == BulletinAct.ISSUE for move in moves),
        "may_word": permissions.may_draft(user) and bulletin.state == BulletinState.DRAFT,
        "is_office": permissions.may_draft(user),
        "has_unread_figures": has_unread_figures(bulletin),
        "refused": refused.sentences if refused else (),
        "typed": typed,
    }
    return render(request, "dispatch/bulletin_detail.html", context, status=status)


@require_GET
def bulletin_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    return _file(request, pk, "pdf_path", "", ".pdf", PDF)


@require_GET
def bulletin_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    return _file(request, pk, "xlsx_path", "附表", ".xlsx", XLSX)


def _file(request: HttpRequest, pk: int, field: str, suffix: str, ending: str, content_type: str) -> HttpResponse:
    user = actor(request)
    bulletin = find(user, pk)
    if bulletin.state != BulletinState.ISSUED:
        raise Http404("报告还没有印发。")
    content = files.read(getattr(bulletin, field))
    name = f"{bulletin}{suffix}{ending}"
    _note_download(bulletin, name, user)
    return file_response(content, name, content_type)


def file_response(content: bytes, name: str, content_type: str) -> HttpResponse:
    """A kept file: PDF opens in the browser, a workbook is saved; never kept by a cache on the way."""
    disposition = content_disposition_header(as_attachment=content_type != PDF, filename=name) or ""
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": disposition, "Cache-Control": "no-store"}
    )


@transaction.atomic
def _note_download(bulletin: Bulletin, name: str, user: User) -> None:
    """Exports leave a trace (§12 of the rules)."""
    record(act="下载报告", subject=f"{bulletin.document_number} {name}", by=user, at=timezone.now())


def find(user: User, pk: int) -> Bulletin:
    found = Bulletin.objects.visible_to(user).select_related(
        "period", "revision__period", "revision__frozen_by", "issued_by", "created_by"
    )
    return get_object_or_404(found, pk=pk)


def find_draft(user: User, pk: int) -> Bulletin:
    """A report somebody of the office wants to work on.

    Raises:
        PermissionDenied: the person is not of the office.
    """
    if not permissions.may_draft(user):
        raise PermissionDenied("只有办公室人员可以起草和修改调度报告。")
    return find(user, pk)

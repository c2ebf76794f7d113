"""调度报告 pages for readers: the list, the web version, the two files."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from dispatch import permissions
from dispatch.bulletins import has_unread_figures
from dispatch.distributing import note_opening
from dispatch.editions import may_replace, standing_edition
from dispatch.models import Bulletin, BulletinAct, BulletinKind, BulletinState
from dispatch.moving import available_moves
from dispatch.previewing import draft_docx
from dispatch.report import build_report
from dispatch.spans import unreported
from dispatch.way import TONES, stages
from documents import kept_files
from units.audit import record
from units.models import User
from units.office import issuing_office
from units.refusals import Refusal
from units.requests import actor, page_of, query_of
from units.scope import scope_of

PER_PAGE = 24
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def bulletin_list(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    visible = Bulletin.objects.visible_to(user)
    chosen = {name: request.GET.get(name, "") for name in ("kind", "year", "state")}
    found = _filtered(visible, chosen).select_related("period", "issued_by", "created_by", "replaced_by", "replaces")
    page = page_of(request, found.order_by("-period__month", "kind", "-edition", "-pk"), per_page=PER_PAGE)
    may_draft = permissions.may_draft(user)
    context = {
        "page": page,
        "rows": [(bulletin, TONES[BulletinState(bulletin.state)]) for bulletin in page.object_list],
        "waiting": unreported() if may_draft else [],
        "may_draft": may_draft,
        "may_issue": permissions.may_issue(user),
        "chosen": chosen,
        "is_filtered": any(chosen.values()),
        "query": query_of(request),
        "kinds": BulletinKind.choices,
        "states": BulletinState.choices if may_draft else [],
        "years": [day.year for day in visible.order_by().dates("period__month", "year", order="DESC")],
    }
    return render(request, "dispatch/bulletin_list.html", context)


def _filtered(visible: QuerySet[Bulletin], chosen: dict[str, str]) -> QuerySet[Bulletin]:
    """By kind, year of the span and state; what is not on offer is no filter."""
    if chosen["kind"] in BulletinKind.values:
        visible = visible.filter(kind=chosen["kind"])
    if chosen["state"] in BulletinState.values:
        visible = visible.filter(state=chosen["state"])
    year = chosen["year"]
    return visible.filter(period__month__year=int(year)) if year.isdecimal() and len(year) == 4 else visible


@require_GET
def bulletin_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as a page: the same words and figures as the paper, each figure opening the rows behind it."""
    user = actor(request)
    bulletin = find(user, pk)
    if bulletin.state == BulletinState.ISSUED:
        note_opening(bulletin, user, at=timezone.now())
    return show_report(request, bulletin, user)


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
        "report": build_report(bulletin, addressee=issuing_office().addressee),
        "is_issued": bulletin.state == BulletinState.ISSUED,
        "tone": TONES[BulletinState(bulletin.state)],
        "stages": stages(bulletin),
        "steps": bulletin.steps.select_related("by"),
        "buttons": [move for move in moves if move.button],
        "may_sign": any(move.act == BulletinAct.SIGN for move in moves),
        "may_hand_back": any(move.act == BulletinAct.HAND_BACK for move in moves),
        "may_issue": any(move.act == BulletinAct.ISSUE for move in moves),
        "may_replace": may_replace(bulletin, user),
        "later": standing_edition(bulletin),
        "may_word": permissions.may_draft(user) and bulletin.state == BulletinState.DRAFT,
        "is_office": permissions.may_draft(user),
        "shows_way": scope_of(user).reads_everything,
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


@require_GET
def bulletin_docx(request: HttpRequest, pk: int) -> HttpResponse:
    """An issued report's kept DOCX; for the office, a report on its way as it stands now, marked 草稿."""
    user = actor(request)
    bulletin = find(user, pk)
    if bulletin.state == BulletinState.ISSUED:
        return _file(request, pk, "docx_path", "", ".docx", DOCX)
    find_draft(user, pk)
    content, name = draft_docx(bulletin, at=timezone.now()), f"{bulletin}（草稿）.docx"
    _note_download(bulletin, name, user)
    return file_response(content, name, DOCX)


def _file(request: HttpRequest, pk: int, field: str, suffix: str, ending: str, content_type: str) -> HttpResponse:
    user = actor(request)
    bulletin = find(user, pk)
    path = getattr(bulletin, field)
    if bulletin.state != BulletinState.ISSUED or not path:
        raise Http404("报告还没有印发。")
    content = kept_files.read(path)
    name = f"{bulletin}{suffix}{_replaced(bulletin)}{ending}"
    _note_download(bulletin, name, user)
    return file_response(content, name, content_type)


def _replaced(bulletin: Bulletin) -> str:
    """What the name of a file says when its document no longer holds."""
    later = standing_edition(bulletin)
    return f"（已由{later.document_number}替代）" if later and later.document_number else ""


def file_response(content: bytes, name: str, content_type: str) -> HttpResponse:
    """A kept file: PDF opens in the browser, a workbook is saved; never kept by a cache on the way."""
    disposition = content_disposition_header(as_attachment=content_type != PDF, filename=name) or ""
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": disposition, "Cache-Control": "no-store"}
    )


@transaction.atomic
def _note_download(bulletin: Bulletin, name: str, user: User) -> None:
    """Exports leave a trace (§12 of the rules)."""
    at = timezone.now()
    note_opening(bulletin, user, at=at)
    record(act="下载报告", subject=f"{bulletin.document_number} {name}".strip(), by=user, at=at)


def find(user: User, pk: int) -> Bulletin:
    found = Bulletin.objects.visible_to(user).select_related(
        "period", "revision__period", "revision__frozen_by", "issued_by", "created_by", "replaces"
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

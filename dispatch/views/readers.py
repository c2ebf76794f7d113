"""分发 page of an issued report: who opened it, by unit; a word to those who did not; the list as a workbook."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from dispatch import permissions
from dispatch.distributing import remind_unopened
from dispatch.models import Bulletin, BulletinState, Reader
from dispatch.reader_export import export_readers
from dispatch.views.bulletins import find
from units.downloads import workbook_response
from units.models import User
from units.refusals import Refusal
from units.requests import actor, page_of, query_of

OPENED = {"yes": ("已打开", Q(opened_at__isnull=False)), "no": ("未打开", Q(opened_at=None))}


@require_GET
def bulletin_readers(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    bulletin = _issued(user, pk)
    whole = bulletin.readers.all()
    opened = whole.filter(opened_at__isnull=False).count()
    page = page_of(request, _chosen(request, whole).select_related("user", "unit"))
    context = {
        "bulletin": bulletin,
        "page": page,
        "query": query_of(request),
        "chosen": request.GET.get("opened", ""),
        "choices": [(name, label) for name, (label, _) in OPENED.items()],
        "search": request.GET.get("search", ""),
        "sent": whole.count(),
        "opened": opened,
        "unopened": whole.count() - opened,
    }
    return render(request, "dispatch/bulletin_readers.html", context)


def _chosen(request: HttpRequest, whole: QuerySet[Reader]) -> QuerySet[Reader]:
    """By unit or name, and by whether they opened it."""
    search = request.GET.get("search", "").strip().replace("\x00", "")
    if search:
        whole = whole.filter(Q(unit__name__icontains=search) | Q(user__name__icontains=search))
    _, opened = OPENED.get(request.GET.get("opened", ""), ("", Q()))
    return whole.filter(opened).order_by("unit__code", "user__username")


@require_POST
def bulletin_remind(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    bulletin = _issued(user, pk)
    try:
        told = remind_unopened(bulletin=bulletin, by=user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
    else:
        messages.success(request, f"已催阅{told}人。")
    return redirect("bulletin_readers", pk)


@require_POST
def bulletin_readers_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The list as it is filtered on the page."""
    user = actor(request)
    bulletin = _issued(user, pk)
    readers = _chosen(request, bulletin.readers.all())
    content = export_readers(bulletin=bulletin, readers=readers, by=user, at=timezone.now())
    return workbook_response(content, f"{bulletin}分发情况.xlsx")


def _issued(user: User, pk: int) -> Bulletin:
    """An issued report, for the office.

    Raises:
        PermissionDenied: the person is not of the office.
        Http404: it is not issued.
    """
    if not permissions.may_draft(user):
        raise PermissionDenied("分发情况由办公室查看。")
    bulletin = find(user, pk)
    if bulletin.state != BulletinState.ISSUED:
        raise Http404("报告还没有印发，没有分发。")
    return bulletin

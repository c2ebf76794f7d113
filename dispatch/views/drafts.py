"""调度报告 pages for the office: draft, preview, issue; and what stands in the red head."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from dispatch import jobs, permissions
from dispatch.bulletins import draft_bulletin
from dispatch.forms import OfficeForm
from dispatch.issuing import document_number, next_number
from dispatch.job_kinds import ISSUE, PREVIEW
from dispatch.models import Bulletin, BulletinAct, BulletinKind, BulletinState
from dispatch.moves import MOVES, refused_state
from dispatch.previewing import preview_path
from dispatch.report import title_of
from dispatch.views.bulletins import PDF, file_response, find_draft
from dispatch.views.periods import find as find_month
from units.office import change_office, issuing_office
from units.refusals import Refusal
from units.requests import actor

NEEDS_ADMIN = "只有办公室管理员可以印发调度报告，请联系办公室管理员办理。"


@require_POST
def bulletin_draft(request: HttpRequest, key: str) -> HttpResponse:
    """Draft the month's report, or with `kind` the one of the quarter, half or year that ends with the month."""
    user = actor(request)
    if not permissions.may_draft(user):
        raise PermissionDenied("只有办公室人员可以起草调度报告。")
    period = find_month(key)
    kind = request.POST.get("kind", "")
    made = BulletinKind(kind) if kind in BulletinKind.values else BulletinKind.MONTH_REPORT
    try:
        bulletin = draft_bulletin(period=period, kind=made, by=user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
        return redirect("period_detail", key)
    return redirect("bulletin_edit", bulletin.pk)


@require_http_methods(["GET", "POST"])
def bulletin_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """POST has the draft printed by a job; GET shows the PDF of the present wording when it is made."""
    user = actor(request)
    bulletin = find_draft(user, pk)
    if request.method == "POST":
        key = f"{bulletin.pk}-{bulletin.revision_id}-{bulletin.version}"
        job = jobs.enqueue(
            kind=PREVIEW, key=key, title=f"预览{bulletin}", by=user, at=timezone.now(), bulletin=bulletin.pk
        )
        return redirect("job_detail", job.pk)
    path = preview_path(bulletin)
    if not path.exists():
        messages.info(request, "文字改过以后还没有预览，请点“生成预览”。")
        return redirect("bulletin_edit", pk)
    return file_response(path.read_bytes(), f"{bulletin}（草稿）.pdf", PDF)


@require_http_methods(["GET", "POST"])
def bulletin_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows what will be issued under which number; POST hands it to a job."""
    user = actor(request)
    if not permissions.may_issue(user):
        raise PermissionDenied(NEEDS_ADMIN)
    bulletin = find_draft(user, pk)
    if bulletin.state != BulletinState.SIGNED:
        messages.info(request, _not_signed(bulletin))
        return redirect("bulletin_detail", pk)
    if request.method == "POST":
        job = jobs.enqueue(
            kind=ISSUE, key=str(bulletin.pk), title=f"印发{bulletin}", by=user, at=timezone.now(), bulletin=bulletin.pk
        )
        return redirect("job_detail", job.pk)
    office, year = issuing_office(), timezone.localdate().year
    number = document_number(office, year, next_number(year))
    context = {"bulletin": bulletin, "title": title_of(bulletin), "office": office, "number": number}
    return render(request, "dispatch/bulletin_issue.html", context)


def _not_signed(bulletin: Bulletin) -> str:
    if bulletin.state == BulletinState.ISSUED:
        return f"{bulletin}已印发，文号 {bulletin.document_number}。"
    return refused_state(MOVES[BulletinAct.ISSUE], bulletin.state)


@require_http_methods(["GET", "POST"])
def issuing_office_edit(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    if not permissions.may_issue(user):
        raise PermissionDenied("只有办公室管理员可以修改发文机关设置。")
    form = OfficeForm(request.POST if request.method == "POST" else None, instance=issuing_office())
    if request.method == "POST" and form.is_valid():
        change_office(values=form.cleaned_data, by=user, at=timezone.now())
        messages.success(request, "已保存，今后印发的报告按新的设置排版；已印发的不变。")
        return redirect("bulletin_list")
    return render(request, "dispatch/issuing_office.html", {"form": form})

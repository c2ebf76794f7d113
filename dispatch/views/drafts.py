"""调度报告 pages for the office: draft, word, preview, issue; and what stands in the red head."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from dispatch import jobs, permissions
from dispatch.bulletins import draft_bulletin, save_narrative
from dispatch.figures import FigureBook
from dispatch.forms import NarrativeForm, OfficeForm
from dispatch.issuing import document_number, next_number
from dispatch.job_kinds import ISSUE, PREVIEW
from dispatch.models import Bulletin, BulletinState, NarrativeEdit
from dispatch.office import change_office, issuing_office
from dispatch.previewing import preview_path
from dispatch.suggestions import suggest
from dispatch.views.bulletins import PDF, file_response, find_draft
from dispatch.views.periods import find as find_month
from units.models import User
from units.refusals import Refusal
from units.requests import actor, show_refusal

NEEDS_ADMIN = "只有办公室管理员可以印发调度报告，请联系办公室管理员办理。"


@require_POST
def bulletin_draft(request: HttpRequest, key: str) -> HttpResponse:
    user = actor(request)
    period = find_month(key)
    try:
        bulletin = draft_bulletin(period=period, by=user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
        return redirect("period_detail", key)
    return redirect("bulletin_edit", bulletin.pk)


@require_http_methods(["GET", "POST"])
def bulletin_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """`?from=ID` puts an earlier wording into the form, `?suggest=1` the suggested one; neither is saved yet."""
    user = actor(request)
    bulletin = find_draft(user, pk)
    if bulletin.state == BulletinState.ISSUED:
        messages.info(request, f"{bulletin}已印发，内容不能再改。")
        return redirect("bulletin_detail", pk)
    form = NarrativeForm(request.POST) if request.method == "POST" else _form(request, bulletin)
    if request.method == "POST" and form.is_valid() and _save(request, bulletin, form, user):
        return redirect("bulletin_edit", pk)
    context = {
        "bulletin": bulletin,
        "form": form,
        "edits": bulletin.edits.select_related("edited_by")[:20],
        "preview_ready": preview_path(bulletin).exists(),
        "may_issue": permissions.may_issue(user),
    }
    return render(request, "dispatch/bulletin_edit.html", context)


def _form(request: HttpRequest, bulletin: Bulletin) -> NarrativeForm:
    form = NarrativeForm.of(bulletin)
    if request.GET.get("suggest"):
        form.initial["problems"], form.initial["next_steps"] = suggest(FigureBook(bulletin.revision))
    elif (chosen := request.GET.get("from", "")).isdecimal():
        edit = get_object_or_404(NarrativeEdit, pk=chosen, bulletin=bulletin)
        form.initial["problems"], form.initial["next_steps"] = edit.problems, edit.next_steps
    return form


def _save(request: HttpRequest, bulletin: Bulletin, form: NarrativeForm, user: User) -> bool:
    try:
        save_narrative(bulletin=bulletin, **form.cleaned_data, by=user, at=timezone.now())
    except Refusal as refusal:
        show_refusal(form, refusal)
        bulletin.refresh_from_db()
        form.made_against(bulletin.version)
        return False
    messages.success(request, "已保存。可以预览排版，或印发。")
    return True


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
    if bulletin.state == BulletinState.ISSUED:
        messages.info(request, f"{bulletin}已印发，文号 {bulletin.document_number}。")
        return redirect("bulletin_detail", pk)
    if request.method == "POST":
        job = jobs.enqueue(
            kind=ISSUE, key=str(bulletin.pk), title=f"印发{bulletin}", by=user, at=timezone.now(), bulletin=bulletin.pk
        )
        return redirect("job_detail", job.pk)
    office, year = issuing_office(), timezone.localdate().year
    number = document_number(office, year, next_number(year))
    return render(request, "dispatch/bulletin_issue.html", {"bulletin": bulletin, "office": office, "number": number})


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

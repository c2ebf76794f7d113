"""典型案例: sent, reviewed, promoted, printed; its files."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from assessment.cases.actions import move_case, promote_case
from assessment.cases.files import FILES_WHO, add_files, hand_out, may_change_files, remove_file
from assessment.cases.forms import PromoteForm
from assessment.cases.moves import FLOW, MOVES
from assessment.cases.paper import case_pdf
from assessment.models import CaseAct, CaseFile
from assessment.views.cases import cases_of, show_case, too_late, version_of
from projects.proofs.forms import FilesForm
from projects.requests import file_response, reader, typed
from units.downloads import pdf_response
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal, today

BUTTONS = {move.name: CaseAct(move.act) for move in MOVES.values() if move.button}
FORM_PAGE = "assessment/cases/case_act.html"


@require_POST
def case_move(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    case = get_object_or_404(cases_of(user), pk=pk)
    act, reason = BUTTONS.get(request.POST.get("act", "")), typed(request, "reason")
    if act is None:
        raise Http404("没有这种办理。")
    try:
        move_case(case=case, act=act, version=version_of(request), reason=reason, by=user, at=timezone.now())
    except Refusal as refusal:
        case.refresh_from_db()
        return show_case(request, user, case, refusal.sentences, act.value, reason)
    messages.success(request, f"已办理“{act.label}”。")
    return redirect("case_detail", pk)


@require_http_methods(["GET", "POST"])
def case_promote(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    case = get_object_or_404(cases_of(user), pk=pk)
    if denied := FLOW.why_not(CaseAct.PROMOTE, case, user):
        raise PermissionDenied(denied)
    if request.method == "GET" and (late := too_late(CaseAct.PROMOTE, case)):
        messages.warning(request, late)
        return redirect("case_detail", pk)
    form = PromoteForm(request.POST or None, initial={"version": case.version, "promoted_on": today()})
    if form.is_bound and form.is_valid():
        try:
            promote_case(case=case, **form.cleaned_data, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已推广“{case.title}”，各单位填报人和审核人已收到消息。")
            return redirect("case_detail", pk)
    context = {"form": form, "case": case, "heading": "推广典型案例", "submit": "推广"}
    return render(request, FORM_PAGE, context, status=422 if form.errors else 200)


@never_cache
@require_POST
def case_pdf_view(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    case = get_object_or_404(cases_of(user), pk=pk)
    return pdf_response(case_pdf(case=case, by=user, at=timezone.now()), f"典型案例-{case.title}.pdf")


@require_http_methods(["GET", "POST"])
def case_file_add(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    case = get_object_or_404(cases_of(user), pk=pk)
    if not may_change_files(user, case):
        raise PermissionDenied(FILES_WHO)
    form = FilesForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            kept = add_files(case=case, files=form.cleaned_data["attachments"], by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已上传{len(kept)}个文件。")
            return redirect("case_detail", pk)
    context = {"form": form, "case": case, "heading": "上传照片和材料", "submit": "上传"}
    return render(request, FORM_PAGE, context, status=422 if form.errors else 200)


@never_cache
@require_POST
def case_file_download(request: HttpRequest, pk: int) -> HttpResponse:
    """`pk` is the file's."""
    user = reader(request)
    file = _file(user, pk)
    try:
        content = hand_out(file=file, by=user, at=timezone.now())
    except Refusal as refusal:
        return _back(request, file, refusal)
    return file_response(file, content)


@require_POST
def case_file_remove(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    file = _file(user, pk)
    try:
        remove_file(file=file, by=user, at=timezone.now())
    except Refusal as refusal:
        return _back(request, file, refusal)
    messages.success(request, f"已移除“{file.name}”。")
    return redirect("case_detail", file.case_id)


def _file(user: User, pk: int) -> CaseFile:
    return get_object_or_404(CaseFile.objects.filter(case__in=cases_of(user)).select_related("case"), pk=pk)


def _back(request: HttpRequest, file: CaseFile, refusal: Refusal) -> HttpResponse:
    for sentence in refusal.sentences:
        messages.error(request, sentence)
    return redirect(reverse("case_detail", args=[file.case_id]))

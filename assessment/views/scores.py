"""One score down to its figures, with its evidence and appeals; files added, handed out, removed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from assessment.explaining import explained
from assessment.models import Score
from assessment.sheets import evidence as shelf_acts
from assessment.sheets.evidence import evidence_visible_to, may_attach
from assessment.sheets.pages import board, sheet_page
from assessment.sheets.reading import scores_visible_to
from projects.proofs.forms import FilesForm
from projects.proofs.shelf import shelf
from projects.requests import file_response, reader
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal

RELATED = ("indicator", "sheet__scheme", "sheet__unit")


@require_GET
def sheet_score(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return _page(request, user, find_score(user, pk), FilesForm())


def find_score(user: User, pk: int) -> Score:
    return get_object_or_404(scores_visible_to(user).select_related(*RELATED), pk=pk)


def _page(request: HttpRequest, user: User, score: Score, form: FilesForm) -> HttpResponse:
    sheet = score.sheet
    context = sheet_page(sheet, user, at=timezone.now())
    may = may_attach(user, sheet)
    files = score.files.select_related("uploaded_by", "removed_by").filter(appeal=None).order_by("pk")
    context |= {
        "score": score,
        "line": next(line for line in board(sheet, user) if line.score.pk == score.pk),
        "explained": explained(score.arithmetic, user, whole=context["inside"]),
        "newer": [one for one in context["newer"] if one.score.pk == score.pk],
        "shelf": shelf(files, may_change=may) if context["inside"] else None,
        "may_attach": may,
        "form": form,
        "appeals": score.appeals.select_related("raised_by", "decided_by") if context["inside"] else [],
    }
    return render(request, "assessment/sheets/score_detail.html", context, status=422 if form.errors else 200)


@require_POST
def sheet_evidence_add(request: HttpRequest, pk: int) -> HttpResponse:
    """`pk` is the score's."""
    user = reader(request)
    score = find_score(user, pk)
    form = FilesForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            files = form.cleaned_data["attachments"]
            kept = shelf_acts.add_evidence(score=score, files=files, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已上传{len(kept)}个佐证文件。")
            return redirect("sheet_score", pk)
    return _page(request, user, score, form)


@require_POST
def sheet_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out one file; `pk` is the evidence's."""
    user = reader(request)
    held = get_object_or_404(evidence_visible_to(user).select_related("score__indicator", "score__sheet"), pk=pk)
    try:
        content = shelf_acts.hand_out(evidence=held, by=user, at=timezone.now())
    except Refusal as refusal:
        return _told(request, refusal, held.score_id)
    return file_response(held, content)


@require_POST
def sheet_evidence_remove(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    held = get_object_or_404(evidence_visible_to(user).select_related("score__sheet__unit"), pk=pk)
    if held.removed_at is not None and not may_attach(user, held.score.sheet):
        raise Http404("这个文件已经移除。")
    try:
        shelf_acts.remove_evidence(evidence=held, by=user, at=timezone.now())
    except Refusal as refusal:
        return _told(request, refusal, held.score_id)
    messages.success(request, f"已移除“{held.name}”。")
    return redirect("sheet_score", held.score_id)


def _told(request: HttpRequest, refusal: Refusal, score_pk: int) -> HttpResponse:
    for sentence in refusal.sentences:
        messages.error(request, sentence)
    return redirect("sheet_score", score_pk)

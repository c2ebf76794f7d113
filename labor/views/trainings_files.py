"""培训附件: the signed sheet, photos and papers of a session added, handed out, removed."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from labor.models import TrainingFile, TrainingFileKind
from labor.trainings.files import add_files, files_visible_to, hand_out, remove_file
from labor.trainings.forms import TrainingFilesForm
from labor.trainings.permissions import why_not
from labor.views.trainings_page import training_of
from projects.requests import file_response, reader
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal


@require_http_methods(["GET", "POST"])
def training_file_add(request: HttpRequest, pk: int) -> HttpResponse:
    """`?kind=` begins the form with one kind."""
    user = reader(request)
    training = training_of(user, pk)
    if denied := why_not(user, training, "上传培训附件"):
        raise PermissionDenied(denied)
    form = TrainingFilesForm(request.POST or None, request.FILES or None, initial={"file_kind": _kind(request)})
    if request.method == "POST" and form.is_valid():
        said = {"file_kind": form.cleaned_data["file_kind"], "files": form.cleaned_data["attachments"]}
        try:
            kept = add_files(training=training, **said, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已上传{len(kept)}个文件。")
            return redirect("training_detail", pk)
    context = {"form": form, "training": training}
    return render(request, "labor/trainings/training_file_add.html", context, status=422 if form.errors else 200)


def _kind(request: HttpRequest) -> str:
    asked = request.GET.get("kind", "")
    return asked if asked in TrainingFileKind.values else TrainingFileKind.SHEET


@require_POST
def training_file_download(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    file = _found(user, pk)
    try:
        content = hand_out(file=file, by=user, at=timezone.now())
    except Refusal as refusal:
        return _back(request, file, refusal)
    return file_response(file, content)


@require_POST
def training_file_remove(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    file = _found(user, pk)
    if denied := why_not(user, file.training, "移除培训附件"):
        raise PermissionDenied(denied)
    try:
        remove_file(file=file, by=user, at=timezone.now())
    except Refusal as refusal:
        return _back(request, file, refusal)
    messages.success(request, f"已移除“{file.name}”。")
    return redirect("training_detail", file.training_id)


def _found(user: User, pk: int) -> TrainingFile:
    related = ("training__organizer", "training__project")
    return get_object_or_404(files_visible_to(user).select_related(*related), pk=pk)


def _back(request: HttpRequest, file: TrainingFile, refusal: Refusal) -> HttpResponse:
    for sentence in refusal.sentences:
        messages.error(request, sentence)
    return redirect("training_detail", file.training_id)

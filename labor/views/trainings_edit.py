"""培训 recorded and corrected."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from labor.trainings.actions import record_training
from labor.trainings.correcting import ChangedMeanwhile, correct_training, mark_of
from labor.trainings.forms import CorrectionForm, TrainingForm, first_of, initial_of
from labor.trainings.permissions import WHO, may_keep_any, why_not
from labor.views.trainings_page import training_of
from projects.models import Project
from projects.moving import Incomplete
from projects.requests import allowed, reader, whole
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal


@require_http_methods(["GET", "POST"])
def training_new(request: HttpRequest) -> HttpResponse:
    """`?project=` begins the form with a project."""
    user = allowed(request, may_keep_any, f"您的岗位不登记培训。{WHO}")
    form = TrainingForm(request.POST or None, user=user, initial=first_of(user, _begun_from(request, user)))
    if request.method == "POST" and form.is_valid():
        try:
            training = record_training(values=form.values(), by=user, at=timezone.now())
        except Refusal as refusal:
            show_at_fields(form, refusal)
        else:
            messages.success(request, f"已登记“{training.title}”。请接着登记参训人。")
            return redirect("training_people", training.pk)
    status = 422 if form.errors else 200
    return render(request, "labor/trainings/training_edit.html", {"form": form}, status=status)


def _begun_from(request: HttpRequest, user: User) -> Project | None:
    return Project.objects.visible_to(user).filter(pk=whole(request.GET.get("project", "")) or 0).first()


@require_http_methods(["GET", "POST"])
def training_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    training = training_of(user, pk)
    if denied := why_not(user, training, "更正培训"):
        raise PermissionDenied(denied)
    form = CorrectionForm(request.POST or None, user=user, initial=initial_of(training))
    if request.method == "POST" and form.is_valid():
        said = {"reason": form.cleaned_data["reason"], "seen": form.cleaned_data["seen"]}
        try:
            correct_training(training=training, values=form.values(), **said, by=user, at=timezone.now())
        except Refusal as refusal:
            show_at_fields(form, refusal)
            if isinstance(refusal, ChangedMeanwhile):
                form.data = {**dict(form.data.items()), "seen": mark_of(training_of(user, pk))}
        else:
            messages.success(request, f"已更正“{form.cleaned_data['title']}”。")
            return redirect("training_detail", pk)
    context = {"form": form, "training": training}
    return render(request, "labor/trainings/training_edit.html", context, status=422 if form.errors else 200)


def show_at_fields(form: TrainingForm, refusal: Refusal) -> None:
    """Each sentence of an incomplete session at its field, every other above the form."""
    if not isinstance(refusal, Incomplete):
        show_refusal(form, refusal)
        return
    for lack in refusal.lacks:
        form.add_error(lack.field if lack.field in form.fields else None, lack.sentence)

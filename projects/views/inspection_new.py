"""登记检查: one inspection of a project with its findings, row by row."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from projects.inspections.forms import (
    MOST,
    FindingForm,
    InspectionRecordForm,
    finding_rows,
    findings_of,
    row_sentences,
    typed,
)
from projects.inspections.permissions import FORM_WHO, capacities
from projects.inspections.recording import record_inspection
from projects.models import InspectionForm, Project, Sample
from projects.requests import reader
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal, today


@require_http_methods(["GET", "POST"])
def inspection_new(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    project = get_object_or_404(Project.objects.visible_to(user).select_related("department", "township"), pk=pk)
    if not capacities(user, project):
        raise PermissionDenied(f"您不能登记这个项目的检查：{'；'.join(FORM_WHO.values())}。")
    if request.method == "GET":
        form = InspectionRecordForm(initial=_begun(request, user, project), user=user, project=project)
        return _page(request, project, form, finding_rows(None))
    if "more" in request.POST:
        kept = typed(InspectionRecordForm, request.POST)
        form = InspectionRecordForm(initial=kept, user=user, project=project)
        return _page(request, project, form, finding_rows(request.POST, more=True))
    form = InspectionRecordForm(request.POST, request.FILES, user=user, project=project)
    return _record(request, user, project, form, finding_rows(request.POST))


def _record(
    request: HttpRequest, user: User, project: Project, form: InspectionRecordForm, rows: list[FindingForm]
) -> HttpResponse:
    wrong = row_sentences(rows)
    for sentence in wrong:
        form.add_error(None, sentence)
    if form.is_valid():
        try:
            inspection = record_inspection(
                project=project, findings=findings_of(rows), **form.values(), by=user, at=timezone.now()
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            asked = inspection.rectifications.count()
            then = f"，下达整改{asked}项" if asked else "，未发现问题"
            messages.success(request, f"已登记对“{project.name}”的{inspection.get_form_display()}{then}。")
            return redirect("inspection_detail", inspection.pk)
    return _page(request, project, form, rows)


def _begun(request: HttpRequest, user: User, project: Project) -> dict[str, object]:
    """What a fresh form begins with; coming from a sample, that sample and the form it is for."""
    held = capacities(user, project)
    form, unit = held[0]
    begun: dict[str, object] = {"inspected_on": today(), "inspectors": user.name, "capacity": f"{form.value}:{unit}"}
    asked = request.GET.get("sample", "")
    sample = Sample.objects.filter(pk=int(asked), drawn__project=project).first() if asked.isdecimal() else None
    sampling = next((unit for form, unit in held if form == InspectionForm.SAMPLE), None)
    if sample is not None and sampling is not None:
        begun |= {"sample": sample.pk, "capacity": f"{InspectionForm.SAMPLE.value}:{sampling}"}
    return begun


def _page(request: HttpRequest, project: Project, form: InspectionRecordForm, rows: list[FindingForm]) -> HttpResponse:
    context = {
        "project": project,
        "form": form,
        "rows": rows,
        "may_add": len(rows) < MOST,
    }
    status = 422 if form.errors else 200
    return render(request, "projects/inspections/inspection_new.html", context, status=status)

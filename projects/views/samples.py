"""抽查名单: drawn by the office, drawn again by anybody who reads it, inspected one by one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from projects.inspections.forms import SampleForm
from projects.inspections.permissions import may_draw, may_read_samples
from projects.inspections.samples import draw_sample, verify_sample
from projects.models import Inspection, Project, Sample, Stage
from projects.requests import allowed
from projects.views.inspections import tabs
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, show_refusal, today

READERS = "抽查名单由领导小组办公室抽取，办公室和区领导可以查看；检查前不告知被查单位。"
DRAWERS = "抽查名单由领导小组办公室抽取，您没有这项权限。"


@require_GET
def sample_list(request: HttpRequest) -> HttpResponse:
    user = allowed(request, may_read_samples, READERS)
    years = sorted({day.year for day in Sample.objects.dates("drawn_on", "year")}, reverse=True)
    asked = request.GET.get("year", "")
    samples = _told(user)
    if asked.isdecimal():
        samples = samples.filter(drawn_on__year=int(asked)) if int(asked) in years else samples.none()
    context = {
        "page": page_of(request, samples),
        "query": query_of(request),
        "years": [(str(year), str(year) == asked) for year in years],
        "is_filtered": asked.isdecimal(),
        "tabs": tabs(user, "sample_list"),
        "may_draw": may_draw(user),
    }
    return render(request, "projects/samples/sample_list.html", context)


def _told(user: User) -> QuerySet[Sample]:  # noqa: ARG001 (whoever reads samples reads them all)
    """With how many projects were drawn and how many of them have been inspected under the sample."""
    return (
        Sample.objects.select_related("drawn_by")
        .annotate(
            number=Count("drawn", distinct=True),
            looked_at=Count("inspections__project", distinct=True, filter=Q(inspections__voided_at=None)),
        )
        .order_by("-drawn_on", "-pk")
    )


@require_http_methods(["GET", "POST"])
def sample_new(request: HttpRequest) -> HttpResponse:
    user = allowed(request, may_draw, DRAWERS)
    form = SampleForm(request.POST or None, initial={"drawn_on": today()})
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, "stages": [Stage(one) for one in form.cleaned_data["stages"]]}
        said["seed"] = said["seed"] or secrets.token_hex(8)
        try:
            sample = draw_sample(**said, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(
                request, f"已抽取“{sample}”：从{len(sample.population)}个项目中抽中{sample.drawn.count()}个。"
            )
            return redirect("sample_detail", sample.pk)
    status = 422 if form.errors else 200
    return render(request, "projects/samples/sample_new.html", {"form": form}, status=status)


@require_GET
def sample_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, may_read_samples, READERS)
    sample = get_object_or_404(Sample.objects.select_related("drawn_by"), pk=pk)
    rows = _drawn(sample)
    context = {
        "sample": sample,
        "rows": rows,
        "looked_at": sum(row.inspection is not None for row in rows),
        "is_true": verify_sample(sample),
        "may_inspect": may_draw(user),
    }
    return render(request, "projects/samples/sample_detail.html", context)


@dataclass(frozen=True)
class Drawn:
    """A drawn project with its rank, and the inspection made of it under this sample, if there is one."""

    rank: int
    project: Project
    inspection: Inspection | None


def _drawn(sample: Sample) -> list[Drawn]:
    made: QuerySet[Inspection] = QuerySet(Inspection)
    made = made.filter(sample=sample, voided_at__isnull=True).order_by("-inspected_on", "-pk")
    first = {one.project_id: one for one in made}
    rows = sample.drawn.select_related("project__department", "project__township").order_by("rank")
    return [Drawn(row.rank, row.project, first.get(row.project_id)) for row in rows]

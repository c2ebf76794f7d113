"""下一版清单: what it will say against the version in force, what stands in its way, and publishing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from projects.lists import Proposal, obstacles_of, proposed, publish_list
from projects.lists.changes import written
from projects.lists.forms import CHANGED, PublishForm
from projects.lists.permissions import may_keep_list
from projects.lists.publishing import published_sentence
from projects.lists.sheet import SHORT
from projects.models import Change, ListVersion
from projects.nominations.duplicates import Neighborhood, Suspicion
from projects.requests import allowed
from projects.views.lists.rows import sheet_context
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal

YEARS = range(2015, 2101)
SUMS = (
    ("总投资", "total_fen", "万元"),
    ("年度计划投资", "plan_fen", "万元"),
    ("计划发放劳务报酬", "planned_remuneration_fen", "万元"),
    ("计划吸纳务工人数", "planned_workers", "人"),
)
OFFICE_ONLY = "下一版清单由领导小组办公室编制和发布，您没有这项权限；已发布的各版可以在“年度清单”里查看。"


@require_http_methods(["GET", "POST"])
def annual_proposal(request: HttpRequest, year: int) -> HttpResponse:
    user = allowed(request, may_keep_list, OFFICE_ONLY)
    if year not in YEARS:
        raise Http404("没有这个年度。")
    form = PublishForm(request.POST or None)
    version = _publish(form, year, user) if request.method == "POST" and form.is_valid() else None
    if version is None:
        return _page(request, proposed(year), form)
    messages.success(request, published_sentence(version))
    return redirect("version_detail", version.pk)


def _publish(form: PublishForm, year: int, user: User) -> ListVersion | None:
    try:
        return publish_list(year=year, **form.cleaned_data, by=user, at=timezone.now())
    except Refusal as refusal:
        show_refusal(form, refusal)
        return None


def _page(request: HttpRequest, proposal: Proposal, form: PublishForm) -> HttpResponse:
    context = {
        "year": proposal.year,
        "proposal": proposal,
        "number": proposal.latest.number + 1 if proposal.latest else 1,
        "form": form,
        "obstacles": obstacles_of(proposal),
        "suspicions": _suspicions(proposal),
        "stats": stats(proposal.totals, len(proposal.standing), proposal.counts, proposal.latest),
        **sheet_context(request, proposal.rows, SHORT, first=CHANGED),
    }
    return render(request, "projects/lists/proposal.html", context, status=422 if form.errors else 200)


def _suspicions(proposal: Proposal) -> list[tuple[str, Suspicion]]:
    """Admitted nominations that may be a project already there: shown, never a refusal."""
    nominations = [row.nomination for row in proposal.rows if row.nomination]
    if not nominations:
        return []
    near, told, pairs = Neighborhood(proposal.year), set(), []
    for nomination in nominations:
        pairs += [(nomination.name, found) for found in near.suspicions(nomination) if found.nomination_id not in told]
        told.add(nomination.pk)  # the other half of a pair says the same
    return pairs


@dataclass(frozen=True, slots=True)
class Stat:
    """One figure above a sheet."""

    label: str
    value: str
    unit: str
    note: str = ""


def stats(
    totals: dict[str, int], standing: int, counts: Mapping[str, int], before: ListVersion | None = None
) -> list[Stat]:
    """The figures above a sheet; sums with those of the version before where there is one."""
    earlier = before.totals if before else {}
    moved = "、".join(
        f"{change.label}{counts.get(change.value, 0)}" for change in (Change.ADDED, Change.ADJUSTED, Change.REMOVED)
    )
    sums = [
        Stat(label, written(key, totals[key]), unit, f"上一版 {written(key, earlier[key])}" if key in earlier else "")
        for label, key, unit in SUMS
    ]
    return [Stat("在列项目", str(standing), "个", moved), *sums]

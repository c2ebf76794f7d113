"""供求研判: a month's supply of people against its demand for them, and the same as a workbook."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from labor.situation.assessing import assess
from labor.situation.exports import export_situation
from labor.situation.forms import SituationForm
from labor.situation.grids import grids
from labor.situation.links import links_for
from labor.situation.permissions import may_read_situation, reach_of
from labor.situation.pictures import pictures
from labor.situation.telling import NOTES
from labor.surveys.permissions import may_fill_in_any
from projects.requests import allowed
from units.downloads import workbook_response
from units.requests import query_of, today

WHO = "供求研判由领导小组办公室、区领导、镇街、行业主管部门和业主单位查看，您的账号没有这些岗位。"


@require_GET
@never_cache
def situation_page(request: HttpRequest) -> HttpResponse:
    user = allowed(request, may_read_situation, WHO)
    form = SituationForm(request.GET, on=today())
    question, reach = form.question(), reach_of(user)
    said, links = assess(question, reach), links_for(question, reach)
    drawn = pictures(said)
    context = {
        "form": form,
        "said": said,
        "grids": [(grid, drawn.get(grid.key, "")) for grid in grids(said, links)],
        "links": {"posts": links.demands(), "open": links.demands(unfilled=True)},
        "conditions": form.conditions(),
        "notes": NOTES,
        "query": query_of(request),
        "may_fill_in": may_fill_in_any(user),
    }
    return render(request, "labor/situation/situation_page.html", context)


@require_POST
def situation_export(request: HttpRequest) -> HttpResponse:
    user = allowed(request, may_read_situation, WHO)
    form = SituationForm(request.GET, on=today())
    said = assess(form.question(), reach_of(user))
    content = export_situation(said=said, conditions=form.conditions(), by=user, at=timezone.now())
    return workbook_response(content, f"供求研判-{said.month.label}.xlsx")

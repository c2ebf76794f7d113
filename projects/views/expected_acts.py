"""What the office does to 应报 (确定、补列、免报), and the filer's 一键零报告."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from projects.expected import KEEPERS, add_expected, may_change, settle_expected, unwaive_filing, waive_filing
from projects.filings import Incomplete, start_nil
from projects.models import ExpectedFiling, Period, Project
from projects.owing import unlisted
from projects.requests import allowed, reader, ticked_rows, typed
from projects.views.filing_edit import month_of
from units.refusals import Refusal


def _period(key: str) -> Period:
    return get_object_or_404(Period.objects.select_related("closed_by"), month=month_of(key))


def _back(period: Period) -> HttpResponse:
    return redirect(f"{reverse('expected_list')}?period={period.key}")


@require_POST
@never_cache
def expected_settle(request: HttpRequest, month: str) -> HttpResponse:
    user, period = allowed(request, may_change, KEEPERS), _period(month)
    if not period.is_open:
        messages.error(request, period.why_closed)
    elif number := settle_expected(period=period, by=user, at=timezone.now()):
        messages.success(request, f"已确定{period.label}应报，列了{number}个项目。此后清单变动不再改变本月应报。")
    else:
        messages.info(request, f"{period.label}应报已经确定，或年度清单还没有项目。")
    return _back(period)


@require_http_methods(["GET", "POST"])
@never_cache
def expected_add(request: HttpRequest, month: str) -> HttpResponse:
    """The projects that came onto the list after the settling, all ticked; one reason for those chosen."""
    user, period = allowed(request, may_change, KEEPERS), _period(month)
    context: dict[str, Any] = {"period": period, "rows": unlisted(period), "refused": [], "reason": "", "ticked": None}
    if request.method == "POST":
        chosen = ticked_rows(request, "project")
        context |= {"reason": typed(request, "reason"), "ticked": set(chosen)}
        projects = list(Project.objects.filter(pk__in=chosen))
        try:
            number = add_expected(
                period=period, projects=projects, reason=context["reason"], by=user, at=timezone.now()
            )
        except Refusal as refusal:
            context["refused"] = refusal.sentences
        else:
            messages.success(request, f"已补列{number}个项目，{period.label}起计入应报。")
            return _back(period)
    return render(request, "projects/expected/expected_add.html", context, status=422 if context["refused"] else 200)


@require_http_methods(["GET", "POST"])
@never_cache
def expected_waive(request: HttpRequest, month: str, pk: int) -> HttpResponse:
    """免报 of one project's month: GET asks for the reason."""
    user, period = allowed(request, may_change, KEEPERS), _period(month)
    row = _row(period, pk)
    context: dict[str, Any] = {"period": period, "row": row, "refused": [], "reason": typed(request, "reason")}
    if request.method == "POST":
        try:
            waive_filing(row=row, reason=context["reason"], by=user, at=timezone.now())
        except Refusal as refusal:
            context["refused"] = refusal.sentences
        else:
            messages.success(request, f"“{row.project.name}”{period.label}已免报，不再催报，也不计入应报。")
            return _back(period)
    return render(request, "projects/expected/expected_waive.html", context, status=422 if context["refused"] else 200)


@require_POST
@never_cache
def expected_unwaive(request: HttpRequest, month: str, pk: int) -> HttpResponse:
    user, period = allowed(request, may_change, KEEPERS), _period(month)
    row = _row(period, pk)
    try:
        unwaive_filing(row=row, by=user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
    else:
        messages.success(request, f"已撤销免报，“{row.project.name}”{period.label}仍须填报。")
    return _back(period)


def _row(period: Period, project: int) -> ExpectedFiling:
    related = ("project__department", "period__closed_by", "waived_by")
    return get_object_or_404(ExpectedFiling.objects.select_related(*related), period=period, project=project)


@require_POST
@never_cache
def expected_nil(request: HttpRequest, month: str, pk: int) -> HttpResponse:
    """一键零报告: what is lacking is asked for on the filing page, which opens with everything else filled in."""
    user, period = reader(request), _period(month)
    project = get_object_or_404(Project.objects.visible_to(user).select_related("department"), pk=pk)
    try:
        start_nil(project=project, period=period, by=user, at=timezone.now())
    except Incomplete as incomplete:
        messages.warning(request, f"零报告还缺：{''.join(incomplete.sentences)}请补上后送审。")
        return redirect("filing_new", project.pk, period.key)
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
    else:
        messages.success(request, f"“{project.name}”{period.label}已按零报告送审，等待本单位审核人审核报送。")
    return redirect("home") if request.POST.get("next") == "home" else _back(period)

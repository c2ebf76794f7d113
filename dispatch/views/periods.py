"""调度期 pages: the months, one month open or closed, closing it, correcting a frozen number."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from dispatch import permissions
from dispatch.closing import AlreadyClosed, GapsRemain, close_period, gaps
from dispatch.correcting import StaleCorrection, correct_figures
from dispatch.forms import CloseForm, CorrectionForm
from dispatch.models import PeriodFigure
from dispatch.month_pages import closed_month, month_rows, open_month
from projects.models import Period
from units.models import User
from units.refusals import Refusal
from units.requests import actor, page_of, show_refusal
from units.scope import scope_of

PER_PAGE, PROJECTS_PER_PAGE = 24, 100
NEEDS_ADMIN = "只有办公室管理员可以关账和更正定稿数字，请联系办公室管理员办理。"


@require_GET
def period_list(request: HttpRequest) -> HttpResponse:
    user = business(request)
    page = page_of(request, Period.objects.order_by("-month"), per_page=PER_PAGE)
    context = {"page": page, "rows": month_rows(user, list(page.object_list))}
    return render(request, "dispatch/period_list.html", context)


@require_GET
def period_detail(request: HttpRequest, key: str) -> HttpResponse:
    user = business(request)
    period = find(key)
    cut = partial(page_of, request, per_page=PROJECTS_PER_PAGE)
    if period.is_open:
        return render(request, "dispatch/period_open.html", open_month(user, period, cut))
    return render(request, "dispatch/period_closed.html", closed_month(user, period, cut))


@require_http_methods(["GET", "POST"])
def period_close(request: HttpRequest, key: str) -> HttpResponse:
    user = actor(request)
    if not permissions.may_close(user):
        raise PermissionDenied(NEEDS_ADMIN)
    period = find(key)
    if not period.is_open:
        messages.info(request, f"{period.label}已经关账。")
        return redirect("period_detail", key)
    form = CloseForm(gaps(period), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _close(request, period, form, user):
        return redirect("period_detail", key)
    context = {"period": period, "form": form, "is_running": timezone.localdate() <= period.last_day}
    return render(request, "dispatch/period_close.html", context)


def _close(request: HttpRequest, period: Period, form: CloseForm, user: User) -> bool:
    reasons = {"waivers": form.waivers(), "waive_all": form.cleaned_data["waive_all"]}
    try:
        revision = close_period(period=period, **reasons, by=user, at=timezone.now())
    except GapsRemain as refusal:
        for gap in refusal.gaps:
            form.add_error(gap.key if gap.key in form.fields else None, f"{gap.state}；请补齐或写明豁免原因。")
        return False
    except AlreadyClosed as refusal:
        messages.warning(request, str(refusal))
        return True
    except Refusal as refusal:
        show_refusal(form, refusal)
        return False
    count = revision.figures.count()
    messages.success(request, f"{period.label}已关账，定稿 {count} 个项目的数字。可以起草调度报告了。")
    return True


@require_http_methods(["GET", "POST"])
def period_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct one project's frozen numbers; `pk` is its row in the revision the person saw.

    From an older row the page leads on to the latest; what was typed against an older one is kept, and is saved only
    after the person has seen that the numbers changed.
    """
    user = actor(request)
    if not permissions.may_close(user):
        raise PermissionDenied(NEEDS_ADMIN)
    row = get_object_or_404(PeriodFigure.objects.select_related("revision__period"), pk=pk)
    period = row.revision.period
    latest = latest_row(row)
    if request.method == "GET" and latest.pk != row.pk:
        return redirect("period_correct", latest.pk)
    form = CorrectionForm(row, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            revision = correct_figures(
                period=period,
                project_code=row.project_code,
                values=form.values(),
                reason=form.cleaned_data["reason"],
                seen=row.revision,
                by=user,
                at=timezone.now(),
            )
        except StaleCorrection as refusal:
            show_refusal(form, refusal)
            form.compare(row, latest)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已更正，成为{revision}；原数保留。未印发的报告已换用新数，请核对其文字。")
            return redirect("period_detail", period.key)
    issued = period.bulletins.filter(state="issued").exists()
    context = {"period": period, "row": latest, "form": form, "is_issued": issued}
    return render(request, "dispatch/period_correct.html", context)


def latest_row(row: PeriodFigure) -> PeriodFigure:
    """The same project's row in the revision now in force."""
    latest = PeriodFigure.objects.filter(revision__period=row.revision.period_id, project=row.project_id)
    return latest.order_by("-revision__number")[0]


def find(key: str) -> Period:
    """The month of an address such as 2026-10."""
    try:
        month = date.fromisoformat(f"{key}-01")
    except ValueError:
        raise Http404("没有这个月份。") from None
    return get_object_or_404(Period.objects.select_related("closed_by"), month=month)


def business(request: HttpRequest) -> User:
    """Whoever takes part in the reporting: the office, leaders, member units and owners."""
    user = actor(request)
    scope = scope_of(user)
    if not (scope.reads_everything or scope.unit_ids()):
        raise PermissionDenied("调度数据只对办公室、区领导和填报单位开放。")
    return user

"""预警: what the checks found, filtered, summed by grade, written out; one alert with its forms; the rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from labor.alerts import explaining
from labor.alerts.catalog import CHECKS
from labor.alerts.exports import LIST_TITLE, export_alerts
from labor.alerts.filters import ALL, OPEN, STATES, AlertFilter, counted_by, gravest_first
from labor.alerts.forms import RuleForm
from labor.alerts.links import links_of
from labor.alerts.permissions import available_moves
from labor.alerts.rules import SETTERS, history_of, may_set, rules_on, set_rule
from labor.alerts.tables import SEVERITY_TONES, shown
from labor.filters import conditions
from labor.models import Alert, AlertAct, AlertState, Severity
from projects.requests import allowed, reader, typed, whole
from units.downloads import workbook_response
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, show_refusal, today
from units.scope import scope_of

ACTS: dict[str, Callable[..., Alert]] = {
    AlertAct.EXPLAIN: explaining.explain,
    AlertAct.CLOSE: explaining.close,
    AlertAct.REOPEN: explaining.reopen,
}
DONE: dict[str, str] = {
    AlertAct.EXPLAIN: "说明已保存，办公室看得到；情形没有加重就不再要求说明。",
    AlertAct.CLOSE: "已销号；情形再加重的会重新提出。",
    AlertAct.REOPEN: "已重新提出，请项目单位再作说明。",
}
BESIDES = ("state",)


@never_cache
@require_GET
def alert_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = AlertFilter(request.GET, user=user)
    page = page_of(request, gravest_first(found))
    context = {
        "filter": found,
        "page": page,
        "query": query_of(request),
        "rows": [shown(alert) for alert in page.object_list],
        "tabs": _tabs(request, user),
        "grades": _grades(request, user),
        "state_said": dict(STATES).get(request.GET.get("state") or OPEN, ""),
        "is_filtered": bool(conditions(found, besides=BESIDES)),
        "has_any": Alert.objects.visible_to(user).exists(),
        "may_check": scope_of(user).is_office,
    }
    return render(request, "labor/alerts/alert_list.html", context)


@never_cache
@require_POST
def alert_export(request: HttpRequest) -> HttpResponse:
    """The filters are in the address, as on the page."""
    user = reader(request)
    found = AlertFilter(request.GET, user=user)
    content = export_alerts(alerts=gravest_first(found), conditions=conditions(found), by=user, at=timezone.now())
    return workbook_response(content, f"{LIST_TITLE}.xlsx")


def _tabs(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    """States with their counts under the other filters."""
    counted = counted_by("state", request.GET, user=user)
    every = sum(counted.values())
    numbers = {**counted, OPEN: every - counted.get(AlertState.CLOSED, 0), ALL: every}
    now = request.GET.get("state") or OPEN
    return [
        {
            "label": label,
            "url": f"?{query_of(request, state=value)}",
            "current": value == now,
            "count": numbers.get(value, 0),
        }
        for value, label in STATES
    ]


def _grades(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    """How many of each grade the other filters find, each leading to those."""
    counted = counted_by("severity", request.GET, user=user)
    return [
        {"label": label, "number": counted.get(value, 0), "url": f"?{query_of(request, severity=value)}"}
        for value, label in Severity.choices
    ]


@never_cache
@require_GET
def alert_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return _page(request, user, _alert(user, pk))


@never_cache
@require_POST
def alert_move(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    alert, act = _alert(user, pk), request.POST.get("act", "")
    said = {"words": typed(request, "words"), "version": whole(request.POST.get("version", ""))}
    try:
        if act not in ACTS:
            raise Refusal("没有这项办理，请用页面上的按钮。")
        ACTS[act](alert=alert, by=user, at=timezone.now(), **said)
    except Refusal as refusal:
        return _page(request, user, _alert(user, pk), refusal)
    messages.success(request, DONE[act])
    return redirect("alert_detail", pk)


def _alert(user: User, pk: int) -> Alert:
    related = ("project__department", "project__township", "project__owner", "period", "explained_by", "closed_by")
    return get_object_or_404(Alert.objects.visible_to(user).select_related(*related), pk=pk)


def _page(request: HttpRequest, user: User, alert: Alert, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        **shown(alert),
        "rule": rules_on(today(), [alert.code]).get(alert.code),
        "moves": available_moves(alert, user),
        "links": links_of(alert, user),
        "steps": alert.steps.select_related("by").order_by("-pk"),
        "refused": refusal.sentences if refusal else (),
        "pressed": request.POST.get("act", "") if refusal else "",
        "words": typed(request, "words") if refusal else "",
    }
    return render(request, "labor/alerts/alert_detail.html", context, status=422 if refusal else 200)


@never_cache
@require_GET
def alert_rule_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    rows = [{"rule": rule, "tone": SEVERITY_TONES[rule.severity]} for rule in rules_on(today()).values()]
    return render(request, "labor/alerts/alert_rule_list.html", {"rows": rows, "may_set": may_set(user)})


@never_cache
@require_http_methods(["GET", "POST"])
def alert_rule_edit(request: HttpRequest, code: str) -> HttpResponse:
    user = allowed(request, may_set, SETTERS)
    if code not in CHECKS:
        raise Http404
    rule = rules_on(today(), [code])[code]
    form = RuleForm(request.POST if request.method == "POST" else None, rule=rule, today=today())
    if request.method == "POST" and form.is_valid():
        said = {"threshold": None, **form.cleaned_data}
        try:
            row = set_rule(code=code, by=user, at=timezone.now(), **said | {"severity": Severity(said["severity"])})
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"“{rule.check.label}”的规则从{row.starts_on:%Y-%m-%d}起按新设定检查。")
            return redirect("alert_rule_list")
    context = {"form": form, "rule": rule, "history": history_of(code)}
    return render(request, "labor/alerts/alert_rule_edit.html", context, status=422 if form.errors else 200)

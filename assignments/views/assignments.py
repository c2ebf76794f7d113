"""任务: the list with its workbook, and one with its reports, its measure, its moves and its trail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_POST

from assignments.assigning import actions
from assignments.assigning.filters import AssignmentFilter
from assignments.assigning.lamp import clock_on, lamp_of
from assignments.assigning.listing import RELATED, Origins, assignments_for, drafts_of, export_assignments, lit, tally
from assignments.assigning.moves import FLOW, REPORT_FLOW
from assignments.assigning.people import FILING_ROLES
from assignments.assigning.planning import unsettled
from assignments.measures import find
from assignments.measures import said as measure_said
from assignments.models import Assignment, AssignmentAct, AssignmentReport, ReportAct
from assignments.reports.actions import reading_of
from projects.questions import said_conditions
from projects.requests import asked, reader, typed, whole
from units.downloads import workbook_response
from units.models import Role, Unit, User
from units.refusals import Refusal
from units.requests import page_of, query_of, today
from units.scope import OFFICE_ROLES, scope_of
from units.steps import told_steps

DONE = {
    AssignmentAct.ISSUE: "已下达，责任单位和配合单位已收到消息。",
    AssignmentAct.EXTEND: "期限已调整。",
    AssignmentAct.CLOSE: "已办结。",
    AssignmentAct.CANCEL: "已撤销。",
    AssignmentAct.REOPEN: "已恢复办理。",
}
DRAFTING = [AssignmentAct.DRAFT.value, AssignmentAct.EDIT.value]  # what the office wrote before it was issued


@require_GET
def assignment_list(request: HttpRequest) -> HttpResponse:
    user, clock = reader(request), clock_on(today())
    found = AssignmentFilter(request.GET, assignments_for(user), clock=clock)
    page = page_of(request, _ordered(found.qs))
    scope, origins = scope_of(user), Origins(user)
    context = {
        "filter": found,
        "page": page,
        "rows": [(one, shown, origins.said(one)) for one, shown in lit(page.object_list, clock)],
        "stats": [(lamp, number, query_of(request, lamp=lamp.key)) for lamp, number in tally(found.qs, clock)],
        "query": query_of(request),
        "clock": clock,
        "is_filtered": bool(said_conditions(found)),
        "is_office": scope.is_office,
        "drafts": _drafts(request, user),
        "year": _year(request),
        "tabs": _tabs(request, user),
    }
    return render(request, "assignments/tasks/assignment_list.html", context)


def _ordered(found: Any) -> Any:
    return found.select_related(*RELATED).prefetch_related("supports").order_by("-year", "serial", "pk")


def _tabs(request: HttpRequest, user: User) -> list[dict[str, object]]:
    """All tasks, and those of each unit the person works for."""
    chosen, address = asked(request, "unit"), reverse("assignment_list")
    own = scope_of(user).unit_ids(*FILING_ROLES, *OFFICE_ROLES)
    units = [(str(unit.pk), f"{unit.name}的任务") for unit in Unit.objects.filter(pk__in=own).order_by("code")]
    return [
        {"label": label, "url": f"{address}?unit={pk}" if pk else address, "current": chosen == pk, "count": None}
        for pk, label in [("", "全部任务"), *units]
    ]


def _year(request: HttpRequest) -> int:
    return whole(asked(request, "year")) or today().year


def _drafts(request: HttpRequest, user: User) -> int:
    """How many drafts of the year shown this person may issue."""
    return drafts_of(_year(request)) if scope_of(user).has(Role.OFFICE_ADMIN) else 0


@require_POST
def assignment_export(request: HttpRequest) -> HttpResponse:
    user, clock = reader(request), clock_on(today())
    found = AssignmentFilter(request.GET, assignments_for(user), clock=clock)
    rows = found.qs.order_by("-year", "serial", "pk")
    content = export_assignments(found=rows, conditions=said_conditions(found), clock=clock, by=user, at=timezone.now())
    return workbook_response(content, "任务台账.xlsx")


@require_GET
def assignment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return detail_page(request, user, get_object_or_404(whole_of(user), pk=pk))


def whole_of(user: User) -> Any:
    return assignments_for(user).select_related(*RELATED, "created_by")


@require_POST
def assignment_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One move of the table: act, version, reason, and the day of a new deadline."""
    user = reader(request)
    assignment = get_object_or_404(whole_of(user), pk=pk)
    act = next((one for one in DONE if one.value == typed(request, "act")), AssignmentAct.ISSUE)
    try:
        _make(request, assignment, act, user)
    except Refusal as refusal:
        again = get_object_or_404(whole_of(user), pk=pk)
        return detail_page(request, user, again, refused=refusal, pressed=act.value)
    messages.success(request, f"“{assignment.title}”{DONE[act]}")
    return redirect("assignment_detail", pk)


def _make(request: HttpRequest, assignment: Assignment, act: AssignmentAct, user: User) -> None:
    told: dict[str, Any] = {"assignment": assignment, "by": user, "at": timezone.now()}
    told["version"] = whole(typed(request, "version")) or 0
    acts: dict[AssignmentAct, Callable[..., Assignment]] = {
        AssignmentAct.ISSUE: actions.issue_assignment,
        AssignmentAct.CLOSE: actions.close_assignment,
        AssignmentAct.CANCEL: actions.cancel_assignment,
        AssignmentAct.REOPEN: actions.reopen_assignment,
        AssignmentAct.EXTEND: actions.extend_assignment,
    }
    if FLOW.moves[act].needs_reason:
        told["reason"] = typed(request, "reason")
    if act == AssignmentAct.EXTEND:
        told["due_on"] = _day(typed(request, "due_on"))
    acts[act](**told)


def _day(text: str) -> Any:
    try:
        day = parse_date(text.strip())
    except ValueError:
        day = None
    if day is None:
        raise Refusal("请填写新的办结期限，如 2026-12-15。")
    return day


def detail_page(
    request: HttpRequest, user: User, one: Assignment, *, refused: Refusal | None = None, pressed: str = ""
) -> HttpResponse:
    clock = clock_on(today())
    moves, origins = FLOW.available(one, user), Origins(user)
    reports = list(one.reports.select_related("filed_by").order_by("due_on", "pk"))
    closes = any(move.act == AssignmentAct.CLOSE for move in moves)
    open_ones = unsettled(one, on=clock.on) if closes else []
    context = {
        "one": one,
        "lit": lamp_of(one, clock),
        "clock": clock,
        "origin": origins.said(one),
        "may_open_origin": origins.is_open(one),
        "measure": _measure(one),
        "reports": [(report, _standing(report, one, clock.on)) for report in reports],
        "reads_reports": AssignmentReport.objects.visible_to(user).filter(assignment=one).exists(),
        "files_now": [report for report in reports if REPORT_FLOW.allows(ReportAct.FILE, report, user)],
        "steps": told_steps(one, without=() if scope_of(user).is_office else DRAFTING),
        "moves": [move for move in moves if move.button and not (open_ones and move.act == AssignmentAct.CLOSE)],
        "open_ones": open_ones,
        "may_edit": FLOW.allows(AssignmentAct.EDIT, one, user),
        "may_extend": FLOW.allows(AssignmentAct.EXTEND, one, user),
        "refused": list(refused.sentences) if refused else [],
        "pressed": pressed,
        "typed_reason": typed(request, "reason"),
        "typed_day": typed(request, "due_on"),
    }
    return render(request, "assignments/tasks/assignment_detail.html", context, status=422 if refused else 200)


def _measure(one: Assignment) -> dict[str, Any] | None:
    """Target and what the figures frozen last say of it."""
    if not one.measure:
        return None
    measure, reading = find(one.measure), reading_of(one)
    reached = reading is not None and one.target is not None and reading.value >= one.target
    return {
        "label": measure.label if measure else one.measure,
        "target": measure_said(one.measure, one.target),
        "value": measure_said(one.measure, reading.value) if reading else "",
        "as_of": reading.as_of if reading else "",
        "reached": reached,
    }


def _standing(report: AssignmentReport, one: Assignment, on: Any) -> tuple[str, str, str]:
    """State, tone and printed measure of a report as the task's page lists it."""
    tones = {"due": "neutral", "filed": "info", "returned": "warn", "accepted": "good", "waived": "neutral"}
    label, tone = report.get_state_display(), tones[report.state]
    if report.state in ("due", "returned") and report.due_on < on and one.state == "issued":
        label, tone = f"{label}，逾期{(on - report.due_on).days}天", "bad"
    measured = measure_said(one.measure, report.measured) if report.measured is not None else ""
    return label, tone, measured

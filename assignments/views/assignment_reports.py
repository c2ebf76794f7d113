"""任务报告: one report with its form for the unit, its moves for the office, its files and its trail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assignments.assigning.lamp import clock_on
from assignments.assigning.moves import REPORT_FLOW
from assignments.enclosures import shelf_of
from assignments.measures import find
from assignments.measures import said as measure_said
from assignments.models import OWED, AssignmentReport, AssignmentState, ReportAct
from assignments.reports import actions
from projects.forms import long_field
from projects.proofs.forms import FilesField
from projects.requests import reader, typed, whole
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal, today
from units.steps import told_steps

DONE = {
    ReportAct.ACCEPT: "已认可。",
    ReportAct.RETURN: "已退回补充，责任单位已收到消息。",
    ReportAct.UNACCEPT: "已撤回认可。",
    ReportAct.WAIVE: "已免报。",
    ReportAct.REQUIRE: "已恢复应报。",
}


class ReportForm(forms.Form):
    """What the unit writes; the measured figure is not among it."""

    text = long_field(
        "进展情况",
        6,
        max_length=actions.LONGEST,
        help_text="做了什么、到了哪一步、还有什么困难。不写身份证号、银行卡号。",
    )
    attachments = FilesField(label="附件", required=False)


@require_http_methods(["GET", "POST"])
def assignment_report(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows it, POST files it."""
    user = reader(request)
    report = get_object_or_404(_whole(user), pk=pk)
    if request.method == "GET":
        return _page(request, user, report)
    form = ReportForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.file_report(
                report=report,
                text=form.cleaned_data["text"],
                files=form.cleaned_data["attachments"],
                by=user,
                at=timezone.now(),
                version=whole(typed(request, "version")) or 0,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已报送{report.span}的进展，等办公室认可。")
            return redirect("assignment_report", pk)
    return _page(request, user, get_object_or_404(_whole(user), pk=pk), form=form)


@require_POST
def assignment_report_move(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    report = get_object_or_404(_whole(user), pk=pk)
    act = next((one for one in DONE if one.value == typed(request, "act")), ReportAct.ACCEPT)
    try:
        _make(request, report, act, user)
    except Refusal as refusal:
        return _page(request, user, get_object_or_404(_whole(user), pk=pk), refused=refusal, pressed=act.value)
    messages.success(request, f"{report.span}报告{DONE[act]}")
    return redirect("assignment_report", pk)


def _make(request: HttpRequest, report: AssignmentReport, act: ReportAct, user: User) -> None:
    acts: dict[ReportAct, Callable[..., AssignmentReport]] = {
        ReportAct.ACCEPT: actions.accept_report,
        ReportAct.RETURN: actions.return_report,
        ReportAct.UNACCEPT: actions.unaccept_report,
        ReportAct.WAIVE: actions.waive_report,
        ReportAct.REQUIRE: actions.require_report,
    }
    told: dict[str, Any] = {"reason": typed(request, "reason")} if REPORT_FLOW.moves[act].needs_reason else {}
    version = whole(typed(request, "version")) or 0
    acts[act](report=report, by=user, at=timezone.now(), version=version, **told)


def _whole(user: User) -> Any:
    related = ("assignment__lead", "assignment__duty", "filed_by")
    return AssignmentReport.objects.visible_to(user).select_related(*related)


def _page(
    request: HttpRequest,
    user: User,
    report: AssignmentReport,
    *,
    form: ReportForm | None = None,
    refused: Refusal | None = None,
    pressed: str = "",
) -> HttpResponse:
    one = report.assignment
    in_force = one.state == AssignmentState.ISSUED
    files_now = in_force and REPORT_FLOW.allows(ReportAct.FILE, report, user)
    owes = in_force and report.state in ("due", "returned") and report.due_on < today()
    context = {
        "report": report,
        "one": one,
        "late": (today() - report.due_on).days if owes else None,
        "measure": find(one.measure),
        "target": measure_said(one.measure, one.target),
        "measured": measure_said(one.measure, report.measured) if report.measured is not None else "",
        "reading": _reading(report) if files_now else None,
        "form": form or (ReportForm(initial={"text": report.text}) if files_now else None),
        "files_now": files_now,
        "clock": clock_on(today()),
        "moves": [move for move in REPORT_FLOW.available(report, user) if move.button] if in_force else [],
        "shelf": shelf_of(report, may_change=files_now and report.state in OWED),
        "steps": told_steps(report),
        "refused": list(refused.sentences) if refused else [],
        "pressed": pressed,
        "typed_reason": typed(request, "reason"),
        "returned": report.steps.filter(act=ReportAct.RETURN).order_by("-pk").first(),
    }
    status = 422 if refused or (form and form.errors) else 200
    return render(request, "assignments/tasks/assignment_report.html", context, status=status)


def _reading(report: AssignmentReport) -> tuple[str, str] | None:
    """What will be taken over as the measured figure: printed, and where from."""
    reading = actions.reading_of(report.assignment)
    return (measure_said(report.assignment.measure, reading.value), reading.as_of) if reading else None

"""会议: the list, the month ahead, proposing one, and the settings of the reminders."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assignments.meetings.desk import TONES
from assignments.meetings.filters import MeetingFilter
from assignments.meetings.forms import ProposeForm, ReminderForm
from assignments.meetings.listing import counted, export_meetings, within_a_month
from assignments.meetings.permissions import is_admin, proposing_units
from assignments.meetings.proposing import propose_meeting
from assignments.meetings.rules import FIELDS, change_reminder, reminder
from assignments.models import Meeting, MeetingState
from projects.questions import said_conditions
from projects.requests import allowed, reader
from units.downloads import workbook_response
from units.refusals import Refusal
from units.requests import page_of, query_of, show_refusal, today

SETTERS = "会议提醒由办公室管理员设置。"
PROPOSERS = "会议由有席位或承担任务的成员单位提议（通知五），您的单位不在其中。"


def tabs(current: str) -> list[dict[str, Any]]:
    """The pages of 会议."""
    pages = [("meeting_list", "会议台账"), ("meeting_month", "未来一个月"), ("decision_list", "议定事项")]
    return [{"label": label, "url": reverse(name), "current": name == current, "count": None} for name, label in pages]


@require_GET
def meeting_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = MeetingFilter(request.GET, Meeting.objects.visible_to(user), user=user)
    page = page_of(request, counted(found.qs))
    context = {
        "filter": found,
        "page": page,
        "rows": [(one, TONES[MeetingState(one.state)]) for one in page.object_list],
        "query": query_of(request),
        "tabs": tabs("meeting_list"),
        "stats": _stats(request, found.qs),
        "is_filtered": bool(said_conditions(found)),
        "may_propose": proposing_units(user, on=today()).exists(),
        "may_set": is_admin(user),
    }
    return render(request, "assignments/meetings/meeting_list.html", context)


def _stats(request: HttpRequest, meetings: QuerySet[Meeting]) -> list[dict[str, Any]]:
    """How many of the filtered meetings stand where, each with the query that shows them."""
    asked = {state.value: Count("pk", filter=Q(state=state)) for state in MeetingState}
    sums = meetings.order_by().aggregate(**asked)
    return [
        {
            "label": state.label,
            "number": sums[state.value],
            "url": f"?{query_of(request, state=state.value)}" if sums[state.value] else "",
        }
        for state in MeetingState
    ]


@require_POST
def meeting_export(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = MeetingFilter(request.GET, Meeting.objects.visible_to(user), user=user)
    content = export_meetings(meetings=found.qs, conditions=said_conditions(found), by=user, at=timezone.now())
    return workbook_response(content, "会议台账.xlsx")


@require_GET
def meeting_month(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    days = within_a_month(Meeting.objects.visible_to(user), on=today())
    return render(request, "assignments/meetings/meeting_month.html", {"days": days, "tabs": tabs("meeting_month")})


@require_http_methods(["GET", "POST"])
def meeting_new(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    units = proposing_units(user, on=today())
    if not units.exists():
        raise PermissionDenied(PROPOSERS)
    form = ProposeForm(request.POST if request.method == "POST" else None, units=units)
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, "topics": form.cleaned_data["topics"].splitlines()}
        try:
            meeting = propose_meeting(**said, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已提议召开“{meeting.title}”，等办公室决定。")
            return redirect("meeting_detail", meeting.pk)
    status = 422 if form.errors else 200
    return render(request, "assignments/meetings/meeting_new.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def meeting_reminders(request: HttpRequest) -> HttpResponse:
    user = allowed(request, is_admin, SETTERS)
    form = ReminderForm(request.POST if request.method == "POST" else None, initial=model_to_dict(reminder(), FIELDS))
    if request.method == "POST" and form.is_valid():
        try:
            change_reminder(values=form.cleaned_data, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "会议提醒已保存。")
            return redirect("meeting_list")
    status = 422 if form.errors else 200
    return render(request, "assignments/meetings/meeting_reminders.html", {"form": form}, status=status)

"""The editor of the minutes, and how they would print."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from assignments.meetings.forms import DecisionForm, MinutesForm
from assignments.meetings.minutes import write_minutes
from assignments.meetings.minutes_paper import minutes_paper
from assignments.meetings.moves import FLOW
from assignments.meetings.permissions import is_office
from assignments.meetings.rows import MOST, filled, fresh_rows, posted_rows, row_sentences
from assignments.models import Meeting, MeetingAct, MeetingState, PaperKind
from assignments.papers import preview
from assignments.views.meeting_desk import PRINTING, desk, find
from projects.requests import allowed, whole
from units.downloads import pdf_response
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal, today

WRITERS = "会议纪要由领导小组办公室拟写，您没有这项权限。"
KEPT = ("kind", "text", "unit_id", "due_on", "post", "effective_on")


@never_cache
@require_http_methods(["GET", "POST"])
def meeting_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, is_office, WRITERS)
    meeting = find(user, pk)
    agenda = list(meeting.agenda.filter(is_dropped=False).order_by("serial"))
    if request.method == "GET":
        begun = {"summary": meeting.summary, "recorder": meeting.recorder or user.name}
        return _page(request, user, meeting, MinutesForm(initial=begun, agenda=agenda), _rows(meeting))
    if "more" in request.POST:
        form = MinutesForm(initial=request.POST.dict(), agenda=agenda)
        return _page(request, user, meeting, form, posted_rows(DecisionForm, "decision", request.POST, more=True))
    form, rows = MinutesForm(request.POST, agenda=agenda), posted_rows(DecisionForm, "decision", request.POST)
    if _written(request, user, meeting, form, rows):
        return redirect("meeting_detail", pk)
    return _page(request, user, find(user, pk), form, rows)


def _rows(meeting: Meeting) -> list[DecisionForm]:
    known: list[dict[str, Any]] = [
        {name.removesuffix("_id"): getattr(one, name) for name in KEPT} for one in meeting.decisions.order_by("serial")
    ]
    return fresh_rows(DecisionForm, "decision", known, least=2)


def _written(request: HttpRequest, user: User, meeting: Meeting, form: MinutesForm, rows: list[DecisionForm]) -> bool:
    for sentence in row_sentences(rows, "项议定事项"):
        form.add_error(None, sentence)
    if not form.is_valid():
        return False
    decisions = [row.value() for row in filled(rows)]
    version = whole(request.POST.get("version", ""))
    try:
        write_minutes(
            meeting=meeting, **form.values(), decisions=decisions, by=user, at=timezone.now(), version=version
        )  # fmt: skip
    except Refusal as refusal:
        show_refusal(form, refusal)
        return False
    messages.success(request, "纪要已保存，可以预览；由没有参与拟写的办公室管理员印发。")
    return True


def _page(
    request: HttpRequest, user: User, meeting: Meeting, form: MinutesForm, rows: list[DecisionForm]
) -> HttpResponse:
    context = {
        "meeting": meeting,
        "form": form,
        "rows": rows,
        "may_add": len(rows) < MOST,
        "version": request.POST.get("version") or meeting.version,
        "is_open": FLOW.allows(MeetingAct.WRITE, meeting, user),
    }
    status = 422 if form.errors else 200
    return render(request, "assignments/meetings/meeting_minutes.html", context, status=status)


@never_cache
@require_GET
def meeting_minutes_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes as they are written now, under no number."""
    user = allowed(request, is_office, WRITERS)
    meeting = find(user, pk)
    if meeting.state != MeetingState.HELD:
        return desk(request, user, meeting, refused=["只有已召开、还没有印发纪要的会议可以预览纪要。"])
    try:
        content = preview(
            kind=PaperKind.MINUTES, compose=lambda number, day: minutes_paper(meeting, number, day), on=today()
        )
    except PRINTING as refused:
        return desk(request, user, meeting, refused=[str(refused)])
    return pdf_response(content, f"会议纪要（草稿）-{meeting.title}.pdf", is_saved=False)

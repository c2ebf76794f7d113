"""What is done on a meeting's desk: preparing, inviting, postponing, answering, signing in, papers of a topic."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assignments.enclosures import attach, sound_files
from assignments.meetings import answering, inviting
from assignments.meetings.convening import postpone
from assignments.meetings.forms import (
    OutsideForm,
    PapersForm,
    PostponeForm,
    PrepareForm,
    ReplyForm,
    SignForm,
    TopicForm,
    UnitsForm,
)
from assignments.meetings.holding import require_office
from assignments.meetings.moves import FLOW
from assignments.meetings.notice import notice_paper
from assignments.meetings.permissions import is_office
from assignments.meetings.preparing import lacking, prepare_meeting
from assignments.meetings.register import print_register
from assignments.meetings.rows import MOST, filled, fresh_rows, posted_rows, row_sentences
from assignments.models import AgendaItem, Invitee, Meeting, MeetingAct, MeetingState, PaperKind
from assignments.papers import preview
from assignments.views.meeting_desk import NO_BUTTON, PRINTING, desk, find
from projects.requests import allowed, reader, whole
from units.downloads import pdf_response
from units.models import User
from units.refusals import NotAllowed, Refusal
from units.requests import show_refusal, today

WAYS = ("all", "units", "outside")
OFFICE = "会议由领导小组办公室筹备，您没有这项权限。"


@never_cache
@require_http_methods(["GET", "POST"])
def meeting_prepare(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, is_office, OFFICE)
    meeting = find(user, pk)
    if request.method == "GET":
        return _prepare_page(request, user, meeting, PrepareForm(initial=_settled(meeting)), _agenda_rows(meeting))
    if "more" in request.POST:
        form = PrepareForm(initial=request.POST.dict())
        return _prepare_page(request, user, meeting, form, posted_rows(TopicForm, "topic", request.POST, more=True))
    form, rows = PrepareForm(request.POST), posted_rows(TopicForm, "topic", request.POST)
    if _prepared(request, user, meeting, form, rows):
        return redirect("meeting_detail", pk)
    return _prepare_page(request, user, find(user, pk), form, rows)


def _settled(meeting: Meeting) -> dict[str, Any]:
    return {name: getattr(meeting, name) for name in ("title", "kind", "starts_at", "place", "chair")}


def _agenda_rows(meeting: Meeting) -> list[TopicForm]:
    items = meeting.agenda.filter(is_dropped=False).order_by("serial")
    known = [{"item": item.pk, "topic": item.topic, "unit": item.unit_id} for item in items]
    return fresh_rows(TopicForm, "topic", known, least=3)


def _prepared(request: HttpRequest, user: User, meeting: Meeting, form: PrepareForm, rows: list[TopicForm]) -> bool:
    for sentence in row_sentences(rows, "个议题"):
        form.add_error(None, sentence)
    if not form.is_valid():
        return False
    topics = [row.value() for row in filled(rows)]
    version = whole(request.POST.get("version", ""))
    try:
        prepare_meeting(
            meeting=meeting, **form.cleaned_data, topics=topics, by=user, at=timezone.now(), version=version
        )  # fmt: skip
    except Refusal as refusal:
        show_refusal(form, refusal)
        return False
    messages.success(request, f"“{form.cleaned_data['title']}”的筹备情况已保存。")
    return True


def _prepare_page(
    request: HttpRequest, user: User, meeting: Meeting, form: PrepareForm, rows: list[TopicForm]
) -> HttpResponse:
    context = {
        "meeting": meeting,
        "form": form,
        "rows": rows,
        "may_add": len(rows) < MOST,
        "version": request.POST.get("version") or meeting.version,
        "is_open": FLOW.allows(MeetingAct.PREPARE, meeting, user),
    }
    status = 422 if form.errors else 200
    return render(request, "assignments/meetings/meeting_prepare.html", context, status=status)


@never_cache
@require_POST
def meeting_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """`way` says whom: all members at once, chosen units, or somebody from outside."""
    user = reader(request)
    meeting, way = find(user, pk), request.POST.get("way", "")
    if way not in WAYS:
        return desk(request, user, meeting, refused=[NO_BUTTON])
    form, act = _inviting(request, meeting, way)
    if form is not None and not form.is_valid():
        return desk(request, user, meeting, bound={way: form})
    values = {**form.cleaned_data} if form is not None else {}
    try:
        made = act(meeting=meeting, **values, by=user, at=timezone.now())
    except Refusal as refusal:
        return _refused(request, user, pk, form, way, refusal)
    count = len(made) if isinstance(made, list) else 1
    messages.success(request, f"已邀请{count}家。" if count else "成员单位都已邀请，没有新增。")
    return redirect("meeting_detail", pk)


def _inviting(request: HttpRequest, meeting: Meeting, way: str) -> tuple[forms.Form | None, Callable[..., Any]]:
    if way == "units":
        there = meeting.invitees.filter(withdrawn_at=None, unit__isnull=False).values_list("unit_id", flat=True)
        form = UnitsForm(request.POST, invited=[key for key in there if key], auto_id="invite_%s")
        return form, inviting.invite_units
    if way == "outside":
        return OutsideForm(request.POST, auto_id="outside_%s"), inviting.invite_outside
    return None, inviting.invite_members


def _refused(
    request: HttpRequest, user: User, pk: int, form: forms.Form | None, key: str, refusal: Refusal
) -> HttpResponse:
    """The desk again: what was typed stands in its form with the sentences, or the sentences on top."""
    meeting = find(user, pk)
    if form is None:
        return desk(request, user, meeting, refused=refusal.sentences)
    show_refusal(form, refusal)
    return desk(request, user, meeting, refused=refusal.sentences, bound={key: form})


@never_cache
@require_POST
def meeting_uninvite(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    invitee = _invitee(user, pk)
    try:
        inviting.withdraw_invitation(invitee=invitee, by=user, at=timezone.now())
    except Refusal as refusal:
        return desk(request, user, find(user, invitee.meeting_id), refused=refusal.sentences)
    messages.success(request, f"已撤回对{invitee.label}的邀请。")
    return redirect("meeting_detail", invitee.meeting_id)


@never_cache
@require_POST
def meeting_postpone(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    meeting = find(user, pk)
    form = PostponeForm(request.POST, auto_id="postpone_%s")
    if not form.is_valid():
        return desk(request, user, meeting, bound={"postpone": form})
    version = whole(request.POST.get("version", ""))
    try:
        postpone(meeting=meeting, **form.cleaned_data, by=user, at=timezone.now(), version=version)
    except Refusal as refusal:
        return _refused(request, user, pk, form, "postpone", refusal)
    messages.success(request, "会议已改期，并告知各参会单位重新回复。")
    return redirect("meeting_detail", pk)


@never_cache
@require_POST
def meeting_reply(request: HttpRequest, pk: int) -> HttpResponse:
    return _answer(request, pk, "reply", ReplyForm, answering.reply, "回复已保存。")


@never_cache
@require_POST
def meeting_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    return _answer(request, pk, "sign", SignForm, answering.sign_in, "已签到。")


def _answer(
    request: HttpRequest, pk: int, key: str, form_class: type[forms.Form], act: Callable[..., Invitee], done: str
) -> HttpResponse:
    user = reader(request)
    invitee = _invitee(user, pk)
    form = form_class(request.POST, auto_id=f"{key}{pk}_%s")
    if not form.is_valid():
        return desk(request, user, find(user, invitee.meeting_id), bound={f"{key}{pk}": form})
    try:
        act(invitee=invitee, **form.cleaned_data, by=user, at=timezone.now())
    except Refusal as refusal:
        return _refused(request, user, invitee.meeting_id, form, f"{key}{pk}", refusal)
    messages.success(request, f"{invitee.label}：{done}")
    return redirect("meeting_detail", invitee.meeting_id)


@never_cache
@require_POST
def meeting_sign_undo(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    invitee = _invitee(user, pk)
    try:
        answering.undo_sign_in(invitee=invitee, by=user, at=timezone.now())
    except Refusal as refusal:
        return desk(request, user, find(user, invitee.meeting_id), refused=refusal.sentences)
    messages.success(request, f"已撤销{invitee.label}的签到。")
    return redirect("meeting_detail", invitee.meeting_id)


def _invitee(user: User, pk: int) -> Invitee:
    """An invitation of a meeting this person may see."""
    seen = Meeting.objects.visible_to(user).order_by().values("pk")
    return get_object_or_404(Invitee.objects.filter(meeting__in=seen).select_related("unit", "meeting"), pk=pk)


@never_cache
@require_POST
def meeting_register(request: HttpRequest, pk: int) -> HttpResponse:
    """签到表 as a PDF."""
    user = allowed(request, is_office, OFFICE)
    meeting = find(user, pk)
    try:
        content = print_register(meeting=meeting, by=user, at=timezone.now())
    except PRINTING as refused:
        return desk(request, user, meeting, refused=[str(refused)])
    return pdf_response(content, f"签到表-{meeting.title}.pdf")


@never_cache
@require_GET
def meeting_notice_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """How the notice would look, under no number."""
    user = allowed(request, is_office, OFFICE)
    meeting = find(user, pk)
    if meeting.state != MeetingState.PREPARING:
        return desk(request, user, meeting, refused=["只有筹备中的会议可以预览通知；已印发的请看会议通知。"])
    if wrong := lacking(meeting, at=timezone.now()):
        return desk(request, user, meeting, refused=wrong)
    try:
        content = preview(
            kind=PaperKind.MEETING_NOTICE, compose=lambda number, day: notice_paper(meeting, number, day), on=today()
        )  # fmt: skip
    except PRINTING as refused:
        return desk(request, user, meeting, refused=[str(refused)])
    return pdf_response(content, f"会议通知（草稿）-{meeting.title}.pdf", is_saved=False)


@never_cache
@require_http_methods(["GET", "POST"])
def meeting_papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Papers of one topic, until the minutes are issued."""
    user = allowed(request, is_office, OFFICE)
    seen = Meeting.objects.visible_to(user).order_by().values("pk")
    item = get_object_or_404(
        AgendaItem.objects.filter(meeting__in=seen, is_dropped=False).select_related("meeting"), pk=pk
    )
    form = PapersForm(*(request.POST, request.FILES) if request.method == "POST" else ())
    if request.method == "POST" and form.is_valid():
        try:
            _keep(item, form, user)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"材料已放入议题“{item.topic}”。")
            return redirect("meeting_detail", item.meeting_id)
    status = 422 if form.errors else 200
    return render(request, "assignments/meetings/meeting_papers.html", {"form": form, "item": item}, status=status)


def _keep(item: AgendaItem, form: PapersForm, user: User) -> None:
    require_office(user, "上传议题材料")
    if item.meeting.state not in (MeetingState.PREPARING, MeetingState.CONVENED, MeetingState.HELD):
        raise NotAllowed("纪要印发后或会议不再召开时，议题材料不再增加。")
    files = sound_files(form.cleaned_data["attachments"])
    attach(place="agenda_item", target=item, files=files, by=user, at=timezone.now())

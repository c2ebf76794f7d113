"""征集 pages: the list of units asked, kept by the office; a unit's own answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from assignments.enclosures import shelf_of
from assignments.models import NoteAct, NoteAsk, NoteState, SituationNote
from assignments.situation.answering import NOT_ASKED, give, give_back
from assignments.situation.asking import add_ask, change_ask, remove_ask
from assignments.situation.drafting import usual_asks
from assignments.situation.forms import AskForm, GiveForm, ask_form
from assignments.situation.moves import FLOW, WRITERS
from assignments.views.situation import find, show_note
from projects.calendar import moved
from projects.requests import reader, typed
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal, today
from units.scope import scope_of


@never_cache
@require_http_methods(["GET", "POST"])
def note_ask_add(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    note = find(user, pk)
    _require_keeper(user, note)
    begun = {"due_on": moved(today(), usual_asks()["working_days"])}
    form = AskForm(request.POST or None, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            ask = add_ask(note=note, by=user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            told = "，已通知该单位" if ask.asked_at else "，发出征集时一并通知"
            messages.success(request, f"征集名单已增加{ask}{told}。")
            return redirect("note_detail", pk)
    return _form(request, "增加征集单位", note, form)


@never_cache
@require_http_methods(["GET", "POST"])
def note_ask_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    ask = _find(user, pk)
    _require_keeper(user, ask.note)
    form = ask_form(ask, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change_ask(ask=ask, by=user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"{ask}的征集要求已保存。")
            return redirect("note_detail", ask.note_id)
    return _form(request, f"修改征集：{ask}", ask.note, form)


@never_cache
@require_POST
def note_ask_remove(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    ask = _find(user, pk)
    try:
        remove_ask(ask=ask, by=user, at=timezone.now())
    except Refusal as refusal:
        return show_note(request, user, find(user, ask.note_id), refused=refusal.sentences)
    messages.success(request, f"征集名单已去掉{ask}。")
    return redirect("note_detail", ask.note_id)


@never_cache
@require_POST
def note_ask_return(request: HttpRequest, pk: int) -> HttpResponse:
    """退回补充 with its reason; a refusal shows the note again with what was typed."""
    user = reader(request)
    ask = _find(user, pk)
    try:
        give_back(ask=ask, reason=typed(request, "reason"), by=user, at=timezone.now())
    except Refusal as refusal:
        key = f"return-{ask.pk}"
        return show_note(request, user, find(user, ask.note_id), refused=refusal.sentences, typed_for=key)
    messages.success(request, f"{ask}已退回补充，已通知该单位。")
    return redirect("note_detail", ask.note_id)


@never_cache
@require_http_methods(["GET", "POST"])
def note_ask_give(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit's answer, with files; files chosen have to be chosen again after a refusal, the text is kept."""
    user = reader(request)
    ask = _find(user, pk)
    if ask.unit_id not in scope_of(user).unit_ids(*WRITERS):
        raise PermissionDenied(NOT_ASKED)
    form = GiveForm(request.POST, request.FILES) if request.method == "POST" else GiveForm(initial={"text": ask.text})
    if form.is_bound and form.is_valid():
        try:
            said = form.cleaned_data
            give(ask=ask, text=said["text"], files=said["attachments"], by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "材料已报送，汇稿前可以修改。")
            return redirect("note_detail", ask.note_id)
    context = {
        "ask": ask,
        "form": form,
        "shelf": shelf_of(ask, may_change=ask.note.state == NoteState.ASKED),
        "is_open": ask.note.state == NoteState.ASKED,
    }
    status = 422 if form.errors else 200
    return render(request, "assignments/situation/note_ask_give.html", context, status=status)


def _find(user: User, pk: int) -> NoteAsk:
    return get_object_or_404(NoteAsk.objects.visible_to(user).select_related("note", "unit"), pk=pk)


def _require_keeper(user: User, note: SituationNote) -> None:
    """The list is the office's to keep.

    Raises:
        PermissionDenied: the person is not of the office.
    """
    if refused := FLOW.why_not(NoteAct.CHANGE, note, user):
        raise PermissionDenied(refused)


def _form(request: HttpRequest, title: str, note: SituationNote, form: Any) -> HttpResponse:
    context = {"title": title, "note": note, "form": form}
    status = 422 if form.errors else 200
    return render(request, "assignments/situation/note_ask_form.html", context, status=status)

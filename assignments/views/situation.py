"""综合研判 pages: the list, one note, its buttons, its text, its paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assignments.models import NoteAct, NoteAsk, NoteState, SituationNote
from assignments.situation.answering import may_give
from assignments.situation.asking import ask_units
from assignments.situation.assembling import assemble, edit_note, send
from assignments.situation.drafting import DRAFTERS, draft_note, may_draft
from assignments.situation.exports import export_notes
from assignments.situation.figures import thaw
from assignments.situation.filters import NoteFilter, standing_of
from assignments.situation.forms import NoteForm, head_form, text_form
from assignments.situation.issuing import issue_note, preview_note
from assignments.situation.moves import FLOW, TONES
from assignments.situation.paper import drawing
from assignments.situation.spans import read_span
from documents.papers import MissingGlyphs, PaperNotPrinted, blocks_from_text
from projects.proofs.shelf import shelf
from projects.requests import reader, typed, whole
from units.downloads import pdf_response, workbook_response
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, show_refusal, today
from units.steps import told_steps

Act = Callable[..., SituationNote]


def _moved(act: NoteAct) -> Act:
    def make(*, note: SituationNote, by: User, at: Any, version: int | None, reason: str = "") -> SituationNote:
        made: SituationNote = FLOW.make(note, act, by=by, at=at, version=version, reason=reason)
        return made

    return make


def _without_reason(act: Act) -> Act:
    return lambda *, reason, **said: act(**said)  # noqa: ARG005 — the page sends one to every act


ACTS: Mapping[str, Act] = {
    NoteAct.ASK: _without_reason(ask_units),
    NoteAct.ASSEMBLE: _without_reason(assemble),
    NoteAct.REOPEN: _moved(NoteAct.REOPEN),
    NoteAct.SEND: _without_reason(send),
    NoteAct.HAND_BACK: _moved(NoteAct.HAND_BACK),
    NoteAct.ISSUE: _without_reason(issue_note),
    NoteAct.WITHDRAW: _moved(NoteAct.WITHDRAW),
}


@never_cache
@require_GET
def note_list(request: HttpRequest) -> HttpResponse:
    user, found = _asked(request)
    asked = Count("asks", filter=Q(asks__asked_at__isnull=False))
    given = Count("asks", filter=Q(asks__given_at__isnull=False))
    notes = found.qs.select_related("paper").annotate(asked=asked, given=given)
    page = page_of(request, notes.order_by("-year", "-label", "-pk"))
    context = {
        "filter": found,
        "page": page,
        "rows": [(note, read_span(note.label).said, TONES[NoteState(note.state)]) for note in page.object_list],
        "query": query_of(request),
        "conditions": found.conditions,
        "may_draft": may_draft(user),
    }
    return render(request, "assignments/situation/note_list.html", context)


@require_POST
def note_export(request: HttpRequest) -> HttpResponse:
    user, found = _asked(request)
    asks = NoteAsk.objects.visible_to(user)
    content = export_notes(
        notes=found.qs, asks=asks, conditions=found.conditions, on=today(), by=user, at=timezone.now()
    )
    return workbook_response(content, "综合研判台账.xlsx")


@never_cache
@require_http_methods(["GET", "POST"])
def note_new(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    if not may_draft(user):
        raise PermissionDenied(DRAFTERS)
    form = NoteForm(request.POST or None, on=today())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            span = read_span(said["label"])
            note = draft_note(span=span, title=said["title"], as_of=said["as_of"], by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"{span.said}综合研判已起草，请核对征集名单，再发出征集。")
            return redirect("note_detail", note.pk)
    return render(request, "assignments/situation/note_new.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_GET
def note_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return show_note(request, user, find(user, pk))


@never_cache
@require_POST
def note_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One button of the note; a refusal shows the note again, 422, with the reason that was typed."""
    user = reader(request)
    note, name = find(user, pk), request.POST.get("act", "")
    try:
        if name not in ACTS:
            raise Refusal("没有这个办理事项，请刷新页面后重试。")
        said = {"version": _version(request), "reason": typed(request, "reason")}
        made = ACTS[name](note=note, by=user, at=timezone.now(), **said)
    except (Refusal, PaperNotPrinted, MissingGlyphs) as refused:
        sentences = getattr(refused, "sentences", None) or [str(refused)]
        return show_note(request, user, find(user, pk), refused=sentences, typed_for=name)
    messages.success(request, f"已办理“{NoteAct(name).label}”，现在是“{made.get_state_display()}”。")
    return redirect("note_detail", pk)


@never_cache
@require_http_methods(["GET", "POST"])
def note_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Title and day before assembling, title and text after."""
    user = reader(request)
    note = find(user, pk)
    is_text = note.state == NoteState.EDITING
    if refused := FLOW.why_not(NoteAct.EDIT, note, user):
        raise PermissionDenied(refused)
    form = (text_form if is_text else head_form)(note, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            edit_note(note=note, by=user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已保存。")
            return redirect("note_detail", pk)
    context = {"note": note, "form": form, "is_text": is_text}
    return render(request, "assignments/situation/note_edit.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
def note_preview(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    note = find(user, pk)
    if not may_draft(user):
        raise PermissionDenied(DRAFTERS)
    try:
        content = preview_note(note=note, at=timezone.now())
    except (Refusal, PaperNotPrinted, MissingGlyphs) as refused:
        return show_note(request, user, note, refused=getattr(refused, "sentences", None) or [str(refused)])
    return pdf_response(content, f"{note.title}（草稿）.pdf")


def find(user: User, pk: int) -> SituationNote:
    found = SituationNote.objects.visible_to(user).select_related("paper", "created_by")
    return get_object_or_404(found, pk=pk)


def show_note(
    request: HttpRequest, user: User, note: SituationNote, *, refused: Any = (), typed_for: str = ""
) -> HttpResponse:
    """The note's page; after a refused act with what was wrong and the reason that was typed."""
    on, is_office = today(), may_draft(user)
    moves = FLOW.available(note, user) if is_office else []
    shown = is_office or note.state == NoteState.ISSUED
    context = {
        "note": note,
        "span": read_span(note.label).said,
        "tone": TONES[NoteState(note.state)],
        "asks": _asks(user, note, on),
        "blocks": blocks_from_text(note.body) if shown else (),
        "tables": [(table, drawing(table)) for table in thaw(note.figures)] if shown else (),
        "buttons": [move for move in moves if move.button and not move.needs_reason],
        "reasoned": [move for move in moves if move.needs_reason and move.button],
        "may_edit": any(move.act in (NoteAct.EDIT, NoteAct.CHANGE) for move in moves),
        "may_change": any(move.act == NoteAct.CHANGE for move in moves),
        "may_preview": is_office and note.state in (NoteState.EDITING, NoteState.CHECKING),
        "is_office": is_office,
        "is_open": note.state == NoteState.ASKED,
        "why_not_issue": _why_not_issue(note, user) if is_office else "",
        "steps": told_steps(note) if is_office else (),
        "refused": refused,
        "typed": typed(request, "reason") if typed_for else "",
        "typed_for": typed_for,
    }
    return render(request, "assignments/situation/note_detail.html", context, status=422 if refused else 200)


def _why_not_issue(note: SituationNote, user: User) -> str:
    return FLOW.why_not(NoteAct.ISSUE, note, user) if note.state == NoteState.CHECKING else ""


def _asks(user: User, note: SituationNote, on: date) -> list[dict[str, Any]]:
    """What each unit was asked and wrote, as far as this person sees it."""
    found = NoteAsk.objects.visible_to(user).filter(note=note).select_related("unit", "given_by").order_by("pk")
    rows = []
    for ask in found.prefetch_related("files__uploaded_by", "files__removed_by"):
        ask.note = note
        gives = may_give(user, ask)
        files = shelf(ask.files.all(), may_change=note.state == NoteState.ASKED and (gives or may_draft(user)))
        told = {"ask": ask, "standing": standing_of(ask, on=on), "may_give": gives}
        rows.append({**told, "shelf": files, "key": f"return-{ask.pk}"})
    return rows


def _asked(request: HttpRequest) -> tuple[User, NoteFilter]:
    user = reader(request)
    return user, NoteFilter(request.GET, SituationNote.objects.visible_to(user), user=user, on=today())


def _version(request: HttpRequest) -> int:
    return whole(request.POST.get("version", "")) or -1

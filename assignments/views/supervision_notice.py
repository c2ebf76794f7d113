"""One 督办: what it asks, its lamp, its way, and the forms of the move table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assignments.enclosures import shelf_of
from assignments.models import SupervisionAct, SupervisionNotice, SupervisionState
from assignments.supervision import answering, checking
from assignments.supervision.forms import FORMS, NoticeForm, begun_with
from assignments.supervision.issuing import issue_supervision, preview_notice
from assignments.supervision.lamps import TONES, lamp_of
from assignments.supervision.moves import FLOW, MOVES
from assignments.supervision.raising import edit_supervision, may_raise, wrong_day
from assignments.supervision.rules import rule_on, sentences
from assignments.supervision.sources import described
from assignments.supervision.tables import level_said
from assignments.supervision.wording import holders
from assignments.views.supervision import STATE_TONES
from documents.papers import MissingGlyphs, PaperNotPrinted
from projects.requests import reader, typed, whole
from units.downloads import pdf_response
from units.models import Role, User
from units.refusals import Refusal
from units.requests import show_refusal, today
from units.steps import told_steps

A = SupervisionAct
BARE = {A.SIGN_FOR: answering.sign_for, A.ISSUE: issue_supervision}
STATED: dict[SupervisionAct, tuple[Callable[..., SupervisionNotice], str]] = {  # the action, how its words are called
    A.CLOSE: (checking.close_supervision, "verdict"),
    A.REJECT: (checking.reject_answer, "verdict"),
    A.EXTEND: (checking.extend_supervision, "reason"),
    A.WITHDRAW: (checking.withdraw_supervision, "reason"),
}
DRAFTING = [A.DRAFT.value, A.EDIT.value]  # what the office wrote before it was issued
ANSWERS = {A.WRITE: answering.write_answer, A.ANSWER: answering.answer_supervision}
DONE = {
    A.ISSUE: "已编号下达，承办单位已收到签收提醒。",
    A.SIGN_FOR: "已签收，请组织办理，按期反馈。",
    A.WRITE: "反馈已保存，等审核人审定报送。",
    A.ANSWER: "反馈已报送办公室核查。",
    A.CLOSE: "已核查办结。",
    A.REJECT: "已退回承办单位重新办理。",
    A.EXTEND: "已延期，承办单位已收到通知。",
    A.WITHDRAW: "已撤回。",
}


@never_cache
@require_GET
def supervision_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return _page(request, user, _found(user, pk))


@never_cache
@require_POST
def supervision_move(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    notice = _found(user, pk)
    act = next((one for one in (*BARE, *FORMS) if one.value == typed(request, "act")), A.SIGN_FOR)
    form = FORMS[act](request.POST, request.FILES, auto_id=f"{act.value}_%s") if act in FORMS else forms.Form({})
    if form.is_valid():
        try:
            version = whole(typed(request, "version"))
            made = _move(notice, act, form.cleaned_data, by=user, at=timezone.now(), version=version)
        except (Refusal, PaperNotPrinted, MissingGlyphs) as refused:
            show_refusal(form, refused if isinstance(refused, Refusal) else Refusal(str(refused)))
        else:
            messages.success(request, f"{made.title}：{DONE[act]}")
            return redirect("supervision_detail", pk)
    return _page(request, user, _found(user, pk), act=act, bound=form)


def _move(
    notice: SupervisionNotice, act: SupervisionAct, said: dict[str, Any], *, by: User, at: datetime, version: int | None
) -> SupervisionNotice:
    stamped: dict[str, Any] = {"notice": notice, "by": by, "at": at, "version": version}
    if act in BARE:
        return BARE[act](**stamped)
    if act in ANSWERS:
        return ANSWERS[act](answer=said["answer"], files=said["attachments"], **stamped)
    action, words = STATED[act]
    values = {words: said["reason"]} | {name: value for name, value in said.items() if name != "reason"}
    return action(**values, **stamped)


@never_cache
@require_http_methods(["GET", "POST"])
def supervision_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    notice = _found(user, pk)
    if refused := FLOW.why_not(A.EDIT, notice, user):
        messages.error(request, refused)
        return redirect("supervision_detail", pk)
    form = NoticeForm(request.POST or None, initial=begun_with(notice))
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            edit_supervision(notice=notice, values=form.values, by=user, at=timezone.now(), version=version)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "修改已保存。")
            return redirect("supervision_detail", pk)
    context = {"form": form, "notice": notice}
    status = 422 if form.errors else 200
    return render(request, "assignments/supervision/supervision_edit.html", context, status=status)


@never_cache
@require_GET
def supervision_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as it would be printed; a paper that is issued is opened under its own address."""
    user = reader(request)
    notice = _found(user, pk)
    if notice.paper_id is not None:
        return redirect("paper_pdf", notice.paper_id)
    try:
        content = preview_notice(notice, on=today())
    except (PaperNotPrinted, MissingGlyphs) as refused:
        messages.error(request, str(refused))
        return redirect("supervision_detail", pk)
    return pdf_response(content, f"督办通知（草稿）{notice.title}.pdf", is_saved=False)


def _found(user: User, pk: int) -> SupervisionNotice:
    found = SupervisionNotice.objects.visible_to(user)
    return get_object_or_404(found.select_related("unit", "paper", "signed_for_by", "created_by"), pk=pk)


def _page(
    request: HttpRequest,
    user: User,
    notice: SupervisionNotice,
    *,
    act: SupervisionAct | None = None,
    bound: forms.Form | None = None,
) -> HttpResponse:
    day = today()
    rule = rule_on(timezone.localdate(notice.issued_at) if notice.issued_at else day)
    lamp, why = lamp_of(notice, on=day, rule=rule)
    moves = _forms(notice, user, act, bound)
    offered = act in {move.act for move, _ in moves}
    context = {
        "notice": notice,
        "lamp": lamp,
        "lamp_tone": TONES[lamp],
        "why": why,
        "state_tone": STATE_TONES[SupervisionState(notice.state)],
        "level": level_said(notice.level),
        "rule": sentences(rule),
        "source": described(notice.source, notice.source_key, user, on=day) if notice.source_key else None,
        "shows_answer": _shows_answer(notice, user),
        "shelf": shelf_of(notice, may_change=FLOW.allows(A.WRITE, notice, user)),
        "steps": told_steps(notice, without=() if may_raise(user) else DRAFTING),
        "moves": moves,
        "may_sign_for": FLOW.allows(A.SIGN_FOR, notice, user),
        "may_issue": FLOW.allows(A.ISSUE, notice, user),
        "may_edit": FLOW.allows(A.EDIT, notice, user),
        "warnings": _warnings(notice, day) if notice.state == SupervisionState.DRAFT else [],
        "bound": bound if bound is not None and not offered else None,
        "lost": _lost(bound) if bound is not None and not offered else [],
    }
    status = 200 if bound is None else 422
    return render(request, "assignments/supervision/supervision_detail.html", context, status=status)


def _warnings(notice: SupervisionNotice, day: date) -> list[str]:
    """What stands against issuing a draft, told before the button is pressed."""
    lacking = f"{notice.unit}没有在用的审核人账号，下达后没有人能签收、报送，请先由安全管理员授权。"
    reviewers = holders(Role.UNIT_REVIEWER, on=day, units=[notice.unit_id])
    return [*wrong_day(notice.due_on, day), *([] if reviewers else [lacking])]


def _forms(
    notice: SupervisionNotice, user: User, act: SupervisionAct | None, bound: forms.Form | None
) -> list[tuple[Any, forms.Form]]:
    """The forms of the moves this person may make now; writing and sending an answer is one form for a reviewer."""
    may = {move.act for move in FLOW.available(notice, user)}
    if A.ANSWER in may:
        may.discard(A.WRITE)
    return [
        (MOVES[one], bound if bound is not None and _is_for(one, act) else _blank(one, notice))
        for one in FORMS
        if one in may
    ]


def _is_for(form: SupervisionAct, act: SupervisionAct | None) -> bool:
    return form == act or {form, act} == {A.ANSWER, A.WRITE}


def _blank(act: SupervisionAct, notice: SupervisionNotice) -> forms.Form:
    begun = {"answer": notice.answer} if act in ANSWERS else {}
    return FORMS[act](auto_id=f"{act.value}_%s", initial=begun)


def _shows_answer(notice: SupervisionNotice, user: User) -> bool:
    """What is not sent yet is the unit's own."""
    sent = notice.state in (SupervisionState.ANSWERED, SupervisionState.CLOSED)
    return bool(notice.answer) and (sent or not FLOW.why_not(A.WRITE, notice, user))


def _lost(form: forms.Form) -> list[str]:
    """What was typed for a move that is no longer offered: shown, so that nothing is lost."""
    return [str(form[name].value()) for name in form.fields if isinstance(form[name].value(), str)]

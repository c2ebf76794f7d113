"""One meeting as the desk it is run from: steps, agenda, list, answers, papers, minutes, and its moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from assignments.meetings.convening import convene, hold_meeting, unhold_meeting
from assignments.meetings.desk import OVER, TONES, steps_of
from assignments.meetings.forms import OutsideForm, PostponeForm, ReplyForm, SignForm, UnitsForm
from assignments.meetings.issuing import issue_minutes
from assignments.meetings.listing import outcome
from assignments.meetings.minutes import unwritten
from assignments.meetings.moves import FLOW, OPEN
from assignments.meetings.names import post_of
from assignments.meetings.permissions import is_office, may_answer
from assignments.meetings.preparing import lacking
from assignments.meetings.proposing import cancel_meeting, decide, decline, withdraw_proposal
from assignments.models import Decision, Enclosure, Invitee, Meeting, MeetingAct, MeetingState
from documents.fonts import MissingFonts
from documents.papers import PaperNotPrinted
from projects.proofs.shelf import shelf
from projects.requests import reader, typed, whole
from units.models import User
from units.refusals import Refusal
from units.requests import today
from units.steps import told_steps

NO_BUTTON = "没有认出要办理什么，请从页面上的按钮办理。"
RELATED = ("proposed_by_unit", "created_by", "notice", "minutes")
PRINTING = (Refusal, PaperNotPrinted, MissingFonts)
ACTS: Mapping[MeetingAct, Callable[..., Meeting]] = {
    MeetingAct.DECIDE: decide,
    MeetingAct.DECLINE: decline,
    MeetingAct.WITHDRAW: withdraw_proposal,
    MeetingAct.CONVENE: convene,
    MeetingAct.HOLD: hold_meeting,
    MeetingAct.UNHOLD: unhold_meeting,
    MeetingAct.ISSUE: issue_minutes,
    MeetingAct.CANCEL: cancel_meeting,
}
ASKS_WHY = (MeetingAct.DECLINE, MeetingAct.WITHDRAW, MeetingAct.UNHOLD, MeetingAct.CANCEL)
DONE = {
    MeetingAct.DECIDE: "已决定召开，请筹备。",
    MeetingAct.DECLINE: "已告知提议单位不予召开。",
    MeetingAct.WITHDRAW: "提议已撤回。",
    MeetingAct.CONVENE: "会议通知已印发，并告知各参会单位。",
    MeetingAct.HOLD: "已确认召开，请写纪要。",
    MeetingAct.UNHOLD: "已撤回召开确认。",
    MeetingAct.ISSUE: "会议纪要已印发，议定事项已下达。",
    MeetingAct.CANCEL: "会议已取消，并告知相关单位。",
}


def find(user: User, pk: int) -> Meeting:
    """A meeting this person may see, or 404."""
    return get_object_or_404(Meeting.objects.visible_to(user).select_related(*RELATED), pk=pk)


@never_cache
@require_GET
def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return desk(request, user, find(user, pk))


@never_cache
@require_POST
def meeting_move(request: HttpRequest, pk: int) -> HttpResponse:
    """The moves that need no form of their own."""
    user = reader(request)
    meeting = find(user, pk)
    act = next((one for one in ACTS if one.value == request.POST.get("act", "")), None)
    if act is None:
        return desk(request, user, meeting, refused=[NO_BUTTON])
    said: dict[str, Any] = {"reason": typed(request, "reason")} if act in ASKS_WHY else {}
    try:
        ACTS[act](meeting=meeting, **said, by=user, at=timezone.now(), version=whole(request.POST.get("version", "")))
    except PRINTING as refused:
        sentences = refused.sentences if isinstance(refused, Refusal) else [str(refused)]
        return desk(request, user, find(user, pk), refused=sentences, pressed=act.value, reason=said.get("reason", ""))
    messages.success(request, DONE[act])
    return redirect("meeting_detail", pk)


def desk(
    request: HttpRequest,
    user: User,
    meeting: Meeting,
    *,
    refused: Any = (),
    pressed: str = "",
    reason: str = "",
    bound: Mapping[str, forms.Form] | None = None,
) -> HttpResponse:
    """The whole page; `bound` holds what was typed into one of its forms and refused, by the form's key."""
    kept, at = bound or {}, timezone.now()
    office, issued = is_office(user), meeting.state == MeetingState.MINUTED
    invited = list(meeting.invitees.select_related("unit", "signed_in_by", "replied_by").order_by("pk"))
    moves = FLOW.available(meeting, user)
    context: dict[str, Any] = {
        "meeting": meeting,
        "tone": TONES[MeetingState(meeting.state)],
        "steps": steps_of(meeting, at=at, office=office),
        "agenda": _agenda(meeting, office=office),
        "lines": [_line(user, meeting, one, kept) for one in invited if one.withdrawn_at is None],
        "withdrawn": [one for one in invited if one.withdrawn_at is not None],
        "may": {move.name for move in moves},
        "moves": [(move, move.name == pressed) for move in moves if move.button],
        "lacking": lacking(meeting, at=at) if meeting.state == MeetingState.PREPARING and office else [],
        "unwritten": unwritten(meeting) if meeting.state == MeetingState.HELD and office else [],
        "office": office,
        "may_invite": office and meeting.state in OPEN,
        **_forms(meeting, invited, kept, invites=office and meeting.state in OPEN),
        "decisions": [(one, outcome(one)) for one in _decisions(meeting)] if office or issued else [],
        "shows_minutes": issued or (office and meeting.state == MeetingState.HELD),
        "trail": (trail := told_steps(meeting)),
        "ended": trail[0][0] if meeting.state in OVER and trail else None,
        "refused": refused,
        "reason": reason,
    }
    context["lost"] = _lost(context, kept, reason if pressed not in context["may"] else "")
    status = 422 if refused or kept else 200
    return render(request, "assignments/meetings/meeting_detail.html", context, status=status)


def _lost(context: Mapping[str, Any], kept: Mapping[str, forms.Form], reason: str) -> list[str]:
    """What was typed for something that is no longer offered: shown, so that it can be copied."""
    shown = {"postpone"} & context["may"] | ({"units", "outside"} if context["may_invite"] else set())
    for line in context["lines"]:
        shown |= {f"{key}{line['one'].pk}" for key in ("reply", "sign") if line[f"{key}_form"] is not None}
    typed_in = [str(form[name].value() or "") for key, form in kept.items() if key not in shown for name in form.fields]
    return [said for said in (reason, *typed_in) if said]


def _forms(
    meeting: Meeting, invited: list[Invitee], kept: Mapping[str, forms.Form], *, invites: bool
) -> dict[str, Any]:
    there = [one.unit_id for one in invited if one.unit_id and one.withdrawn_at is None]
    blank_units = UnitsForm(invited=there, auto_id="invite_%s") if invites else None
    starts = {"starts_at": meeting.starts_at, "place": meeting.place}
    return {
        "units_form": kept.get("units", blank_units),
        "outside_form": kept.get("outside", OutsideForm(auto_id="outside_%s")),
        "postpone_form": kept.get("postpone", PostponeForm(initial=starts, auto_id="postpone_%s")),
    }


def _decisions(meeting: Meeting) -> Any:
    return (
        Decision.objects.filter(meeting=meeting).select_related("unit", "membership", "assignment").order_by("serial")
    )


def _agenda(meeting: Meeting, *, office: bool) -> list[dict[str, Any]]:
    """Each topic with its papers, all of them in one question; the office adds to them until the minutes."""
    is_open = meeting.state in (*OPEN, MeetingState.HELD)
    items = meeting.agenda.filter(is_dropped=False).select_related("unit").order_by("serial")
    papers = Enclosure.objects.select_related("uploaded_by", "removed_by").order_by("pk")
    return [
        {
            "item": item,
            "shelf": shelf(item.files.all(), may_change=office and is_open),
            "add_url": reverse("meeting_papers", args=[item.pk]),
        }
        for item in items.prefetch_related(Prefetch("files", papers))
    ]


def _line(user: User, meeting: Meeting, one: Invitee, kept: Mapping[str, forms.Form]) -> dict[str, Any]:
    """One row of the list: who, what they answered, whether they signed in, and what this person may do with it."""
    mine, convened = may_answer(user, one), meeting.state == MeetingState.CONVENED
    day = timezone.localdate(meeting.starts_at) if meeting.starts_at else None
    office = is_office(user)
    signs = mine and day is not None and ((convened and today() == day) or (office and _late(meeting, day)))
    said = {"answer": one.reply if one.replied_at else "", "person": one.person, "note": one.reply_note}
    return {
        "one": one,
        "post": post_of(one),
        "mine": mine and not office,
        "reply_form": kept.get(f"reply{one.pk}", ReplyForm(initial=said, auto_id=f"reply{one.pk}_%s"))
        if mine and convened
        else None,
        "reply_open": f"reply{one.pk}" in kept,
        "sign_form": kept.get(f"sign{one.pk}", SignForm(initial={"person": one.person}, auto_id=f"sign{one.pk}_%s"))
        if signs and one.signed_in_at is None
        else None,
        "sign_open": f"sign{one.pk}" in kept,
        "may_undo": signs and one.signed_in_at is not None,
        "may_withdraw": office and meeting.state in OPEN and one.signed_in_at is None,
    }


def _late(meeting: Meeting, day: Any) -> bool:
    return bool(meeting.state in (MeetingState.CONVENED, MeetingState.HELD) and today() >= day)

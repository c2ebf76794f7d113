"""一份填报: looked at with its trail, and moved on by the buttons of the move table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from projects import filings as actions
from projects.completeness import missing_to_send, previous_filing
from projects.differences import differences
from projects.forms import ReasonsForm
from projects.locks import locks_of, said_of
from projects.models import FilingAct, FilingState, ProgressFiling
from projects.monthly import TONES
from projects.permissions import available_moves
from projects.requests import reader, whole
from projects.rolled import rolled_of
from projects.sections import filing_sections, trail
from projects.views.filing_parts import DONE, EDITS, act_pressed, filings_of
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal

PLAIN: dict[FilingAct, Callable[..., ProgressFiling]] = {
    FilingAct.WITHDRAW: actions.withdraw,
    FilingAct.SUBMIT: actions.submit,
    FilingAct.ACCEPT: actions.accept,
}
WITH_REASONS: dict[FilingAct, Callable[..., ProgressFiling]] = {
    FilingAct.HAND_BACK: actions.hand_back,
    FilingAct.RETURN: actions.return_fields,
}


@require_GET
def filing_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    filing = get_object_or_404(filings_of(user), pk=pk)
    return _detail_page(request, user, filing, ReasonsForm())


def _detail_page(
    request: HttpRequest, user: User, filing: ProgressFiling, form: ReasonsForm, status: int = 200
) -> HttpResponse:
    previous, rolled = previous_filing(filing), rolled_of(filing)
    locks = locks_of(filing.period, timezone.now())
    moves = available_moves(filing, user, locks)
    returning = next((move for move in moves if move.reasons), None)
    context = {
        "filing": filing,
        "tone": TONES[FilingState(filing.state)],
        "previous": previous,
        "sections": filing_sections(filing, previous, form if returning else None),
        "trail": trail(filing),
        "plain_moves": [move for move in moves if move.act in PLAIN],
        "returning": returning,
        "may_edit": any(move.act in EDITS for move in moves),
        "differences": differences(filing, previous, rolled),
        "rolled": rolled,
        "lacks": missing_to_send(filing, previous, rolled) if not filing.is_filed else [],
        "form": form,
        "locked": said_of(user, filing, locks),
    }
    return render(request, "projects/filing_detail.html", context, status=status)


@require_POST
def filing_move(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    filing = get_object_or_404(filings_of(user), pk=pk)
    form = ReasonsForm(request.POST)
    form.is_valid()
    try:
        act = act_pressed(request, (*PLAIN, *WITH_REASONS))
        signed: dict[str, Any] = {"by": user, "at": timezone.now(), "version": _version(request)}
        if act in WITH_REASONS:
            WITH_REASONS[act](filing=filing, reasons=form.reasons(), **signed)
        else:
            PLAIN[act](filing=filing, **signed)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return _detail_page(request, user, filings_of(user).get(pk=pk), form, status=422)
    messages.success(request, f"“{filing.project.name}”{filing.period.label}：{DONE[act]}")
    return redirect("filing_detail", filing.pk)


def _version(request: HttpRequest) -> int | None:
    return whole(request.POST.get("version", ""))

"""编制补发表: amounts and reasons beside people of a roll or of its month's roster; what is typed stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from documents.formats import yuan
from labor.models import WageRoll
from labor.pay.drafts import require_may_prepare
from labor.pay.payees import payees_of
from labor.pay.supplement_form import SHOWN, Typed, read_typed, rows_of
from labor.pay.supplements import Unconfirmed, faults_of, supplement_roll, why_no_supplement
from labor.views.rolls import roll_of
from projects.requests import reader, typed
from units.models import User
from units.refusals import NotAllowed, Refusal


@never_cache
@require_http_methods(["GET", "POST"])
def supplement_new(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    roll = roll_of(user, pk)
    _require_prepares(user, roll)
    if refused := why_no_supplement(roll):
        messages.warning(request, refused)
        return redirect("roll_detail", pk)
    if request.method == "GET" or request.POST.get("act") == "find":
        return _page(request, roll)
    try:
        made = _make(request, user, roll)
    except Unconfirmed as waiting:
        return _page(request, roll, refused=waiting.sentences, is_unconfirmed=True)
    except Refusal as refusal:
        return _page(request, roll, refused=refusal.sentences)
    messages.success(request, f"已编制{roll.period.label}补发表。请核对后送签，依次审定、公示、审查，再支付。")
    return redirect("roll_detail", made.pk)


def _require_prepares(user: User, roll: WageRoll) -> None:
    try:
        require_may_prepare(user, roll.project)
    except NotAllowed as refused:
        raise PermissionDenied("".join(refused.sentences)) from refused


def _make(request: HttpRequest, user: User, roll: WageRoll) -> WageRoll:
    """Make it; what cannot be read is told together with all else that is wrong."""
    payees = payees_of(roll)
    said = read_typed(request.POST.dict(), payees)
    if said.unread:
        raise Refusal(*said.unread, *(faults_of(roll, said.items, payees) if said.items else ()))
    return supplement_roll(
        roll=roll,
        items=said.items,
        total_fen=said.total_fen,
        is_confirmed="confirmed" in request.POST,
        by=user,
        at=timezone.now(),
    )


def _page(
    request: HttpRequest, roll: WageRoll, *, refused: Sequence[str] = (), is_unconfirmed: bool = False
) -> HttpResponse:
    payees = payees_of(roll)
    said = read_typed(request.POST.dict(), payees) if request.method == "POST" else Typed()
    words = typed(request, "q").strip()
    rows = rows_of(said, payees, words)
    found = sum(1 for payee in payees.values() if words in payee.name)
    context: dict[str, Any] = {
        "roll": roll,
        "rows": [(row, *_money(row.payee.net_fen, row.payee.pending_fen)) for row in rows],
        "people": len(payees),
        "found": found,
        "shown": SHOWN,
        "words": words,
        "filled": len(said.people),
        "sum": yuan(sum(item.amount_fen for item in said.items)),
        "total_text": said.total_text,
        "refused": refused,
        "is_unconfirmed": is_unconfirmed,
    }
    return render(request, "labor/pay/supplement_new.html", context, status=422 if refused else 200)


def _money(net_fen: int | None, pending_fen: int) -> tuple[str, str]:
    """What the roll paid and what waits on earlier supplements, in 元."""
    return yuan(net_fen), yuan(pending_fen or None)

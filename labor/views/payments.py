"""支付情况: every payment of the district one may see, filtered, summed by state, taken out for a purpose."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from labor.filters import conditions
from labor.payments.bank_forms import may_keep_forms
from labor.payments.exports import TITLE, export_payments
from labor.payments.filters import RESENT, STATES, TONES, PaymentFilter, ordered, shares_of
from labor.payments.standing import Share
from labor.payments.tables import CELLS
from projects.requests import reader, typed
from projects.tables import page_rows
from units.downloads import workbook_response
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of

NOTHING = Share()


@never_cache
@require_GET
def payment_list(request: HttpRequest) -> HttpResponse:
    return _show(request, reader(request))


@never_cache
@require_POST
def payment_export(request: HttpRequest) -> HttpResponse:
    """The filters are in the address, as on the page."""
    user, reason = reader(request), typed(request, "reason")
    found = PaymentFilter(request.GET, user=user)
    said = conditions(found)
    try:
        content = export_payments(payments=ordered(found), said=said, reason=reason, by=user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
        return _show(request, user, status=422, export_reason=reason)
    return workbook_response(content, f"{TITLE}.xlsx")


def _show(request: HttpRequest, user: User, *, status: int = 200, export_reason: str = "") -> HttpResponse:
    found = PaymentFilter(request.GET, user=user)
    shares = shares_of(request.GET, user=user)
    now = request.GET.get("state", "")
    number = sum(share.lines for state, share in shares.items() if now in ("", state))
    page = page_of(request, ordered(found), number=number)
    context = {
        "filter": found,
        "page": page,
        "query": query_of(request),
        "columns": CELLS,
        "rows": [(one, STATES[one.standing], TONES.get(one.standing, "neutral"), cells) for one, cells in
                 page_rows(page.object_list, CELLS)],
        "stats": [(label, shares.get(state, NOTHING)) for state, label in STATES.items() if state != RESENT],
        "shown_fen": sum(share.fen for state, share in shares.items() if now in ("", state)),
        "tabs": _tabs(request, shares, now),
        "may_keep_forms": may_keep_forms(user),
        "export_reason": export_reason,
        "is_filtered": bool(conditions(found)),
    }  # fmt: skip
    return render(request, "labor/payments/payment_list.html", context, status=status)


def _tabs(request: HttpRequest, shares: dict[str, Share], now: str) -> list[dict[str, Any]]:
    whole = ("", "全部", sum(share.lines for share in shares.values()))
    states = [(state, label, shares.get(state, NOTHING).lines) for state, label in STATES.items()]
    return [
        {"label": label, "url": f"?{query_of(request, state=state)}", "current": state == now, "count": count}
        for state, label, count in (whole, *states)
    ]

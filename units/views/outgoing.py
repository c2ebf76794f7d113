"""外发记录: mails and chat lines on their way, sent or failed; sending again and cancelling."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from units import outgoing
from units.channels import is_on
from units.message_filters import OutgoingFilter
from units.models import Channel, Outgoing, OutgoingState
from units.refusals import Refusal
from units.requests import actor, allow, page_of, query_of
from units.scope import scope_of

TONES = {
    OutgoingState.WAITING: "neutral",
    OutgoingState.SENDING: "info",
    OutgoingState.SENT: "good",
    OutgoingState.FAILED: "bad",
    OutgoingState.CANCELLED: "neutral",
}


@require_GET
def outgoing_list(request: HttpRequest) -> HttpResponse:
    user = allow(request, outgoing.may_handle_outgoing, outgoing.NOT_YOURS)
    visible = outgoing.outgoing_visible_to(user)
    found = OutgoingFilter(request.GET, queryset=visible.select_related("to"))
    page = page_of(request, found.qs)
    context = {
        "filter": found,
        "page": page,
        "rows": [(row, TONES[OutgoingState(row.state)], *_acts(row)) for row in page.object_list],
        "query": query_of(request),
        "channels": [(label, is_on(value)) for value, label in Channel.choices],
        "failed": visible.filter(state=OutgoingState.FAILED).count(),
        "reads_bodies": scope_of(user).is_office,
    }
    return render(request, "units/outgoing_list.html", context)


def _acts(row: Outgoing) -> tuple[bool, bool]:
    """Whether it can be sent now, and cancelled."""
    return row.state in outgoing.CAN_RETRY, row.state in outgoing.CAN_CANCEL


@require_POST
def outgoing_retry(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, outgoing.retry_outgoing, "已重新排队，一两分钟内发出（渠道没有开通的，开通后发出）。")


@require_POST
def outgoing_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, outgoing.cancel_outgoing, "已取消，不再发出；需要时可以点“现在发送”。")


def _do(request: HttpRequest, pk: int, act: Callable[..., None], done: str) -> HttpResponse:
    user = allow(request, outgoing.may_handle_outgoing, outgoing.NOT_YOURS)
    row = get_object_or_404(outgoing.outgoing_visible_to(user).select_related("to"), pk=pk)
    try:
        act(row=row, by=user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
    else:
        messages.success(request, done)
    return redirect(_back(request))


@require_POST
def outgoing_retry_all(request: HttpRequest) -> HttpResponse:
    allow(request, outgoing.may_handle_outgoing, outgoing.NOT_YOURS)
    number = outgoing.retry_failed(by=actor(request), at=timezone.now())
    messages.success(request, f"{number} 条已重新排队。" if number else "没有发送失败的外发。")
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    query = request.GET.urlencode()
    return f"{reverse('outgoing_list')}?{query}" if query else reverse("outgoing_list")

"""整批退回: the cashier writes down that the bank gave a file back, a reviewer confirms it; both on the roll's page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from labor.models import PaymentBatch
from labor.payments.returning import confirm_return, withdraw_batch
from labor.views.payments_page import show_payments
from labor.views.rolls import roll_of
from projects.requests import reader, typed, whole
from units.refusals import Refusal


@never_cache
@require_POST
def payment_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    batch = get_object_or_404(PaymentBatch, pk=pk)
    roll, reason = roll_of(user, batch.roll_id), typed(request, "reason")
    try:
        withdraw_batch(
            batch=batch, reason=reason, proof=request.FILES.get("proof"), by=user, at=timezone.now(),
            version=whole(typed(request, "version")),
        )  # fmt: skip
    except Refusal as refusal:
        return show_payments(request, user, roll_of(user, roll.pk), refused=refusal.sentences, withdraw_reason=reason)
    messages.success(request, f"第{batch.number}次支付已登记银行整批退回，待审定人核对。")
    return redirect("roll_payments", roll.pk)


@never_cache
@require_POST
def payment_return(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    batch = get_object_or_404(PaymentBatch, pk=pk)
    roll = roll_of(user, batch.roll_id)
    try:
        confirm_return(batch=batch, by=user, at=timezone.now(), version=whole(typed(request, "version")))
    except Refusal as refusal:
        return show_payments(request, user, roll_of(user, roll.pk), refused=refusal.sentences)
    messages.success(request, f"第{batch.number}次支付的{batch.lines}笔已记为失败，由支付经办人失败重报。")
    return redirect("roll_payments", roll.pk)

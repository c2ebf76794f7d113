"""更正账号 of one failed payment: the right account, or why it is right; the full number comes by POST alone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from labor.models import Payment, RollAct
from labor.pay.head import name_of
from labor.pay.moves import MOVES
from labor.pay.permissions import why_not
from labor.payments.filters import visible_payments
from labor.payments.fixing import Account, fix_account, leave_unchanged, stay_of
from labor.payments.forms import FixForm, UnchangedForm
from labor.payments.looked_at import looks_of
from labor.payments.payable import failed_payments
from labor.payments.sheets import reference_of
from labor.views.rolls import roll_of
from projects.moving import Incomplete
from projects.requests import reader, typed
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal

UNCHANGED = "unchanged"
OF_ROLL = "line__roll__project", "line__roll__period", "line__worker", "batch"


@sensitive_post_parameters("number")
@never_cache
@require_http_methods(["GET", "POST"])
def payment_fix(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    payment = get_object_or_404(visible_payments(user).select_related(*OF_ROLL), pk=pk)
    roll = roll_of(user, payment.line.roll_id)
    if refused := why_not(MOVES[RollAct.FIX], roll, user):
        raise PermissionDenied(refused)
    if request.method == "GET" and not failed_payments(roll).filter(pk=pk).exists():
        messages.info(request, f"“{payment.account_name}”这一笔已不在失败的行里，不用再处理。")
        return redirect("roll_payments", roll.pk)
    pressed = typed(request, "act") if request.method == "POST" else ""
    fixing = FixForm(request.POST if pressed and pressed != UNCHANGED else None, payment=payment)
    unchanged = UnchangedForm(request.POST if pressed == UNCHANGED else None)
    form: Form = unchanged if pressed == UNCHANGED else fixing
    if pressed and form.is_valid() and _done(request, user, payment, form):
        return redirect("roll_payments", roll.pk)
    context = {
        "payment": payment, "roll": roll, "name": name_of(roll), "fixing": fixing, "unchanged": unchanged,
        "stay": stay_of(payment.line), "look": looks_of(roll).get(reference_of(payment.line_id, payment.attempt)),
    }  # fmt: skip
    return render(request, "labor/payments/payment_fix.html", context, status=422 if pressed else 200)


def _done(request: HttpRequest, user: User, payment: Payment, form: Form) -> bool:
    """Whether it was saved; what kept it from it stands in the form."""
    try:
        warnings = _act(user, payment, form)
    except Incomplete as incomplete:
        for lack in incomplete.lacks:
            form.add_error(lack.field, lack.sentence)
        return False
    except Refusal as refusal:
        show_refusal(form, refusal)
        return False
    who = payment.account_name
    messages.success(
        request, f"“{who}”这一笔已{'核对' if isinstance(form, UnchangedForm) else '更正'}，待审定人核对后重报。"
    )
    for warning in warnings:
        messages.warning(request, f"“{who}”：{warning}")
    return True


def _act(user: User, payment: Payment, form: Form) -> list[str]:
    signed: dict[str, Any] = {"payment": payment, "by": user, "at": timezone.now()}
    said = form.cleaned_data
    if isinstance(form, UnchangedForm):
        leave_unchanged(reason=said["reason"], **signed)
        return []
    account = Account(number=said["number"], bank=said["bank"], holder=said["holder"])
    return fix_account(account=account, to_roster=said["to_roster"], **signed).warnings

"""支付与回执 of one roll: where each yuan is, the batches and their files, what failed, who confirmed, what to send."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from documents.formats import yuan
from labor.models import PaymentBatch, RollAct, RollOrigin, RollState, WageRoll
from labor.pay.head import head_of, name_of
from labor.pay.permissions import may
from labor.pay.standing_lines import lines_of
from labor.payments.batches import STATES, batch_rows
from labor.payments.confirming import confirm_accounts
from labor.payments.forms import SendForm
from labor.payments.looked_at import confirmation_of, failed_of, not_looked_at, withdrawals_of
from labor.payments.payable import payable_lines
from labor.payments.returning import is_unanswered, proof_of
from labor.payments.sending import act_of, fetch_file, issue, why_not_fetched
from labor.payments.sheets import FILE_KINDS, FileKind
from labor.payments.standing import PLACES, money_of
from labor.views.rolls import roll_of
from projects.requests import XLSX, reader, typed, whole
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, today

CONTENT_TYPES = {FileKind.XLSX: XLSX, FileKind.CSV: "text/csv; charset=utf-8"}


@never_cache
@require_GET
def roll_payments(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return show_payments(request, user, roll_of(user, pk))


@never_cache
@require_POST
def payment_send(request: HttpRequest, pk: int) -> HttpResponse:
    """生成支付文件 or 失败重报: makes the batch; its file is then fetched from the page."""
    user = reader(request)
    roll = roll_of(user, pk)
    form = SendForm(request.POST, channel=roll.channel, version=roll.version)
    if not form.is_valid():
        return show_payments(
            request, user, roll, refused=[str(error) for found in form.errors.values() for error in found]
        )
    said = form.cleaned_data
    try:
        batch = issue(roll=roll, form=said["form"], by=user, at=timezone.now(), version=said["version"])
    except Refusal as refusal:
        return show_payments(request, user, roll_of(user, pk), refused=refusal.sentences, chosen=said["form"].pk)
    messages.success(
        request, f"第{batch.number}次支付已生成：{batch.lines}笔，{yuan(batch.sum_fen)}元。请取出支付文件交银行。"
    )
    return redirect("roll_payments", pk)


@never_cache
@require_POST
def payment_file(request: HttpRequest, pk: int) -> HttpResponse:
    """取出支付文件: `kind` in the address, what for in the form; the full accounts stand in this answer alone."""
    user = reader(request)
    batch = get_object_or_404(PaymentBatch.objects.select_related("form"), pk=pk)
    roll = roll_of(user, batch.roll_id)
    kind = FileKind.CSV if request.GET.get("kind") == FileKind.CSV else FileKind.XLSX
    purpose = typed(request, "reason")
    try:
        made = fetch_file(batch=batch, kind=kind, purpose=purpose, by=user, at=timezone.now())
    except Refusal as refusal:
        return show_payments(request, user, roll, refused=refusal.sentences, purpose=purpose, kind=kind)
    disposition = content_disposition_header(as_attachment=True, filename=made.name) or "attachment"
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(made.content, content_type=CONTENT_TYPES[kind], headers=headers)


@never_cache
@require_POST
def payment_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    roll = roll_of(user, pk)
    try:
        confirm_accounts(roll=roll, by=user, at=timezone.now(), version=whole(typed(request, "version")))
    except Refusal as refusal:
        return show_payments(request, user, roll_of(user, pk), refused=refusal.sentences)
    messages.success(request, f"“{name_of(roll)}”更正后的账号已核对，可以失败重报。")
    return redirect("roll_payments", pk)


def show_payments(request: HttpRequest, user: User, roll: WageRoll, *, refused: Any = (), **said: Any) -> HttpResponse:
    """The page; `refused` are the sentences of what was not done, `said` what was typed for it."""
    head = {**head_of(roll, user, today()), "refused": refused}
    context = {
        "roll": roll, "head": head, "is_recorded": roll.origin == RollOrigin.RECORDED, **_money(roll),
        **_files(user, roll), **_returned(user, roll), **_failed(request, user, roll), **_sending(user, roll, head),
        **said,
    }  # fmt: skip
    return render(request, "labor/payments/roll_payments.html", context, status=422 if refused else 200)


def _money(roll: WageRoll) -> dict[str, Any]:
    money = money_of(roll)
    lines = lines_of(roll).aggregate(net_fen=Sum("net_fen"), people=Count("worker", distinct=True), all=Count("pk"))
    return {
        "places": [(place, label, money.at(place)) for place, label in PLACES.items()],
        "money": money,
        "net_fen": lines["net_fen"] or 0,
        "people": lines["people"],
        "nothing_due": lines["all"] - money.lines,
    }


def _files(user: User, roll: WageRoll) -> dict[str, Any]:
    rows = batch_rows(roll)
    latest = rows[0] if rows else None
    fetchable = latest is not None and not latest.is_answered and not why_not_fetched(latest.batch, roll, user)
    return {
        "batches": rows,
        "states": [str(state.label) for state in STATES],
        "fetched": latest.batch if latest and fetchable else None,
        "kinds": FILE_KINDS,
        "receipts": roll.receipts.select_related("imported_by").order_by("-pk"),
    }


def _returned(user: User, roll: WageRoll) -> dict[str, Any]:
    """The batch the bank may still give back whole, what was written down of it, and who may do what now."""
    batch = roll.batches.order_by("-number").first() if roll.state == RollState.BANK else None
    if batch is None or not is_unanswered(batch):
        return {"withdrawal": None, "may_withdraw": False}
    step = withdrawals_of(roll).get(batch.number)
    return {
        "waiting_batch": batch,
        "withdraw_reason": "",
        "withdrawal": step,
        "proof": proof_of(roll, step) if step else None,
        "may_withdraw": may(RollAct.WITHDRAW, roll, user),
        "may_return": step is not None and may(RollAct.RETURN, roll, user),
    }


def _failed(request: HttpRequest, user: User, roll: WageRoll) -> dict[str, Any]:
    failed = failed_of(roll) if roll.state == RollState.PARTLY else []
    confirmation = confirmation_of(roll, failed) if failed else None
    waiting = not_looked_at(failed)
    return {
        "failed": page_of(request, failed),
        "failed_fen": sum(one.payment.amount_fen for one in failed),
        "waiting": len(waiting),
        "confirmation": confirmation,
        "may_fix": may(RollAct.FIX, roll, user),
        "may_receive": may(RollAct.RECEIVE, roll, user),
        "may_confirm": bool(failed) and not waiting and confirmation is None and may(RollAct.CONFIRM, roll, user),
        "query": query_of(request),
    }


def _sending(user: User, roll: WageRoll, head: dict[str, Any]) -> dict[str, Any]:
    """What a press would send, and whether this person may press now."""
    act = act_of(roll)
    if not may(act, roll, user):
        return {"may_send": False}
    due = payable_lines(roll).order_by().aggregate(lines=Count("pk"), fen=Sum("net_fen"))
    form = SendForm(channel=roll.channel, version=roll.version)
    return {
        "may_send": True,
        "ready": not head["lacks"],
        "send_label": act.label,
        "due_lines": due["lines"],
        "due_fen": due["fen"] or 0,
        "send_form": form,
        "has_forms": form.fields["form"].queryset.exists(),  # type: ignore[attr-defined]
    }

"""导入银行回执 of one roll: check alone or take in; every problem at its cell, or on to the roll's payments."""

from __future__ import annotations

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from labor.models import RollAct, WageRoll
from labor.pay.head import head_of, name_of
from labor.pay.moves import MOVES
from labor.pay.permissions import why_not
from labor.payments.receipt_form import ReceiptUploadForm
from labor.payments.receipts import forms_of, import_receipts
from labor.payments.results import Said
from labor.payments.settling import REPEATED
from labor.payments.standing import money_of
from labor.views.rolls import roll_of
from labor.views.uploading import Fact, Saved, answer_upload
from projects.outcome import ImportOutcome
from projects.requests import reader
from units.requests import today

ADVICE = "回执是银行的文件，结果和金额不要自己改：请照下面各处向银行核实，拿到更正后的回执再导入。"
COUNTED = {**{str(one): one.label for one in Said}, REPEATED: "重复"}


@never_cache
@require_http_methods(["GET", "POST"])
def receipt_import(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    roll = roll_of(user, pk)
    if refused := why_not(MOVES[RollAct.RECEIVE], roll, user):
        raise PermissionDenied(refused)
    return answer_upload(
        request,
        ReceiptUploadForm(request.POST or None, request.FILES or None, choices=forms_of(roll)),
        take=partial(import_receipts, roll=roll),
        page="labor/payments/receipt_import.html",
        saved=partial(_saved, roll),
        facts=_facts,
        advice=ADVICE,
        roll=roll,
        name=name_of(roll),
        head=head_of(roll, user, today()),
        waiting=money_of(roll).at("issued"),
    )


def _saved(roll: WageRoll, outcome: ImportOutcome) -> Saved:
    facts, address = outcome.facts, reverse("roll_payments", args=[roll.pk])
    if facts["again"]:  # its note says by whom and when
        return Saved("", address)
    counts = "、".join(f"{label}{facts[key]}笔" for key, label in COUNTED.items() if facts[key])
    return Saved(f"回执已导入：{counts or '没有新的结果'}。发放表现在是“{facts['state']}”。", address)


def _facts(outcome: ImportOutcome) -> list[Fact]:
    """What the file would come to; zero counts but success are left out."""
    told = [(label, outcome.facts[key]) for key, label in COUNTED.items()]
    notes = {"成功": "记支付日期和凭证", "失败": "更正账号后重报", "退汇": "撤回已发放", "重复": "与已有结果相同，不变"}
    return [Fact(label, count, "笔", notes[label]) for label, count in told if count or label == Said.SUCCEEDED.label]

"""核对 of a roll: where it differs from attendance, agreed rates and roster, and sending it to be signed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from labor.models import RollAct, WageRoll
from labor.pay.difference import Difference, DifferenceKind, Severity
from labor.pay.difference_exports import export_differences, sum_of
from labor.pay.head import head_of, name_of, page_of_state
from labor.pay.line_forms import DifferenceForm
from labor.pay.permissions import may
from labor.pay.reconciling import Reconciled, reconcile
from labor.pay.sending_out import send_roll
from labor.pay.standing_lines import removed_lines_of
from labor.permissions import works_on
from labor.views.rolls import roll_of
from projects.requests import reader, typed, whole
from units.downloads import workbook_response
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, today


@never_cache
@require_GET
def roll_check(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return show_check(request, user, roll_of(user, pk))


@never_cache
@require_POST
def roll_check_export(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    roll = roll_of(user, pk)
    found, reason = reconcile(roll), typed(request, "reason")
    form, shown = _chosen(request, found)
    try:
        content = export_differences(
            roll=roll, found=found, shown=shown, said=_conditions(form), reason=reason, by=user, at=timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
        return show_check(request, user, roll, status=422, export_reason=reason)
    return workbook_response(content, f"发放表核对-{roll.project.name}-{roll.period.label}.xlsx")


@never_cache
@require_POST
def roll_send(request: HttpRequest, pk: int) -> HttpResponse:
    """送签, with the reason for what still differs."""
    user = reader(request)
    roll = roll_of(user, pk)
    reason, seen = typed(request, "reason"), whole(typed(request, "version"))
    try:
        sent = send_roll(roll=roll, by=user, at=timezone.now(), reason=reason, version=seen)
    except Refusal as refusal:
        return show_check(request, user, roll_of(user, pk), status=422, refused=refusal.sentences, reason=reason)
    messages.success(request, f"“{name_of(sent)}”：已送签，请打印签字表交本人签字。当月考勤已随表锁定。")
    return redirect(page_of_state(sent))


def show_check(
    request: HttpRequest, user: User, roll: WageRoll, *, status: int = 200, refused: Sequence[str] = (),
    reason: str = "", export_reason: str = "",
) -> HttpResponse:  # fmt: skip
    """The page; `refused` and `reason` of a sending, or another act of it, that was not done."""
    found = reconcile(roll)
    form, shown = _chosen(request, found)
    context = {
        "roll": roll,
        "head": {**head_of(roll, user, today()), "refused": refused},
        "found": found,
        "tallies": _tallies(found),
        "filter": form,
        "is_filtered": bool(_conditions(form)),
        "page": page_of(request, shown, number=len(shown)),
        "sum_fen": sum_of(shown),
        "query": query_of(request),
        "removed": removed_lines_of(roll).select_related("worker").order_by("row", "pk"),
        "may_correct": may(RollAct.CORRECT, roll, user),
        "may_send": may(RollAct.SEND, roll, user),
        "may_take_out": works_on(user, roll.project),
        "explained": _explained(roll),
        "reason": reason,
        "export_reason": export_reason,
    }
    return render(request, "labor/pay/check.html", context, status=status)


def _explained(roll: WageRoll) -> Any:
    """The step that sent the roll with a reason for its differences, until it is handed back; None before."""
    acts = {RollAct.SEND, RollAct.HAND_BACK}
    last = [step for step in roll.steps.all() if step.act in acts][-1:]  # fetched with the head
    return last[0] if last and last[0].act == RollAct.SEND and last[0].reason else None


def _chosen(request: HttpRequest, found: Reconciled) -> tuple[DifferenceForm, list[Difference]]:
    """The filter and what it leaves; what cannot be read filters nothing."""
    form = DifferenceForm(request.GET, counts=found.by_kind)
    form.is_valid()
    kind, words = form.cleaned_data.get("kind"), form.cleaned_data.get("q", "")
    return form, [
        one for one in found.differences if (not kind or one.kind == kind) and (not words or words in one.name)
    ]


def _conditions(form: DifferenceForm) -> list[str]:
    said: dict[str, Any] = form.cleaned_data
    kind = [f"差异：{DifferenceKind(said['kind']).label}"] if said.get("kind") else []
    return kind + ([f"姓名：{said['q']}"] if said.get("q") else [])


def _tallies(found: Reconciled) -> dict[str, int]:
    return {severity.value: len(found.of(severity)) for severity in Severity}


def back_to_check(roll: WageRoll) -> HttpResponse:
    """To the 核对 tab of a roll."""
    return redirect(reverse("roll_check", args=[roll.pk]))

"""签字与审定 of a roll: who signed and when, the signed sheets, who approved and who is still missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from documents.papers import PaperNotPrinted
from labor.models import RollAct, RollFileKind, RollState, WageRoll
from labor.pay.approving import able_to_approve, approvals_of
from labor.pay.files import why_not_keep
from labor.pay.head import head_of
from labor.pay.permissions import may
from labor.pay.sheet import code_of, parts_of, print_roll
from labor.pay.signing import sign_lines, signing_of, unsign_lines
from labor.pay.standing_lines import lines_of
from labor.pay.way_forms import SignForm
from labor.views.rolls import roll_of
from projects.requests import reader, ticked_rows, typed, whole
from units.downloads import pdf_response
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, show_refusal, today

SHOWN = {"": "全部", "unsigned": "未签字", "signed": "已签字"}
PER_PAGE = 100


@never_cache
@require_GET
def roll_signing(request: HttpRequest, pk: int) -> HttpResponse:
    """`?show=unsigned` or `signed` lists some of the people."""
    user = reader(request)
    return show_signing(request, user, roll_of(user, pk))


@never_cache
@require_POST
def roll_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """`how`: all (everybody not yet ticked), selected, or undo; the boxes `line` name the rows."""
    user = reader(request)
    roll = roll_of(user, pk)
    how, form = typed(request, "how"), SignForm(request.POST)
    if how != "undo" and not form.is_valid():
        return show_signing(request, user, roll, form=form, status=422)
    signed: dict[str, Any] = {"by": user, "at": timezone.now(), "version": whole(typed(request, "version"))}
    try:
        _signed(request, roll, how, form, signed)
    except Refusal as refusal:
        form.is_valid()
        show_refusal(form, refusal)
        return show_signing(request, user, roll_of(user, pk), form=form, status=422)
    messages.success(request, "已撤销所选人员的签字登记。" if how == "undo" else "已登记签字。")
    return redirect("roll_signing", pk)


def _signed(request: HttpRequest, roll: WageRoll, how: str, form: SignForm, signed: dict[str, Any]) -> None:
    chosen = list(ticked_rows(request, "line"))
    if how == "undo":
        unsign_lines(roll=roll, lines=chosen, **signed)
        return
    lines = None if how == "all" else chosen
    sign_lines(roll=roll, lines=lines, signed_on=form.cleaned_data["signed_on"], **signed)


@never_cache
@require_POST
def roll_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet as PDF, to be signed or, once paid, to be kept; `part` of a long one."""
    user = reader(request)
    roll = roll_of(user, pk)
    reason, part = typed(request, "reason"), whole(typed(request, "part")) or 1
    try:
        content = print_roll(roll=roll, reason=reason, part=part, by=user, at=timezone.now())
    except Refusal as refusal:
        return show_signing(request, user, roll, refused=refusal, reason=reason, status=422)
    except PaperNotPrinted as wrong:
        return show_signing(request, user, roll, refused=Refusal(str(wrong)), reason=reason, status=422)
    return pdf_response(content, f"发放表-{roll.project.name}-{roll.period.label}.pdf")


def show_signing(
    request: HttpRequest, user: User, roll: WageRoll, *, form: SignForm | None = None,
    refused: Refusal | None = None, reason: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page of a roll's signatures and approvals, as it stands or with what was refused."""
    head = head_of(roll, user, today())
    head["refused"] = refused.sentences if refused else ()
    shown = request.GET.get("show", "")
    page = page_of(request, _listed(roll, shown), per_page=PER_PAGE)
    context = {
        "roll": roll,
        "head": head,
        "signing": signing_of(roll),
        "code": code_of(roll),
        "parts": parts_of(lines_of(roll).count()),
        "page": page,
        "tabs": _tabs(roll, shown),
        "query": f"show={shown}" if shown in SHOWN and shown else "",
        "form": form or SignForm(initial={"signed_on": today()}),
        "ticked": set(ticked_rows(request, "line")) if status == 422 else set(),
        "may_sign": may(RollAct.SIGN, roll, user),
        "may_keep": not why_not_keep(user, roll, RollFileKind.SIGNED),
        "print_reason": reason,
        **_approvals(roll),
    }
    return render(request, "labor/pay/signing.html", context, status=status)


def _listed(roll: WageRoll, shown: str) -> Any:
    lines = lines_of(roll).select_related("worker").order_by("row", "pk")
    kinds: dict[str, Callable[[], Any]] = {
        "unsigned": lambda: lines.filter(signed_on=None, net_fen__gt=0),
        "signed": lambda: lines.filter(signed_on__isnull=False),
    }
    return kinds[shown]() if shown in kinds else lines


def _tabs(roll: WageRoll, shown: str) -> list[dict[str, Any]]:
    current = shown if shown in SHOWN else ""
    home = reverse("roll_signing", args=[roll.pk])  # a refused act shows the page under another address
    return [
        {"label": label, "url": f"{home}?show={key}", "current": key == current, "count": None}
        for key, label in SHOWN.items()
    ]


def _approvals(roll: WageRoll) -> dict[str, Any]:
    """The approvals that hold, how many are missing, and all there ever were."""
    if roll.state == RollState.RECORDED:
        return {"approvals": None, "earlier": [], "able": 0}
    standing = approvals_of(roll, on=today())
    held = {one.pk for one in standing.given}
    able = able_to_approve(roll, on=today())
    # the owner's alone: 镇街审查 and the confirmation of corrected accounts never lapse into "已失效"
    every = roll.approvals.filter(state=RollState.OWNER).select_related("approved_by").order_by("-pk")
    return {"approvals": standing, "earlier": [one for one in every if one.pk not in held], "able": able}

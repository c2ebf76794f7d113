"""备案归档: what the package holds, taking it out, filing it with both offices."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from labor.archive.contents import is_filed, items_of
from labor.archive.filing import OFFICES, file_roll
from labor.archive.forms import FilingForm
from labor.archive.package import package_of
from labor.models import RollAct, RollState, WageRoll
from labor.pay.head import head_of, name_of
from labor.pay.permissions import may
from labor.permissions import works_on
from labor.retention import RULES, WAGE_ROLL, kept_through
from labor.views.rolls import roll_of
from projects.requests import reader, typed, whole
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal, today


@never_cache
@require_GET
def roll_archive(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return _show(request, user, roll_of(user, pk), FilingForm(initial={"filed_on": today()}))


@never_cache
@require_POST
def roll_package(request: HttpRequest, pk: int) -> HttpResponse:
    """The ZIP; `full` ticked: with whole numbers."""
    user, reason = reader(request), typed(request, "reason")
    roll, full = roll_of(user, pk), typed(request, "full") == "yes"
    try:
        package = package_of(roll=roll, full=full, reason=reason, by=user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
        form = FilingForm(initial={"filed_on": today()})
        return _show(request, user, roll, form, status=422, package_reason=reason, full=full)
    disposition = content_disposition_header(as_attachment=True, filename=package.name) or ""
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return HttpResponse(package.content, content_type="application/zip", headers=headers)


@never_cache
@require_POST
def roll_file(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    roll, form = roll_of(user, pk), FilingForm(request.POST)
    seen = whole(typed(request, "version"))
    if form.is_valid():
        try:
            file_roll(roll=roll, **form.cleaned_data, by=user, at=timezone.now(), version=seen)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"“{name_of(roll)}”已备案。")
            return redirect("roll_archive", pk)
    return _show(request, user, roll_of(user, pk), form, status=422)


def _show(
    request: HttpRequest, user: User, roll: WageRoll, form: FilingForm, *, status: int = 200, **said: Any
) -> HttpResponse:  # fmt: skip
    last = roll.lines.filter(in_force=True).order_by("-pay_on").exclude(pay_on=None).values_list("pay_on", flat=True)
    paid_on = last.first()
    context = {
        "roll": roll,
        "name": name_of(roll),
        "head": head_of(roll, user, today()),
        "items": items_of(roll),
        "offices": OFFICES,
        "filed": [step for step in roll.steps.all() if step.act == RollAct.FILE],
        "is_filed": is_filed(roll),
        "is_archived": roll.state == RollState.ARCHIVED,
        "may_file": may(RollAct.FILE, roll, user),
        "may_pack": works_on(user, roll.project),
        "form": form,
        "rule": RULES[WAGE_ROLL],
        "kept_through": kept_through(paid_on) if paid_on else None,
        "package_reason": "",
        "full": False,
        **said,
    }
    return render(request, "labor/archive/roll_archive.html", context, status=status)

"""Lines of a draft: changed, taken out, put back, added from the roster."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from labor.models import RollAct, WageLine, WageRoll
from labor.pay.computing import expected_lines
from labor.pay.head import name_of
from labor.pay.joining import add_people, candidates, remove_line, restore_line
from labor.pay.line_forms import LineForm
from labor.pay.lines import correct_line, stay_of
from labor.pay.moves import MOVES
from labor.pay.moving import StaleRoll
from labor.pay.permissions import may, why_not
from labor.pay.standing_lines import lines_of
from labor.views.engagements import show_lacks
from labor.views.rolls import roll_of
from labor.views.rolls_check import back_to_check, show_check
from projects.moving import Incomplete
from projects.requests import reader, ticked_rows, typed, whole
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal


@never_cache
@sensitive_post_parameters("phone", "card")
@sensitive_variables("form")
@require_http_methods(["GET", "POST"])
def roll_line_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    line, roll = _line(user, pk)
    if not may(RollAct.CORRECT, roll, user) or not line.in_force:
        return _closed(request, roll, user)
    form = LineForm(request.POST or None, line=line, version=roll.version, stay=stay_of(roll, line.worker_id))
    if request.method == "POST" and (answer := _correct(request, user, roll, line, form)):
        return answer
    return _edit_page(request, roll, line, form)


@never_cache
@require_http_methods(["GET", "POST"])
def roll_line_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """移出, with the reason."""
    user = reader(request)
    line, roll = _line(user, pk)
    if not may(RollAct.CORRECT, roll, user) or not line.in_force:
        return _closed(request, roll, user)
    if request.method == "GET":
        return _remove_page(request, roll, line)
    reason, seen = typed(request, "reason"), whole(typed(request, "version"))
    try:
        remove_line(line=line, reason=reason, by=user, at=timezone.now(), version=seen)
    except Refusal as refusal:
        return _remove_page(request, roll_of(user, roll.pk), line, refused=refusal.sentences, reason=reason)
    messages.success(request, f"已把{line.name}移出本表；移出的行留在“核对”页下方，可以放回。")
    return back_to_check(roll)


@never_cache
@require_http_methods(["POST"])
def roll_line_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """放回, as it was."""
    user = reader(request)
    line, roll = _line(user, pk)
    try:
        restore_line(line=line, by=user, at=timezone.now(), version=whole(typed(request, "version")))
    except Refusal as refusal:
        return show_check(request, user, roll_of(user, roll.pk), status=422, refused=refusal.sentences)
    messages.success(request, f"已把{line.name}放回本表。")
    return back_to_check(roll)


@never_cache
@require_http_methods(["GET", "POST"])
def roll_line_add(request: HttpRequest, pk: int) -> HttpResponse:
    """加入: people of the roster who are not on the roll."""
    user = reader(request)
    roll = roll_of(user, pk)
    if not may(RollAct.CORRECT, roll, user):
        return _closed(request, roll, user)
    ticked = set(ticked_rows(request, "worker"))
    if request.method == "GET":
        return _add_page(request, roll, ticked)
    seen = whole(typed(request, "version"))
    try:
        added = add_people(roll=roll, workers=ticked, by=user, at=timezone.now(), version=seen)
    except Refusal as refusal:
        return _add_page(request, roll_of(user, pk), ticked, refused=refusal.sentences)
    messages.success(request, f"已加入{len(added)}人，工日和应发取自考勤和约定；请核对账号和扣除。")
    return back_to_check(roll)


def _line(user: User, pk: int) -> tuple[WageLine, WageRoll]:
    lines = WageLine.objects.visible_to(user).select_related("worker")
    line = get_object_or_404(lines, pk=pk)
    return line, roll_of(user, line.roll_id)


def _closed(request: HttpRequest, roll: WageRoll, user: User) -> HttpResponse:
    """Back to the roll with why nothing is changed here now."""
    move = MOVES[RollAct.CORRECT]
    state = f"“{name_of(roll)}”现在是“{roll.get_state_display()}”，只有编制中的表可以更正；确需更正请先退回编制。"
    denied = why_not(move, roll, user) if roll.state in move.sources and roll.voided_at is None else state
    messages.error(request, denied or "这一行已移出本表，请先放回，再更正。")
    return back_to_check(roll)


def _correct(request: HttpRequest, user: User, roll: WageRoll, line: WageLine, form: LineForm) -> HttpResponse | None:
    """Save what was typed and go on; None when the page is to be shown again."""
    if not form.is_valid():
        return None
    said = form.cleaned_data
    try:
        done = correct_line(
            line=line, values=form.values(), by=user, at=timezone.now(), version=said["version"],
            reason=said["reason"], from_roster=said.get("from_roster", False),
        )  # fmt: skip
    except Incomplete as incomplete:
        show_lacks(form, incomplete.lacks)
    except StaleRoll as stale:
        show_refusal(form, stale)
        typed_again = request.POST.copy()
        typed_again["version"] = str(roll_of(user, roll.pk).version)  # the next saving knows of what others did
        form.data = typed_again
    except Refusal as refusal:
        show_refusal(form, refusal)
    else:
        _say(request, done.line, done.warnings, changed=done.is_changed)
        return back_to_check(roll)
    return None


def _say(request: HttpRequest, line: WageLine, warnings: list[str], *, changed: bool) -> None:
    if changed:
        messages.success(request, f"已更正{line.name}这一行。")
    else:
        messages.info(request, "内容没有变化，没有保存。")
    for sentence in warnings:
        messages.warning(request, sentence)


def _edit_page(request: HttpRequest, roll: WageRoll, line: WageLine, form: LineForm) -> HttpResponse:
    expected = next((one for one in expected_lines(roll.project, roll.period) if one.worker_id == line.worker_id), None)
    fields = [form[name] for name in form.fields if name != "version"]
    stay = stay_of(roll, line.worker_id)
    context = {"roll": roll, "line": line, "form": form, "fields": fields, "expected": expected, "stay": stay}
    return render(request, "labor/pay/line_edit.html", context, status=422 if form.errors else 200)


def _remove_page(request: HttpRequest, roll: WageRoll, line: WageLine, **said: Any) -> HttpResponse:
    context = {"roll": roll, "line": line, "refused": (), "reason": "", **said}
    return render(request, "labor/pay/line_remove.html", context, status=422 if said else 200)


def _add_page(request: HttpRequest, roll: WageRoll, ticked: set[int], **said: Any) -> HttpResponse:
    """Everybody who may be added; those the address names are ticked."""
    asked = whole(request.GET.get("worker", ""))
    context = {
        "roll": roll,
        "rows": candidates(roll),
        "ticked": ticked | ({asked} if asked else set()),
        "there": lines_of(roll).count(),
        "refused": (),
        **said,
    }
    return render(request, "labor/pay/line_add.html", context, status=422 if said else 200)

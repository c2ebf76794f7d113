"""附件与经过 of a roll: its kept files added, handed out, removed with a reason; every step with before and after."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from labor.models import RollFile, RollFileKind, RollState, WageRoll
from labor.pay.files import add_files, files_visible_to, hand_out, remove_file, why_not_keep
from labor.pay.head import head_of
from labor.pay.stating import step_words
from labor.pay.way_forms import RollFilesForm
from labor.views.rolls import roll_of
from projects.requests import asked, file_response, reader, typed
from projects.trails import events
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal, today


@never_cache
@require_GET
def roll_trail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return show_trail(request, user, roll_of(user, pk))


def show_trail(
    request: HttpRequest, user: User, roll: WageRoll, *, refused: Refusal | None = None, reason: str = "",
    pressed: int = 0,
) -> HttpResponse:  # fmt: skip
    """The page of a roll's files and steps; `pressed` is the file whose removal was refused."""
    head = head_of(roll, user, today())
    head["refused"] = refused.sentences if refused else ()
    context = {
        "roll": roll,
        "head": head,
        "shelves": shelves_of(roll, user),
        "trail": events(roll.steps.all(), step_words),
        "approvals": roll.approvals.select_related("approved_by"),
        "reason": reason,
        "pressed": pressed,
    }
    return render(request, "labor/pay/trail.html", context, status=422 if refused else 200)


def shelves_of(roll: WageRoll, user: User) -> list[dict[str, Any]]:
    """The files by kind: label, key, those in force, those removed, whether this person may change them now."""
    every = list(roll.files.select_related("uploaded_by", "removed_by").order_by("pk"))
    return [
        {
            "label": "其他附件" if kind is RollFileKind.OTHER else kind.label,
            "kind": kind.value,
            "files": [one for one in every if one.file_kind == kind and one.removed_at is None],
            "removed": [one for one in every if one.file_kind == kind and one.removed_at is not None],
            "may_change": not why_not_keep(user, roll, kind),
        }
        for kind in RollFileKind
    ]


@never_cache
@require_http_methods(["GET", "POST"])
def roll_file_add(request: HttpRequest, pk: int) -> HttpResponse:
    """`?kind=` begins the form with one kind."""
    user = reader(request)
    roll = roll_of(user, pk)
    if denied := why_not_keep(user, roll, RollFileKind.OTHER):
        raise PermissionDenied(denied)
    begun = {"file_kind": _kind(request, roll)}
    form = RollFilesForm(request.POST or None, request.FILES or None, initial=begun)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            kept = add_files(
                roll=roll, file_kind=said["file_kind"], files=said["attachments"], by=user, at=timezone.now()
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已上传{len(kept)}个文件。")
            return redirect("roll_signing" if said["file_kind"] == RollFileKind.SIGNED else "roll_trail", pk)
    context = {"form": form, "roll": roll, "back": "roll_signing" if _signs(begun, roll) else "roll_trail"}
    return render(request, "labor/pay/file_add.html", context, status=422 if form.errors else 200)


def _kind(request: HttpRequest, roll: WageRoll) -> str:
    wanted = asked(request, "kind")
    usual = RollFileKind.SIGNED if roll.state == RollState.SIGNING else RollFileKind.VOUCHER
    return wanted if wanted in RollFileKind.values else usual


def _signs(begun: dict[str, str], roll: WageRoll) -> bool:
    return begun["file_kind"] == RollFileKind.SIGNED and roll.state == RollState.SIGNING


@never_cache
@require_POST
def roll_file_download(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    file = _found(user, pk)
    try:
        content = hand_out(file=file, by=user, at=timezone.now())
    except Refusal as refusal:
        return show_trail(request, user, roll_of(user, file.roll_id), refused=refusal)
    return file_response(file, content)


@never_cache
@require_POST
def roll_file_remove(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    file, reason = _found(user, pk), typed(request, "reason")
    try:
        remove_file(file=file, reason=reason, by=user, at=timezone.now())
    except Refusal as refusal:
        return show_trail(request, user, roll_of(user, file.roll_id), refused=refusal, reason=reason, pressed=pk)
    messages.success(request, f"已移除“{file.name}”。")
    return redirect("roll_trail", file.roll_id)


def _found(user: User, pk: int) -> RollFile:
    related = ("roll__project", "roll__period")
    return get_object_or_404(files_visible_to(user).select_related(*related), pk=pk)

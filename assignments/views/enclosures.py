"""附件 of this floor: handed out, taken away."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from assignments.enclosure_rules import enclosures_visible_to, rule_of, why_not_remove
from assignments.enclosures import hand_out, remove_file
from assignments.models import Enclosure
from projects.requests import file_response
from units.models import User
from units.refusals import Refusal
from units.requests import actor


@never_cache
@require_POST
def enclosure_download(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    enclosure = _found(user, pk)
    try:
        content = hand_out(enclosure=enclosure, by=user, at=timezone.now())
    except Refusal as refusal:
        return _back(request, enclosure, refusal)
    return file_response(enclosure, content)


@never_cache
@require_POST
def enclosure_remove(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    enclosure = _found(user, pk)
    if denied := why_not_remove(user, enclosure):
        raise PermissionDenied(denied)
    try:
        remove_file(enclosure=enclosure, by=user, at=timezone.now())
    except Refusal as refusal:
        return _back(request, enclosure, refusal)
    messages.success(request, f"已移除“{enclosure.name}”。")
    return redirect(rule_of(enclosure).address(enclosure))


def _found(user: User, pk: int) -> Enclosure:
    return get_object_or_404(enclosures_visible_to(user), pk=pk)


def _back(request: HttpRequest, enclosure: Enclosure, refusal: Refusal) -> HttpResponse:
    for sentence in refusal.sentences:
        messages.error(request, sentence)
    return redirect(rule_of(enclosure).address(enclosure))

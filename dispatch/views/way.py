"""办文 pages: the buttons of a report's way, 签发, and a later edition."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from dispatch.editions import draft_edition
from dispatch.forms import SignForm
from dispatch.models import Bulletin, BulletinAct
from dispatch.moves import MOVES
from dispatch.moving import available_moves, make_move
from dispatch.signing import checked_on, register_signature, sign_bulletin, signs_here
from dispatch.views.bulletins import find, show_report
from units.models import User
from units.office import issuing_office
from units.refusals import Refusal
from units.requests import actor, show_refusal

BY_BUTTON = {BulletinAct.SEND, BulletinAct.TAKE_BACK, BulletinAct.CHECK, BulletinAct.HAND_BACK}


@require_POST
def bulletin_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One step of the way by its button; 退回修改 with its reason. A refusal shows the report again, 422."""
    user = actor(request)
    bulletin = find(user, pk)
    typed = request.POST.get("reason", "")
    try:
        act = _act(request.POST.get("act", ""))
        version = request.POST.get("version", "")
        seen = int(version) if version.isdecimal() and len(version) < 10 else -1
        make_move(bulletin=bulletin, act=act, by=user, at=timezone.now(), version=seen, reason=typed)
    except Refusal as refusal:
        fresh = Bulletin.objects.visible_to(user).filter(pk=pk).exists()
        if not fresh:
            messages.error(request, "".join(refusal.sentences))
            return redirect("bulletin_list")
        return show_report(request, find(user, pk), user, refused=refusal, typed=typed, status=422)
    messages.success(request, f"已办理“{act.label}”。")
    gone = not Bulletin.objects.visible_to(user).filter(pk=pk).exists()
    return redirect("bulletin_list") if gone else redirect("bulletin_detail", pk)


def _act(name: str) -> BulletinAct:
    """The act of a button.

    Raises:
        Refusal: no button sends this.
    """
    if name not in BY_BUTTON:
        raise Refusal("没有这个办理事项，请刷新页面后重试。")
    return BulletinAct(name)


@require_http_methods(["GET", "POST"])
def bulletin_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """签发: the leader confirms; the office registers the signer and the day of the signed paper."""
    user = actor(request)
    bulletin = find(user, pk)
    if MOVES[BulletinAct.SIGN] not in available_moves(bulletin, user):
        messages.info(request, f"{bulletin}现在是“{bulletin.get_state_display()}”，您现在不能签发。")
        return redirect("bulletin_detail", pk)
    form = SignForm(request.POST) if request.method == "POST" else _fresh_form(bulletin)
    if request.method == "POST" and form.is_valid() and _signed(request, bulletin, form, user):
        return redirect("bulletin_detail", pk)
    bulletin.refresh_from_db()
    context = {"bulletin": bulletin, "form": form, "signs_here": signs_here(user), "checked_on": checked_on(bulletin)}
    status = 422 if request.method == "POST" else 200
    return render(request, "dispatch/bulletin_sign.html", context, status=status)


def _fresh_form(bulletin: Bulletin) -> SignForm:
    return SignForm(initial={"version": bulletin.version, "signer": issuing_office().signer})


def _signed(request: HttpRequest, bulletin: Bulletin, form: SignForm, user: User) -> bool:
    given: dict[str, Any] = {"bulletin": bulletin, "by": user, "at": timezone.now()}
    given["version"] = form.cleaned_data["version"]
    try:
        if signs_here(user):
            sign_bulletin(**given)
        else:
            register_signature(**given, **form.registered())
    except Refusal as refusal:
        show_refusal(form, refusal)
        return False
    messages.success(request, f"{bulletin}已签发，可以编号印发。")
    return True


@require_POST
def bulletin_edition(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next edition of an issued report; the old one holds until the new one is issued."""
    user = actor(request)
    bulletin, reason = find(user, pk), request.POST.get("reason", "")
    try:
        made = draft_edition(bulletin=bulletin, reason=reason, by=user, at=timezone.now())
    except Refusal as refusal:
        return show_report(request, bulletin, user, refused=refusal, typed=reason, status=422)
    messages.success(request, f"已起草{made}，请修改文字后送核；印发后替代{bulletin.document_number}。")
    return redirect("bulletin_edit", made.pk)

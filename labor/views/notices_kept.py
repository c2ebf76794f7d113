"""公示影像 and 异议: added, handed out, answered, taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from labor.models import NoticeFile, Objection, ObjectionOutcome, WageRoll
from labor.notices.forms import AnswerForm, ObjectionForm, PhotosForm
from labor.notices.objections import answer_objection, record_objection, withdraw_objection
from labor.notices.photos import add_photos, hand_out, photos_visible_to, remove_photo
from labor.views.notices import notice_of
from labor.views.notices_page import Refused, show_notice
from labor.views.rolls import roll_of
from projects.requests import file_response, reader, typed
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal

UPHELD = "异议成立，发放表已退回编制，公示中止；更正后重新签字、审定、公示。"


@never_cache
@require_POST
def notice_photo_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Photos of a notice, by the notice's key."""
    user = reader(request)
    notice, form = notice_of(user, pk), PhotosForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            kept = add_photos(notice=notice, files=form.cleaned_data["attachments"], by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已上传{len(kept)}张公示影像。")
            return redirect("roll_notice", notice.roll_id)
    return show_notice(request, user, roll_of(user, notice.roll_id), Refused(photos=form))


@never_cache
@require_POST
def notice_photo_download(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    file = _photo(user, pk)
    try:
        content = hand_out(file=file, by=user, at=timezone.now())
    except Refusal as refusal:
        return show_notice(request, user, roll_of(user, file.notice.roll_id), Refused(sentences=refusal.sentences))
    return file_response(file, content)


@never_cache
@require_POST
def notice_photo_remove(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    file = _photo(user, pk)
    try:
        remove_photo(file=file, by=user, at=timezone.now())
    except Refusal as refusal:
        return show_notice(request, user, roll_of(user, file.notice.roll_id), Refused(sentences=refusal.sentences))
    messages.success(request, f"已移除“{file.name}”。")
    return redirect("roll_notice", file.notice.roll_id)


@never_cache
@require_POST
def objection_add(request: HttpRequest, pk: int) -> HttpResponse:
    """登记异议 to a roll's notice, by the roll's key."""
    user = reader(request)
    roll, form = roll_of(user, pk), ObjectionForm(request.POST)
    if form.is_valid():
        try:
            record_objection(roll=roll, **form.cleaned_data, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已登记异议，答复以后才能送审。")
            return redirect("roll_notice", pk)
    return show_notice(request, user, roll_of(user, pk), Refused(objection=form))


@never_cache
@require_POST
def objection_answer(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    objection = _objection(user, pk)
    form = AnswerForm(request.POST, auto_id=f"id_{pk}_%s")
    if form.is_valid():
        try:
            answered = answer_objection(objection=objection, **form.cleaned_data, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            is_back = answered.outcome == ObjectionOutcome.UPHELD and objection.notice.stopped_at is None
            messages.success(request, UPHELD if is_back else "已答复异议。")
            return redirect("roll_notice", objection.notice.roll_id)
    return show_notice(request, user, roll_of(user, objection.notice.roll_id), Refused(answers=(pk, form)))


@never_cache
@require_POST
def objection_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    objection, reason = _objection(user, pk), typed(request, "reason")
    try:
        withdraw_objection(objection=objection, reason=reason, by=user, at=timezone.now())
    except Refusal as refusal:
        said = Refused(withdrawn=(pk, reason), sentences=refusal.sentences)
        return show_notice(request, user, roll_of(user, objection.notice.roll_id), said)
    messages.success(request, "已撤销这条异议登记，原因留在记录里。")
    return redirect("roll_notice", objection.notice.roll_id)


def _photo(user: User, pk: int) -> NoticeFile:
    related = ("notice__roll__project", "notice__roll__period")
    return get_object_or_404(photos_visible_to(user).select_related(*related), pk=pk)


def _objection(user: User, pk: int) -> Objection:
    found = Objection.objects.filter(notice__roll__in=WageRoll.objects.visible_to(user))
    return get_object_or_404(found.select_related("notice__roll__project", "notice__roll__period"), pk=pk)

"""张贴、打印、中止公示, and what came of it as a paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from labor.models import PublicNotice, WageRoll
from labor.notices.days import span_of
from labor.notices.forms import PostingForm
from labor.notices.posting import post_notice, stop_notice
from labor.notices.result import result_of
from labor.notices.sheet import notice_sheet, planned
from labor.notices.standing import running_notice
from labor.views.notices_page import Refused, show_notice
from labor.views.rolls import roll_of
from projects.requests import reader, typed, whole
from units.downloads import pdf_response
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal


@never_cache
@require_POST
def notice_post(request: HttpRequest, pk: int) -> HttpResponse:
    """登记张贴; `version` of the roll as the page showed it."""
    user = reader(request)
    roll, form = roll_of(user, pk), PostingForm(request.POST)
    seen = whole(typed(request, "version"))
    if form.is_valid():
        try:
            notice = post_notice(roll=roll, **form.cleaned_data, by=user, at=timezone.now(), version=seen)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已登记第{notice.round}次公示：{span_of(notice)}。请上传张贴的照片。")
            return redirect("roll_notice", pk)
    return show_notice(request, user, roll_of(user, pk), Refused(posting=form))


@never_cache
@require_POST
def notice_sheet_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet of the running notice, else as it is planned in the form."""
    user = reader(request)
    roll = roll_of(user, pk)
    if running_notice(roll):
        return _printed(request, user, roll)
    form = PostingForm(request.POST)
    if form.is_valid():
        try:
            content = notice_sheet(roll=roll, plan=planned(roll, **form.cleaned_data), by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return pdf_response(content, _named(roll, "公示表"))
    return show_notice(request, user, roll, Refused(posting=form))


def _printed(request: HttpRequest, user: User, roll: WageRoll) -> HttpResponse:
    try:
        content = notice_sheet(roll=roll, plan=None, by=user, at=timezone.now())
    except Refusal as refusal:
        return show_notice(request, user, roll, Refused(sentences=refusal.sentences))
    return pdf_response(content, _named(roll, "公示表"))


@never_cache
@require_POST
def notice_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """中止 a notice that was registered wrongly; by its own key."""
    user = reader(request)
    notice = notice_of(user, pk)
    reason = typed(request, "reason")
    try:
        stop_notice(notice=notice, reason=reason, by=user, at=timezone.now(), version=whole(typed(request, "version")))
    except Refusal as refusal:
        said = Refused(sentences=refusal.sentences, stop_reason=reason)
        return show_notice(request, user, roll_of(user, notice.roll_id), said)
    messages.success(request, f"第{notice.round}次公示已中止，请重新登记张贴。")
    return redirect("roll_notice", notice.roll_id)


@never_cache
@require_POST
def notice_result(request: HttpRequest, pk: int) -> HttpResponse:
    """公示情况说明 of a roll."""
    user = reader(request)
    roll = roll_of(user, pk)
    try:
        content = result_of(roll=roll, by=user, at=timezone.now())
    except Refusal as refusal:
        return show_notice(request, user, roll, Refused(sentences=refusal.sentences))
    return pdf_response(content, _named(roll, "公示情况说明"))


def notice_of(user: User, pk: int) -> PublicNotice:
    """A notice of a roll the person sees, or a 404."""
    found = PublicNotice.objects.filter(roll__in=WageRoll.objects.visible_to(user))
    return get_object_or_404(found.select_related("roll__project", "roll__period"), pk=pk)


def _named(roll: WageRoll, paper: str) -> str:
    return f"{paper} {roll.project.name} {roll.period.label}.pdf"

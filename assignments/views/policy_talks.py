"""政策宣讲: the ledger, its sums by township, one talk, recording and voiding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assignments.models import PolicyTalk
from assignments.policies.filters import TalkFilter
from assignments.policies.forms import TalkForm, initial_of
from assignments.policies.permissions import TALK_WHO, may_keep_talk, may_record_talks
from assignments.policies.printing import NOTE, talk_register
from assignments.policies.tables import TALKS
from assignments.policies.talk_sums import by_township, sums_of
from assignments.policies.talks import add_photos, record_talk, void_talk
from assignments.views.policies import tabs
from projects.exports import export_rows
from projects.proofs.forms import FilesForm
from projects.proofs.shelf import shelf
from projects.questions import said_conditions
from projects.requests import allowed, reader, typed, whole, workbook_response
from projects.tables import page_rows
from units.downloads import pdf_response
from units.models import Unit, User
from units.refusals import Refusal
from units.requests import page_of, query_of, show_refusal, today
from units.scope import scope_of

SHOWN = [column for column in TALKS[1:] if column.on_page]


def _listed(user: User) -> QuerySet[PolicyTalk]:
    talks = PolicyTalk.objects.visible_to(user).select_related("unit", "recorded_by", "voided_by")
    return talks.prefetch_related("policies").order_by("-held_on", "-pk")


@require_GET
def talk_list(request: HttpRequest) -> HttpResponse:
    return _list_page(request, reader(request))


def _list_page(request: HttpRequest, user: User, refused: Sequence[str] = ()) -> HttpResponse:
    found = TalkFilter(request.GET, _listed(user))
    sums = sums_of(found.qs)
    page = page_of(request, found.qs, number=sums.talks)
    context = {
        "filter": found,
        "page": page,
        "columns": SHOWN,
        "rows": page_rows(page.object_list, SHOWN),
        "sums": sums,
        "query": query_of(request),
        "tabs": tabs("talk_list"),
        "may_record": may_record_talks(user),
        "is_filtered": bool(said_conditions(found)),
        "refused": refused,
        "clear_url": reverse("talk_list"),
    }
    return render(request, "assignments/policies/talk_list.html", context, status=422 if refused else 200)


@require_POST
def talk_export(request: HttpRequest) -> HttpResponse:
    """The filters are in the address, as on the page."""
    user = reader(request)
    found = TalkFilter(request.GET, _listed(user))
    content = export_rows(
        act="导出政策宣讲", rows=found.qs, columns=TALKS, title="政策宣讲台账", conditions=said_conditions(found),
        by=user, at=timezone.now(), unit="人次", notes=(NOTE,),
    )  # fmt: skip
    return workbook_response(content, "政策宣讲台账.xlsx")


@require_POST
def talk_print(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = TalkFilter(request.GET, _listed(user))
    try:
        content = talk_register(talks=found.qs, conditions=said_conditions(found), by=user, at=timezone.now())
    except Refusal as refusal:
        return _list_page(request, user, refusal.sentences)
    return pdf_response(content, "政策宣讲登记表.pdf")


@require_GET
def talk_coverage(request: HttpRequest) -> HttpResponse:
    """The eight townships with what they held in a year, those the person sees."""
    user = reader(request)
    seen = PolicyTalk.objects.visible_to(user)
    years = sorted({*seen.order_by().values_list("held_on__year", flat=True).distinct(), today().year}, reverse=True)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else years[0]
    rows = by_township(Unit.objects.townships(), year=year)
    scope = scope_of(user)
    if not scope.reads_everything:
        rows = [row for row in rows if row.unit.pk in scope.unit_ids()]
    context = {
        "year": year,
        "years": years,
        "rows": rows,
        "talks": sum(row.talks for row in rows),
        "attendances": sum(row.attendances for row in rows),
        "covered": sum(row.talks > 0 for row in rows),
        "tabs": tabs("talk_list"),
        "note": NOTE,
    }
    return render(request, "assignments/policies/talk_coverage.html", context)


@require_GET
def talk_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return _detail_page(request, user, _found(user, pk))


@require_http_methods(["GET", "POST"])
def talk_new(request: HttpRequest) -> HttpResponse:
    """`?like=` begins the form with another talk of the person's."""
    user = allowed(request, may_record_talks, TALK_WHO)
    like = _listed(user).filter(pk=whole(request.GET.get("like", "")) or 0).first()
    initial: dict[str, Any] = initial_of(like) if like else {"held_on": today()}
    form = TalkForm(request.POST or None, request.FILES or None, user=user, initial=initial)
    if form.is_bound and form.is_valid():
        values = dict(form.cleaned_data)
        files = values.pop("attachments")
        try:
            talk = record_talk(values=values, files=files, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已登记“{talk.topic}”。")
            return redirect("talk_detail", talk.pk)
    return _form_page(
        request, form, "登记政策宣讲", reverse("talk_list"), "办完再登记，一场一条；照片和签到表可以以后补传。"
    )


@require_POST
def talk_void(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    talk, reason = _found(user, pk), typed(request, "reason")
    try:
        void_talk(talk=talk, reason=reason, by=user, at=timezone.now())
    except Refusal as refusal:
        return _detail_page(request, user, talk, refusal.sentences, reason)
    messages.success(request, "已作废，不再计入场次和人次；记录和原因保留。")
    return redirect("talk_detail", pk)


@require_http_methods(["GET", "POST"])
def talk_file_add(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    talk = _found(user, pk)
    if not may_keep_talk(user, talk):
        raise PermissionDenied(TALK_WHO)
    form = FilesForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            kept = add_photos(talk=talk, files=form.cleaned_data["attachments"], by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已上传{len(kept)}个文件。")
            return redirect("talk_detail", pk)
    return _form_page(request, form, "上传照片、签到表", reverse("talk_detail", args=[pk]), str(talk))


def _form_page(request: HttpRequest, form: Any, heading: str, back_url: str, lead: str) -> HttpResponse:
    context = {"form": form, "heading": heading, "back_url": back_url, "lead": lead}
    return render(request, "assignments/policies/form.html", context, status=422 if form.errors else 200)


def _detail_page(
    request: HttpRequest, user: User, talk: PolicyTalk, refused: Sequence[str] = (), reason: str = ""
) -> HttpResponse:
    may_keep = may_keep_talk(user, talk)
    context = {
        "talk": talk,
        "may_change": may_keep and talk.voided_at is None,
        "may_keep": may_keep,
        "shelf": shelf(
            talk.files.select_related("uploaded_by", "removed_by"), may_change=may_keep and talk.voided_at is None
        ),
        "refused": refused,
        "reason": reason,
    }
    return render(request, "assignments/policies/talk_detail.html", context, status=422 if refused else 200)


def _found(user: User, pk: int) -> PolicyTalk:
    return get_object_or_404(_listed(user), pk=pk)

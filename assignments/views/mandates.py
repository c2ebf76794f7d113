"""交办事项: the list, one with its files and tasks, and its outcome."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assignments.assigning.lamp import Clock, clock_on
from assignments.assigning.listing import assignments_for, lit
from assignments.enclosures import attach, shelf_of
from assignments.mandates import actions
from assignments.mandates.actions import lamp_of_mandate
from assignments.models import Mandate
from projects.forms import day_field, long_field
from projects.proofs.forms import FilesField
from projects.questions import has_words, said_conditions
from projects.requests import allowed, reader, typed
from units.models import Role, User
from units.refusals import Refusal
from units.requests import page_of, query_of, show_refusal, today
from units.scope import scope_of

STATES = [("open", "办理中"), ("late", "逾期未办结"), ("done", "已办结")]


class MandateFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By where it stands and by words."""

    state = django_filters.ChoiceFilter(label="状态", choices=STATES, method="by_state", empty_label="全部")
    q = django_filters.CharFilter(
        label="包含", method="by_text", widget=forms.TextInput({"type": "search", "placeholder": "事项、机关、文号"})
    )

    class Meta:
        model = Mandate
        fields: list[str] = []

    def by_state(self, found: QuerySet[Mandate], name: str, state: str) -> QuerySet[Mandate]:  # noqa: ARG002
        if state == "done":
            return found.filter(replied_on__isnull=False)
        left = found.filter(replied_on=None)
        return left.filter(due_on__lt=today()) if state == "late" else left

    def by_text(self, found: QuerySet[Mandate], name: str, text: str) -> QuerySet[Mandate]:  # noqa: ARG002
        return found.filter(has_words(("title", "issuer", "document", "demand"), text))


class MandateForm(forms.Form):
    """What stands on the source document."""

    issuer = forms.CharField(label="交办机关", max_length=40, help_text="如区委办公室、区政府办公室。")
    document = forms.CharField(label="来文文号或批示", max_length=80)
    title = forms.CharField(label="交办事项", max_length=120)
    demand = long_field("要求", 3, max_length=500)
    received_on = day_field("收到日期")
    due_on = day_field("办结期限")


class NewMandateForm(MandateForm):
    attachments = FilesField(label="来文", required=False)


class ReplyForm(forms.Form):
    replied_on = day_field("报告结果日期")
    reply = long_field("办理结果", 3, max_length=500)


class FilesForm(forms.Form):
    attachments = FilesField(label="添加附件", required=True)


@require_GET
def mandate_list(request: HttpRequest) -> HttpResponse:
    user, clock = reader(request), clock_on(today())
    found = MandateFilter(request.GET, Mandate.objects.visible_to(user))
    page = page_of(
        request, found.qs.annotate(tasks=Count("assignments", distinct=True)).order_by("-received_on", "-pk")
    )
    context = {
        "filter": found,
        "page": page,
        "rows": [(one, lamp_of_mandate(one, clock)) for one in page.object_list],
        "query": query_of(request),
        "clock": clock,
        "is_filtered": bool(said_conditions(found)),
        "is_office": scope_of(user).is_office,
    }
    return render(request, "assignments/mandates/mandate_list.html", context)


def _of_office(user: User) -> bool:
    return scope_of(user).is_office


@require_http_methods(["GET", "POST"])
def mandate_new(request: HttpRequest) -> HttpResponse:
    user = allowed(request, _of_office, actions.KEEPERS)
    begun = {"received_on": today()}
    form = NewMandateForm(request.POST, request.FILES) if request.method == "POST" else NewMandateForm(initial=begun)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        files = said.pop("attachments")
        try:
            made = actions.register_mandate(values=said, files=files, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已登记“{made.title}”，请分给责任单位。")
            return redirect("mandate_detail", made.pk)
    return render(request, "assignments/mandates/mandate_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def mandate_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, _of_office, actions.KEEPERS)
    one = get_object_or_404(Mandate.objects.visible_to(user), pk=pk)
    begun = {name: getattr(one, name) for name in actions.FIELDS}
    form = MandateForm(request.POST if request.method == "POST" else None, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_mandate(mandate=one, values=form.cleaned_data, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已保存。")
            return redirect("mandate_detail", pk)
    context = {"form": form, "one": one}
    return render(request, "assignments/mandates/mandate_edit.html", context, status=422 if form.errors else 200)


@require_GET
def mandate_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return _page(request, user, get_object_or_404(_whole(user), pk=pk))


@require_POST
def mandate_reply(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    one = get_object_or_404(_whole(user), pk=pk)
    form = ReplyForm(request.POST)
    if form.is_valid():
        try:
            actions.reply_mandate(mandate=one, by=user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已登记办理结果。")
            return redirect("mandate_detail", pk)
    return _page(request, user, get_object_or_404(_whole(user), pk=pk), reply=form)


@require_POST
def mandate_reply_back(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    one = get_object_or_404(_whole(user), pk=pk)
    try:
        actions.take_back_reply(mandate=one, reason=typed(request, "reason"), by=user, at=timezone.now())
    except Refusal as refusal:
        return _page(request, user, one, refused=refusal)
    messages.success(request, "已撤回办理结果。")
    return redirect("mandate_detail", pk)


@require_POST
def mandate_attach(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    one = get_object_or_404(_whole(user), pk=pk)
    if not _of_office(user):
        raise PermissionDenied(actions.KEEPERS)
    form = FilesForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            attach(place="mandate", target=one, files=form.cleaned_data["attachments"], by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "附件已上传。")
            return redirect("mandate_detail", pk)
    return _page(request, user, one, adding=form)


def _whole(user: User) -> QuerySet[Mandate]:
    return Mandate.objects.visible_to(user).select_related("registered_by")


def _page(
    request: HttpRequest,
    user: User,
    one: Mandate,
    *,
    reply: ReplyForm | None = None,
    adding: FilesForm | None = None,
    refused: Refusal | None = None,
) -> HttpResponse:
    clock = clock_on(today())
    scope = scope_of(user)
    may_reply = scope.has(Role.OFFICE_ADMIN)
    held_by = actions.open_tasks(one) if may_reply and not one.replied_on else []
    asks = may_reply and not (one.replied_on or held_by)
    context: dict[str, Any] = {
        "one": one,
        "lit": lamp_of_mandate(one, clock),
        "tasks": _tasks(one, user, clock),
        "shelf": shelf_of(one, may_change=scope.is_office and one.replied_on is None),
        "is_office": scope.is_office,
        "adding": adding or (FilesForm() if scope.is_office else None),
        "may_reply": may_reply,
        "held_by": held_by,
        "reply": reply or (ReplyForm(initial={"replied_on": today()}) if asks else None),
        "refused": list(refused.sentences) if refused else [],
        "typed_reason": typed(request, "reason"),
    }
    status = 422 if reply or adding or refused else 200
    return render(request, "assignments/mandates/mandate_detail.html", context, status=status)


def _tasks(one: Mandate, user: User, clock: Clock) -> list[Any]:
    found = assignments_for(user).filter(mandate=one).select_related("lead").order_by("serial", "pk")
    return lit(found, clock)

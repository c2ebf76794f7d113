"""金融支持 and 社会力量公益性项目: two lists of the same make, each with its form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from projects.models import Financing, SocialProject
from projects.money import keeping
from projects.money.filters import FinancingFilter, SocialFilter
from projects.money.forms import FinancingForm, SocialForm
from projects.money.permissions import (
    FINANCING_WHO,
    SOCIAL_WHO,
    financings_visible_to,
    may_edit_financing,
    may_edit_social,
    may_keep_financing,
    may_keep_social,
)
from projects.money.tables import FINANCINGS, SOCIAL
from projects.requests import allowed, reader, typed
from projects.views.money_lists import MoneyList, list_export, list_page
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal

LIST_PAGE = "projects/financings/kept_list.html"


@dataclass(frozen=True)
class Book:
    """One of the two: its list, its words, its form, its acts, and who keeps it.

    `name` is what its addresses begin with and what its actions call a row; `word` is the row's short name in
    sentences; `lead` stands under the heading, `empty` where nothing is recorded yet.
    """

    name: str
    word: str
    lead: str
    empty: str
    listing: MoneyList
    form: Callable[..., Any]
    values: tuple[str, ...]
    record: Callable[..., Any]
    correct: Callable[..., Any]
    void: Callable[..., Any]
    may_keep: Callable[[User], bool]
    may_edit: Callable[[User, Any], bool]
    who: str

    def find(self, user: User, pk: int) -> Any:
        return get_object_or_404(self.listing.rows(user), pk=pk)


def _financings(user: User) -> QuerySet[Financing]:
    return financings_visible_to(user).select_related("project__department", "unit", "voided_by", "recorded_by")


def _socials(user: User) -> QuerySet[SocialProject]:
    related = ("unit", "township", "sector", "voided_by", "recorded_by")
    return SocialProject.objects.visible_to(user).select_related(*related)


FINANCING = Book(
    name="financing",
    word="金融支持",
    lead=(
        "各类金融机构对实施以工代赈项目的融资支持（大渡口府办发〔2022〕86号，三（七）），由区金融发展中心登记。"
        "合计是筛选后全部有效记录的合计。"
    ),
    empty="金融机构批准对项目的融资支持后，由区金融发展中心或领导小组办公室登记。",
    listing=MoneyList(
        title="金融支持", rows=_financings, filter=FinancingFilter, columns=FINANCINGS,
        template=LIST_PAGE, order=("-granted_on", "pk"),
    ),
    form=FinancingForm,
    values=keeping.FINANCING_VALUES,
    record=keeping.record_financing,
    correct=keeping.correct_financing,
    void=keeping.void_financing,
    may_keep=may_keep_financing,
    may_edit=may_edit_financing,
    who=FINANCING_WHO,
)  # fmt: skip
SOCIAL_BOOK = Book(
    name="social",
    word="公益性项目",
    lead=(
        "民营企业、社会组织等采取以工代赈方式组织实施的公益性项目（大渡口府办发〔2022〕86号，三（六）），"
        "由区民政局、区工商联登记，不列入年度清单。吸纳务工人数为各项目之和。"
    ),
    empty="由区民政局、区工商联或领导小组办公室登记后列在这里；镇街看本辖区的项目。",
    listing=MoneyList(
        title="社会力量公益性项目", rows=_socials, filter=SocialFilter, columns=SOCIAL,
        template=LIST_PAGE, order=("-starts_on", "pk"), unit="万元、人",
        notes=("吸纳务工人数为各项目之和（项目口径）。",),
    ),
    form=SocialForm,
    values=("unit", *keeping.SOCIAL_VALUES),
    record=keeping.record_social,
    correct=keeping.correct_social,
    void=keeping.void_social,
    may_keep=may_keep_social,
    may_edit=may_edit_social,
    who=SOCIAL_WHO,
)  # fmt: skip


@require_GET
def financing_list(request: HttpRequest) -> HttpResponse:
    return _list(request, FINANCING)


@require_POST
def financing_export(request: HttpRequest) -> HttpResponse:
    return list_export(request, reader(request), FINANCING.listing)


@require_http_methods(["GET", "POST"])
def financing_new(request: HttpRequest) -> HttpResponse:
    return _new(request, FINANCING)


@require_http_methods(["GET", "POST"])
def financing_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, FINANCING, pk)


@require_POST
def financing_void(request: HttpRequest, pk: int) -> HttpResponse:
    return _void(request, FINANCING, pk)


@require_GET
def social_list(request: HttpRequest) -> HttpResponse:
    return _list(request, SOCIAL_BOOK)


@require_POST
def social_export(request: HttpRequest) -> HttpResponse:
    return list_export(request, reader(request), SOCIAL_BOOK.listing)


@require_http_methods(["GET", "POST"])
def social_new(request: HttpRequest) -> HttpResponse:
    return _new(request, SOCIAL_BOOK)


@require_http_methods(["GET", "POST"])
def social_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, SOCIAL_BOOK, pk)


@require_POST
def social_void(request: HttpRequest, pk: int) -> HttpResponse:
    return _void(request, SOCIAL_BOOK, pk)


def _list(request: HttpRequest, book: Book) -> HttpResponse:
    user = reader(request)
    return list_page(
        request,
        user,
        book.listing,
        book=book,
        may_keep=book.may_keep(user),
        export_url=reverse(f"{book.name}_export"),
        new_url=reverse(f"{book.name}_new"),
        edit_name=f"{book.name}_edit",
        tabs=_tabs(book.name),
    )


def _tabs(current: str) -> list[dict[str, Any]]:
    tabs = (("financing", "金融支持"), ("social", "社会力量公益性项目"))
    return [
        {"label": label, "url": reverse(f"{name}_list"), "current": name == current, "count": None}
        for name, label in tabs
    ]


def _new(request: HttpRequest, book: Book) -> HttpResponse:
    user = allowed(request, book.may_keep, book.who)
    begun = {"project": request.GET["project"]} if "project" in request.GET else {}
    form = book.form(request.POST, user=user) if request.method == "POST" else book.form(user=user, initial=begun)
    if form.is_bound and form.is_valid():
        try:
            made = book.record(values=form.cleaned_data, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已登记“{made}”。")
            return redirect(f"{book.name}_list")
    return _form_page(request, book, form, None)


def _edit(request: HttpRequest, book: Book, pk: int) -> HttpResponse:
    """What was recorded: a form for who may correct it, to be read by everybody else in scope."""
    user = reader(request)
    kept = book.find(user, pk)
    may_edit = book.may_edit(user, kept)
    if request.method == "POST" and not may_edit:
        raise PermissionDenied(book.who)
    initial = {name: getattr(kept, name) for name in book.values}
    form = book.form(request.POST, user=user) if request.method == "POST" else book.form(user=user, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            book.correct(**{book.name: kept}, values=form.cleaned_data, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已改正“{kept}”。")
            return redirect(f"{book.name}_list")
    return _form_page(request, book, form, kept, may_edit=may_edit and kept.voided_at is None)


def _form_page(request: HttpRequest, book: Book, form: Any, kept: Any, **more: Any) -> HttpResponse:
    list_url = reverse(f"{book.name}_list")
    context = {"form": form, "kept": kept, "title": book.listing.title, "list_url": list_url, "reason": "", **more}
    if kept:
        context["facts"] = [(one.heading, one.written(one.value(kept)) or "—") for one in book.listing.columns]
        context["void_url"] = reverse(f"{book.name}_void", args=[kept.pk])
    status = 422 if form.errors or "reason" in more else 200
    return render(request, "projects/financings/kept_edit.html", context, status=status)


def _void(request: HttpRequest, book: Book, pk: int) -> HttpResponse:
    user = reader(request)
    kept, reason = book.find(user, pk), typed(request, "reason")
    if not book.may_edit(user, kept):
        raise PermissionDenied(book.who)
    try:
        book.void(**{book.name: kept}, reason=reason, by=user, at=timezone.now())
    except Refusal as refusal:
        for sentence in refusal.sentences:
            messages.error(request, sentence)
        form = book.form(user=user, initial={name: getattr(kept, name) for name in book.values})
        return _form_page(request, book, form, kept, may_edit=kept.voided_at is None, reason=reason)
    messages.success(request, f"已作废“{kept}”。")
    return redirect(f"{book.name}_list")

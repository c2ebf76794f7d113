"""指导目录条目: added, corrected, retired and restored by the office."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from projects.guidance.forms import GuidanceForm, NewGuidanceForm, initial_of
from projects.guidance.freshness import ChangedMeanwhile, mark_of
from projects.guidance.items import add_item, edit_item, restore_item, retire_item
from projects.guidance.permissions import KEEPS_GUIDANCE, may_keep_guidance
from projects.models import GuidanceItem
from projects.models.guidance import OWN_SOURCE
from projects.requests import allowed, whole
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal, today


@require_http_methods(["GET", "POST"])
def guidance_new(request: HttpRequest) -> HttpResponse:
    user = _keeper(request)
    asked = request.GET.get("year", "")
    year = whole(asked) or today().year
    form = NewGuidanceForm(request.POST or None, initial={"year": year, "source": OWN_SOURCE})
    if request.method == "POST" and form.is_valid():
        try:
            item = add_item(year=form.cleaned_data["year"], **form.values(), by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"{item.year}年度目录已新增“{item}”。")
            return redirect(f"{reverse('guidance_list')}?year={item.year}")
    return _form_page(request, form, None, year)


@require_http_methods(["GET", "POST"])
def guidance_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = _keeper(request)
    item = _item(pk)
    form = GuidanceForm(request.POST or None, initial=initial_of(item))
    if request.method == "POST" and form.is_valid():
        try:
            saved = edit_item(item=item, **form.values(), seen=form.cleaned_data["seen"], by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
            if isinstance(refusal, ChangedMeanwhile):
                _show_anew(form, pk)
        else:
            messages.success(request, f"已保存“{saved}”。")
            return _back(request, saved)
    return _form_page(request, form, item, item.year)


def _show_anew(form: GuidanceForm, pk: int) -> None:
    """The person has now been told what the entry says: saving once more may replace it."""
    form.data = {**dict(form.data.items()), "seen": mark_of(_item(pk))}


def _form_page(request: HttpRequest, form: GuidanceForm, item: GuidanceItem | None, year: int) -> HttpResponse:
    context = {
        "form": form,
        "item": item,
        "year": year,
        "query": request.GET.urlencode() or f"year={year}",
        "chosen": item.picks.count() if item else 0,
        "tasks": GuidanceItem.objects.of_year(year).order_by("task").values_list("task", flat=True).distinct(),
    }
    status = 422 if form.errors else 200
    return render(request, "projects/guidance/guidance_edit.html", context, status=status)


@require_POST
def guidance_retire(request: HttpRequest, pk: int) -> HttpResponse:
    return _turned(request, pk, retire_item, "已停用“{}”，申报时不再列出；筛选“已停用”可以找到并恢复。")


@require_POST
def guidance_restore(request: HttpRequest, pk: int) -> HttpResponse:
    return _turned(request, pk, restore_item, "已恢复“{}”，申报时可以选用。")


def _turned(request: HttpRequest, pk: int, act: Callable[..., GuidanceItem], done: str) -> HttpResponse:
    """Retire or restore an entry and say so; where that is refused, its page says why."""
    user, item = _keeper(request), _item(pk)
    try:
        act(item=item, by=user, at=timezone.now())
    except Refusal as refusal:
        return _refused(request, item, refusal)
    messages.success(request, done.format(item))
    return _back(request, item)


def _refused(request: HttpRequest, item: GuidanceItem, refusal: Refusal) -> HttpResponse:
    """The entry as it is now, with the reason why it stays so."""
    now = _item(item.pk)
    form = GuidanceForm(initial_of(now))
    form.is_valid()
    show_refusal(form, refusal)
    return _form_page(request, form, now, now.year)


def _keeper(request: HttpRequest) -> User:
    return allowed(request, may_keep_guidance, KEEPS_GUIDANCE)


def _item(pk: int) -> GuidanceItem:
    return get_object_or_404(GuidanceItem.objects.select_related("sector", "retired_by"), pk=pk)


def _back(request: HttpRequest, item: GuidanceItem) -> HttpResponse:
    """The list as it was filtered when the person left it."""
    return redirect(f"{reverse('guidance_list')}?{request.GET.urlencode() or f'year={item.year}'}")

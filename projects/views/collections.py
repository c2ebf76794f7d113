"""申报征集: the yearly calls for projects, opened, extended, closed and reopened by the office; read by everybody."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from projects.guidance.collections import close_collection, extend_collection, open_collection, reopen_collection
from projects.guidance.forms import CollectionForm, DueForm
from projects.guidance.permissions import KEEPS_COLLECTIONS, may_keep_collections
from projects.guidance.standing import history_of, standings
from projects.models import Collection
from projects.requests import allowed, reader
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, show_refusal, today


@require_GET
def collection_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    page = page_of(request, Collection.objects.all())
    context = {
        "page": page,
        "query": query_of(request),
        "rows": standings(user, page.object_list, on=today()),
        "may_keep": may_keep_collections(user),
    }
    return render(request, "projects/collections/collection_list.html", context)


@require_http_methods(["GET", "POST"])
def collection_new(request: HttpRequest) -> HttpResponse:
    user = _keeper(request)
    form = CollectionForm(request.POST or None, initial={"year": today().year + 1, "opens_on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            collection = open_collection(**form.cleaned_data, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已开启{collection}，截止{collection.due_on:%Y-%m-%d}。")
            return redirect("collection_detail", collection.pk)
    status = 422 if form.errors else 200
    return render(request, "projects/collections/collection_new.html", {"form": form}, status=status)


@require_GET
def collection_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return _page(request, user, _collection(pk), None)


@require_POST
def collection_extend(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_day(request, pk, extend_collection, "截止日期已改为{:%Y-%m-%d}。")


@require_POST
def collection_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_day(request, pk, reopen_collection, "已重新开启，截止{:%Y-%m-%d}。")


@require_POST
def collection_close(request: HttpRequest, pk: int) -> HttpResponse:
    user, collection = _keeper(request), _collection(pk)
    try:
        close_collection(collection=collection, by=user, at=timezone.now())
    except Refusal as refusal:
        form = DueForm({"due_on": collection.due_on})
        form.is_valid()
        show_refusal(form, refusal)
        return _page(request, user, _collection(pk), form)
    messages.success(request, f"{collection}已结束，单位不能再申报；需要时可以重新开启。")
    return redirect("collection_detail", pk)


def _with_day(request: HttpRequest, pk: int, act: Callable[..., Collection], done: str) -> HttpResponse:
    """An act that takes the new last day."""
    user, collection = _keeper(request), _collection(pk)
    form = DueForm(request.POST)
    if form.is_valid():
        try:
            now = act(collection=collection, due_on=form.cleaned_data["due_on"], by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"{now}{done.format(now.due_on)}")
            return redirect("collection_detail", pk)
    return _page(request, user, _collection(pk), form)


def _page(request: HttpRequest, user: User, collection: Collection, form: DueForm | None) -> HttpResponse:
    """One collection; `form` is what was refused, None on a plain look."""
    [standing] = standings(user, [collection], on=today())
    context = {
        "collection": collection,
        "key": f"{collection.pk}",
        "standing": standing,
        "history": history_of(collection),
        "form": form or DueForm(initial={"due_on": max(collection.due_on, today())}),
        "may_keep": may_keep_collections(user),
    }
    status = 422 if form else 200
    return render(request, "projects/collections/collection_detail.html", context, status=status)


def _keeper(request: HttpRequest) -> User:
    return allowed(request, may_keep_collections, KEEPS_COLLECTIONS)


def _collection(pk: int) -> Collection:
    return get_object_or_404(Collection.objects.select_related("opened_by", "closed_by"), pk=pk)

"""调出清单: the office marks an entry to leave with the next version, or takes the mark back."""

from __future__ import annotations

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from projects.filters import visible_entries
from projects.lists import mark_leaving, unmark_leaving
from projects.lists.forms import LeaveForm
from projects.lists.permissions import may_keep_list
from projects.models import ListEntry
from projects.requests import allowed
from units.refusals import Refusal
from units.requests import show_refusal

OFFICE_ONLY = "调出清单由领导小组办公室办理，您没有这项权限。如项目应当调出，请联系办公室。"


@require_http_methods(["GET", "POST"])
def entry_leave(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, may_keep_list, OFFICE_ONLY)
    entry = get_object_or_404(visible_entries(user), pk=pk)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            mark_leaving(entry=entry, reason=form.cleaned_data["reason"], by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已提出调出“{entry.project.name}”，发布新一版清单时调出；发布以前可以撤销。")
            return redirect(_back(request, entry))
    return _page(request, entry, form)


@require_POST
def entry_stay(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, may_keep_list, OFFICE_ONLY)
    entry = get_object_or_404(visible_entries(user), pk=pk)
    try:
        unmark_leaving(entry=entry, by=user, at=timezone.now())
    except Refusal as refusal:
        form = LeaveForm({"reason": entry.leave_reason or "—"})
        form.is_valid()
        show_refusal(form, refusal)
        return _page(request, visible_entries(user).get(pk=pk), form)
    messages.success(request, f"已撤销“{entry.project.name}”的调出，仍在{entry.project_list.year}年度清单内。")
    return redirect(_back(request, entry))


def _page(request: HttpRequest, entry: ListEntry, form: Form) -> HttpResponse:
    context = {"entry": entry, "form": form, "back": _back(request, entry)}
    return render(request, "projects/lists/entry_leave.html", context, status=422 if form.errors else 200)


def _back(request: HttpRequest, entry: ListEntry) -> str:
    """Where the person came from, when that is a page of this house; else the project."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    if ours and asked.startswith(("/", "http")):
        return asked
    return reverse("project_detail", args=[entry.project_id])

"""Saving and dropping 常用查询 of the project list."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from projects.models import SavedView
from projects.requests import reader, typed
from projects.saved.views_of import drop_view, save_view, settled
from units.refusals import Refusal


@require_POST
def saved_view_save(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    query = settled(typed(request, "query"))
    try:
        view = save_view(name=typed(request, "name"), query=query, by=user, at=timezone.now())
    except Refusal as refusal:
        for sentence in refusal.sentences:
            messages.error(request, sentence)
    else:
        messages.success(request, f"已保存常用查询“{view.name}”。")
    return redirect(f"{reverse('project_list')}?{query}")


@require_POST
def saved_view_drop(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    view = get_object_or_404(SavedView, pk=pk, user=user)
    drop_view(view=view, by=user)
    messages.success(request, f"已删除常用查询“{view.name}”。")
    return redirect("project_list")

"""消息: what a person was told, what is unread, and the page each leads to."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from units import inbox
from units.message_filters import MessageFilter
from units.models import Message
from units.requests import actor, page_of, query_of

TONES = {"bad": "紧急", "warn": "注意"}  # words beside the color; what presses nobody needs none


@require_GET
def message_list(request: HttpRequest) -> HttpResponse:
    mine = Message.objects.visible_to(actor(request))
    found = MessageFilter(request.GET, queryset=mine)
    page = page_of(request, found.qs)
    context = {
        "filter": found,
        "page": page,
        "rows": [(message, TONES.get(message.tone, "")) for message in page.object_list],
        "query": query_of(request),
        "newest": max((message.pk for message in page.object_list), default=0),
        "is_filtered": bool(query_of(request)),
        "keep_days": settings.MESSAGE_DAYS,
    }
    return render(request, "units/message_list.html", context)


@require_POST
def message_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark it read and lead on to the page that helps; a message without one leads back to the list."""
    message = _find(request, pk)
    inbox.mark_read(message, at=timezone.now())
    return redirect(_inside(message.url) or _back(request))


@require_POST
def message_unread(request: HttpRequest, pk: int) -> HttpResponse:
    inbox.mark_unread(_find(request, pk))
    return redirect(_back(request))


@require_POST
def message_read_all(request: HttpRequest) -> HttpResponse:
    """The filters are in the address, as on the page; `newest` is what the page knew of."""
    found = MessageFilter(request.GET, queryset=Message.objects.visible_to(actor(request)))
    typed = request.POST.get("newest", "")
    newest = int(typed) if typed.isdecimal() and len(typed) < 19 else 0
    number = inbox.mark_all_read(found.qs, newest=newest, at=timezone.now())
    notices.success(request, f"已把 {number} 条消息标为已读。" if number else "没有未读的消息。")
    return redirect(_back(request))


def _find(request: HttpRequest, pk: int) -> Message:
    return get_object_or_404(Message.objects.visible_to(actor(request)), pk=pk)


def _inside(url: str) -> str:
    """An address of ours, or nothing."""
    return url if url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None) else ""


def _back(request: HttpRequest) -> str:
    """The list as it was filtered."""
    query = request.GET.urlencode()
    return f"{reverse('message_list')}?{query}" if query else reverse("message_list")

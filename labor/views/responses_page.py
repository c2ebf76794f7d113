"""One person's 摸底表 as it stands, and taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from labor.models import SurveyResponse
from labor.surveys.permissions import may_fill_in
from labor.surveys.responses import why_closed, withdraw_response
from projects.requests import reader, typed, whole
from units.models import User
from units.refusals import Refusal

RELATED = ("worker", "survey", "part__survey", "part__township", "filed_by", "withdrawn_by")


@never_cache
@require_GET
def response_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return _page(request, user, _response(user, pk))


@never_cache
@require_POST
def response_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    response = _response(user, pk)
    version, reason = whole(request.POST.get("version", "")), typed(request, "reason")
    try:
        withdraw_response(
            response=response, reason=reason, version=-1 if version is None else version, by=user, at=timezone.now()
        )
    except Refusal as refusal:
        return _page(request, user, _response(user, pk), refusal, reason=reason)
    messages.success(request, f"已撤销{response.name}的摸底表；需要时可以重新登记。")
    return redirect("response_detail", pk)


def _response(user: User, pk: int) -> SurveyResponse:
    seen = SurveyResponse.objects.visible_to(user).select_related(*RELATED)
    return get_object_or_404(seen.prefetch_related("categories", "skills", "wanted").defer("phone_sealed"), pk=pk)


def _page(
    request: HttpRequest, user: User, response: SurveyResponse, refusal: Refusal | None = None, *, reason: str = ""
) -> HttpResponse:
    fills_in = may_fill_in(user, response.part)
    closed = why_closed(response.part, user, timezone.now()) if fills_in and not response.withdrawn_at else ""
    context = {
        "response": response,
        "part": response.part,
        "may_open_numbers": fills_in,
        "may_change": fills_in and not response.withdrawn_at and not closed,
        "closed": closed,
        "refused": refusal.sentences if refusal else (),
        "reason": reason,
    }
    return render(request, "labor/responses/response_detail.html", context, status=422 if refusal else 200)

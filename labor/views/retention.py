"""保存期限: what is past the time it must be kept, why the rest is not, and the office's yearly review."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from labor.models import RetentionReview
from labor.retention import RULES, Review, due_for_review, may_review
from labor.retention_forms import ReviewForm
from labor.retention_reviews import KEEPERS, correct_review, export_review, record_review, review_of
from labor.retention_standing import standings
from projects.requests import allowed
from units.downloads import workbook_response
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, show_refusal, today


@require_GET
@never_cache
def retention_list(request: HttpRequest) -> HttpResponse:
    allowed(request, may_review, KEEPERS)
    review, ledger = due_for_review(today()), _ledger(request)
    context = {
        "review": review,
        "people": review.people.count(),
        "page": page_of(request, review.of(ledger) if ledger else review.ledgers),
        "query": query_of(request),
        "tabs": _tabs(request, review, ledger),
        "standings": standings(review),
        "held": review_of(review.on.year),
        "past": RetentionReview.objects.select_related("reviewed_by"),
    }
    return render(request, "labor/retention/retention_list.html", context)


def _ledger(request: HttpRequest) -> str:
    asked = request.GET.get("ledger", "")
    return asked if asked in RULES else ""


def _tabs(request: HttpRequest, review: Review, current: str) -> list[dict[str, Any]]:
    whole = {"label": "全部", "url": request.path, "current": not current, "count": len(review.ledgers)}
    kinds = [
        {"label": kind, "url": f"?ledger={kind}", "current": kind == current, "count": len(review.of(kind))}
        for kind in RULES
    ]
    return [whole, *kinds]


@require_http_methods(["GET", "POST"])
@never_cache
def retention_review(request: HttpRequest) -> HttpResponse:
    """The year's review, or another wording of its conclusion once it is made."""
    user = allowed(request, may_review, KEEPERS)
    held = review_of(today().year)
    kept = held.conclusion if held else ""
    form = ReviewForm(request.POST or None, initial={"conclusion": kept, "before": kept})
    if request.method == "POST" and form.is_valid():
        try:
            made = _reviewed(held, form.cleaned_data, user)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已登记{made.year}年度复核结论。到期台账仍然保存，没有删除。")
            return redirect("retention_list")
    review = due_for_review(today())
    context = {"form": form, "held": held, "review": review, "people": review.people.count()}
    return render(request, "labor/retention/retention_review.html", context, status=422 if form.errors else 200)


def _reviewed(held: RetentionReview | None, said: dict[str, str], user: User) -> RetentionReview:
    """A new review, or another wording of the one the person has read."""
    signed: dict[str, Any] = {"by": user, "at": timezone.now()}
    if held is not None and said["before"]:
        return correct_review(review=held, conclusion=said["conclusion"], before=said["before"], **signed)
    return record_review(conclusion=said["conclusion"], on=today(), **signed)


@require_POST
def retention_export(request: HttpRequest) -> HttpResponse:
    user = allowed(request, may_review, KEEPERS)
    review, ledger = due_for_review(today()), _ledger(request)
    content = export_review(review=review, ledger=ledger, by=user, at=timezone.now())
    return workbook_response(content, f"保存期限复核清单-{review.on:%Y-%m-%d}.xlsx")

"""公益性岗位: the ledger, filtered, summed for today, and taken out for a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from documents.formats import yuan
from labor.companies.exports import export_posts
from labor.companies.filters import PostFilter, state_of
from labor.companies.ledgers import welfare_totals
from labor.companies.permissions import keeper_of_posts, may_record_post
from labor.filters import conditions
from labor.models import WelfarePost
from labor.views.companies import tabs
from projects.requests import reader, typed
from units.downloads import workbook_response
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, today

RELATED = ("township", "project", "worker")


def posts_of(user: User) -> QuerySet[WelfarePost]:
    """Posts a person may see, with what pages show of them."""
    return WelfarePost.objects.visible_to(user).select_related(*RELATED)


def _found(request: HttpRequest, user: User) -> PostFilter:
    return PostFilter(request.GET, posts_of(user), request=request, on=today())


@never_cache
@require_GET
def welfare_list(request: HttpRequest) -> HttpResponse:
    return _page(request, reader(request))


@never_cache
@require_POST
def welfare_export(request: HttpRequest) -> HttpResponse:
    """The filters are in the address, as on the page."""
    user, reason = reader(request), typed(request, "reason")
    found = _found(request, user)
    said: dict[str, Any] = {"said": conditions(found), "on": today(), "by": user, "at": timezone.now()}
    try:
        content = export_posts(posts=found.qs, reason=reason, **said)
    except Refusal as refusal:
        return _page(request, user, refused=refusal.sentences, reason=reason or " ")
    return workbook_response(content, "公益性岗位台账.xlsx")


def _page(request: HttpRequest, user: User, *, refused: Sequence[str] = (), reason: str = "") -> HttpResponse:
    found = _found(request, user)
    page = page_of(request, found.qs)
    keeps, totals = keeper_of_posts(user), welfare_totals(found.qs, on=today())
    context = {
        "tabs": tabs("welfare_list"),
        "filter": found,
        "page": page,
        "query": query_of(request),
        "rows": [_row(post, keeps) for post in page.object_list],
        "totals": totals,
        "month_money": yuan(totals.month_fen),
        "names_people": found.qs.filter(worker__isnull=False).exists(),
        "page_count": f"{page.paginator.count}个",
        "may_record": may_record_post(user),
        "is_filtered": bool(conditions(found)),
        "refused": refused,
        "export_reason": reason,
    }
    return render(request, "labor/companies/welfare_list.html", context, status=422 if refused else 200)


def _row(post: WelfarePost, keeps: Callable[[WelfarePost], bool]) -> dict[str, Any]:
    """A post with its pill, and what this person may do with it."""
    label, tone = state_of(post, today())
    may = keeps(post) and post.voided_at is None
    return {
        "post": post,
        "label": label,
        "tone": tone,
        "money": yuan(post.month_fen),
        "may_assign": may and post.worker_id is None,
        "may_end": may and post.worker_id is not None,
        "may_void": may,
    }

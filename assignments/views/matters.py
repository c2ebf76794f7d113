"""重大事项: the list taken out in three ways, and a report drafted or mended."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assignments.issues.moves import FLOW as ISSUE_FLOW
from assignments.issues.sheets import export_ledger, print_ledger
from assignments.issues.terms import terms_on
from assignments.matters.clock import standing_of
from assignments.matters.drafting import DRAFTERS, draft_matter, edit_matter, may_draft, prefilled
from assignments.matters.forms import MatterForm
from assignments.matters.listing import MatterFilter, ledger, ordered, tallies
from assignments.matters.moves import FLOW
from assignments.matters.wording import LABELS
from assignments.models import Issue, IssueAct, MajorMatter, MatterAct
from projects.questions import said_conditions
from projects.requests import allowed, reader
from units.downloads import pdf_response, workbook_response
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, show_refusal, today


@never_cache
@require_GET
def matter_list(request: HttpRequest) -> HttpResponse:
    user, at = reader(request), timezone.now()
    found = MatterFilter(request.GET, user=user, at=at)
    page = page_of(request, ordered(found.qs))
    context = {
        "filter": found,
        "page": page,
        "rows": [(matter, standing_of(matter, at)) for matter in page.object_list],
        "query": query_of(request),
        "stats": _stats(request, found),
        "is_filtered": bool(said_conditions(found)),
        "may_draft": may_draft(user),
    }
    return render(request, "assignments/matters/matter_list.html", context)


def _stats(request: HttpRequest, found: MatterFilter) -> list[dict[str, Any]]:
    """How many of the listed matters stand where, states without any left out, each with the query that shows them."""
    return [
        {"label": label, "number": number, "url": f"?{query_of(request, **{name: value})}" if number else ""}
        for label, name, value, number in tallies(found.qs, found.overdue)
        if number or name == "late"
    ]


@require_POST
def matter_export(request: HttpRequest) -> HttpResponse:
    user, at = reader(request), timezone.now()
    found = MatterFilter(request.GET, user=user, at=at)
    given: dict[str, Any] = {"conditions": said_conditions(found), "by": user, "at": at}
    return workbook_response(export_ledger(ledger(at), ordered(found.qs), **given), "重大事项报告台账.xlsx")


@require_POST
def matter_print(request: HttpRequest) -> HttpResponse:
    user, at = reader(request), timezone.now()
    found = MatterFilter(request.GET, user=user, at=at)
    given: dict[str, Any] = {"conditions": said_conditions(found), "by": user, "at": at}
    return pdf_response(print_ledger(ledger(at), ordered(found.qs), **given), "重大事项报告台账.pdf")


@never_cache
@require_http_methods(["GET", "POST"])
def matter_new(request: HttpRequest) -> HttpResponse:
    """Draft a report, fresh or with `?issue=` from an issue, prefilled with what it says."""
    user = allowed(request, may_draft, DRAFTERS)
    issue = _issue(request, user)
    posts = request.method == "POST"
    first = prefilled(issue, at=timezone.now())
    form = MatterForm(request.POST, request.FILES) if posts else MatterForm(initial=first)
    if posts and form.is_valid() and (matter := _drafted(form, issue, user)):
        messages.success(request, f"已起草“{matter.title}”，请改好文字后送核。")
        return redirect("matter_detail", matter.pk)
    back = reverse("issue_detail", args=[issue.pk]) if issue else reverse("matter_list")
    context = {"form": form, "issue": issue, "back_url": back, "terms": terms_on(today()).said[1]}
    return render(request, "assignments/matters/matter_new.html", context, status=422 if posts else 200)


def _issue(request: HttpRequest, user: User) -> Issue | None:
    """The issue it comes from; one that does not exist or cannot go up any more answers for itself."""
    asked = request.GET.get("issue", "")
    if not asked:
        return None
    issue = get_object_or_404(Issue.objects.visible_to(user), pk=asked if asked.isdecimal() and len(asked) < 10 else 0)
    if request.method == "GET" and not ISSUE_FLOW.allows(IssueAct.ESCALATE, issue, user):
        raise PermissionDenied(f"{issue.number}现在是“{issue.get_state_display()}”，不能再列为重大事项。")
    return issue


def _drafted(form: MatterForm, issue: Issue | None, user: User) -> MajorMatter | None:
    said = form.cleaned_data
    given: dict[str, Any] = {"known_at": said["known_at"], "files": said["attachments"], "issue": issue}
    try:
        return draft_matter(values=form.values(), **given, by=user, at=timezone.now())
    except Refusal as refusal:
        show_refusal(form, refusal)
        return None


@never_cache
@require_http_methods(["GET", "POST"])
def matter_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    matter = get_object_or_404(MajorMatter.objects.visible_to(user), pk=pk)
    if refused := FLOW.why_not(MatterAct.EDIT, matter, user):
        raise PermissionDenied(refused)
    if request.method == "GET" and not FLOW.allows(MatterAct.EDIT, matter, user):
        messages.info(request, f"报告现在是“{matter.get_state_display()}”，不能再改；要改请先退回修改。")
        return redirect("matter_detail", pk)
    posts = request.method == "POST"
    first = {name: getattr(matter, name) for name in (*LABELS, "kind", "urgency", "known_at", "version")}
    form = MatterForm(request.POST, request.FILES) if posts else MatterForm(initial=first)
    if posts and form.is_valid() and _edited(form, matter, user):
        messages.success(request, "已保存。")
        return redirect("matter_detail", pk)
    context = {"form": form, "matter": matter, "back_url": reverse("matter_detail", args=[pk])}
    return render(request, "assignments/matters/matter_edit.html", context, status=422 if posts else 200)


def _edited(form: MatterForm, matter: MajorMatter, user: User) -> bool:
    said = form.cleaned_data
    given: dict[str, Any] = {name: said[name] for name in ("known_at", "version")}
    try:
        edit_matter(
            matter=matter, values=form.values(), **given, files=said["attachments"], by=user, at=timezone.now()
        )  # fmt: skip
    except Refusal as refusal:
        show_refusal(form, refusal)
        return False
    return True

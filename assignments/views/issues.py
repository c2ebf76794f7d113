"""新情况新问题: the list taken out in three ways, and an issue raised or mended."""

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

from assignments.assigning.lamp import clock_on
from assignments.issues.forms import IssueForm
from assignments.issues.lamps import lamp_of
from assignments.issues.listing import IssueFilter, ledger, ordered, tallies
from assignments.issues.moves import FLOW, may_raise, raising_units, whole_issues
from assignments.issues.raising import WRITTEN, amend_issue, raise_issue
from assignments.issues.sheets import export_ledger, print_ledger
from assignments.models import Issue, IssueAct
from projects.questions import said_conditions
from projects.requests import allowed, reader
from units.downloads import pdf_response, workbook_response
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, show_refusal, today

RAISERS = "问题由成员单位的填报人、审核人或办公室提出，您没有这项权限。"


@never_cache
@require_GET
def issue_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = IssueFilter(request.GET, user=user, on=today())
    page, clock = page_of(request, ordered(found.qs)), clock_on(today())
    context = {
        "filter": found,
        "page": page,
        "rows": [(issue, lamp_of(issue, clock)) for issue in page.object_list],
        "query": query_of(request),
        "stats": _stats(request, found),
        "is_filtered": bool(said_conditions(found)),
        "may_raise": may_raise(user),
    }
    return render(request, "assignments/issues/issue_list.html", context)


def _stats(request: HttpRequest, found: IssueFilter) -> list[dict[str, Any]]:
    """How many of the listed issues stand where, each with the query that shows them."""
    return [
        {"label": label, "number": number, "url": f"?{query_of(request, **{name: value})}" if number else ""}
        for label, name, value, number in tallies(found.qs, found.overdue)
    ]


@require_POST
def issue_export(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = IssueFilter(request.GET, user=user, on=today())
    given: dict[str, Any] = {"conditions": said_conditions(found), "by": user, "at": timezone.now()}
    content = export_ledger(ledger(clock_on(today())), ordered(found.qs), **given)
    return workbook_response(content, "新情况新问题台账.xlsx")


@require_POST
def issue_print(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = IssueFilter(request.GET, user=user, on=today())
    given: dict[str, Any] = {"conditions": said_conditions(found), "by": user, "at": timezone.now()}
    return pdf_response(print_ledger(ledger(clock_on(today())), ordered(found.qs), **given), "新情况新问题台账.pdf")


@never_cache
@require_http_methods(["GET", "POST"])
def issue_new(request: HttpRequest) -> HttpResponse:
    """Raise an issue; `?project=` fills in the project it is about."""
    user = allowed(request, may_raise, RAISERS)
    posts = request.method == "POST"
    first = {"project": request.GET.get("project"), "unit": next(iter(sorted(raising_units(user))), None)}
    form = IssueForm(request.POST, request.FILES, user=user) if posts else IssueForm(user=user, initial=first)
    if posts and form.is_valid() and (issue := _raised(form, user)):
        messages.success(request, f"{issue.number}已提出，等办公室交办。")
        return redirect("issue_detail", issue.pk)
    context = {"form": form, "back_url": reverse("issue_list")}
    return render(request, "assignments/issues/issue_new.html", context, status=422 if posts else 200)


def _raised(form: IssueForm, user: User) -> Issue | None:
    said = form.cleaned_data
    try:
        given: dict[str, Any] = {"files": said["attachments"], "by": user, "at": timezone.now()}
        return raise_issue(unit=said["unit"], values=form.values(), **given)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return None


@never_cache
@require_http_methods(["GET", "POST"])
def issue_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend an issue that is not assigned yet."""
    user = reader(request)
    issue = get_object_or_404(whole_issues(user), pk=pk)
    if refused := FLOW.why_not(IssueAct.AMEND, issue, user):
        raise PermissionDenied(refused)
    if request.method == "GET" and not FLOW.allows(IssueAct.AMEND, issue, user):
        messages.info(request, f"{issue.number}现在是“{issue.get_state_display()}”，不能再改；补充情况请提协调意见。")
        return redirect("issue_detail", pk)
    posts = request.method == "POST"
    form = IssueForm(*_posted(request), user=user, issue=issue, initial=_written(issue))
    if posts and form.is_valid() and _amended(form, issue, user):
        messages.success(request, f"{issue.number}已补充，等办公室交办。")
        return redirect("issue_detail", pk)
    context = {"form": form, "issue": issue, "back_url": reverse("issue_detail", args=[pk])}
    return render(request, "assignments/issues/issue_edit.html", context, status=422 if posts else 200)


def _posted(request: HttpRequest) -> tuple[Any, ...]:
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _written(issue: Issue) -> dict[str, Any]:
    return {name: getattr(issue, name) for name in (*WRITTEN, "version")}


def _amended(form: IssueForm, issue: Issue, user: User) -> bool:
    said = form.cleaned_data
    given: dict[str, Any] = {"version": said["version"], "files": said["attachments"]}
    try:
        amend_issue(issue=issue, values=form.values(), by=user, at=timezone.now(), **given)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return False
    return True

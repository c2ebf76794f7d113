"""转为任务: a task drafted from an issue, or from what was answered to it, for the office to issue."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assignments.assigning.actions import DRAFTS, draft_assignment
from assignments.assigning.forms import AssignmentForm
from assignments.issues.moves import whole_issues
from assignments.models import Assignment, Cadence, Issue
from projects.requests import allowed
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal, today
from units.scope import scope_of


def _of_office(user: User) -> bool:
    return scope_of(user).is_office


@never_cache
@require_http_methods(["GET", "POST"])
def issue_task(request: HttpRequest, pk: int) -> HttpResponse:
    user = allowed(request, _of_office, DRAFTS)
    issue = get_object_or_404(whole_issues(user), pk=pk)
    posts = request.method == "POST"
    form = AssignmentForm(request.POST if posts else None, initial=_first(issue))
    if posts and form.is_valid() and (made := _drafted(form, issue, user)):
        messages.success(request, f"已拟订“{made.title}”，核对后由办公室管理员下达。")
        return redirect("assignment_detail", made.pk)
    context = {"form": form, "issue": issue, "back_url": reverse("issue_detail", args=[pk])}
    return render(request, "assignments/issues/issue_task.html", context, status=422 if posts else 200)


def _first(issue: Issue) -> dict[str, Any]:
    return {
        "title": issue.title,
        "demand": issue.demand,
        "lead": issue.lead_id,
        "supports": list(issue.supports.all()),
        "cadence": Cadence.ONCE,
        "starts_on": today(),
        "due_on": issue.due_on,
    }


def _drafted(form: AssignmentForm, issue: Issue, user: User) -> Assignment | None:
    given = {"supports": form.cleaned_data["supports"], "by": user, "at": timezone.now()}
    try:
        return draft_assignment(origin=issue, **form.values(), **given)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return None

"""One issue: what it says, its opinions, files and way, and the forms of the moves a person may make now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from assignments.assigning.lamp import clock_on
from assignments.enclosures import shelf_of
from assignments.issues import actions
from assignments.issues.forms import (
    AnswerForm,
    AssignForm,
    CloseForm,
    OpinionForm,
    ReasonForm,
    ReassignForm,
    ReopenForm,
)
from assignments.issues.lamps import lamp_of
from assignments.issues.moves import FLOW, opining_units, whole_issues
from assignments.issues.terms import terms_on, usual_due
from assignments.models import Issue, IssueAct, IssueState, MajorMatter, MatterState
from assignments.views.moving import Board, board_of
from projects.models import Project
from projects.requests import reader
from units.models import Unit, User
from units.refusals import Refusal
from units.requests import show_refusal, today
from units.scope import scope_of
from units.steps import told_steps

# In the order of the page: what is usually done stands first.
FORMS: dict[IssueAct, type[forms.Form]] = {
    IssueAct.ASSIGN: AssignForm,
    IssueAct.ANSWER: AnswerForm,
    IssueAct.CLOSE: CloseForm,
    IssueAct.OPINE: OpinionForm,
    IssueAct.HAND_BACK: ReasonForm,
    IssueAct.REJECT: ReasonForm,
    IssueAct.REASSIGN: ReassignForm,
    IssueAct.WITHDRAW: ReasonForm,
    IssueAct.REOPEN: ReopenForm,
}
ACTS: dict[IssueAct, Callable[..., Any]] = {
    IssueAct.ASSIGN: actions.assign_issue,
    IssueAct.ANSWER: actions.answer_issue,
    IssueAct.CLOSE: actions.close_issue,
    IssueAct.REASSIGN: actions.reassign_issue,
    IssueAct.REOPEN: actions.reopen_issue,
}


@never_cache
@require_GET
def issue_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return _page(request, user, get_object_or_404(whole_issues(user), pk=pk))


@require_POST
def issue_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One move by its form or button; a refusal shows the page again, 422, with all that was typed."""
    user = reader(request)
    issue = get_object_or_404(whole_issues(user), pk=pk)
    act = next((one for one in FORMS if one.value == request.POST.get("act", "")), IssueAct.OPINE)
    form = _form(act, issue, user, request.POST, request.FILES)
    if form.is_valid():
        try:
            _do(issue, act, dict(form.cleaned_data), by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"{issue.number}：已办理“{act.label}”。")
            return redirect("issue_detail", pk)
    return _page(request, user, get_object_or_404(whole_issues(user), pk=pk), act=act, bound=form)


def _do(issue: Issue, act: IssueAct, said: dict[str, Any], *, by: User, at: datetime) -> None:
    if act == IssueAct.OPINE:
        actions.give_opinion(issue=issue, unit=said["unit"], text=said["text"], by=by, at=at)
        return
    if "attachments" in said:
        said["files"] = said.pop("attachments")
    if act in ACTS:
        ACTS[act](issue=issue, by=by, at=at, **said)
    else:
        actions.press(issue=issue, act=act, by=by, at=at, **said)


def _form(act: IssueAct, issue: Issue, user: User, data: Any = None, files: Any = None) -> forms.Form:
    first = {"version": issue.version, **_first(act, issue)}
    form = FORMS[act](data, files, auto_id=f"{act.value}_%s", initial=first)
    if act == IssueAct.OPINE:
        units = Unit.objects.filter(pk__in=opining_units(user, issue))
        form.fields["unit"].queryset = units  # type: ignore[attr-defined]
        form.initial["unit"] = next(iter(sorted(opining_units(user, issue))), None)
    return form


def _first(act: IssueAct, issue: Issue) -> dict[str, Any]:
    """What a form begins with."""
    if act == IssueAct.REASSIGN:
        return {"lead": issue.lead_id, "supports": list(issue.supports.all()), "due_on": issue.due_on}
    if act in (IssueAct.ASSIGN, IssueAct.REOPEN):
        return {"due_on": usual_due(issue.urgency, today())}
    return {"result": issue.result} if act == IssueAct.ANSWER else {}


def _page(
    request: HttpRequest, user: User, issue: Issue, *, act: IssueAct | None = None, bound: forms.Form | None = None
) -> HttpResponse:
    board: Board = board_of(FLOW, issue, user, FORMS, lambda one: _form(one, issue, user), act, bound)
    is_open = issue.state not in (IssueState.CLOSED, IssueState.WITHDRAWN)
    matters = MajorMatter.objects.visible_to(user).filter(issue=issue).select_related("paper").order_by("pk")
    context = {
        "issue": issue,
        "lit": lamp_of(issue, clock_on(today())),
        "board": board,
        "opinions": issue.opinions.select_related("unit", "given_by"),
        "steps": told_steps(issue),
        "shelf": shelf_of(issue, may_change=is_open and scope_of(user).is_office),
        "matters": matters,
        "may_escalate": FLOW.allows(IssueAct.ESCALATE, issue, user) and not _is_going_up(matters),
        "may_edit": FLOW.allows(IssueAct.AMEND, issue, user),
        "may_open_project": _sees(user, issue),
        "tasks": _tasks(user, issue),
        "is_office": scope_of(user).is_office,
        "terms": terms_on(today()).said[0],
    }
    return render(request, "assignments/issues/issue_detail.html", context, status=200 if bound is None else 422)


def _is_going_up(matters: QuerySet[MajorMatter]) -> bool:
    """Whether a report on it is still under way; only one is at a time."""
    return any(one.state not in (MatterState.CLOSED, MatterState.WITHDRAWN) for one in matters)


def _sees(user: User, issue: Issue) -> bool:
    return issue.project is not None and Project.objects.visible_to(user).filter(pk=issue.project.pk).exists()


def _tasks(user: User, issue: Issue) -> QuerySet[Any]:
    tasks: QuerySet[Any] = issue.assignments.visible_to(user).select_related("lead")
    return tasks

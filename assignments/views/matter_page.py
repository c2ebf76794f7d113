"""One major matter: its clock, its text, answer, files and way; its moves, its preview."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from assignments.enclosures import shelf_of
from assignments.issues.forms import ReasonForm, SeenForm
from assignments.matters import actions
from assignments.matters.clock import standing_of
from assignments.matters.drafting import DRAFTERS
from assignments.matters.forms import AnswerForm, CloseForm, RegisterForm, SignForm
from assignments.matters.issuing import issue_matter
from assignments.matters.moves import FLOW, signs_here
from assignments.matters.paper import preview_of, title_of
from assignments.matters.signing import register_signature, sign_matter
from assignments.models import UNSENT, MajorMatter, MatterAct, MatterState
from assignments.views.moving import board_of
from documents.papers import PaperNotPrinted
from projects.requests import reader
from units.downloads import pdf_response
from units.models import User
from units.office import issuing_office
from units.refusals import Refusal
from units.requests import show_refusal
from units.scope import scope_of
from units.steps import told_steps

# In the order of the page: what is usually done stands first.
FORMS: dict[MatterAct, type[forms.Form]] = {
    MatterAct.SEND: SeenForm,
    MatterAct.CHECK: SeenForm,
    MatterAct.SIGN: RegisterForm,
    MatterAct.ISSUE: SeenForm,
    MatterAct.ANSWER: AnswerForm,
    MatterAct.CLOSE: CloseForm,
    MatterAct.HAND_BACK: ReasonForm,
    MatterAct.WITHDRAW: ReasonForm,
}
ACTS: dict[MatterAct, Callable[..., Any]] = {
    MatterAct.ISSUE: issue_matter,
    MatterAct.ANSWER: actions.record_answer,
    MatterAct.CLOSE: actions.close_matter,
}
RELATED = ("issue__unit", "issue__lead", "paper", "created_by")
OUTSIDE = (MatterAct.ISSUE, MatterAct.ANSWER, MatterAct.CLOSE)
INSIDE = [act.value for act in MatterAct if act not in OUTSIDE]  # drafts and checks: no unit's business


def _whole(user: User) -> QuerySet[MajorMatter]:
    return MajorMatter.objects.visible_to(user).select_related(*RELATED)


@never_cache
@require_GET
def matter_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return _page(request, user, get_object_or_404(_whole(user), pk=pk))


@require_POST
def matter_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One move by its form or button; a refusal shows the page again, 422, with all that was typed."""
    user = reader(request)
    matter = get_object_or_404(_whole(user), pk=pk)
    act = next((one for one in FORMS if one.value == request.POST.get("act", "")), MatterAct.SEND)
    form = _form(act, matter, user, request.POST, request.FILES)
    if form.is_valid() and _done(form, matter, act, user):
        messages.success(request, f"“{matter.title}”：已办理“{act.label}”。")
        return redirect("matter_detail", pk)
    return _page(request, user, get_object_or_404(_whole(user), pk=pk), act=act, bound=form)


def _done(form: forms.Form, matter: MajorMatter, act: MatterAct, user: User) -> bool:
    try:
        _do(matter, act, dict(form.cleaned_data), by=user, at=timezone.now())
    except Refusal as refusal:
        show_refusal(form, refusal)
    except PaperNotPrinted as failed:
        form.add_error(None, f"没有排印成功，没有上报：{failed}")
    else:
        return True
    return False


def _do(matter: MajorMatter, act: MatterAct, said: dict[str, Any], *, by: User, at: datetime) -> None:
    if "attachments" in said:
        said["files"] = said.pop("attachments")
    given = {"matter": matter, "by": by, "at": at, **said}
    if act == MatterAct.SIGN:
        (sign_matter if signs_here(by) else register_signature)(**given)
    elif act in ACTS:
        ACTS[act](**given)
    else:
        actions.press(act=act, **given)


def _form(act: MatterAct, matter: MajorMatter, user: User, data: Any = None, files: Any = None) -> forms.Form:
    made = SignForm if act == MatterAct.SIGN and signs_here(user) else FORMS[act]
    first: dict[str, Any] = {"version": matter.version}
    if act == MatterAct.SIGN:
        first |= {"signer": issuing_office().signer}
    return made(data, files, auto_id=f"{act.value}_%s", initial=first)


def _page(
    request: HttpRequest, user: User, matter: MajorMatter, *, act: MatterAct | None = None, bound: Any = None
) -> HttpResponse:
    scope, is_open = scope_of(user), matter.state not in (MatterState.CLOSED, MatterState.WITHDRAWN)
    context = {
        "matter": matter,
        "title": title_of(matter),
        "standing": standing_of(matter, timezone.now()),
        "board": board_of(FLOW, matter, user, FORMS, lambda one: _form(one, matter, user), act, bound),
        "steps": told_steps(matter, without=() if scope.reads_everything else INSIDE),
        "shelf": shelf_of(matter, may_change=is_open and scope.is_office),
        "may_edit": FLOW.allows(MatterAct.EDIT, matter, user),
        "may_preview": matter.state in UNSENT and scope.reads_everything,
        "is_office": scope.is_office,
        "tasks": matter.issue.assignments.visible_to(user).select_related("lead") if matter.issue else (),
    }
    return render(request, "assignments/matters/matter_detail.html", context, status=200 if bound is None else 422)


@never_cache
@require_GET
def matter_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as it would go out today, under no number yet; nothing is kept."""
    user = reader(request)
    matter = get_object_or_404(_whole(user), pk=pk)
    if not scope_of(user).reads_everything:
        raise PermissionDenied(DRAFTERS)
    if matter.state not in UNSENT:
        messages.info(request, "报告已经上报或不再上报，没有草稿可以预览。")
        return redirect("matter_detail", pk)
    try:
        content = preview_of(matter, at=timezone.now())
    except PaperNotPrinted as failed:
        messages.error(request, f"没有排印成功：{failed}")
        return redirect("matter_detail", pk)
    return pdf_response(content, f"{title_of(matter)}（草稿）.pdf", is_saved=False)

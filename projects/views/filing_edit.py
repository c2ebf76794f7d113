"""填报页: one month's filing is begun, written and sent on."""

from __future__ import annotations

from copy import copy
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from projects import filings as actions
from projects.completeness import missing_to_send, previous_filing
from projects.forms import FilingForm, as_typed, initial_of
from projects.locks import locks_of, said_of
from projects.models import FilingAct, FilingState, Period, ProgressFiling, Project
from projects.moves import MOVES
from projects.permissions import available_moves, may_start
from projects.requests import reader
from projects.rolled import BY_FIELD, rolled_of
from projects.sections import form_sections
from projects.views.filing_parts import DONE, EDITS, act_pressed, filings_of
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal


@require_http_methods(["GET", "POST"])
def filing_new(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """The filing page of a month nobody has begun; the first saving begins it."""
    user = reader(request)
    project = get_object_or_404(_projects(user), pk=pk)
    period = get_object_or_404(Period, month=month_of(key))
    existing = ProgressFiling.objects.filter(project=project, period=period).first()
    if existing and request.method == "GET":
        return redirect("filing_edit" if _is_with_unit(existing) else "filing_detail", existing.pk)
    if not may_start(user, project):
        raise PermissionDenied("这个项目不由您填报：由行业主管部门填报人、业主单位录入人或办公室办理。")
    if request.method == "GET" and (sentence := actions.why_not_owing(project, period)):
        raise PermissionDenied(sentence)
    return _edit(request, user, actions.begun(project, period))


@require_http_methods(["GET", "POST"])
def filing_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    filing = get_object_or_404(filings_of(user), pk=pk)
    moves = available_moves(filing, user, locks_of(filing.period, timezone.now()))
    if not any(move.act in EDITS for move in moves) and request.method == "GET":
        return redirect("filing_detail", filing.pk)
    return _edit(request, user, filing)


def _edit(request: HttpRequest, user: User, filing: ProgressFiling) -> HttpResponse:
    form = FilingForm(request.POST or None, initial=initial_of(filing))
    if request.POST.get("use_rolled"):
        return _edit_page(request, user, filing, _with_rolled(request, filing), unsaved=True)
    if form.errors and request.POST.get("act") == FilingAct.SEND:
        _add_lacks(form, filing)
    if request.method == "POST" and form.is_valid():
        try:
            act = act_pressed(request, EDITS)
            saved = actions.file_month(
                project=filing.project, period=filing.period, act=act, values=form.values(),
                version=form.cleaned_data["version"], by=user, at=timezone.now(),
            )  # fmt: skip
        except actions.Incomplete as incomplete:
            for lack in incomplete.lacks:
                form.add_error(lack.field, lack.sentence)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"“{saved.project.name}”{saved.period.label}：{DONE[act]}")
            return redirect("filing_edit" if act is FilingAct.SAVE else "filing_detail", saved.pk)
    return _edit_page(request, user, filing, form)


def _add_lacks(form: FilingForm, filing: ProgressFiling) -> None:
    """Beside what cannot be read, say what is missing as well: everything at once."""
    for name, value in form.readable().items():
        setattr(filing, name, value)
    for lack in missing_to_send(filing, previous_filing(filing), rolled_of(filing)):
        if lack.field not in form.errors:
            form.add_error(lack.field, lack.sentence)


def _with_rolled(request: HttpRequest, filing: ProgressFiling) -> FilingForm:
    """换用发放表的数: the form as typed, with the rolls' number in the field asked for; nothing is saved yet."""
    typed, figures = request.POST.copy(), rolled_of(filing)
    name = typed.get("use_rolled", "")
    if figures is not None and name in BY_FIELD:
        typed[name] = as_typed(name, getattr(figures, BY_FIELD[name]))
    return FilingForm(typed, initial=initial_of(filing))


def _as_seen(filing: ProgressFiling, form: FilingForm) -> ProgressFiling:
    """The filing with what is typed now, so that what is said beside a field is said of the number in it."""
    seen = copy(filing)
    if form.is_bound and form.errors is not None:  # asking for its errors is what makes a form read
        vars(seen).update(form.readable())
    return seen


def _edit_page(
    request: HttpRequest, user: User, filing: ProgressFiling, form: FilingForm, *, unsaved: bool = False
) -> HttpResponse:
    fresh = filing if filing.pk is None else filings_of(user).get(pk=filing.pk)
    previous = previous_filing(fresh)
    locks = locks_of(fresh.period, timezone.now())
    acts = {move.act for move in available_moves(fresh, user, locks)}
    context = {
        "filing": fresh,
        "form": form,
        "previous": previous,
        "sections": form_sections(form, _as_seen(fresh, form), previous, rolled_of(fresh)),
        "unsaved": unsaved,
        "locked": said_of(user, fresh, locks),
        "acts": {act.value: MOVES[act] for act in EDITS if act in acts},
    }
    return render(request, "projects/filing_edit.html", context, status=422 if form.errors else 200)


def _projects(user: User) -> Any:
    return Project.objects.visible_to(user).select_related("department", "township", "owner")


def _is_with_unit(filing: ProgressFiling) -> bool:
    return filing.state in (FilingState.DRAFT, FilingState.RETURNED)


def month_of(key: str) -> date:
    try:
        return date.fromisoformat(f"{key}-01")
    except ValueError:
        raise Http404("没有这个月份。") from None

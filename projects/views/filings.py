"""One filing: write it, look at it, move it on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from projects import filings as actions
from projects.carrying import carried_on
from projects.completeness import missing_to_send, previous_filing
from projects.forms import FilingForm, ReasonsForm, initial_of
from projects.models import FilingAct, FilingState, Period, ProgressFiling, Project
from projects.monthly import TONES
from projects.moves import MOVES
from projects.permissions import available_moves, may_start
from projects.requests import reader
from projects.sections import filing_sections, form_sections, trail
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal

EDITS = (FilingAct.SAVE, FilingAct.SEND, FilingAct.NIL, FilingAct.PROXY)
PLAIN: dict[FilingAct, Callable[..., ProgressFiling]] = {
    FilingAct.WITHDRAW: actions.withdraw,
    FilingAct.SUBMIT: actions.submit,
    FilingAct.ACCEPT: actions.accept,
}
WITH_REASONS: dict[FilingAct, Callable[..., ProgressFiling]] = {
    FilingAct.HAND_BACK: actions.hand_back,
    FilingAct.RETURN: actions.return_fields,
}
DONE = {
    FilingAct.SAVE: "已保存草稿，尚未送审。",
    FilingAct.SEND: "已送审，等待本单位审核人审核报送。",
    FilingAct.NIL: "已按零报告送审。",
    FilingAct.PROXY: "已代填并通过，注明“办公室代填”。",
    FilingAct.WITHDRAW: "已撤回，可以继续修改。",
    FilingAct.SUBMIT: "已报送办公室。",
    FilingAct.ACCEPT: "已通过。",
    FilingAct.HAND_BACK: "已退回填报人修改。",
    FilingAct.RETURN: "已退回单位，各栏的原因单位都能看到。",
}


@require_http_methods(["GET", "POST"])
def filing_new(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """The filing page of a month nobody has begun; the first saving begins it."""
    user = reader(request)
    project = get_object_or_404(_projects(user), pk=pk)
    period = get_object_or_404(Period, month=_month(key))
    existing = ProgressFiling.objects.filter(project=project, period=period).first()
    if existing and request.method == "GET":
        return redirect("filing_edit" if _is_with_unit(existing) else "filing_detail", existing.pk)
    if not may_start(user, project):
        raise PermissionDenied("这个项目不由您填报：由行业主管部门填报人、业主单位录入人或办公室办理。")
    draft = ProgressFiling(project=project, period=period)
    carried = carried_on(project, period, previous_filing(draft))
    return _edit(request, user, carried)


@require_http_methods(["GET", "POST"])
def filing_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    filing = get_object_or_404(_filings(user), pk=pk)
    if not any(move.act in EDITS for move in available_moves(filing, user)) and request.method == "GET":
        return redirect("filing_detail", filing.pk)
    return _edit(request, user, filing)


def _edit(request: HttpRequest, user: User, filing: ProgressFiling) -> HttpResponse:
    form = FilingForm(request.POST or None, initial=initial_of(filing))
    if form.errors and request.POST.get("act") == FilingAct.SEND:
        _add_lacks(form, filing)
    if request.method == "POST" and form.is_valid():
        try:
            act = _act(request, EDITS)
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
    for lack in missing_to_send(filing, previous_filing(filing)):
        if lack.field not in form.errors:
            form.add_error(lack.field, lack.sentence)


def _edit_page(request: HttpRequest, user: User, filing: ProgressFiling, form: FilingForm) -> HttpResponse:
    fresh = filing if filing.pk is None else _filings(user).get(pk=filing.pk)
    previous = previous_filing(fresh)
    acts = {move.act for move in available_moves(fresh, user)}
    context = {
        "filing": fresh,
        "form": form,
        "previous": previous,
        "sections": form_sections(form, fresh, previous),
        "acts": {act.value: MOVES[act] for act in EDITS if act in acts},
    }
    return render(request, "projects/filing_edit.html", context, status=422 if form.errors else 200)


@require_GET
def filing_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    filing = get_object_or_404(_filings(user), pk=pk)
    return _detail_page(request, user, filing, ReasonsForm())


def _detail_page(
    request: HttpRequest, user: User, filing: ProgressFiling, form: ReasonsForm, status: int = 200
) -> HttpResponse:
    previous = previous_filing(filing)
    moves = available_moves(filing, user)
    returning = next((move for move in moves if move.reasons), None)
    context = {
        "filing": filing,
        "tone": TONES[FilingState(filing.state)],
        "previous": previous,
        "sections": filing_sections(filing, previous, form if returning else None),
        "trail": trail(filing),
        "plain_moves": [move for move in moves if move.act in PLAIN],
        "returning": returning,
        "may_edit": any(move.act in EDITS for move in moves),
        "lacks": missing_to_send(filing, previous) if not filing.is_filed else [],
        "form": form,
    }
    return render(request, "projects/filing_detail.html", context, status=status)


@require_POST
def filing_move(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    filing = get_object_or_404(_filings(user), pk=pk)
    form = ReasonsForm(request.POST)
    form.is_valid()
    try:
        act = _act(request, (*PLAIN, *WITH_REASONS))
        signed: dict[str, Any] = {"by": user, "at": timezone.now(), "version": _version(request)}
        if act in WITH_REASONS:
            WITH_REASONS[act](filing=filing, reasons=form.reasons(), **signed)
        else:
            PLAIN[act](filing=filing, **signed)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return _detail_page(request, user, _filings(user).get(pk=pk), form, status=422)
    messages.success(request, f"“{filing.project.name}”{filing.period.label}：{DONE[act]}")
    return redirect("filing_detail", filing.pk)


def _projects(user: User) -> Any:
    return Project.objects.visible_to(user).select_related("department", "township", "owner")


def _filings(user: User) -> Any:
    people = ("filed_by", "submitted_by", "accepted_by")
    related = ("project__department", "project__township", "period__closed_by", *people)
    found = ProgressFiling.objects.visible_to(user).select_related(*related)
    return found.prefetch_related("steps__by", "returns__returned_by")


def _is_with_unit(filing: ProgressFiling) -> bool:
    return filing.state in (FilingState.DRAFT, FilingState.RETURNED)


def _month(key: str) -> date:
    try:
        return date.fromisoformat(f"{key}-01")
    except ValueError:
        raise Http404("没有这个月份。") from None


def _act(request: HttpRequest, known: tuple[FilingAct, ...]) -> FilingAct:
    said = request.POST.get("act", "")
    act = next((act for act in known if act.value == said), None)
    if act is None:
        raise Refusal("没有这项办理，请用页面上的按钮。")
    return act


def _version(request: HttpRequest) -> int | None:
    said = request.POST.get("version", "")
    return int(said) if said.isdecimal() else None

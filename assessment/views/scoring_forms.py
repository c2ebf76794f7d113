"""自评 and 复核: the forms of many indicators at once; what was typed is kept whenever something is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assessment.models import Score, Scoresheet, SheetAct
from assessment.sheets.announcing import reviewers
from assessment.sheets.filling import save_self
from assessment.sheets.forms import PointsForm
from assessment.sheets.moves import FLOW
from assessment.sheets.pages import Line, board, sheet_page
from assessment.sheets.points import is_claimed, is_formula
from assessment.sheets.reviewing import review
from assessment.views.scoresheets import find
from projects.requests import reader
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal, today

NOBODY = "{}没有在用的审核人账号，没有人能审核报送，请联系办公室，由安全管理员授权。"
Save = Callable[[PointsForm], Scoresheet]


@require_http_methods(["GET", "POST"])
def sheet_fill(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    sheet = find(user, pk)
    sends = request.POST.get("act") == "send"
    form = _form(request, sheet, user, SheetAct.SAVE)

    def save(form: PointsForm) -> Scoresheet:
        seen, now = form.cleaned_data["version"], timezone.now()
        return save_self(sheet=sheet, claims=form.claims(), by=user, at=now, version=seen, sends=sends)

    if form.is_bound and _saved(form, save):
        messages.success(request, "自评已送本单位审核。" if sends else "自评已保存，还没有送审。")
        if sends and not reviewers(sheet, today()):
            messages.warning(request, NOBODY.format(sheet.unit.name))
        return redirect("sheet_detail" if sends else "sheet_fill", pk)
    return _page(request, "assessment/sheets/sheet_fill.html", find(user, pk), user, form)


@require_http_methods(["GET", "POST"])
def sheet_review(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    sheet = find(user, pk)
    form = _form(request, sheet, user, SheetAct.REVIEW)

    def save(form: PointsForm) -> Scoresheet:
        seen, now = form.cleaned_data["version"], timezone.now()
        return review(sheet=sheet, marks=form.claims(), by=user, at=now, version=seen)

    if form.is_bound and _saved(form, save):
        messages.success(request, "复核得分已保存。全部复核后由办公室管理员告知单位。")
        return redirect("sheet_detail", pk)
    return _page(request, "assessment/sheets/sheet_review.html", find(user, pk), user, form)


def _form(request: HttpRequest, sheet: Scoresheet, user: User, act: SheetAct) -> PointsForm:
    """The form of what this person fills in.

    Raises:
        PermissionDenied: their post does not; a sheet in another state is refused when it is saved.
    """
    if denied := FLOW.why_not(act, sheet, user):
        raise PermissionDenied(denied)
    office = act == SheetAct.REVIEW
    data = request.POST if request.method == "POST" else None
    return PointsForm(data, scores=_asked(sheet, office), office=office, initial={"version": sheet.version})


def _asked(sheet: Scoresheet, office: bool) -> list[Score]:
    scores = sheet.scores.select_related("indicator").order_by("indicator__serial")
    return [one for one in scores if (not is_formula(one.indicator) if office else is_claimed(one.indicator))]


def _saved(form: PointsForm, save: Save) -> bool:
    """Whether it was saved; else the form holds every sentence why not, those of the readable rows included."""
    if not form.is_valid():
        return False
    try:
        save(form)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return False
    return True


def _page(request: HttpRequest, template: str, sheet: Scoresheet, user: User, form: PointsForm) -> HttpResponse:
    inputs = {score.pk: (points, note) for score, points, note in form.rows()}
    rows = [(line, inputs.get(line.score.pk, (None, None))) for line in board(sheet, user)]
    lines: list[tuple[Line, Any, Any]] = [(line, *pair) for line, pair in rows]
    act = SheetAct.REVIEW if template.endswith("review.html") else SheetAct.SAVE
    context = sheet_page(sheet, user, at=timezone.now()) | {
        "form": form,
        "lines": lines,
        "is_open": sheet.state in FLOW.moves[act].sources,
    }
    return render(request, template, context, status=422 if form.errors else 200)

"""典型案例: the library, one case, drafting and rewriting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.cases.actions import START_WHO, missing_to_send, save_case, start_case
from assessment.cases.files import may_change_files
from assessment.cases.filters import CaseFilter
from assessment.cases.forms import CaseForm, NewCaseForm, initial_of
from assessment.cases.moves import FLOW
from assessment.cases.tables import CASES
from assessment.models import CaseAct, CaseState, CaseStep, TypicalCase
from projects.exports import export_rows
from projects.models import Project
from projects.proofs.shelf import shelf
from projects.questions import said_conditions
from projects.requests import allowed, reader, whole, workbook_response
from projects.tables import page_rows
from projects.trails import events
from units.flows import wrong_state
from units.models import Role, User
from units.refusals import Refusal
from units.requests import page_of, query_of, show_refusal
from units.scope import scope_of

SHOWN = [column for column in CASES[1:] if column.on_page]
TONES = {
    CaseState.DRAFT: "neutral", CaseState.REVIEWING: "info", CaseState.RETURNED: "warn", CaseState.ACCEPTED: "info",
    CaseState.PROMOTED: "good", CaseState.DISCARDED: "neutral",
}  # fmt: skip
FORM_PAGE = "assessment/cases/case_form.html"


def may_start(user: User) -> bool:
    return scope_of(user).has(Role.UNIT_FILER)


def cases_of(user: User) -> QuerySet[TypicalCase]:
    """Cases a person may see, the latest first."""
    return TypicalCase.objects.visible_to(user).select_related("unit", "project").order_by("-created_at", "-pk")


@require_GET
def case_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = CaseFilter(request.GET, cases_of(user))
    sums = found.qs.order_by().aggregate(
        number=Count("pk"), units=Count("unit", distinct=True), projects=Count("project", distinct=True)
    )
    page = page_of(request, found.qs, number=sums["number"])
    context = {
        "filter": found,
        "page": page,
        "columns": SHOWN,
        "rows": [(one, pill(one), cells) for one, cells in page_rows(page.object_list, SHOWN)],
        "sums": sums,
        "query": query_of(request),
        "may_start": may_start(user),
        "is_filtered": bool(said_conditions(found)),
    }
    return render(request, "assessment/cases/case_list.html", context)


@require_POST
def case_export(request: HttpRequest) -> HttpResponse:
    """The filters are in the address, as on the page."""
    user = reader(request)
    found = CaseFilter(request.GET, cases_of(user))
    content = export_rows(
        act="导出典型案例", rows=found.qs, columns=CASES, title="典型案例", conditions=said_conditions(found),
        by=user, at=timezone.now(), unit="", notes=(),
    )  # fmt: skip
    return workbook_response(content, "典型案例.xlsx")


@require_http_methods(["GET", "POST"])
def case_new(request: HttpRequest) -> HttpResponse:
    """`?project=` begins the form with a project."""
    user = allowed(request, may_start, START_WHO)
    initial = {"project": request.GET.get("project", "")}
    form = NewCaseForm(request.POST or None, request.FILES or None, user=user, initial=initial)
    if form.is_bound and form.is_valid():
        values = dict(form.cleaned_data)
        files, unit = values.pop("attachments"), values.pop("unit")
        try:
            case = start_case(unit=unit, values=values, files=files, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已存为草稿“{case.title}”，写完后请报送。")
            return redirect("case_detail", case.pk)
    return render(request, FORM_PAGE, {"form": form, "case": None}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def case_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    case = get_object_or_404(cases_of(user), pk=pk)
    if denied := FLOW.why_not(CaseAct.SAVE, case, user):
        raise PermissionDenied(denied)
    if request.method == "GET" and (late := too_late(CaseAct.SAVE, case)):
        messages.warning(request, late)
        return redirect("case_detail", pk)
    form = CaseForm(request.POST or None, user=user, initial=initial_of(case))
    if form.is_bound and form.is_valid():
        values = dict(form.cleaned_data)
        version = values.pop("version")
        try:
            save_case(case=case, values=values, version=version, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "已保存修改。")
            return redirect("case_detail", pk)
    return render(request, FORM_PAGE, {"form": form, "case": case}, status=422 if form.errors else 200)


@require_GET
def case_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return show_case(request, user, get_object_or_404(cases_of(user), pk=pk))


def show_case(
    request: HttpRequest,
    user: User,
    case: TypicalCase,
    refused: Sequence[str] = (),
    pressed: str = "",
    reason: str = "",
) -> HttpResponse:
    """The case's page; with what was refused and the reason that was typed."""
    moves = FLOW.available(case, user)
    own = case.unit_id in scope_of(user).unit_ids() or scope_of(user).reads_everything
    steps: QuerySet[CaseStep] = CaseStep.objects.filter(paper=case).select_related("by")
    context = {
        "case": case,
        "pill": pill(case),
        "opens_project": Project.objects.visible_to(user).filter(pk__in=[case.project_id]).exists(),
        "moves": [one for one in moves if one.button],
        "may_edit": any(one.act == CaseAct.SAVE for one in moves),
        "may_promote": any(one.act == CaseAct.PROMOTE for one in moves),
        "lacks": missing_to_send(case) if any(one.act == CaseAct.SEND for one in moves) else [],
        "shelf": shelf(case.files.select_related("uploaded_by", "removed_by"), may_change=may_change_files(user, case)),
        "trail": events(steps, _details) if own else [],
        "shows_trail": own,
        "refused": refused,
        "pressed": pressed,
        "reason": reason,
    }
    return render(request, "assessment/cases/case_detail.html", context, status=422 if refused else 200)


def pill(case: TypicalCase) -> tuple[str, str]:
    return case.get_state_display(), TONES[CaseState(case.state)]


def _details(step: CaseStep) -> list[str]:
    names = {field.name: str(field.verbose_name) for field in TypicalCase._meta.fields}
    changed = [f"{names.get(name, name)}：{_short(pair[0])} → {_short(pair[1])}" for name, pair in step.changes.items()]
    return [*([f"说明：{step.reason}"] if step.reason else []), *changed]


def _short(text: Any) -> str:
    said = str(text) or "空"
    return said if len(said) <= 40 else f"{said[:40]}…（{len(said)}字）"


def too_late(act: CaseAct, case: TypicalCase) -> str:
    """The sentence why a case is in no state for an act; "" when it is."""
    move = FLOW.moves[act]
    return "" if case.state in move.sources else wrong_state(move, case.state, states=CaseState, noun=FLOW.noun)


def version_of(request: HttpRequest) -> int | None:
    return whole(request.POST.get("version", ""))

"""实名登记: one person after the other enters a project; the ID number first, then what is known fills the form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from labor.models import Engagement, Placement, PlacementState
from labor.permissions import works_on
from labor.rosters.checks import examine, stage_warning
from labor.rosters.entering import CannotEnter, enter
from labor.rosters.forms import AGREED, PERSON, EntryForm, agreed_in, begun_with
from labor.rosters.knowing import Newcomer, Placed, known_newcomer, placed_newcomer, worker_behind
from labor.rosters.permissions import WAIVER_WHO, WHO, may_waive
from labor.views.rosters import roster_project
from projects.models import Project
from projects.proofs.permissions import closed
from projects.requests import reader, whole
from units.models import User
from units.refusals import Refusal
from units.requests import show_refusal, today


@dataclass(frozen=True, slots=True)
class Desk:
    """Who registers whom for which project; `placed` is somebody already confirmed for a post there."""

    user: User
    project: Project
    placed: Placed | None

    def form(self, data: Any = None, *, worker: int | None = None, **options: Any) -> EntryForm:
        if self.placed:
            worker = self.placed.placement.worker_id
        waives = may_waive(self.user, self.project)
        return EntryForm(data, worker=worker, waives=waives, is_placed=self.placed is not None, **options)


@never_cache
@sensitive_post_parameters("id_number", "phone", "card")
@sensitive_variables("form", "values", "known")
@require_http_methods(["GET", "POST"])
def engagement_new(request: HttpRequest, pk: int) -> HttpResponse:
    desk = _desk(request, pk)
    if request.method == "GET":
        return _page(request, desk, desk.form(initial=_begun(request, desk)))
    if "look" in request.POST and desk.placed is None:
        return _look(request, desk)
    form = desk.form(request.POST, worker=worker_behind(request.POST.get("id_number", "")))
    try:
        if form.is_valid():
            values = _values(desk, form)
            entered = enter(project=desk.project, values=values, by=desk.user, at=timezone.now())
            return _go_on(request, desk, entered.engagements[0], entered.sentences)
        _tell_the_rest(desk, form)
    except CannotEnter as refused:
        _show(form, refused.findings)
    except Refusal as refusal:
        show_refusal(form, refusal)
    return _page(request, desk, form)


def _desk(request: HttpRequest, pk: int) -> Desk:
    user = reader(request)
    project = roster_project(user, pk)
    if not works_on(user, project):
        raise PermissionDenied(f"您的岗位不经办“{project.name}”，不能登记进场。{WHO}")
    if shut := closed(project):
        raise PermissionDenied(shut)
    return Desk(user, project, _placed(request, user, project))


def _placed(request: HttpRequest, user: User, project: Project) -> Placed | None:
    """The person of `?placement=`, confirmed for a post of this project."""
    if "placement" not in request.GET:
        return None
    related = ("worker", "demand__trade", "response__part__township", "response__survey")
    confirmed = Placement.objects.visible_to(user).filter(state=PlacementState.CONFIRMED, demand__project=project)
    found = confirmed.select_related(*related).filter(pk=whole(request.GET["placement"]) or 0).first()
    if found is None:
        raise Http404("没有这条已确认的用工对接。")
    return placed_newcomer(found)


def _begun(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    """What a fresh form begins with: today; of the person before what a team shares; of a placement its answers."""
    known = desk.placed.values if desk.placed else {}
    before = _before(request, desk)
    return begun_with(known, before, {"entered_on": today()})


def _before(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    after = whole(request.GET.get("after", ""))
    stay = Engagement.objects.in_force().filter(project=desk.project, pk=after).first() if after else None
    return agreed_in(stay) if stay else {}


def _look(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What the ID number tells, beside the fields; what was typed stays, what is empty is filled."""
    number = request.POST.get("id_number", "")
    known: Newcomer | None = None
    wrong: Sequence[str] = ()
    try:
        known = known_newcomer(project=desk.project, id_number=number, by=desk.user, at=timezone.now())
    except Refusal as refusal:
        wrong = refusal.sentences
    said = {name: request.POST.get(name, "") for name in EntryForm.base_fields}
    form = desk.form(worker=known.worker_id if known else None, initial=begun_with(said, known.values if known else {}))
    if request.headers.get("HX-Request") == "true":
        return render(request, "labor/engagements/_person.html", _context(desk, form, known, wrong))
    return _page(request, desk, form, known, wrong)


def _values(desk: Desk, form: EntryForm) -> dict[str, Any]:
    values = form.readable()
    return values | desk.placed.sealed_values(phone=values["phone"]) if desk.placed else values


def _tell_the_rest(desk: Desk, form: EntryForm) -> None:
    """Beside what cannot be read, tell what is wrong as well: everything at once."""
    found = examine(desk.project, [_values(desk, form)], by=desk.user, today=today())
    _show(form, found.errors)


def _show(form: EntryForm, findings: list[Any]) -> None:
    told = set(form.errors)
    for one in findings:
        if one.field not in told:
            form.add_error(one.field if one.field in form.fields else None, one.sentence)


def _go_on(request: HttpRequest, desk: Desk, stay: Engagement, warnings: list[str]) -> HttpResponse:
    messages.success(request, f"已登记{stay.name}，{stay.entered_on:%Y-%m-%d}进场。")
    for sentence in warnings:
        messages.warning(request, sentence)
    if "next" in request.POST:
        return redirect(f"{reverse('engagement_new', args=[desk.project.pk])}?after={stay.pk}")
    return redirect("engagement_detail", stay.pk)


def _context(desk: Desk, form: EntryForm, known: Newcomer | None, wrong: Sequence[str]) -> dict[str, Any]:
    return {
        "project": desk.project,
        "placed": desk.placed,
        "form": form,
        "person": [form[name] for name in ("name", *PERSON[1:]) if name in form.fields],
        "numbers": [form[name] for name in ("phone", "card")],
        "work": [form[name] for name in ("entered_on", *AGREED[1:])],
        "known": known,
        "wrong": wrong,
        "waiver": form["waiver_reason"] if "waiver_reason" in form.fields else None,
        "waiver_who": WAIVER_WHO,
        "stage_warning": stage_warning(desk.project),
    }


def _page(
    request: HttpRequest,
    desk: Desk,
    form: EntryForm,
    known: Newcomer | None = None,
    wrong: Sequence[str] = (),
) -> HttpResponse:
    context = _context(desk, form, known, wrong)
    status = 422 if form.errors or wrong else 200
    return render(request, "labor/engagements/engagement_new.html", context, status=status)

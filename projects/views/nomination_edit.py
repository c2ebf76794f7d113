"""申报页: a project is proposed for the year's list, written and handed on; the catalog is picked from here."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from projects.models import Collection, Nomination, NominationAct, NominationSource, NominationState
from projects.moving import Incomplete
from projects.nominations.actions import follows
from projects.nominations.catalog import catalog
from projects.nominations.filing import begin_nomination, file_nomination
from projects.nominations.form_page import form_sections
from projects.nominations.forms import NominationForm
from projects.nominations.moves import MOVES
from projects.nominations.moving import StaleNomination, kept_by_time, why_closed
from projects.nominations.permissions import available_moves, may_nominate, nominating_units
from projects.nominations.table import TONES
from projects.nominations.writing import faults_of, named_items, with_missing
from projects.requests import allowed, reader, whole
from units.models import Unit, User
from units.refusals import Refusal
from units.requests import show_refusal, today
from units.scope import scope_of

EDITS = (NominationAct.SAVE, NominationAct.SEND, NominationAct.PROXY)
DONE = {
    NominationAct.SAVE: "已保存草稿，尚未送审。",
    NominationAct.SEND: "已送审，等待本单位审核人审核申报。",
    NominationAct.PROXY: "已代报，注明“办公室代报”，由办公室另一人审核。",
}
WHO = "项目由镇街和行业主管部门的填报人申报，或由领导小组办公室代报，您没有这项权限。"


@require_http_methods(["GET", "POST"])
def nomination_new(request: HttpRequest) -> HttpResponse:
    """The form of a project nobody has proposed yet; the first saving makes the draft."""
    user = allowed(request, may_nominate, WHO)
    collections = list(Collection.objects.open())
    asked = request.GET.get("collection", "")
    timely = [one for one in collections if not _why_closed(user, one)]
    chosen = (one for one in collections if str(one.pk) == asked)
    collection = next(chosen, next(iter(timely or collections), None))
    closed = _why_closed(user, collection)
    if collection is None or closed:
        return render(request, "projects/nominations/closed.html", {"closed": closed})
    units = nominating_units(user)
    draft = _draft(user, collection, units[0] if len(units) == 1 else None)
    return _edit(request, user, draft, {"collections": collections, "units": units})


@require_http_methods(["GET", "POST"])
def nomination_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    nomination = get_object_or_404(_nominations(user), pk=pk)
    if request.method == "GET" and not _acts(user, nomination):
        return redirect("nomination_detail", nomination.pk)
    return _edit(request, user, nomination, {})


@require_GET
def nomination_items(request: HttpRequest) -> HttpResponse:
    """The part of the form with the catalog, as it follows the sector chosen above it."""
    reader(request)
    said = request.GET
    year, sector = (whole(said.get(key, "")) for key in ("year", "sector"))
    picked = {pk for one in said.getlist("items") if (pk := whole(one)) is not None}
    groups = catalog(year or today().year, sector_id=sector, picked=picked)
    return render(request, "projects/nominations/_items.html", {"groups": groups, "year": year or today().year})


def _why_closed(user: User, collection: Collection | None) -> str:
    """Why nothing can be proposed in a collection now; "" when it can, or when there is none."""
    if collection is None:
        return ""
    return why_closed(collection, on=today(), timely=not scope_of(user).is_office)


def _draft(user: User, collection: Collection, unit: Unit | None) -> Nomination:
    source = NominationSource.OFFICE if scope_of(user).is_office else NominationSource.UNIT
    known: dict[str, Any] = {"unit": unit, **follows(unit)} if unit else {}
    return Nomination(collection=collection, source=source, **known)


def _edit(request: HttpRequest, user: User, nomination: Nomination, more: dict[str, Any]) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = NominationForm(sent, nomination=nomination, units=more.get("units", ()))
    stale = False
    if request.method == "POST":
        try:
            act = _pressed(request)
            saved = _file(user, nomination, form, act) if form.is_valid() else _tell_all(nomination, form, act)
        except Incomplete as incomplete:
            for lack in incomplete.lacks:
                form.add_error(lack.field, lack.sentence)
        except StaleNomination:
            stale = True
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"“{saved.name}”{DONE[act]}")
            return redirect("nomination_edit" if act is NominationAct.SAVE else "nomination_detail", saved.pk)
    return _page(request, user, nomination, form, more, stale=stale)


def _pressed(request: HttpRequest) -> NominationAct:
    act = next((act for act in EDITS if act.value == request.POST.get("act")), None)
    if act is None:
        raise Refusal("没有这项办理，请用页面上的按钮。")
    return act


def _file(user: User, nomination: Nomination, form: NominationForm, act: NominationAct) -> Nomination:
    said: dict[str, Any] = {
        "act": act, "values": form.values(), "item_ids": form.item_ids, "by": user, "at": timezone.now(),
    }  # fmt: skip
    if nomination.pk:
        return file_nomination(nomination=nomination, version=form.cleaned_data["version"], **said)
    unit = form.cleaned_data.get("unit") or nomination.unit
    return begin_nomination(collection=nomination.collection, unit=unit, **said)


def _tell_all(nomination: Nomination, form: NominationForm, act: NominationAct) -> Nomination:
    """Beside what cannot be read, tell what is wrong or missing as well: everything at once."""
    faults = faults_of(nomination, form.readable())
    if act is not NominationAct.SAVE:
        faults = with_missing(faults, nomination, has_items=bool(form.item_ids))
    raise Incomplete(lack for lack in faults if lack.field not in form.errors)


def _page(
    request: HttpRequest, user: User, nomination: Nomination, form: NominationForm, more: dict[str, Any], *, stale: bool
) -> HttpResponse:
    fresh = _nominations(user).get(pk=nomination.pk) if nomination.pk else nomination
    if stale:
        _show_stale(request, form, fresh)
    year = fresh.collection.year
    sector = form["sector"].value()
    sections = form_sections(form, fresh, stale=stale)
    context = {
        **more,
        "nomination": fresh,
        "tone": TONES[NominationState(fresh.state)],
        "form": form,
        "sections": sections,
        "returned": [line for section in sections for line in section.lines if line.returns],
        "year": year,
        "groups": catalog(year, sector_id=_number(sector), picked=form.picked),
        "saved_items": named_items(fresh) if stale else [],
        "kept_by_time": kept_by_time(fresh, user, on=today()) if fresh.pk else "",
        "acts": {act.value: MOVES[act] for act in _acts(user, fresh)},
    }
    return render(request, "projects/nominations/edit.html", context, status=422 if form.errors else 200)


def _show_stale(request: HttpRequest, form: NominationForm, fresh: Nomination) -> None:
    """Another person saved: theirs stands beside each field, and the next saving knows of it."""
    form.add_error(
        None,
        f"“{fresh.name}”刚被别人改过，您的修改没有保存。与您所填不同的栏目旁注明了现在保存的内容，"
        "请逐栏核对，改好后再保存一次。",
    )  # fmt: skip
    typed = request.POST.copy()
    typed["version"] = str(fresh.version)
    form.data = typed


def _acts(user: User, nomination: Nomination) -> list[NominationAct]:
    if nomination.pk:
        held = {move.act for move in available_moves(nomination, user)}
        return [act for act in EDITS if act in held]
    handing = NominationAct.PROXY if nomination.source == NominationSource.OFFICE else NominationAct.SEND
    return [NominationAct.SAVE, handing]


def _nominations(user: User) -> Any:
    related = ("collection", "unit", "sector", "department", "township", "filed_by")
    found = Nomination.objects.visible_to(user).select_related(*related)
    return found.prefetch_related("returns__returned_by", "steps__by", "unit__sectors")


def _number(value: Any) -> int | None:
    return whole(str(getattr(value, "pk", value)))

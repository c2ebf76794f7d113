"""单位 pages: list, one unit, registering and correcting, seats."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from units import neighbors
from units.downloads import workbook_response
from units.exports import export_units
from units.filters import UnitFilter
from units.forms import SeatEndForm, SeatForm, UnitForm, initial_of
from units.memberships import end_membership, is_seated, start_membership
from units.models import Membership, RoleGrant, Unit, User
from units.permissions import may_manage_units, may_read_users
from units.refusals import Refusal
from units.registry import NEEDS_OFFICE, register_unit, update_unit
from units.requests import actor, allow, page_of, query_of, show_refusal, today
from units.scope import units_visible_to


@require_GET
def unit_list(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    found = UnitFilter(request.GET, queryset=units_visible_to(user).prefetch_related("sectors", "memberships"))
    page = page_of(request, found.qs)
    counts = neighbors.counted(user, page.object_list)
    context = {
        "filter": found,
        "page": page,
        "query": query_of(request),
        "rows": [(unit, unit.has_seat(on=today()), counts[unit.pk]) for unit in page.object_list],
        "count_labels": neighbors.labels(),
        "may_manage": may_manage_units(user, on=today()),
    }
    return render(request, "units/unit_list.html", context)


@require_POST
def unit_export(request: HttpRequest) -> HttpResponse:
    """The filters are in the address, as on the page."""
    user = actor(request)
    found = UnitFilter(request.GET, queryset=units_visible_to(user))
    return workbook_response(export_units(units=found.qs, by=user, at=timezone.now()), "单位.xlsx")


@require_GET
def unit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = actor(request)
    unit = get_object_or_404(units_visible_to(user).prefetch_related("sectors", "memberships"), pk=pk)
    return _show(request, user, unit, SeatForm(initial={"starts_on": today()}))


def _show(request: HttpRequest, user: User, unit: Unit, seat_form: SeatForm, status: int = 200) -> HttpResponse:
    sees_people = may_read_users(user, on=today())
    grants = RoleGrant.objects.filter(unit=unit).select_related("user").order_by("user__username", "role", "pk")
    context = {
        "unit": unit,
        "seats": [
            (seat, SeatEndForm(initial={"ends_on": today()}, auto_id=f"seat{seat.pk}_%s"))
            for seat in unit.memberships.all()
        ],
        "counts": neighbors.counted(user, [unit])[unit.pk],
        "sees_people": sees_people,
        "grants": grants if sees_people else grants.none(),
        "today": today(),
        "seat_form": seat_form,
        "is_seated": is_seated(unit, on=today()),
        "may_manage": may_manage_units(user, on=today()),
    }
    return render(request, "units/unit_detail.html", context, status=status)


@require_http_methods(["GET", "POST"])
def unit_new(request: HttpRequest) -> HttpResponse:
    user = allow(request, may_manage_units, NEEDS_OFFICE)
    form = UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            unit = register_unit(**form.cleaned_data, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已登记“{unit}”，编码 {unit.code}。")
            return redirect("unit_detail", unit.pk)
    return render(request, "units/unit_edit.html", {"form": form, "unit": None})


@require_http_methods(["GET", "POST"])
def unit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = allow(request, may_manage_units, NEEDS_OFFICE)
    unit = get_object_or_404(units_visible_to(user), pk=pk)
    form = UnitForm(request.POST or None, initial=initial_of(unit))
    form.fields["kind"].disabled = True
    if request.method == "POST" and form.is_valid():
        details = {name: value for name, value in form.cleaned_data.items() if name != "kind"}
        try:
            update_unit(unit=unit, **details, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已保存“{details['name']}”。")
            return redirect("unit_detail", unit.pk)
    return render(request, "units/unit_edit.html", {"form": form, "unit": unit})


@require_POST
def membership_start(request: HttpRequest, pk: int) -> HttpResponse:
    user = allow(request, may_manage_units, NEEDS_OFFICE)
    unit = get_object_or_404(units_visible_to(user).prefetch_related("sectors", "memberships"), pk=pk)
    form = SeatForm(request.POST)
    if form.is_valid():
        try:
            seat = start_membership(unit=unit, **form.cleaned_data, by=user, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"已增补{seat}为成员。")
            return redirect("unit_detail", unit.pk)
    return _show(request, user, unit, form, status=422)


@require_POST
def membership_end(request: HttpRequest, pk: int) -> HttpResponse:
    user = allow(request, may_manage_units, NEEDS_OFFICE)
    seat = get_object_or_404(Membership.objects.filter(unit__in=units_visible_to(user)).select_related("unit"), pk=pk)
    form = SeatEndForm(request.POST)
    try:
        if not form.is_valid():
            raise Refusal("请填写截止日期和撤销席位的依据（文号或会议名称）。")
        end_membership(membership=seat, **form.cleaned_data, by=user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
    else:
        messages.success(request, f"{seat}的席位截止到{seat.ends_on}。")
    return redirect("unit_detail", seat.unit_id)

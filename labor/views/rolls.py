"""发放表 list and page: filtered, summed, printed, exported, voided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from labor.exports import export_roll, export_rolls
from labor.figures import total_of
from labor.filters import IN_FORCE, LineFilter, RollFilter, conditions, visible_rolls
from labor.models import RollAct, WageLine, WageRoll
from labor.pay.bands import may_set_bands
from labor.pay.head import days_late, head_of
from labor.pay.permissions import may, may_prepare
from labor.pay.sheet import parts_of
from labor.pay.standing_lines import lines_of
from labor.pay.supplements import why_no_supplement
from labor.permissions import may_import_any, works_on
from labor.rolls import made_after_close, may_void, void_roll
from labor.slips.printing import MOST_SLIPS
from labor.tables import PAGE_LINE_COLUMNS, PAGE_ROLL_COLUMNS, Cells, RollRow, cells_of, roll_rows, total_cells
from projects.requests import reader, typed
from units.downloads import workbook_response
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, today

WARNINGS_SHOWN = 200


@never_cache
@require_GET
def roll_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = RollFilter(request.GET, visible_rolls(user), request=request)
    page = page_of(request, found.qs)
    lines = WageLine.objects.in_force().filter(roll__in=found.qs.order_by().values("pk"))
    context = {
        "filter": found,
        "page": page,
        "query": query_of(request),
        "columns": PAGE_ROLL_COLUMNS,
        "rows": [_listed(row) for row in roll_rows(list(page.object_list))],
        "totals": total_cells(PAGE_ROLL_COLUMNS[1:], total_of(lines)),
        "may_import": may_import_any(user),
        "may_set_bands": may_set_bands(user),
        "is_filtered": bool([said for said in conditions(found) if said != f"状态＝{STATE_SHOWN}"]),
    }
    return render(request, "labor/roll_list.html", context)


def _listed(row: RollRow) -> tuple[WageRoll, Cells, int]:
    """A roll, its cells, and for how many days (天) its pay is late."""
    return row.roll, cells_of(PAGE_ROLL_COLUMNS[1:], row), days_late(row.roll, today())


STATE_SHOWN = dict(RollFilter.base_filters["state"].extra["choices"])[IN_FORCE]


@never_cache
@require_POST
def roll_list_export(request: HttpRequest) -> HttpResponse:
    """The filters are in the address, as on the page."""
    user = reader(request)
    found = RollFilter(request.GET, visible_rolls(user), request=request)
    content = export_rolls(rolls=found.qs, said=conditions(found), by=user, at=timezone.now())
    return workbook_response(content, "发放表清单.xlsx")


@never_cache
@require_GET
def roll_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    return show_roll(request, user, roll_of(user, pk))


@never_cache
@require_POST
def roll_export(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    roll = roll_of(user, pk)
    found, reason = _lines(request, roll), typed(request, "reason")
    try:
        content = export_roll(
            roll=roll, lines=found.qs, said=conditions(found), reason=reason, by=user, at=timezone.now()
        )
    except Refusal as refusal:
        return _refused(request, user, roll, refusal, export_reason=reason)
    return workbook_response(content, f"发放表-{roll.project.name}-{roll.period.label}.xlsx")


@never_cache
@require_POST
def roll_void(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    roll = roll_of(user, pk)
    reason = typed(request, "reason")
    try:
        void_roll(roll=roll, reason=reason, by=user, at=timezone.now())
    except Refusal as refusal:
        return _refused(request, user, roll, refusal, void_reason=reason)
    messages.success(request, f"“{roll.project}”{roll.period.label}发放表已作废，可以导入新表。")
    return redirect("roll_detail", roll.pk)


def _refused(request: HttpRequest, user: User, roll: WageRoll, refusal: Refusal, **said: str) -> HttpResponse:
    """The page again with why and with what was typed."""
    messages.error(request, "".join(refusal.sentences))
    return show_roll(request, user, roll, status=422, said=said)


def show_roll(
    request: HttpRequest, user: User, roll: WageRoll, *, status: int = 200, head: Mapping[str, Any] | None = None,
    said: Mapping[str, str] | None = None,
) -> HttpResponse:  # fmt: skip
    """The page of a roll's lines; `head` are the words of a move that was refused."""
    found = _lines(request, roll)
    page = page_of(request, found.qs)
    context = {
        **_page(request, user, roll, found, page),
        "void_reason": "",
        "export_reason": "",
        "slip_reason": "",
        **(said or {}),
    }
    context["head"] = {**head_of(roll, user, today()), **(head or {})}
    return render(request, "labor/roll_detail.html", context, status=status)


def roll_of(user: User, pk: int) -> WageRoll:
    """The roll with all that its pages show of it, or a 404 for whoever does not see it."""
    related = ("project__department", "project__township", "project__owner", "period__closed_by", "imported_by")
    found = WageRoll.objects.visible_to(user).select_related(*related, "voided_by")
    return get_object_or_404(found, pk=pk)


def _lines(request: HttpRequest, roll: WageRoll) -> LineFilter:
    return LineFilter(request.GET, lines_of(roll).select_related("worker").order_by("row", "pk"))


def _page(request: HttpRequest, user: User, roll: WageRoll, found: LineFilter, page: Any) -> dict[str, Any]:
    works, sums = works_on(user, roll.project), total_of(lines_of(roll))
    return {
        "roll": roll,
        "sums": sums,
        "filter": found,
        "page": page,
        "query": query_of(request),
        "is_filtered": bool(conditions(found)),
        "columns": PAGE_LINE_COLUMNS,
        "rows": [(line, cells_of(PAGE_LINE_COLUMNS[1:], line)) for line in page.object_list],
        "totals": total_cells(PAGE_LINE_COLUMNS[1:], total_of(found.qs)),
        "warnings": roll.warnings[:WARNINGS_SHOWN],
        "warnings_hidden": max(0, len(roll.warnings) - WARNINGS_SHOWN),
        "may_open_numbers": works,
        "may_correct": may(RollAct.CORRECT, roll, user),
        "may_void": may_void(user, roll) and (roll.period.is_open or made_after_close(roll)),
        "may_supplement": may_prepare(user, roll.project) and not why_no_supplement(roll),
        "supplements": list(roll.supplements.in_force().defer("warnings", "notes").order_by("pk")),
        "parts": parts_of(sums.lines),
        "slip_parts": parts_of(sums.lines, MOST_SLIPS) if works and sums.paid_fen else [],
    }

"""工资清单 and the year's wage ledger: by person, and one person's months."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from labor.figures import total_of
from labor.filters import conditions
from labor.models import WageLine, Worker
from labor.slips.filters import LedgerFilter
from labor.slips.printing import ledger_workbook, slips_of_person, slips_of_roll, year_on_paper
from labor.slips.yearly import people_of, person_year, years
from labor.views.rolls import roll_of, show_roll
from projects.requests import reader, typed, whole
from units.downloads import pdf_response, workbook_response
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, query_of, today


@never_cache
@require_GET
def wage_ledger(request: HttpRequest) -> HttpResponse:
    return _ledger(request, reader(request))


@never_cache
@require_POST
def wage_ledger_export(request: HttpRequest) -> HttpResponse:
    """The filters are in the address, as on the page."""
    user, reason = reader(request), typed(request, "reason")
    found = _found(request, user)
    try:
        content = ledger_workbook(
            people=[_person(row) for row in people_of(found.qs)], sums=total_of(found.qs), year=found.year,
            said=conditions(found), reason=reason, by=user, at=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
        return _ledger(request, user, status=422, export_reason=reason)
    return workbook_response(content, f"{found.year}年务工人员工资台账.xlsx")


@never_cache
@require_GET
def wage_year(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    user = reader(request)
    return _year(request, user, _worker(user, pk), year)


@never_cache
@require_POST
def wage_year_print(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    return _printed(request, pk, year, year_on_paper, "工资台账")


@never_cache
@require_POST
def slip_year(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """One person's slips of a year, to be handed to them."""
    return _printed(request, pk, year, slips_of_person, "工资清单")


def _printed(request: HttpRequest, pk: int, year: int, paper: Callable[..., bytes], name: str) -> HttpResponse:
    user, reason = reader(request), typed(request, "reason")
    worker = _worker(user, pk)
    try:
        content = paper(of=person_year(worker, _sane(year), user), reason=reason, by=user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
        return _year(request, user, worker, year, status=422, reasons={paper.__name__: reason})
    return pdf_response(content, f"{worker.name}{year}年{name}.pdf")


@never_cache
@require_POST
def slip_roll(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody's slips of one roll, or of the `part` of a long one; refused, the roll's page says why."""
    user, reason = reader(request), typed(request, "reason")
    roll, part = roll_of(user, pk), whole(typed(request, "part")) or 1
    try:
        content = slips_of_roll(roll=roll, reason=reason, part=part, by=user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, "".join(refusal.sentences))
        return show_roll(request, user, roll, status=422, said={"slip_reason": reason})
    return pdf_response(content, f"工资清单-{roll.project.name}-{roll.period.label}.pdf")


def _found(request: HttpRequest, user: User) -> LedgerFilter:
    lines = WageLine.objects.visible_to(user).in_force()
    return LedgerFilter(request.GET, lines, request=request, on=today())


def _ledger(request: HttpRequest, user: User, *, status: int = 200, export_reason: str = "") -> HttpResponse:
    found = _found(request, user)
    sums = total_of(found.qs)
    page = page_of(request, people_of(found.qs), number=sums.heads)
    context = {
        "filter": found,
        "year": found.year,
        "page": page,
        "people": [_person(row) for row in page.object_list],
        "sums": sums,
        "unpaid_fen": sums.net_fen - sums.paid_fen,
        "query": query_of(request),
        "export_reason": export_reason,
        "is_filtered": bool([said for said in conditions(found) if not said.startswith("年度")]),
    }
    return render(request, "labor/slips/wage_ledger.html", context, status=status)


def _year(
    request: HttpRequest,
    user: User,
    worker: Worker,
    year: int,
    *,
    status: int = 200,
    reasons: Mapping[str, str] | None = None,
) -> HttpResponse:
    of = person_year(worker, _sane(year), user)
    context = {
        "of": of,
        "years": sorted({*years(), year}, reverse=True),
        "reasons": {"year_on_paper": "", "slips_of_person": "", **(reasons or {})},
    }
    return render(request, "labor/slips/wage_year.html", context, status=status)


def _worker(user: User, pk: int) -> Worker:
    return get_object_or_404(Worker.objects.visible_to(user), pk=pk)


def _sane(year: int) -> int:
    if not 2000 <= year <= 2099:
        raise Http404
    return year


def _person(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"unpaid_fen": row["sum_net_fen"] - row["sum_paid_fen"]}

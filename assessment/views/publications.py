"""考核结果: the editions, one with its places beside last year's, publishing the next."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from assessment.models import Publication, Scheme
from assessment.publishing import publishing
from assessment.publishing.rows import Row, grouped, indicators_in, last_year
from assessment.scoring import TOTAL_RULE
from assessment.sheets.points import said
from assessment.sheets.recounting import outdated
from assessment.sheets.totals import GROUP_RULE
from assignments.papers import pdf_of
from documents.kept_files import read
from documents.papers import MissingGlyphs, PaperNotPrinted
from projects.requests import reader, workbook_response
from units.audit import record
from units.downloads import pdf_response
from units.models import User
from units.refusals import Refusal
from units.requests import page_of, today


@require_GET
def publication_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = Publication.objects.select_related("scheme", "paper", "published_by")
    context = {
        "page": page_of(request, found.order_by("-scheme__year", "-edition")),
        "years": Scheme.objects.filter(sheets__isnull=False).distinct() if publishing.may_publish(user) else [],
    }
    return render(request, "assessment/publishing/publication_list.html", context)


@require_GET
def publication_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    made = _found(pk)
    context = {
        "publication": made,
        "later": Publication.objects.filter(scheme=made.scheme, edition__gt=made.edition).order_by("-edition").first(),
        "may_publish": publishing.may_publish(user),
        **results(made.scheme, made.rows),
    }
    return render(request, "assessment/publishing/publication_detail.html", context)


def results(scheme: Scheme, rows: list[Row]) -> dict[str, Any]:
    """The tables of a result: places by group beside last year's, and the points on each indicator."""
    past = last_year(scheme)
    return {
        "groups": [(group, [_placed(row, past.get(row["code"])) for row in part]) for group, part in grouped(rows)],
        "points": [(group, *_pointed(part)) for group, part in grouped(rows)],
        "has_past": bool(past),
        "rules": [TOTAL_RULE, GROUP_RULE],
    }


def _placed(row: Row, past: Row | None) -> dict[str, Any]:
    numbers = ("got_centi", "applicable_centi", "bonus_centi", "deducted_centi", "total_centi")
    then = past["total_centi"] if past else None
    change = row["total_centi"] - then if then is not None and row["total_centi"] is not None else None
    return {
        "row": row,
        "numbers": [said(row[name]) for name in numbers],
        "past": said(then),
        "past_place": past["place"] if past else None,
        "change": "" if change is None else f"{'＋' if change > 0 else '－' if change < 0 else ''}{said(abs(change))}",
    }


def _pointed(rows: list[Row]) -> tuple[list[Row], list[tuple[str, list[str]]]]:
    heads = indicators_in(rows)
    told = [(row, {score["serial"]: score["told"] for score in row["scores"]}) for row in rows]
    return heads, [(row["unit"], [by.get(head["serial"], "—") for head in heads]) for row, by in told]


@require_http_methods(["GET", "POST"])
def publication_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Publishing the next edition of a year; `pk` is the scheme's."""
    user = _publisher(request)
    scheme = get_object_or_404(Scheme.objects.visible_to(user), pk=pk)
    refused: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            reason = request.POST.get("reason", "")
            made = publishing.publish(scheme=scheme, by=user, at=timezone.now(), reason=reason)
        except Refusal as refusal:
            refused = tuple(refusal.sentences)
        except (PaperNotPrinted, MissingGlyphs) as failure:
            refused = (str(failure),)
        else:
            messages.success(request, f"已印发{made.paper.document_number}，结果已公布，各单位会收到消息。")
            return redirect("publication_detail", made.pk)
    return _new_page(request, scheme, refused)


def _publisher(request: HttpRequest) -> User:
    user = reader(request)
    if not publishing.may_publish(user):
        raise PermissionDenied("考核结果由办公室管理员公布。")
    return user


def _new_page(request: HttpRequest, scheme: Scheme, refused: tuple[str, ...]) -> HttpResponse:
    result = publishing.next_result(scheme)
    context = {
        "scheme": scheme,
        "result": result,
        "why_not": publishing.why_not_publish(scheme),
        "outdated": outdated(scheme),
        "refused": refused,
        "typed": request.POST.get("reason", ""),
        **results(scheme, list(result.rows)),
    }
    status = 422 if refused else 200
    return render(request, "assessment/publishing/publication_new.html", context, status=status)


@require_GET
def publication_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper as it would be printed, under no number; `pk` is the scheme's."""
    user = _publisher(request)
    scheme = get_object_or_404(Scheme.objects.visible_to(user), pk=pk)
    try:
        content = publishing.preview(scheme=scheme, on=today())
    except (PaperNotPrinted, MissingGlyphs) as failure:
        messages.error(request, str(failure))
        return redirect("publication_new", pk)
    return pdf_response(content, f"{scheme.year}年考核结果通报（预览）.pdf", is_saved=False)


@require_GET
def publication_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    made = _noted(reader(request), pk)
    return pdf_response(pdf_of(made.paper), f"{made.paper.title}.pdf", is_saved=False)


@require_GET
def publication_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    made = _noted(reader(request), pk)
    return workbook_response(read(made.xlsx_path), f"{made.scheme.year}年考核评价得分明细第{made.edition}版.xlsx")


@transaction.atomic
def _noted(user: User, pk: int) -> Publication:
    """The edition; exports leave a trace (§12 of the rules)."""
    made = _found(pk)
    record(act="下载考核结果", subject=f"{made.paper.document_number} {made}", by=user, at=timezone.now())
    return made


def _found(pk: int) -> Publication:
    return get_object_or_404(Publication.objects.select_related("scheme", "paper", "published_by"), pk=pk)

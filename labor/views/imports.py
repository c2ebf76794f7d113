"""Upload page of 发放表: check alone or check and import; every problem at its cell, or the saved roll."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from documents.workbooks import template
from labor.forms import RollUploadForm
from labor.imports import import_wage_roll, period_for
from labor.pay.drafts import Way
from labor.permissions import may_import_any
from labor.views.uploading import Fact, Saved, answer_upload
from labor.wage_form import WAGE_ROLL
from projects.models import Period
from projects.outcome import ImportOutcome
from projects.requests import reader
from units.downloads import workbook_response
from units.models import User
from units.requests import today

NOT_YOURS = "发放表由行业主管部门、责任镇街、业主单位或办公室导入，您的岗位没有这项权限。"


@never_cache
@require_http_methods(["GET", "POST"])
def import_roll(request: HttpRequest) -> HttpResponse:
    user = _importer(request)
    form = RollUploadForm(request.POST or None, request.FILES or None, user=user, initial=_start(request))
    return answer_upload(request, form, take=_take, page="labor/import_roll.html", saved=_saved, facts=_facts)


@never_cache
@require_GET
def roll_template(request: HttpRequest) -> HttpResponse:
    """An empty workbook of the form."""
    _importer(request)
    return workbook_response(template(WAGE_ROLL), "发放表-空表.xlsx")


def _importer(request: HttpRequest) -> User:
    user = reader(request)
    if not may_import_any(user):
        raise PermissionDenied(NOT_YOURS)
    return user


def _start(request: HttpRequest) -> dict[str, Any]:
    """Way and project named in the address, and the month most likely meant: the latest open one, else last month."""
    latest = Period.objects.open().order_by("-month").first()
    way = Way.DRAFT if request.GET.get("way") == Way.DRAFT else Way.RECORDED
    month = latest.month if latest else _last_month(today())
    return {"way": way, "project": request.GET.get("project"), "month": month}


def _last_month(day: date) -> date:
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def _take(*, month: date, at: datetime, **said: Any) -> ImportOutcome:
    return import_wage_roll(period=period_for(month, at), at=at, **said)


def _saved(outcome: ImportOutcome) -> Saved:
    """The roll's own page lists its hints."""
    facts = outcome.facts
    is_draft = facts["way"] == Way.DRAFT
    said = f"发放表已导入{'编制' if is_draft else ''}：{facts['lines']}行，实发合计{facts['net']}元。"
    if outcome.warnings:
        said += f"有{len(outcome.warnings)}处提示，请核对下面的清单。"
    if is_draft:
        return Saved(
            f"{said}下面是与考勤、约定单价的差异。", reverse("roll_check", args=[facts["roll"]]), lists_hints=True
        )
    return Saved(said, reverse("roll_detail", args=[facts["roll"]]), lists_hints=True)


def _facts(outcome: ImportOutcome) -> list[Fact]:
    check, facts = "请与表上的合计行核对", outcome.facts
    return [
        Fact("行数", facts["lines"], "行", "一人一行"),
        Fact("应发合计", facts["gross"], "元", check),
        Fact("扣除合计", facts["deduction"], "元", check),
        Fact("实发合计", facts["net"], "元", check),
    ]

"""Inspections and rectifications as workbooks: exactly what the page's filter found, with an audit entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from documents.workbooks import Column, Kind, Sheet, write_workbook
from projects.models import UNSETTLED, Inspection, Rectification
from units.audit import record
from units.models import User

Value = Callable[[Any], Any]

INSPECTION_COLUMNS: tuple[tuple[str, Kind, Value], ...] = (
    ("检查日期", Kind.DATE, lambda one: one.inspected_on),
    ("项目名称", Kind.TEXT, lambda one: one.project.name),
    ("项目代码", Kind.TEXT, lambda one: one.project.code),
    ("行业主管部门", Kind.TEXT, lambda one: one.project.department.name),
    ("责任镇街", Kind.TEXT, lambda one: one.project.township.name),
    ("检查方式", Kind.TEXT, lambda one: one.get_form_display()),
    ("现场环节", Kind.TEXT, lambda one: one.get_visit_display()),
    ("检查单位", Kind.TEXT, lambda one: one.unit.name),
    ("检查人", Kind.TEXT, lambda one: one.inspectors),
    ("检查情况", Kind.TEXT, lambda one: one.summary),
    ("检查结果", Kind.TEXT, lambda one: "未发现问题" if one.is_clean else "发现问题"),
    ("问题（项）", Kind.INTEGER, lambda one: one.findings),
    ("未销号（项）", Kind.INTEGER, lambda one: one.unsettled),
    ("作废原因", Kind.TEXT, lambda one: one.void_reason),
)


def late_days(one: Rectification, *, on: date) -> int | None:
    """Days past the deadline of an unsettled finding; None when it is settled or not yet due."""
    return (on - one.due_on).days if one.is_overdue(on=on) and not one.is_void else None


def _rectification_columns(on: date) -> tuple[tuple[str, Kind, Value], ...]:
    return (
        ("通知编号", Kind.TEXT, lambda one: one.label),
        ("项目名称", Kind.TEXT, lambda one: one.project.name),
        ("项目代码", Kind.TEXT, lambda one: one.project.code),
        ("存在问题", Kind.TEXT, lambda one: one.finding),
        ("整改要求", Kind.TEXT, lambda one: one.demand),
        ("责任单位", Kind.TEXT, lambda one: one.responsible_name),
        ("检查单位", Kind.TEXT, lambda one: one.inspection.unit.name),
        ("检查日期", Kind.DATE, lambda one: one.inspection.inspected_on),
        ("整改期限", Kind.DATE, lambda one: one.due_on),
        ("逾期天数", Kind.INTEGER, partial(late_days, on=on)),
        ("暂停流转", Kind.TEXT, lambda one: "是" if one.holds_project and one.state in UNSETTLED else ""),
        ("状态", Kind.TEXT, lambda one: "已作废" if one.is_void else one.get_state_display()),
        ("整改情况", Kind.TEXT, lambda one: one.answer),
        ("核验意见", Kind.TEXT, lambda one: one.verdict),
    )


@transaction.atomic
def export_inspections(
    *, inspections: QuerySet[Inspection], conditions: Sequence[str], by: User, at: datetime
) -> bytes:
    """Return an .xlsx of the filtered inspections; `conditions` are the filters in words, written above the table."""
    return _export("监管检查台账", INSPECTION_COLUMNS, inspections, conditions, by=by, at=at)


@transaction.atomic
def export_rectifications(
    *, rectifications: QuerySet[Rectification], conditions: Sequence[str], on: date, by: User, at: datetime
) -> bytes:
    """Return an .xlsx of the filtered rectifications, overdue days counted to the day `on`."""
    return _export("整改台账", _rectification_columns(on), rectifications, conditions, by=by, at=at)


def _export(
    title: str,
    shown: Sequence[tuple[str, Kind, Value]],
    found: Any,
    conditions: Sequence[str],
    *,
    by: User,
    at: datetime,
) -> bytes:
    said = "；".join(conditions) or "全部"
    rows = [{heading: value(one) for heading, _, value in shown} for one in found]
    detail = {"conditions": list(conditions)}
    record(act=f"导出{title}", subject=f"{title}（{said}）"[:200], by=by, at=at, rows=len(rows), detail=detail)
    columns = [Column(key=heading, heading=heading, kind=kind) for heading, kind, _ in shown]
    return write_workbook([Sheet(title=title, columns=columns, rows=rows, preamble=[f"筛选条件：{said}"])])

"""What this floor itself says of things to be pressed for: an overdue finding, task or issue."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from assignments.models import (
    Assignment,
    AssignmentReport,
    AssignmentState,
    Cadence,
    Issue,
    IssueState,
    ReportState,
    SourceKind,
)
from assignments.supervision.raising import FIRMS
from assignments.supervision.sources import Draft, ended, register
from documents.formats import chinese_date
from projects.inspections.waiting import rectifications_for
from projects.models import UNSETTLED, Rectification
from projects.requests import whole
from units.models import User

NOT_YET = "{what}期限{day}还没有过，逾期以后才能转为督办。"
UNREPORTED = (ReportState.DUE, ReportState.RETURNED)


def rectification(user: User, key: str, on: date) -> Draft | None:
    """A finding not mended past its day; the responsible unit, or the department where that is a firm."""
    found = rectifications_for(user).select_related("project__department", "responsible")
    one = found.filter(pk=whole(key) or 0).first()
    if one is None:
        return None
    asked = one.responsible
    unit = one.project.department if asked is None or asked.kind in FIRMS else asked
    return Draft(
        unit=unit,
        title=f"{one.project.name[:40]}检查发现问题整改",
        basis=f"整改通知{one.label}，整改期限{chinese_date(one.due_on)}，责任单位{one.responsible_name}，已经逾期",
        demand=f"存在问题：{ended(one.finding)}\n整改要求：{ended(one.demand)}\n请督促立即整改到位，在系统内回复整改情况并附佐证材料。",
        label=f"整改{one.label} {one.project.name}",
        url=reverse("rectification_detail", args=[one.pk]),
        why_not=_of_finding(one, on),
    )


def _of_finding(one: Rectification, on: date) -> str:
    if one.is_void or one.state not in UNSETTLED:
        return f"整改{one.label}已经销号或作废，不需要督办。"
    return "" if one.due_on < on else NOT_YET.format(what="整改", day=chinese_date(one.due_on))


def assignment(user: User, key: str, on: date) -> Draft | None:
    """A task past its day, or one of whose reports is."""
    one = Assignment.objects.visible_to(user).select_related("lead").filter(pk=whole(key) or 0).first()
    if one is None:
        return None
    late = list(one.reports.filter(state__in=UNREPORTED, due_on__lt=on).order_by("due_on"))
    told = "、".join(f"{_named(report, one)}应于{chinese_date(report.due_on)}报送" for report in late)
    lacking = f"{told}，已经逾期。\n" if told else ""
    return Draft(
        unit=one.lead,
        title=f"“{_quoted(one.title, 60)}”任务",
        basis=f"{one.year}年任务分工第{one.serial}项，办结期限{chinese_date(one.due_on)}",
        demand=f"{lacking}{ended(one.demand)}\n请抓紧办理，补报进展情况，写明没有按期完成的原因和完成时间。".strip(),
        label=f"任务{one}",
        url=reverse("assignment_detail", args=[one.pk]),
        why_not=_of_task(one, bool(late), on),
    )


def _named(report: AssignmentReport, task: Assignment) -> str:
    """A report as a notice names it: 2026年3月进展报告, 办结报告 of what is reported once."""
    return "办结报告" if task.cadence == Cadence.ONCE else f"{report.span}进展报告"


def _quoted(title: str, most: int) -> str:
    """A title fit to stand between quotation marks: its own become single ones, no stop at its end."""
    return title[:most].rstrip("。；，").replace("“", "‘").replace("”", "’")


def _of_task(one: Assignment, is_late: bool, on: date) -> str:
    if one.state != AssignmentState.ISSUED:
        return f"这项任务现在是“{one.get_state_display()}”，只有办理中的任务可以转为督办。"
    return "" if is_late or one.due_on < on else NOT_YET.format(what="办结", day=chinese_date(one.due_on))


def issue(user: User, key: str, on: date) -> Draft | None:
    """An issue whose lead has not answered by its day."""
    one = Issue.objects.visible_to(user).select_related("lead", "unit").filter(pk=whole(key) or 0).first()
    if one is None:
        return None
    return Draft(
        unit=one.lead or one.unit,
        title=f"“{_quoted(one.title, 60)}”问题协调解决",
        basis=f"{one.number}“{_quoted(one.title, 120)}”"
        + (f"，办理期限{chinese_date(one.due_on)}，已经逾期" if one.due_on else ""),
        demand=f"需要协调解决：{ended(one.demand)}\n请牵头抓紧办理，报送办理结果；需要其他单位配合的，写明哪个单位、配合什么。",
        label=f"{one}",
        url=reverse("issue_detail", args=[one.pk]),
        why_not=_of_issue(one, on),
    )


def _of_issue(one: Issue, on: date) -> str:
    if one.state != IssueState.ASSIGNED or one.due_on is None:
        return f"这个问题现在是“{one.get_state_display()}”，只有协调办理中的问题可以转为督办。"
    return "" if one.due_on < on else NOT_YET.format(what="办理", day=chinese_date(one.due_on))


def register_all() -> None:
    register(SourceKind.RECTIFICATION, rectification)
    register(SourceKind.ASSIGNMENT, assignment)
    register(SourceKind.ISSUE, issue)

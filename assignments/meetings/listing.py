"""The list of meetings, upcoming first, and the ledger of what they decided; as pages and as workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone

from assignments.models import Decision, Meeting, MeetingState, Reply
from documents.workbooks import Column, Kind, Sheet, write_workbook
from units.audit import record
from units.models import User

AHEAD = [MeetingState.PROPOSED, MeetingState.PREPARING, MeetingState.CONVENED]
MONTH = 31  # days of the view ahead

MEETING_COLUMNS = [
    Column(key=heading, heading=heading, kind=kind, width=width)
    for heading, kind, width in (
        ("会议名称", Kind.TEXT, 40), ("范围", Kind.TEXT, 14), ("状态", Kind.TEXT, 12),
        ("提议单位", Kind.TEXT, 18), ("开会时间", Kind.TEXT, 18), ("地点", Kind.TEXT, 20), ("主持人", Kind.TEXT, 10),
        ("邀请（家）", Kind.INTEGER, 10), ("签到（家）", Kind.INTEGER, 10), ("议定事项（项）", Kind.INTEGER, 12),
        ("会议通知", Kind.TEXT, 26), ("会议纪要", Kind.TEXT, 26),
    )
]  # fmt: skip
DECISION_COLUMNS = [
    Column(key=heading, heading=heading, kind=kind, width=width)
    for heading, kind, width in (
        ("纪要", Kind.TEXT, 26), ("会议名称", Kind.TEXT, 36), ("序号", Kind.INTEGER, 8), ("类别", Kind.TEXT, 14),
        ("议定事项", Kind.TEXT, 60), ("单位", Kind.TEXT, 18), ("办结期限或起始日", Kind.DATE, 16),
        ("落实情况", Kind.TEXT, 16),
    )
]  # fmt: skip


def counted(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Upcoming first (the nearest on top, without a time last), then the past, the latest first; with its counts."""
    ahead = Q(state__in=AHEAD)
    there = Q(invitees__withdrawn_at=None)
    order = Case(When(ahead, then=Value(0)), default=Value(1), output_field=IntegerField())
    return (
        meetings.select_related("proposed_by_unit", "notice", "minutes")
        .annotate(
            is_past=order,
            invited=Count("invitees", filter=there, distinct=True),
            coming=Count("invitees", filter=there & Q(invitees__reply__in=[Reply.COMING, Reply.DEPUTY]), distinct=True),
            signed=Count("invitees", filter=there & Q(invitees__signed_in_at__isnull=False), distinct=True),
            decided=Count("decisions", filter=Q(state=MeetingState.MINUTED), distinct=True),
            next_at=Case(When(ahead, then=F("starts_at"))),
        )
        .order_by("is_past", F("next_at").asc(nulls_last=True), F("starts_at").desc(nulls_last=True), "-pk")
    )


def within_a_month(meetings: QuerySet[Meeting], *, on: date) -> list[tuple[date, list[Meeting]]]:
    """Meetings that were told, of the month ahead, by day."""
    told = meetings.filter(
        state__in=[MeetingState.CONVENED, MeetingState.HELD, MeetingState.MINUTED],
        starts_at__date__gte=on,
        starts_at__date__lte=on + timedelta(days=MONTH),
    )
    days: dict[date, list[Meeting]] = {}
    for meeting in told.order_by("starts_at", "pk"):
        days.setdefault(timezone.localdate(meeting.starts_at), []).append(meeting)
    return list(days.items())


def decisions_for(user: User) -> QuerySet[Decision]:
    """Decisions of issued minutes a person may read, the latest first."""
    seen = Meeting.objects.visible_to(user).filter(state=MeetingState.MINUTED).order_by()
    rows = Decision.objects.filter(meeting__in=seen.values("pk"))
    related = ("meeting__minutes", "unit", "membership", "assignment")
    return rows.select_related(*related).order_by("-meeting__minutes__issued_at", "serial")


@dataclass(frozen=True)
class Outcome:
    """What became of a decision, and the page that shows it ("" for none)."""

    words: str
    url: str = ""


def outcome(one: Decision) -> Outcome:
    """Its task's state, its seat, or nothing that is asked for."""
    task = getattr(one, "assignment", None)
    if task is not None:
        return Outcome(f"任务{task.get_state_display()}", reverse("assignment_detail", args=[task.pk]))
    if one.membership is not None:
        seat, page = one.membership, reverse("unit_detail", args=[one.membership.unit_id])
        ended = f"席位至{seat.ends_on:%Y-%m-%d}" if seat.ends_on else f"席位自{seat.starts_on:%Y-%m-%d}起"
        return Outcome(ended, page)
    return Outcome("已议定")


@transaction.atomic
def export_meetings(*, meetings: QuerySet[Meeting], conditions: Sequence[str], by: User, at: datetime) -> bytes:
    """The filtered meetings as a workbook; recorded like every export."""
    return _export("会议台账", MEETING_COLUMNS, map(_meeting_row, counted(meetings)), conditions, by=by, at=at)


@transaction.atomic
def export_decisions(*, decisions: QuerySet[Decision], conditions: Sequence[str], by: User, at: datetime) -> bytes:
    """The filtered decisions as a workbook."""
    return _export("议定事项台账", DECISION_COLUMNS, map(_decision_row, decisions), conditions, by=by, at=at)


def _meeting_row(one: Any) -> dict[str, Any]:
    starts = f"{timezone.localtime(one.starts_at):%Y-%m-%d %H:%M}" if one.starts_at else ""
    told = (one.title, one.get_kind_display(), one.get_state_display(), one.proposed_by_unit.name, starts, one.place,
            one.chair, one.invited, one.signed, one.decided, _number(one.notice), _number(one.minutes))  # fmt: skip
    return {column.key: value for column, value in zip(MEETING_COLUMNS, told, strict=True)}


def _decision_row(one: Decision) -> dict[str, Any]:
    told = (_number(one.meeting.minutes), one.meeting.title, one.serial, one.get_kind_display(), one.text,
            one.unit.name if one.unit else "", one.due_on or one.effective_on, outcome(one).words)  # fmt: skip
    return {column.key: value for column, value in zip(DECISION_COLUMNS, told, strict=True)}


def _number(paper: Any) -> str:
    return paper.document_number if paper else ""


def _export(
    title: str,
    columns: list[Column],
    rows: Iterable[dict[str, Any]],
    conditions: Sequence[str],
    *,
    by: User,
    at: datetime,
) -> bytes:
    said, told = "；".join(conditions) or "全部", list(rows)
    content = write_workbook([Sheet(title=title, columns=columns, rows=told, preamble=[f"筛选条件：{said}"])])
    record(act=f"导出{title}", subject=f"{title}（{said}）"[:200], by=by, at=at, rows=len(told))
    return content

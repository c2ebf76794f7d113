"""考勤台账 of a month, project by project: people (人) and work (工日), locked or not, beside the 发放表."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from labor.attendance.marks import HALF
from labor.attendance.standing import TONES, Standing, standing_of
from labor.models import Attendance, AttendanceSheet, Engagement, RollKind, WageLine, WageRoll
from projects.models import Period, Project
from units.models import User

Rows = QuerySet[Any]


def ledger(user: User, period: Period) -> Rows:
    """Projects this person sees with anybody on the roster, a sheet or a 发放表 in the month.

    Each with `people` and `kept_people` (人), `centidays` and `paid_centidays` (hundredths of a 工日), `days` (days
    kept), `sheet`, `locked_at`, `version` and `roll`.
    """
    seen = Project.objects.visible_to(user).select_related("department", "township")
    rows = seen.annotate(**_roster(period), **_kept(period.month), **_sheet(period.month), **_roll(period.month))
    return rows.filter(Q(people__gt=0) | Q(sheet__isnull=False) | Q(roll__isnull=False)).order_by("code")


def _number(rows: QuerySet[Any], group: str, value: Any) -> Coalesce:
    counted = rows.order_by().values(group).annotate(number=value).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def touching(period: Period) -> QuerySet[Engagement]:
    """Stays in force that touch the month."""
    stays: QuerySet[Engagement] = Engagement.objects.in_force()
    return stays.filter(Q(left_on=None) | Q(left_on__gte=period.month), entered_on__lte=period.last_day)


def _roster(period: Period) -> dict[str, Any]:
    stays = touching(period).filter(project=OuterRef("pk"))
    return {"people": _number(stays, "project", Count("worker", distinct=True))}


def _kept(month: date) -> dict[str, Any]:
    kept = Attendance.objects.filter(sheet__project=OuterRef("pk"), sheet__period__month=month)
    halves = Count("pk", filter=Q(morning=True)) + Count("pk", filter=Q(afternoon=True))
    return {
        "kept_people": _number(kept, "sheet__project", Count("worker", distinct=True)),
        "days": _number(kept, "sheet__project", Count("day", distinct=True)),
        "centidays": _number(kept, "sheet__project", HALF * halves),
    }


def _sheet(month: date) -> dict[str, Any]:
    sheets = AttendanceSheet.objects.filter(project=OuterRef("pk"), period__month=month).order_by()
    return {name: Subquery(sheets.values(path)[:1]) for name, path in SHEET_FACTS.items()}


SHEET_FACTS = {"sheet": "pk", "locked_at": "locked_at", "version": "version"}


def _roll(month: date) -> dict[str, Any]:
    rolls = WageRoll.objects.in_force().filter(project=OuterRef("pk"), period__month=month, kind=RollKind.REGULAR)
    lines = WageLine.objects.in_force().filter(
        roll__project=OuterRef("pk"), roll__period__month=month, roll__kind=RollKind.REGULAR
    )
    return {
        "roll": Subquery(rolls.order_by().values("pk")[:1]),
        "paid_centidays": _number(lines, "roll__project", Sum("centidays")),
    }


def with_standing(rows: Rows, standing: str) -> Rows:
    """Those of one state; the same rule as `standing_of`, told to the database."""
    conditions = {
        Standing.LOCKED: Q(locked_at__isnull=False),
        Standing.LATE: Q(locked_at=None, roll__isnull=False),
        Standing.OPEN: Q(locked_at=None, roll=None, sheet__isnull=False),
        Standing.NONE: Q(locked_at=None, roll=None, sheet=None),
    }
    return rows.filter(conditions[Standing(standing)])


def totals_of(rows: Rows, period: Period) -> dict[str, int]:
    """Of the filtered rows: projects, heads (人, each once), work kept and paid in hundredths of a 工日."""
    sums = rows.order_by().aggregate(projects=Count("pk"), work=Sum("centidays"), paid=Sum("paid_centidays"))
    keys = rows.order_by().values("pk")
    people = touching(period).filter(project__in=keys).order_by().aggregate(n=Count("worker", distinct=True))
    kept = Attendance.objects.filter(sheet__project__in=keys, sheet__period__month=period.month).order_by()
    heads = kept.aggregate(n=Count("worker", distinct=True))
    return {
        "projects": sums["projects"],
        "people": people["n"],
        "kept_people": heads["n"],
        "centidays": sums["work"] or 0,
        "paid_centidays": sums["paid"] or 0,
    }


def told(row: Any) -> dict[str, str]:
    """The row's state as word and tone."""
    standing = standing_of(kept=row.sheet is not None, locked=row.locked_at is not None, roll=row.roll is not None)
    return {"label": standing.label, "tone": TONES[standing]}

"""公示 of the district: every roll on its notice, its days left, what holds it up; filtered and written out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import django_filters
from django import forms
from django.db import transaction
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import QueryDict

from documents.formats import chinese_date
from documents.workbooks import Column, Kind, Sheet, write_workbook
from labor.filters import month_choices, projects_seen
from labor.models import NoticeFile, Objection, ObjectionOutcome, PublicNotice, RollState, WageLine, WageRoll
from labor.notices.days import days_left, days_run, is_over, run_said
from projects.questions import PROJECT_NAME_OR_CODE, SEARCH, by_department, by_township, has_words
from units.audit import record
from units.models import User

WAITING, RUNNING, OVER, OBJECTED = "waiting", "running", "over", "objected"
STANDINGS = {WAITING: "待张贴", RUNNING: "公示中", OVER: "期满待送审", OBJECTED: "有异议待答复"}
TONES = {WAITING: "warn", RUNNING: "info", OVER: "bad"}
COLUMNS = (
    Column(key="project", heading="项目名称", width=30),
    Column(key="code", heading="项目代码", width=26),
    Column(key="month", heading="月份", width=12),
    Column(key="township", heading="责任镇街", width=12),
    Column(key="department", heading="行业主管部门", width=16),
    Column(key="standing", heading="情况", width=12),
    Column(key="round", heading="第几次", kind=Kind.INTEGER, width=8),
    Column(key="starts_on", heading="开始日期", kind=Kind.DATE, width=12),
    Column(key="ends_on", heading="公示至", kind=Kind.DATE, width=12),
    Column(key="run", heading="已公示（天）", kind=Kind.INTEGER, width=10),
    Column(key="left", heading="还差（天）", kind=Kind.INTEGER, width=10),
    Column(key="overdue", heading="期满未送审（天）", kind=Kind.INTEGER, width=12),
    Column(key="photos", heading="影像（张）", kind=Kind.INTEGER, width=10),
    Column(key="pending", heading="待答复异议（条）", kind=Kind.INTEGER, width=12),
    Column(key="lines", heading="人数（人）", kind=Kind.INTEGER, width=10),
    Column(key="net_fen", heading="实发合计（元）", kind=Kind.MONEY_YUAN, width=14),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One roll on its notice as a list shows it."""

    roll: Any
    standing: str
    tone: str
    said: str
    run: int | None
    left: int | None
    overdue: int | None


class NoticeFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By words, month, project, units; where the notice stands is chosen by tabs."""

    q = django_filters.CharFilter(label="项目名称或代码", method="by_text", widget=forms.TextInput(SEARCH))
    month = django_filters.ChoiceFilter(label="月份", method="by_month", empty_label="全部月份")
    project = django_filters.ModelChoiceFilter(label="项目", queryset=projects_seen, empty_label="全部项目")
    department = by_department("project__department")
    township = by_township("project__township")
    standing = django_filters.ChoiceFilter(
        label="情况", method="by_standing", choices=list(STANDINGS.items()), widget=forms.HiddenInput
    )

    class Meta:
        model = WageRoll
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: Any, user: User, on: date) -> None:
        self.on = on
        super().__init__(data, noticed_rolls(user), request=request)
        self.filters["month"].extra["choices"] = month_choices()

    def by_text(self, rolls: QuerySet[WageRoll], name: str, text: str) -> QuerySet[WageRoll]:  # noqa: ARG002
        return rolls.filter(has_words(PROJECT_NAME_OR_CODE, text))

    def by_month(self, rolls: QuerySet[WageRoll], name: str, key: str) -> QuerySet[WageRoll]:  # noqa: ARG002
        return rolls.filter(period__month=date.fromisoformat(f"{key}-01"))

    def by_standing(self, rolls: QuerySet[WageRoll], name: str, standing: str) -> QuerySet[WageRoll]:  # noqa: ARG002
        return rolls.filter(_stands(standing, self.on))


def noticed_rolls(user: User) -> QuerySet[Any]:
    """Rolls in 公示 that a person sees, with the running notice's days, photos, open objections and sums.

    Adds `round`, `starts_on`, `ends_on`, `photos` (张), `pending` (条), `heads` (人), `net_fen`.
    """
    seen = WageRoll.objects.visible_to(user).in_force().filter(state=RollState.NOTICE)
    running = PublicNotice.objects.filter(roll=OuterRef("pk"), stopped_at=None)
    found = {name: Subquery(running.values(name)[:1]) for name in ("round", "starts_on", "ends_on")}
    photos = NoticeFile.objects.filter(notice__roll=OuterRef("pk"), notice__stopped_at=None, removed_at=None)
    pending = Objection.objects.filter(notice__roll=OuterRef("pk"), outcome=ObjectionOutcome.PENDING)
    lines = WageLine.objects.filter(roll=OuterRef("pk"), in_force=True).order_by()
    counted = {"photos": _number(photos, "notice__roll"), "pending": _number(pending, "notice__roll")}
    sums = {
        "heads": Subquery(lines.values("roll").annotate(n=Count("worker", distinct=True)).values("n")),
        "net_fen": Subquery(lines.values("roll").annotate(n=Sum("net_fen")).values("n")),
    }
    related = seen.select_related("project__department", "project__township", "period").defer("warnings", "notes")
    told = related.annotate(**found, **counted, **sums)
    return told.order_by(F("ends_on").asc(nulls_first=True), "project__code", "pk")


def _number(rows: QuerySet[Any], roll: str) -> Coalesce:
    counted = rows.order_by().values(roll).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _stands(standing: str, on: date) -> Q:
    return {
        WAITING: Q(ends_on=None), RUNNING: Q(ends_on__gte=on), OVER: Q(ends_on__lt=on), OBJECTED: Q(pending__gt=0),
    }[standing]  # fmt: skip


def counted_by_standing(rolls: QuerySet[Any], on: date) -> dict[str, int]:
    """How many rolls stand where under the other filters, in one question; "" is all of them."""
    counts = {name: Count("pk", filter=_stands(name, on)) for name in STANDINGS}
    found: dict[str, int] = rolls.order_by().aggregate(everything=Count("pk"), **counts)
    return {"": found.pop("everything"), **found}


def sums_of(rolls: QuerySet[Any]) -> dict[str, int]:
    """Over all filtered rolls: 人 counted once for each roll they stand on, and 分."""
    lines = WageLine.objects.filter(in_force=True, roll__in=rolls.order_by().values("pk")).order_by()
    heads = lines.values("roll", "worker").distinct().count()
    return {"heads": heads, "net_fen": lines.aggregate(sum=Sum("net_fen", default=0))["sum"]}


def rows_of(rolls: Iterable[Any], on: date) -> list[Row]:
    """Each roll with its notice in words."""
    return [_row(roll, on) for roll in rolls]


def _row(roll: Any, on: date) -> Row:
    if roll.ends_on is None:
        return Row(roll, STANDINGS[WAITING], TONES[WAITING], "审定后请尽快张贴", None, None, None)
    notice = PublicNotice(starts_on=roll.starts_on, ends_on=roll.ends_on)
    where = OVER if is_over(notice, on) else RUNNING
    overdue = max(0, (on - roll.ends_on - timedelta(days=1)).days)
    run, left = days_run(notice, on), days_left(notice, on)
    return Row(roll, STANDINGS[where], TONES[where], run_said(notice, on), run, left, overdue)


@transaction.atomic
def export_notices(*, rolls: QuerySet[Any], conditions: Sequence[str], on: date, by: User, at: datetime) -> bytes:
    """Return an .xlsx of the filtered rolls on their notice as of a day, and leave an audit entry; nobody's name."""
    rows = [_written(row) for row in rows_of(rolls, on)]
    said = "；".join(conditions) or "全部"
    record(
        act="导出发放公示清单", subject=f"发放公示清单（{said}）", by=by, at=at, rows=len(rows),
        detail={"conditions": list(conditions)},
    )  # fmt: skip
    sheet = Sheet(
        title="发放公示清单",
        columns=COLUMNS,
        rows=rows,
        totals={"lines": sum(row["lines"] for row in rows), "net_fen": sum(row["net_fen"] for row in rows)},
        unit="元、人、天",
        preamble=[f"筛选条件：{said}", f"截至{chinese_date(on)}"],
        notes=["张贴当天不计，满天数的第二天起可以送审；人数按发放表相加，同一人在几张表上的分别计。"],
    )
    return write_workbook([sheet])


def _written(row: Row) -> dict[str, Any]:
    roll = row.roll
    return {
        "project": roll.project.name, "code": roll.project.code, "month": roll.period.label,
        "township": str(roll.project.township), "department": str(roll.project.department), "standing": row.standing,
        "round": roll.round, "starts_on": roll.starts_on, "ends_on": roll.ends_on, "run": row.run, "left": row.left,
        "overdue": row.overdue, "photos": roll.photos, "pending": roll.pending, "lines": roll.heads or 0,
        "net_fen": roll.net_fen or 0,
    }  # fmt: skip

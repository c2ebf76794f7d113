"""Checks of the people: too young or old, on two projects' rolls at once, at work without being registered."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Case, Count, DateField, Exists, F, OuterRef, Q, Sum, Value, When

from documents.formats import days
from labor.alerts.findings import Finding, masked, periods_until, several
from labor.models import Attendance, Engagement, WageLine
from projects.models import Period


def years_before(day: date, years: int) -> date:
    """The birthday of who turns so many years on `day`: 29 February in other years is 28 February."""
    year = day.year - years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def underage(on: date, threshold: Decimal) -> Iterator[Finding]:
    """年龄小于 `threshold` 周岁 (禁止): on a roster today, or on a roll, counted at the month's last day; by person."""
    years = int(threshold)
    found = {(project, worker): (born, on, "名册") for project, worker, born in _on_site(on, years)}
    for project, worker, born, last in _on_rolls(on, years):
        found.setdefault((project, worker), (born, last, "发放表"))
    for (project, worker), (born, day, where) in sorted(found.items()):
        facts = {"where": where, "age": _age(born, day), "least": years}
        yield Finding(subject=f"{project}:{worker}", project_id=project, worker_id=worker, facts=facts)


def _on_site(on: date, years: int) -> Iterator[tuple[int, int, date]]:
    stays = Engagement.objects.on(on).filter(worker__born_on__gt=years_before(on, years)).order_by("pk")
    yield from stays.values_list("project", "worker", "worker__born_on")


def _on_rolls(on: date, years: int) -> Iterator[tuple[int, int, date, date]]:
    """Lines of the months looked at: (project, worker, born, the month's last day); the latest month first."""
    periods = periods_until(on)
    wanted = Q(pk__in=())
    for period in periods:
        wanted |= Q(period=period, worker__born_on__gt=years_before(period.last_day, years))
    last = {period.pk: period.last_day for period in periods}
    lines = WageLine.objects.in_force().filter(wanted).order_by("-period__month", "pk")
    for project, worker, born, month in lines.values_list("project", "worker", "worker__born_on", "period"):
        yield project, worker, born, last[month]


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def elderly(on: date, threshold: Decimal) -> Iterator[Finding]:
    """年龄大于 `threshold` 周岁 (提示): people on the site today, one finding a project."""
    limit = years_before(on, int(threshold) + 1)
    stays = Engagement.objects.on(on).filter(worker__born_on__lte=limit).order_by("project", "worker__born_on", "pk")
    rows = stays.values_list("project", "name", "worker__born_on")
    for project, found in groupby(rows, key=lambda row: row[0]):
        people = list(found)
        facts = {
            "people": len(people),
            "who": several([name for _, name, _ in people]),
            "oldest": _age(people[0][2], on),
            "most": int(threshold),
        }
        yield Finding(subject=str(project), project_id=project, facts=facts, measure=len(people))


def overlapping(on: date, threshold: Decimal) -> Iterator[Finding]:
    """同一人同月在两个项目, paid for more 工日 than the month has days (by more than `threshold`): by project.

    Attendance cannot hold one half day twice (a constraint forbids it), rolls that were brought in can. Each project's
    people are told of their own lines, and of the others that there are any.
    """
    periods = {period.pk: period for period in periods_until(on)}
    lines = WageLine.objects.in_force().filter(period__in=periods)
    sums = (
        lines.order_by()
        .values("period", "worker")
        .annotate(work=Sum("centidays"), places=Count("project", distinct=True))
    )
    allowed = {pk: period.last_day.day * 100 + int(threshold * 100) for pk, period in periods.items()}
    doubtful = {
        (row["period"], row["worker"]): (row["work"], row["places"])
        for row in sums.filter(places__gte=2)
        if row["work"] > allowed[row["period"]]
    }
    if not doubtful:
        return
    own = lines.filter(worker__in={worker for _, worker in doubtful}).order_by("period", "project", "worker")
    for row in own.values("period", "project", "worker", "name").annotate(work=Sum("centidays")):
        key = (row["period"], row["worker"])
        if key in doubtful:
            yield _overlap(row, doubtful[key], periods[row["period"]])


def _overlap(row: Mapping[str, Any], sums: tuple[int, int], period: Period) -> Finding:
    work, places = sums
    project, worker = row["project"], row["worker"]
    facts = {
        "who": masked(row["name"]),
        "month": period.label,
        "own": days(row["work"]),
        "places": places,
        "days": period.last_day.day,
    }
    return Finding(
        subject=f"{project}:{period.key}:{worker}",
        project_id=project,
        period_id=period.pk,
        worker_id=worker,
        facts=facts,
        measure=work,
    )


def unregistered(on: date, threshold: Decimal) -> Iterator[Finding]:  # noqa: ARG001
    """未登记先考勤 (R8): attended or paid in a month without being on the roster then; by project and month."""
    periods = {period.pk: period for period in periods_until(on)}
    found: dict[tuple[int, int], tuple[dict[int, str], set[str]]] = {}
    for where, rows in (("考勤", _attended(periods)), ("发放表", _paid(periods))):
        for project, period, worker, name in rows:
            people, places = found.setdefault((project, period), ({}, set()))
            people.setdefault(worker, name)
            places.add(where)
    for (project, period), (people, places) in sorted(found.items()):
        facts = {
            "month": periods[period].label,
            "where": "、".join(sorted(places)),
            "people": len(people),
            "who": several(list(people.values())),
        }
        subject = f"{project}:{periods[period].key}"
        yield Finding(subject=subject, project_id=project, period_id=period, facts=facts, measure=len(people))


People = Iterator[tuple[int, int, int, str]]  # project, period, worker, name


def _attended(periods: dict[int, Period]) -> People:
    """Days outside the stay they are kept under: before entry, after leaving, or of a stay that is void."""
    kept = Attendance.objects.filter(sheet__period__in=periods)
    outside = Q(day__lt=F("engagement__entered_on")) | Q(day__gt=F("engagement__left_on"))
    found = kept.filter(outside | Q(engagement__voided_at__isnull=False)).order_by("sheet__project", "worker")
    yield from found.values_list("sheet__project", "sheet__period", "worker", "engagement__name").distinct()


def _paid(periods: dict[int, Period]) -> People:
    """Lines of people who were on the roster on no day of the month."""
    ends = Case(
        *(When(period=pk, then=Value(period.last_day)) for pk, period in periods.items()), output_field=DateField()
    )
    there = Engagement.objects.in_force().filter(
        Q(left_on=None) | Q(left_on__gte=OuterRef("period__month")),
        project=OuterRef("project"),
        worker=OuterRef("worker"),
        entered_on__lte=OuterRef("month_end"),
    )
    lines = WageLine.objects.in_force().filter(period__in=periods, centidays__gt=0).annotate(month_end=ends)
    found = lines.filter(~Exists(there)).order_by("project", "period", "row", "pk")
    yield from found.values_list("project", "period", "worker", "name")

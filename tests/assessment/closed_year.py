"""A small year: three months of the simulated year, closed by the office; money that has a floor, two townships."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest

from dispatch.correcting import correct_figures
from projects.models import Funding, FundingSource, Period, ProgressFiling, Project, ProjectKind, Round, RoundKind
from tests.dispatch import year_world
from tests.dispatch.year_world import ABSENT, LATE, WAN, YEAR, ZONE, Year
from units.models import Role, Unit, User
from yidaizhen.reference import load_all_reference

STEADY, SLOW, SILENT = "区农业农村委", "区交通局", "区住房城乡建设委"


def lived(lin: User, leader: User, engage: Callable[..., User], monkeypatch: pytest.MonkeyPatch) -> Year:
    """January to March are closed in time; a figure of March is corrected."""
    monkeypatch.setattr(year_world, "progress", progress)
    load_all_reference(by=None, at=datetime(YEAR, 1, 1, 8, tzinfo=ZONE))
    made = Year(lin, engage("lu", Role.OFFICE_ADMIN, "区发展改革委", "卢宁"), leader, engage)
    made.posts = [
        made.post(STEADY, "steady", 3, {}),
        made.post(SLOW, "slow", 2, {2: LATE}),
        made.post(SILENT, "silent", 1, {3: ABSENT}),
    ]
    first, second, third = made.posts[0].projects
    give_floor(first, ProjectKind.SPECIAL, FundingSource.CENTRAL_BUDGET, 100)
    give_floor(second, ProjectKind.RURAL, FundingSource.MUNICIPAL, 77)
    Project.objects.filter(pk=third.pk).update(township=Unit.objects.get(name="八桥镇"))
    live_the_days_that_matter(made)
    correct(second, {"relief_remuneration_fen": 4 * WAN}, lin)
    return made


def live_the_days_that_matter(made: Year) -> None:
    """The days on which a month opens, is filed, reviewed or closed; the machine has its turn on each."""
    first = datetime(YEAR, 1, 26, 10, tzinfo=ZONE)
    made.turn(first, made.months)
    rounds = Round.objects.filter(kind=RoundKind.MONTH, last__lt=date(YEAR, 4, 1))
    moments = {day for one in rounds for day in (one.opens_on, one.due_on, one.review_on, one.issue_on)}
    for day in sorted(moments):
        if day > first.date():
            made.turn(datetime.combine(day, time(10), ZONE), made.months)


def give_floor(project: Project, kind: str, source: str, amount: int) -> None:
    project.kind = kind
    project.save(update_fields=["kind"])
    day = date(YEAR, 1, 5)
    Funding.objects.create(project=project, source=source, label="演示", amount_fen=amount * WAN, issued_on=day)


def progress(project: Project, period: Period, filing: ProgressFiling) -> dict[str, Any]:
    """What the year's world files, and the official table of projects with a floor; the sums grow by the month."""
    month = period.month.month
    said = in_the_world(project, period, filing)
    if project.kind == ProjectKind.KEY:
        return said
    return said | {
        "relief_issued_fen": 100 * WAN, "relief_paid_fen": 23 * month * WAN,
        "relief_remuneration_fen": 15 * month * WAN, "relief_rural_workers": 7, "relief_posts": 0,
        "relief_trained": min(2 * month, 5),
    }  # fmt: skip


in_the_world = year_world.progress


def correct(project: Project, values: dict[str, int], by: User) -> None:
    period, at = Period.objects.get(month=date(YEAR, 3, 1)), datetime(YEAR, 4, 16, 9, tzinfo=ZONE)
    correct_figures(period=period, project_code=project.code, values=values, reason="单位来函更正", by=by, at=at)

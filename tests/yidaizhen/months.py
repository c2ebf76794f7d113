"""A small open month for the tests of the front hall: projects on the list, filings in each state through actions."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from projects.filings import accept, return_fields, save_filing, send_to_review, start_filing, submit
from projects.models import ListEntry, Period, ProgressFiling, Project, ProjectKind, ProjectList, Stage
from projects.periods import open_period
from units.models import Sector, Unit, User

TODAY = date(2026, 11, 3)
AT = datetime(2026, 11, 3, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
OCTOBER = date(2026, 10, 1)
WAN = 1_000_000
VALUES = {
    "invested_before_fen": 80 * WAN,
    "invested_new_fen": 10 * WAN,
    "allocated_before_fen": 40 * WAN,
    "allocated_new_fen": 5 * WAN,
    "look": "main_work",
    "workers_on_day": 8,
    "workers_year": 12,
    "rural_workers_year": 6,
    "remuneration_year_fen": 24 * WAN,
}


def october() -> Period:
    """October 2026, open, due on the 5th of November."""
    return open_period(month=OCTOBER, by=None, at=AT)


def listed(count: int, *, department: str = "区农业农村委", township: str = "建胜镇", first: int = 1) -> list[Project]:
    """Put `count` more projects on the list of 2026."""
    year, _ = ProjectList.objects.get_or_create(year=2026, defaults={"title": "2026年年度清单"})
    made = []
    for number in range(first, first + count):
        project = Project.objects.create(
            code=f"2604-500104-04-01-{number:06}",
            name=f"演示项目{number}",
            sector=Sector.objects.get(name="农业农村"),
            kind=ProjectKind.KEY,
            nature="new",
            township=Unit.objects.get(name=township),
            site=township,
            content="演示",
            total_fen=500 * WAN,
            starts="2026-03",
            ends="2026-12",
            stage=Stage.CONSTRUCTION,
            owner_name="演示业主",
            department=Unit.objects.get(name=department),
        )
        ListEntry.objects.create(
            project_list=year,
            project=project,
            serial=number,
            plan_fen=100 * WAN,
            work_items="路基防护",
            planned_workers=10,
            planned_remuneration_fen=20 * WAN,
        )
        made.append(project)
    return made


def filed(project: Project, state: str, *, filer: User, reviewer: User, office: User) -> ProgressFiling:
    """October's filing of a project, brought to a state as people do it."""
    filing = start_filing(project=project, period=october(), by=filer, at=AT)
    if state == "draft":
        return filing
    filing = save_filing(filing=filing, values=VALUES, by=filer, at=AT)
    filing = send_to_review(filing=filing, by=filer, at=AT)
    if state == "reviewing":
        return filing
    filing = submit(filing=filing, by=reviewer, at=AT)
    if state == "returned":
        return return_fields(filing=filing, reasons={"workers_year": "与发放表人数不符"}, by=office, at=AT)
    return accept(filing=filing, by=office, at=AT) if state == "accepted" else filing

"""A year of the district, lived day by day: units that file in time, late or not at all, and a unit that joins in July.

`Year.live` goes through the days with a stopped clock: the machine has its turn each morning (`tick`, and a worker that
does what is queued), then people do what the day asks of them, through the same actions as the pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.db.models import Sum

from dispatch import jobs, rounds, running
from dispatch.alert_jobs import digest_day
from dispatch.closing import close_period, gaps
from dispatch.job_kinds import ISSUE
from dispatch.models import Bulletin, BulletinAct, BulletinState, FigureRevision, JobRun, JobState
from dispatch.moving import make_move
from dispatch.signing import sign_bulletin
from dispatch.spans import unreported
from labor.models import RollOrigin, RollState, WageLine, WageRoll
from projects.calendar import is_working_day
from projects.filings import accept, save_filing, send_to_review, start_filing, start_nil, submit
from projects.models import (
    FilingState,
    ListEntry,
    Period,
    ProgressFiling,
    Project,
    ProjectKind,
    ProjectList,
    Round,
    RoundKind,
    Stage,
)
from tests.labor.attendance.conftest import worker
from units.memberships import start_membership
from units.models import Role, Sector, Unit, UnitKind, User
from units.registry import register_unit

ZONE = ZoneInfo("Asia/Shanghai")
YEAR = 2026
WAN = 1_000_000
IN_TIME, LATE, ABSENT = "in_time", "late", "absent"
NEWCOMER = "区数据发展中心"
JOINS = date(YEAR, 7, 1)


@dataclass
class Post:
    """A unit's two people, what they do in which month (else in time), and their projects."""

    unit: Unit
    filer: User
    reviewer: User
    conduct: dict[int, str] = field(default_factory=dict)
    projects: list[Project] = field(default_factory=list)


@dataclass
class Told:
    """What the rolls said when a month was closed, asked of the lines alone."""

    month: date
    paid_year_fen: int
    people_year: int


@dataclass
class Year:
    """The people of the office, the units, and what was seen on the way."""

    lin: User
    director: User
    leader: User
    engage: Callable[..., User]
    posts: list[Post] = field(default_factory=list)
    told: dict[date, Told] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    happenings: dict[date, Callable[[datetime], Any]] = field(default_factory=dict)

    def live(self, first: date, last: date) -> None:
        """Go through the days: the machine early in the morning, and before and after the people of a working day.

        On days of rest it is looked at where a month begins; turns that would find nothing to do are left out.
        """
        for day in days(first, last):
            if is_working_day(day) or day.day == 1:
                self.turn(datetime.combine(day, time(6, 30), ZONE))
            if day == digest_day(day):
                self.turn(datetime.combine(day, time(7, 30), ZONE))
            if is_working_day(day):
                self.turn(datetime.combine(day, time(10), ZONE), self.months)
            if is_working_day(day) and self.has_reports_to_make():
                self.turn(datetime.combine(day, time(10, 30), ZONE), self.reports)
            if day in self.happenings:
                self.turn(datetime.combine(day, time(11), ZONE), self.happenings[day])

    def has_reports_to_make(self) -> bool:
        return bool(unreported()) or Bulletin.objects.exclude(state=BulletinState.ISSUED).exists()

    def turn(self, at: datetime, then: Callable[[datetime], Any] | None = None) -> None:
        with time_machine.travel(at, tick=False):
            self.machine(at)
            if then:
                then(at)

    def machine(self, at: datetime) -> None:
        self.broken += rounds.tick(at=at)
        self.work(at)

    def work(self, at: datetime) -> None:
        """A worker does what is queued."""
        for job in JobRun.objects.filter(state=JobState.QUEUED).order_by("pk"):
            running.run(job.pk, lambda: at)
        failed = JobRun.objects.filter(state=JobState.FAILED).values_list("title", "failure")
        assert list(failed) == []

    def months(self, at: datetime) -> None:
        """What the day asks of the months that are being filed."""
        today = at.date()
        under_way = Round.objects.filter(kind=RoundKind.MONTH, issue_on__gte=today, opens_on__lte=today)
        for held in under_way.order_by("last"):
            period = Period.objects.filter(month=held.last, closed_at=None).first()
            if period is not None:
                self.month(period, held, at)

    def reports(self, at: datetime) -> None:
        """Drafts whose day has come are led through to the issue."""
        for bulletin in Bulletin.objects.exclude(state=BulletinState.ISSUED).order_by("pk"):
            if at.date() >= Round.objects.get(kind=bulletin.kind, last=bulletin.period.month).review_on:
                self.issue(bulletin, at)

    def month(self, period: Period, held: Round, at: datetime) -> None:
        """Units file in the last days before the due day, or the day after; the office accepts and closes in time."""
        today = at.date()
        for post in self.posts:
            conduct = post.conduct.get(period.month.month, IN_TIME)
            day = held.due_on if conduct == IN_TIME else held.review_on
            if conduct != ABSENT and today == day:
                self.file(post, period, at)
        if today == (held.issue_on if self.awaits_somebody(period) else held.review_on):
            self.close(period, at)

    def awaits_somebody(self, period: Period) -> bool:
        """The office waits to the last day for a unit that has not filed."""
        return any(post.conduct.get(period.month.month) == ABSENT for post in self.posts)

    def file(self, post: Post, period: Period, at: datetime) -> None:
        """Rolls first, then the filing that agrees with them; a project that rests files a nil return."""
        for number, project in enumerate(post.projects):
            if period.month >= JOINS or project.starts <= period.key:
                pay(project, period, self.lin, at)
            if number and period.month.month % 4 == 0:
                filing = start_nil(project=project, period=period, by=post.filer, at=at)
            else:
                filing = start_filing(project=project, period=period, by=post.filer, at=at)
                save_filing(filing=filing, values=progress(project, period, filing), by=post.filer, at=at)
                filing = send_to_review(filing=filing, by=post.filer, at=at)
            submit(filing=filing, by=post.reviewer, at=at)

    def close(self, period: Period, at: datetime) -> None:
        for filing in ProgressFiling.objects.filter(period=period, state=FilingState.SUBMITTED):
            accept(filing=filing, by=self.lin, at=at)
        waive = "多次催报仍未报送，先行关账" if gaps(period) else None
        close_period(period=period, waive_all=waive, by=self.lin, at=at)
        self.told[period.month] = said_by_lines(period)

    def issue(self, bulletin: Bulletin, at: datetime) -> None:
        """Sent, checked by the other administrator, signed by the leader, issued by the worker."""
        make_move(bulletin=bulletin, act=BulletinAct.SEND, by=self.lin, at=at)
        make_move(bulletin=bulletin, act=BulletinAct.CHECK, by=self.director, at=at)
        sign_bulletin(bulletin=bulletin, by=self.leader, at=at)
        jobs.enqueue(
            kind=ISSUE, key=str(bulletin.pk), title=f"印发{bulletin}", by=self.lin, at=at, bulletin=bulletin.pk
        )
        self.work(at)

    def join(self, at: datetime) -> None:
        """增补成员单位 by decision, with two projects and people of its own."""
        unit = register_unit(name=NEWCOMER, kind=UnitKind.SECTOR_DEPARTMENT, by=self.lin, at=at)
        start_membership(
            unit=unit,
            post="分管负责人",
            starts_on=JOINS,
            decision="协调机制会议纪要〔2026〕3号（演示）",
            decided=True,
            by=self.lin,
            at=at,
        )
        self.posts.append(self.post(unit.name, "new", 2, {}))

    def post(self, unit_name: str, names: str, projects: int, conduct: dict[int, str]) -> Post:
        filer = self.engage(f"{names}_filer", Role.UNIT_FILER, unit_name)
        reviewer = self.engage(f"{names}_reviewer", Role.UNIT_REVIEWER, unit_name)
        made = Post(Unit.objects.get(name=unit_name), filer, reviewer, conduct)
        made.projects = [listed(made.unit, number) for number in range(projects)]
        return made


def days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def listed(unit: Unit, number: int) -> Project:
    """One more project on the year's list: each of a unit's plans 120 万元 a year, ten a month."""
    year_list, _ = ProjectList.objects.get_or_create(year=YEAR, defaults={"title": f"{YEAR}年年度清单"})
    serial = year_list.entries.count() + 1
    sector = Sector.objects.order_by("code")[serial % 7]
    project = Project.objects.create(
        code=f"26{serial:02}-500104-04-01-{serial:06}", name=f"{unit.name}第{number + 1}号工程", sector=sector,
        department=unit, township=Unit.objects.get(name="建胜镇"), kind=ProjectKind.KEY, nature="new",
        stage=Stage.CONSTRUCTION, site="建胜镇", content="演示", total_fen=500 * WAN, starts="2026-01", ends="2026-12",
        owner_name="演示业主",
    )  # fmt: skip
    ListEntry.objects.create(
        project_list=year_list, project=project, serial=serial, work_items="路基防护", plan_fen=120 * WAN,
        planned_workers=10, planned_remuneration_fen=20 * WAN,
    )  # fmt: skip
    return project


def pay(project: Project, period: Period, by: User, at: datetime) -> None:
    """A recorded roll: two people who stay, one who changes with the month; 4,200 元 each, paid."""
    roll = WageRoll.objects.create(
        project=project, period=period, origin=RollOrigin.RECORDED, state=RollState.RECORDED, employer="演示业主",
        file_name="发放表.xlsx", file_sha256="0" * 64, imported_at=at, imported_by=by,
    )  # fmt: skip
    staff = [project.pk * 20, project.pk * 20 + 1, project.pk * 20 + 2 + period.month.month]
    WageLine.objects.bulk_create(
        WageLine(
            roll=roll, project=project, period=period, worker=worker(order), row=row, employer="演示业主",
            name=worker(order).name, centidays=2000, rate_fen=210_00, gross_fen=4_200_00, net_fen=4_200_00,
            pay_on=at.date(), voucher="回单", is_paid=True,
        )
        for row, order in enumerate(staff, start=1)
    )  # fmt: skip


def progress(project: Project, period: Period, filing: ProgressFiling) -> dict[str, Any]:
    """Nine 万元 of the month's ten; people and pay as the rolls say."""
    lines = WageLine.objects.in_force().filter(project=project, period__month__year=YEAR)
    return {
        "year_task": "路基防护", "invested_before_fen": filing.invested_before_fen or 0, "invested_new_fen": 9 * WAN,
        "allocated_before_fen": filing.allocated_before_fen or 0, "allocated_new_fen": 8 * WAN, "look": "main_work",
        "workers_on_day": 3, "workers_year": lines.values("worker").distinct().count(), "rural_workers_year": 1,
        "remuneration_year_fen": lines.aggregate(sum=Sum("net_fen"))["sum"] or 0,
    }  # fmt: skip


def said_by_lines(period: Period) -> Told:
    """The year to date straight from the lines."""
    lines = WageLine.objects.in_force().filter(period__month__year=YEAR, period__month__lte=period.month)
    paid = lines.filter(is_paid=True).aggregate(sum=Sum("net_fen"))["sum"] or 0
    return Told(period.month, paid, lines.values("worker").distinct().count())


def last_revision(month: date) -> FigureRevision:
    return FigureRevision.objects.filter(period__month=month).order_by("-number")[0]

"""A month's grid: people down, days across, a mark in each cell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from labor.attendance.marks import HALF, mark_of
from labor.models import Attendance, AttendanceSheet, Engagement
from labor.models.engagement import EngagementQuerySet
from projects.models import Period, Project


@dataclass(frozen=True, slots=True)
class Cell:
    """One person's day; `centidays` in hundredths of a 工日; `is_on_site` between entry and exit."""

    day: date
    centidays: int
    is_on_site: bool

    @property
    def mark(self) -> str:
        return mark_of(self.centidays)


@dataclass(frozen=True, slots=True)
class Line:
    """One stay's month."""

    engagement: Engagement
    cells: list[Cell]

    @property
    def centidays(self) -> int:
        """The month's work, in hundredths of a 工日."""
        return sum(cell.centidays for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Grid:
    """One team's (or the whole project's) month; `teams` are all to choose from."""

    sheet: AttendanceSheet
    team: str
    teams: list[str]
    days: list[date]
    lines: list[Line]

    @property
    def centidays(self) -> int:
        """The work of all lines, in hundredths of a 工日."""
        return sum(line.centidays for line in self.lines)

    @property
    def by_day(self) -> list[int]:
        """The work of each day, in hundredths of a 工日."""
        return [sum(line.cells[index].centidays for line in self.lines) for index in range(len(self.days))]


def days_of(period: Period) -> list[date]:
    """The month's days."""
    return [period.month + timedelta(days=each) for each in range(period.last_day.day)]


def roster_of(project: Project, period: Period, team: str = "") -> EngagementQuerySet:
    """Stays in force that touch the month, of one team or of all, by team and name, with worker and trade."""
    touching = Q(left_on=None) | Q(left_on__gte=period.month)
    stays = Engagement.objects.in_force().filter(touching, project=project, entered_on__lte=period.last_day)
    chosen = stays.filter(team=team) if team else stays
    return chosen.select_related("worker", "trade").order_by("team", "name", "entered_on", "pk")


def read_grid(sheet: AttendanceSheet, team: str = "") -> Grid:
    """Read a sheet (saved or not yet opened, `sheets.sheet_of`) as lines of people and days; three queries."""
    kept = {(pk, day): 50 * (am + pm) for pk, day, am, pm in _kept(sheet)} if sheet.pk else {}
    days = days_of(sheet.period)
    teams = list(roster_of(sheet.project, sheet.period).order_by("team").values_list("team", flat=True).distinct())
    lines = [_line(stay, days, kept) for stay in roster_of(sheet.project, sheet.period, team)]
    return Grid(sheet, team, teams, days, lines)


def project_work(sheet: AttendanceSheet) -> int:
    """The work of all teams on a sheet, in hundredths of a 工日; none of one not yet opened."""
    if sheet.pk is None:
        return 0
    mornings, afternoons = Count("pk", filter=Q(morning=True)), Count("pk", filter=Q(afternoon=True))
    counted = Attendance.objects.filter(sheet=sheet).order_by().aggregate(am=mornings, pm=afternoons)
    return HALF * int(counted["am"] + counted["pm"])


def _kept(sheet: AttendanceSheet) -> list[tuple[int, date, bool, bool]]:
    rows = Attendance.objects.filter(sheet=sheet).order_by()
    return list(rows.values_list("engagement_id", "day", "morning", "afternoon"))


def _line(stay: Engagement, days: list[date], kept: dict[tuple[int, date], int]) -> Line:
    return Line(stay, [Cell(day, kept.get((stay.pk, day), 0), _on_site(stay, day)) for day in days])


def _on_site(stay: Engagement, day: date) -> bool:
    return stay.entered_on <= day and (stay.left_on is None or day <= stay.left_on)

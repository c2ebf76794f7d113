"""A report signed in time: one month of one project, by the clock of the machine, for tests of processes that die.

Run inside an installation: `manage.py shell -c "from tests.dispatch.signed_world import make; make('2026-11-21T…')"`.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from dispatch import jobs, rounds
from dispatch.bulletins import ensure_draft
from dispatch.closing import close_period
from dispatch.models import BulletinAct
from dispatch.moving import make_move
from dispatch.signing import register_signature
from projects.models import ListEntry, Period, Project, ProjectKind, ProjectList, Round, RoundKind, Stage
from projects.periods import open_period
from units.accounts import create_user
from units.grants import grant_role
from units.models import Role, Sector, Unit, User
from yidaizhen.reference import load_all_reference

PASSWORD = "Ladder-2026"
READERS = {"lin": Role.OFFICE_ADMIN, "he": Role.OFFICE_CLERK, "gao": Role.DISTRICT_LEADER}
WAN = 1_000_000


def make(moment: str) -> None:
    """At `moment` (ISO) the month before its own is closed, its report signed and queued, and the machine is well."""
    at = datetime.fromisoformat(moment)
    load_all_reference(by=None, at=at)
    lin = [_engage(name, role, at) for name, role in READERS.items()][0]
    month = month_before(at)
    _list_one_project(month)
    period = open_period(month=month, by=lin, at=at)
    _issue_days(period, timezone.localdate(at) + timedelta(days=2))
    close_period(period=period, waive_all="演示", by=lin, at=at)
    assert rounds.tick(at=at) == []  # the machine's last turn before it falls silent
    _sign_and_queue(period, by=lin, at=at)


def month_before(at: datetime) -> date:
    """The first day of the month before the one `at` lies in."""
    return (timezone.localdate(at).replace(day=1) - timedelta(days=1)).replace(day=1)


def _engage(name: str, role: str, at: datetime) -> User:
    user = create_user(username=name, name=name, password=PASSWORD, must_change=False, by=None, at=at)
    office = Unit.objects.get(is_office=True)
    grant_role(user=user, role=role, unit=office, starts_on=date(2022, 10, 12), by=None, at=at)
    return user


def _list_one_project(month: date) -> None:
    year = ProjectList.objects.create(year=month.year, title=f"{month.year}年年度清单")
    town, department = Unit.objects.get(name="建胜镇"), Unit.objects.get(name="区农业农村委")
    project = Project.objects.create(
        code="2601-500104-04-01-000001", name="道路", sector=Sector.objects.get(name="农业农村"), department=department,
        township=town, kind=ProjectKind.KEY, nature="new", stage=Stage.CONSTRUCTION, site="建胜镇", content="演示",
        total_fen=500 * WAN, starts=f"{month.year}-01", ends=f"{month.year}-12", owner_name="演示业主",
    )  # fmt: skip
    ListEntry.objects.create(
        project_list=year, project=project, serial=1, work_items="路基防护", plan_fen=120 * WAN, planned_workers=10,
        planned_remuneration_fen=20 * WAN,
    )  # fmt: skip


def _issue_days(period: Period, issue_on: date) -> None:
    """The round's days lie so that the report is to be issued on `issue_on`."""
    days = {"opens_on": period.month, "due_on": period.month + timedelta(days=1)}
    Round.objects.filter(kind=RoundKind.MONTH, last=period.month).update(**days, review_on=issue_on, issue_on=issue_on)


def _sign_and_queue(period: Period, *, by: User, at: datetime) -> None:
    made = ensure_draft(period=period, at=at)
    for act in (BulletinAct.SEND, BulletinAct.CHECK):
        make_move(bulletin=made, act=act, by=by, at=at)
    register_signature(bulletin=made, signer="杜位彬", signed_on=timezone.localdate(at), by=by, at=at)
    jobs.enqueue(kind="issue_bulletin", key=str(made.pk), title="印发", by=by, at=at, bulletin=made.pk)

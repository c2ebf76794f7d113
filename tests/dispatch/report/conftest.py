"""A world small enough to count by hand: two units, one project each, plans of 1200 and 2400 万元."""

from datetime import date

import pytest

from dispatch.models import Bulletin, FigureRevision, Headcount, PeriodFigure
from dispatch.spanbook import SpanBook
from dispatch.suggestions import suggested
from projects.models import Period
from tests.dispatch.conftest import WAN

PLANS = {"渠": 1200, "桥": 2400}


@pytest.fixture
def freeze(plan, lin, at):
    """Freeze a month by hand: `freeze(2026, 9, 渠={"invested": 900, "new": 200}, 桥=…)`, money in 万元."""
    projects = {
        "渠": plan("渠", department="区农业农村委", sector="农业农村"),
        "桥": plan("桥", department="区交通局", sector="交通"),
    }

    def made(year, month, people=0, **rows):
        first = date(year, month, 1)
        due = date(year + month // 12, month % 12 + 1, 5)
        period, _ = Period.objects.get_or_create(month=first, defaults={"due_on": due})
        Period.objects.filter(pk=period.pk).update(closed_at=at, closed_by=lin)
        period.refresh_from_db()
        revision = FigureRevision.objects.create(period=period, number=0, reason="关账", frozen_at=at, frozen_by=lin)
        PeriodFigure.objects.bulk_create(_row(revision, projects[name], name, **said) for name, said in rows.items())
        Headcount.objects.create(revision=revision, scope="total", key="", month_heads=people, year_heads=people)
        return revision

    return made


def _row(revision, project, name, *, invested, new=0, **said):
    values = {"filed": True, "received": True, "on_time": True, "roll_heads_year": 0, **said}
    return PeriodFigure(
        revision=revision,
        project=project,
        project_code=project.code,
        project_name=name,
        kind=project.kind,
        sector_code=project.sector.code,
        sector_name=project.sector.name,
        unit_code=project.department.code,
        unit_name=project.department.name,
        stage=project.stage,
        serial=1,
        total_fen=0,
        plan_fen=PLANS[name] * WAN,
        planned_workers=10,
        planned_remuneration_fen=100 * WAN,
        invested_fen=None if invested is None else invested * WAN,
        invested_new_fen=new * WAN,
        started=True,
        **values,
    )


@pytest.fixture
def third_quarter(freeze):
    """July to September; 桥 is late in August and given back once in September. June stands before it."""
    freeze(2026, 6, 渠={"invested": 500}, 桥={"invested": 800})
    freeze(2026, 7, 渠={"invested": 600, "new": 100}, 桥={"invested": 1000, "new": 200})
    freeze(2026, 8, 渠={"invested": 700, "new": 100}, 桥={"invested": 1000, "on_time": False})
    return freeze(
        2026, 9, 渠={"invested": 900, "new": 200}, 桥={"invested": 1200, "new": 200, "returned_times": 1}
    )  # fmt: skip


@pytest.fixture
def whole_year(freeze):
    """Twelve months: 渠 does 100 each, 桥 150; one person more each month, on both projects' rolls."""
    for month in range(1, 13):
        paid = {"roll_count": 1, "roll_heads_year": month, "roll_net_fen": WAN, "workers_year": month}
        canal, bridge = {"invested": 100 * month, "new": 100, **paid}, {"invested": 150 * month, "new": 150, **paid}
        revision = freeze(2026, month, people=month, 渠=canal, 桥=bridge)
    return revision


@pytest.fixture
def draft(lin, at):
    def made(revision, kind, **fields):
        words = suggested(SpanBook(revision, kind), kind)
        said = {name: getattr(words, name) for name in ("practices", "problems", "tasks", "next_steps")}
        bulletin = Bulletin.objects.create(
            period=revision.period, revision=revision, kind=kind, created_at=at, **{**said, **fields}
        )
        bulletin.based_on.set(SpanBook(revision, kind).revisions)
        return bulletin

    return made

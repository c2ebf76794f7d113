"""Months of the dispatch tests: small ones made row by row, and the sample workbooks through the real imports."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dispatch.closing import close_period
from dispatch.models import Bulletin, BulletinAct, FigureRevision
from dispatch.moving import make_move
from dispatch.signing import register_signature
from labor.imports import import_wage_roll
from labor.reference import load_wage_standards
from projects.imports import import_progress, import_projects
from projects.models import (
    FilingSource,
    FilingState,
    Funding,
    FundingSource,
    ListEntry,
    Period,
    ProgressFiling,
    Project,
    ProjectKind,
    ProjectList,
    Stage,
)
from projects.periods import open_period
from units.models import Sector, Unit, User

DEMO = Path(__file__).resolve().parents[2] / "fixtures" / "demo"
EXPECTED = json.loads((DEMO / "expected.json").read_text("utf-8"))
AT = datetime(2026, 11, 12, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
OCTOBER = date(2026, 10, 1)
WAN = 1_000_000

Plan = Callable[..., Project]
File = Callable[..., ProgressFiling]


@pytest.fixture
def at() -> datetime:
    """After the due day of October."""
    return AT


@pytest.fixture
def october(reference: None, at: datetime) -> Period:
    return open_period(month=OCTOBER, by=None, at=at)


@pytest.fixture
def plan(october: Period) -> Plan:
    """Put one more project on the list of 2026: `plan("双山隧道", plan_fen=42000 * WAN, department="区交通局")`."""
    numbers = count(1)
    listed = ProjectList.objects.create(year=2026, title="2026年年度清单")

    def make(name: str, *, department: str = "区农业农村委", sector: str = "农业农村", **fields: Any) -> Project:
        number = next(numbers)
        entry = {key: fields.pop(key) for key in ("plan_fen", "planned_workers") if key in fields}
        base_fen = fields.pop("base_fen", None)
        project = Project.objects.create(
            code=f"26{number:02}-500104-04-01-{number:06}",
            name=name,
            sector=Sector.objects.get(name=sector),
            department=Unit.objects.get(name=department),
            **{**DEFAULTS, "township": Unit.objects.get(name="建胜镇"), **fields},
        )
        ListEntry.objects.create(
            project_list=listed,
            project=project,
            serial=number,
            work_items="路基防护",
            **{"plan_fen": 100 * WAN, "planned_workers": 10, "planned_remuneration_fen": 20 * WAN, **entry},
        )
        if base_fen is not None:
            Funding.objects.create(
                project=project, source=FundingSource.CENTRAL_BUDGET, label="中央预算内资金", amount_fen=base_fen
            )
        return project

    return make


DEFAULTS: dict[str, Any] = {
    "kind": ProjectKind.KEY,
    "nature": "new",
    "stage": Stage.CONSTRUCTION,
    "site": "建胜镇",
    "content": "演示",
    "total_fen": 500 * WAN,
    "starts": "2026-03",
    "ends": "2026-12",
    "owner_name": "演示业主",
}


@pytest.fixture
def file(october: Period, lin: User, at: datetime) -> File:
    """An accepted filing of the month: `file(project, invested_new_fen=60 * WAN)`."""

    def make(project: Project, *, state: str = FilingState.ACCEPTED, **values: Any) -> ProgressFiling:
        accepted = {"accepted_by": lin, "accepted_at": at} if state == FilingState.ACCEPTED else {}
        signed = {"source": FilingSource.OFFICE, "filed_by": lin, "filed_at": at, **accepted}
        for part in ("invested", "allocated"):  # both parts of a sum, unless the test says otherwise
            if f"{part}_new_fen" in values:
                values.setdefault(f"{part}_before_fen", 0)
        return ProgressFiling.objects.create(
            project=project, state=state, **signed, **{"period": october, "look": "main_work", **values}
        )

    return make


@pytest.fixture
def closed(plan: Plan, file: File, october: Period, lin: User, at: datetime) -> FigureRevision:
    """A small closed month: one project ahead, one behind, of two departments."""
    road = plan("道路", kind=ProjectKind.SPECIAL, base_fen=400 * WAN)
    pipe = plan("管网", department="区住房城乡建设委", sector="城镇建设")
    file(
        road,
        invested_before_fen=80 * WAN,
        invested_new_fen=10 * WAN,
        allocated_new_fen=45 * WAN,
        workers_on_day=8,
        workers_year=12,
        remuneration_year_fen=24 * WAN,
        relief_issued_fen=400 * WAN,
        relief_paid_fen=100 * WAN,
        relief_remuneration_fen=124 * WAN,
    )
    file(pipe, invested_before_fen=30 * WAN, invested_new_fen=0, workers_year=6, remuneration_year_fen=6 * WAN)
    return close_period(period=october, by=lin, at=at)


@pytest.fixture
def samples(reference: None, lin: User, at: datetime) -> Period:
    """October 2026 as the sample workbooks tell it, through the real imports; still open."""
    load_wage_standards(by=None, at=at)
    signed = {"by": lin, "at": at}
    assert import_projects(file=DEMO / "清单-2026年.xlsx", name="清单-2026年.xlsx", year=2026, **signed).is_saved
    for name in ["月报-2026年10月.xlsx", "调度表-2026年10月.xlsx"]:
        outcome = import_progress(file=DEMO / name, name=name, month=OCTOBER, **signed)
        assert outcome.is_saved, outcome.lines()
    period = Period.objects.get(month=OCTOBER)
    for name, roll in EXPECTED.items():
        if name.startswith("发放表"):
            project = Project.objects.get(code=roll["project"])
            outcome = import_wage_roll(file=DEMO / name, name=name, project=project, period=period, **signed)
            assert outcome.is_saved, outcome.lines()
    return period


@pytest.fixture
def closed_samples(samples: Period, lin: User, at: datetime) -> FigureRevision:
    return close_period(period=samples, by=lin, at=at)


Sign = Callable[..., Bulletin]


@pytest.fixture
def sign(engage: Any, at: datetime) -> Sign:
    """Take a draft to 已签发 by other people than its writer: `sign(draft)`, or `sign(draft, to="check")` to stop."""
    clerk = engage("he", "office_clerk", "区发展改革委", "何畔")
    director = engage("gao", "office_admin", "区发展改革委", "高屿")

    def make(bulletin: Bulletin, *, to: str = "sign") -> Bulletin:
        make_move(bulletin=bulletin, act=BulletinAct.SEND, by=clerk, at=at)
        if to != "send":
            make_move(bulletin=bulletin, act=BulletinAct.CHECK, by=director, at=at)
        if to == "sign":
            signed = {"signer": "杜位彬", "signed_on": at.date()}
            register_signature(bulletin=bulletin, **signed, by=director, at=at)
        bulletin.refresh_from_db()
        return bulletin

    return make

"""Projects, months and workbooks of the labor tests. Numbers are made up and pass the check digits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from labor.imports import import_wage_roll
from labor.models import WageRoll
from labor.reference import load_wage_standards
from projects.models import Funding, FundingSource, Period, Project, ProjectKind, Stage
from projects.outcome import ImportOutcome
from projects.periods import open_period
from units.models import Sector, Unit, User

DEMO = Path(__file__).resolve().parents[2] / "fixtures" / "demo"
AT = datetime(2026, 11, 12, 14, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
OCTOBER = date(2026, 10, 1)

Register = Callable[..., Project]
Import = Callable[..., ImportOutcome]


@pytest.fixture
def at() -> datetime:
    """The moment of the tests: two days after the demo rolls were paid."""
    return AT


@pytest.fixture
def register(reference: None) -> Register:
    """Register one more project: `register("2410-…", "建胜镇产业道路硬化工程", "区农业农村委", "建胜镇")`."""

    def make(code: str, name: str, department: str, township: str, kind: str = ProjectKind.KEY) -> Project:
        return Project.objects.create(
            code=code,
            name=name,
            kind=kind,
            nature="new",
            stage=Stage.CONSTRUCTION,
            sector=Sector.objects.order_by("code")[0],
            department=Unit.objects.get(name=department),
            township=Unit.objects.get(name=township),
            site=township,
            content="演示",
            total_fen=4_200_000_00,
            owner_name="建胜镇人民政府",
        )

    return make


@pytest.fixture
def standards(reference: None, at: datetime) -> None:
    """The minimum wage as reference data has it."""
    load_wage_standards(by=None, at=at)


@pytest.fixture
def october(reference: None, at: datetime) -> Period:
    return open_period(month=OCTOBER, by=None, at=at)


@pytest.fixture
def road(register: Register) -> Project:
    """建胜镇's road: department 区农业农村委, a special project with 400 万元 of central money."""
    project = register(
        "2410-500104-04-01-392139", "建胜镇产业道路硬化工程", "区农业农村委", "建胜镇", ProjectKind.SPECIAL
    )
    Funding.objects.create(
        project=project,
        source=FundingSource.CENTRAL_BUDGET,
        label="中央预算内资金",
        amount_fen=4_000_000_00,
        issued_on=date(2024, 3, 1),
    )
    return project


@pytest.fixture
def estate(register: Register) -> Project:
    """沪汉社区: department 区住房城乡建设委, in 跃进村街道."""
    return register("2406-500104-04-01-022933", "沪汉社区文兴街老旧小区改造", "区住房城乡建设委", "跃进村街道")


@pytest.fixture
def park(register: Register) -> Project:
    """春晖路街道's pocket parks: department 区城市管理局."""
    return register("2301-500104-04-01-370695", "春晖路街道口袋公园建设", "区城市管理局", "春晖路街道")


@pytest.fixture
def village(register: Register) -> Project:
    """金属村: the project of the faulty workbook."""
    return register("2608-500104-04-01-940839", "金属村小区改造", "区住房城乡建设委", "跃进村街道")


def workbook(project: Project | str) -> Path:
    """The demo wage roll of a project, or the faulty one."""
    name = "有错" if project == "faulty" else str(project)
    return DEMO / f"发放表-{name}-2026年10月.xlsx"


@pytest.fixture
def bring_in(standards: None, october: Period, lin: User, at: datetime) -> Import:
    """Import a roll as the office: `bring_in(road)` takes the project's demo workbook."""

    def run(project: Project, file: object = None, **changes: object) -> ImportOutcome:
        source = workbook(project) if file is None else file
        given = {"name": "发放表.xlsx", "period": october, "by": lin, "at": at, "dry_run": False} | changes
        return import_wage_roll(file=source, project=project, **given)

    return run


def saved_roll(outcome: ImportOutcome) -> WageRoll:
    """The roll an import made."""
    assert outcome.is_saved, outcome.lines()
    return WageRoll.objects.get(pk=outcome.facts["roll"])

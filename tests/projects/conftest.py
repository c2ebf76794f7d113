"""The year's list and people who act on its projects; rows made by hand where a test needs just one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from projects.imports import import_projects
from projects.models import Approval, ListEntry, Nature, Period, Project, ProjectKind, ProjectList, Stage
from projects.periods import open_period
from tests.cast import Engage
from tests.projects.nominating import nominate, running  # noqa: F401 — fixtures of all tests here
from tests.projects.proofs import give
from tests.projects.rolling import rolls_say  # noqa: F401 — a fixture of all tests here
from tests.projects.samples import AT, LIST_FILE, OCTOBER, SEPTEMBER
from units.models import Role, RoleGrant, Sector, Unit, User

MakeProject = Callable[..., Project]


@pytest.fixture
def listed(lin: User) -> None:
    """The sample list, imported by the office."""
    import_projects(file=LIST_FILE, name=LIST_FILE.name, year=2026, by=lin, at=AT)


@pytest.fixture
def wei(engage: Engage) -> User:
    """Office clerk."""
    return engage("wei", Role.OFFICE_CLERK, "区发展改革委", "魏衡")


@pytest.fixture
def both(engage: Engage) -> User:
    """One person with both posts in 区农业农村委, as grants made before the two became incompatible may leave them."""
    user = engage("both", Role.UNIT_FILER, "区农业农村委", "两岗")
    unit = Unit.objects.get(name="区农业农村委")
    RoleGrant.objects.create(user=user, role=Role.UNIT_REVIEWER, unit=unit, starts_on=date(2022, 10, 12))
    return user


@pytest.fixture
def october(reference: None) -> Period:
    return open_period(month=OCTOBER, by=None, at=AT)


@pytest.fixture
def september(reference: None) -> Period:
    return open_period(month=SEPTEMBER, by=None, at=AT)


@pytest.fixture
def make_project(reference: None) -> MakeProject:
    """One listed project of 区农业农村委 in 建胜镇; keywords change it."""
    project_list, _ = ProjectList.objects.get_or_create(year=2026, defaults={"title": "2026年度清单"})

    def make(number: int = 1, **changed: object) -> Project:
        values = {
            "code": f"2410-500104-04-01-{number:06d}",
            "name": f"道路硬化工程{number:02d}",
            "sector": Sector.objects.get(name="农业农村"),
            "kind": ProjectKind.KEY,
            "nature": Nature.REBUILD,
            "township": Unit.objects.get(name="建胜镇"),
            "site": "建胜镇",
            "content": "道路硬化",
            "total_fen": 420_000_000,
            "starts": "2026-01",
            "ends": "2026-10",
            "stage": Stage.CONSTRUCTION,
            "owner_name": "某公司",
            "department": Unit.objects.get(name="区农业农村委"),
        }
        project = Project.objects.create(**{**values, **changed})
        ListEntry.objects.create(
            project_list=project_list, project=project, serial=number, plan_fen=420_000_000,
            work_items="路面养护", planned_workers=12, planned_remuneration_fen=142_800_000,
        )  # fmt: skip
        return project

    return make


@pytest.fixture
def road(make_project: MakeProject) -> Project:
    """道路硬化工程01: 重推, owned by a company, supervised by 区农业农村委, in 建胜镇."""
    return make_project()


@pytest.fixture
def approval(road: Project, lin: User) -> Approval:
    """One 批复 of the road, by the office."""
    proof: Approval = give(Approval, road, lin)
    return proof

"""A scheme and a frozen month to score it on."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from assessment.models import Scheme
from assessment.schemes.drafting import draft_scheme
from dispatch.models import FigureRevision, PeriodFigure
from projects.models import Period, Project, ProjectKind, Stage
from projects.periods import due_day
from units.models import Role, Sector, Unit, User

AT = datetime(2026, 11, 13, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
WAN = 1_000_000
Freeze = Callable[..., FigureRevision]


@pytest.fixture
def scheme(reference: None, lin: User) -> Scheme:
    """2026's draft, as the house proposes it."""
    return draft_scheme(year=2026, by=lin, at=AT)


@pytest.fixture
def he(engage: Callable[..., User]) -> User:
    """Office clerk."""
    return engage("he", Role.OFFICE_CLERK, "区发展改革委", "何川")


@pytest.fixture
def freeze(reference: None, lin: User) -> Freeze:
    """Freeze a month: rows of (department, township, plan 万元, done 万元, on time); the rest of a row is `more`."""

    def make(month: int, *rows: tuple[str, str, int, int, bool], **more: object) -> FigureRevision:
        first = date(2026, month, 1)
        period, _ = Period.objects.get_or_create(
            month=first, defaults={"due_on": due_day(first), "closed_at": AT, "closed_by": lin}
        )
        number = period.revisions.count()
        made = FigureRevision.objects.create(period=period, number=number, reason="定稿", frozen_at=AT, frozen_by=lin)
        for serial, (unit, township, plan, done, on_time) in enumerate(rows, start=1):
            project = listed(serial)
            PeriodFigure.objects.create(
                revision=made, project=project, project_code=project.code, project_name=project.name, kind="key",
                unit_code=unit, unit_name=Unit.objects.get(code=unit).name, township_name=township, serial=serial,
                filed=True, received=True, on_time=on_time, plan_fen=plan * WAN, invested_fen=done * WAN, total_fen=0,
                planned_workers=0, planned_remuneration_fen=0, **more,
            )  # fmt: skip
        return made

    return make


def listed(serial: int) -> Project:
    return Project.objects.get_or_create(
        code=f"2410-500104-04-01-{serial:06d}",
        defaults={
            "name": f"第{serial}个项目",
            "sector": Sector.objects.get(code="01"),
            "kind": ProjectKind.KEY,
            "nature": "new",
            "township": Unit.objects.get(code="25"),
            "department": Unit.objects.get(code="11"),
            "site": "建胜镇",
            "content": "演示",
            "total_fen": 0,
            "stage": Stage.CONSTRUCTION,
            "owner_name": "演示",
        },
    )[0]

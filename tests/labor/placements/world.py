"""One of everything these pages are about, and the addresses that name it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from labor.demands import actions, placing
from labor.models import LaborDemand, LaborSurvey, SurveyPart, SurveyResponse, Trade, Worker
from projects.models import Project
from tests.labor.conftest import AT
from units.models import Unit, User


def keys(
    *, project: Project, filer: User, reviewer: User, bringer: User, lin: User, at: datetime = AT, **_: Any
) -> dict[str, dict[str, Any]]:
    """The arguments of each page's address: one published demand of the project with one person proposed for it.

    Args:
        filer, reviewer: of the project's department; they ask for people.
        bringer: filer of 建胜镇, who proposes.
        at: the moment of all of it; the work begins twenty days later.
    """
    demand = published(project, filer, reviewer, at)
    proposed = person(lin, at)
    (made,) = placing.propose(demand=demand, response_ids=[proposed.pk], by=bringer, at=at)
    of_demand, of_placement = {"pk": demand.pk}, {"pk": made.pk}
    return {
        "candidate_list": of_demand,
        "placement_propose": of_demand,
        "placement_list": {},
        "placement_export": {},
        "placement_detail": of_placement,
        "placement_move": of_placement,
    }


def published(project: Project, filer: User, reviewer: User, at: datetime) -> LaborDemand:
    """A demand for two people from twenty days on, published."""
    day = at.date()
    trade, _ = Trade.objects.get_or_create(code="P0", defaults={"name": "对接普工", "is_skilled": False})
    values = {
        "task": "路基开挖", "trade": trade, "headcount": 2, "starts_on": day + timedelta(days=20),
        "ends_on": day + timedelta(days=90), "skills": "无", "day_rate_fen": 260_00, "contact": "周工",
        "phone": "13800001234",
    }  # fmt: skip
    demand = actions.start_demand(project=project, values=values, by=filer, at=at)
    actions.send(demand=demand, by=filer, at=at)
    return actions.publish(demand=demand, by=reviewer, at=at)


def person(lin: User, at: datetime, name: str = "李荐") -> SurveyResponse:
    """One willing and able person of 建胜镇."""
    day = at.date()
    survey, _ = LaborSurvey.objects.get_or_create(
        year=day.year,
        title="对接用的摸底",
        defaults={"opens_on": day, "due_on": day, "opened_at": at, "opened_by": lin},
    )
    part, _ = SurveyPart.objects.get_or_create(
        survey=survey, township=Unit.objects.get(name="建胜镇"), defaults={"due_on": day}
    )
    worker = Worker.objects.create(
        name=name, id_sealed="-", id_index=f"placements-{name}", id_masked="50**************12", sex="M",
        born_on=date(1980, 5, 6),
    )  # fmt: skip
    return SurveyResponse.objects.create(
        survey=survey, part=part, worker=worker, name=name, village="民胜村", ability="full",
        employment="unemployed", willingness="yes", surveyor="王溪", surveyed_on=day, filed_at=at, filed_by=lin,
    )  # fmt: skip

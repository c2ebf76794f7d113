"""One of everything these pages are about, and the addresses that name it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from labor.demands import actions, placing
from labor.models import LaborDemand, LaborSurvey, SurveyPart, SurveyResponse, Trade, Worker
from projects.models import Project
from tests.labor.conftest import AT
from units.models import Unit, User


def keys(
    *, project: Project, filer: User, reviewer: User, bringer: User, lin: User, **_: Any
) -> dict[str, dict[str, Any]]:
    """The arguments of each page's address: one published demand of the project with one person proposed for it.

    Args:
        filer, reviewer: of the project's department; they ask for people.
        bringer: filer of 建胜镇, who proposes.
    """
    demand = _published(project, filer, reviewer)
    person = _person(lin)
    (made,) = placing.propose(demand=demand, response_ids=[person.pk], by=bringer, at=AT)
    of_demand, of_placement = {"pk": demand.pk}, {"pk": made.pk}
    return {
        "candidate_list": of_demand,
        "placement_propose": of_demand,
        "placement_list": {},
        "placement_export": {},
        "placement_detail": of_placement,
        "placement_move": of_placement,
    }


def _published(project: Project, filer: User, reviewer: User) -> LaborDemand:
    day = AT.date()
    trade, _ = Trade.objects.get_or_create(code="P0", defaults={"name": "对接普工", "is_skilled": False})
    values = {
        "task": "路基开挖", "trade": trade, "headcount": 2, "starts_on": day + timedelta(days=20),
        "ends_on": day + timedelta(days=90), "skills": "无", "day_rate_fen": 260_00, "contact": "周工",
        "phone": "13800001234",
    }  # fmt: skip
    demand = actions.start_demand(project=project, values=values, by=filer, at=AT)
    actions.send(demand=demand, by=filer, at=AT)
    return actions.publish(demand=demand, by=reviewer, at=AT)


def _person(lin: User) -> SurveyResponse:
    day, township = AT.date(), Unit.objects.get(name="建胜镇")
    survey = LaborSurvey.objects.create(
        year=2026, title="对接用的摸底", opens_on=day, due_on=day, opened_at=AT, opened_by=lin
    )
    part = SurveyPart.objects.create(survey=survey, township=township, due_on=day)
    worker = Worker.objects.create(
        name="李荐", id_sealed="-", id_index="placements-world", id_masked="50**************12", sex="M",
        born_on=day.replace(year=1980),
    )  # fmt: skip
    return SurveyResponse.objects.create(
        survey=survey, part=part, worker=worker, name="李荐", village="民胜村", ability="full",
        employment="unemployed", willingness="yes", surveyor="王溪", surveyed_on=day, filed_at=AT, filed_by=lin,
    )  # fmt: skip

"""One survey with one part and one person in it, and what each page of surveys is about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from labor.models import SurveyPart
from labor.surveys.actions import Answers, add_response, open_survey
from tests.labor.sheets import id_number
from units.models import Unit, User

OF_SURVEYS = ("survey_detail", "survey_export", "survey_extend", "survey_close", "survey_reopen")
OF_PARTS = ("part_detail", "part_finish", "part_reopen", "part_export", "survey_import", "survey_template")


def surveyed(*, lin: User, wang: User, at: datetime) -> SurveyPart:
    """建胜镇's part of a survey open at `at`, with one person entered by Wang."""
    day = at.date()
    survey = open_survey(year=day.year, title="务工意愿摸底", opens_on=day, due_on=day, by=lin, at=at)
    part: SurveyPart = survey.parts.get(township=Unit.objects.get(name="建胜镇"))
    answers = Answers(
        name="张兰", village="民胜村", ability="full", employment="unemployed", willingness="yes", categories=["06"],
        surveyor="王溪", surveyed_on=day, phone="13900000001",
    )  # fmt: skip
    add_response(part=part, id_number=id_number(order=1), answers=answers, by=wang, at=at)
    return part


def keys(*, lin: User, wang: User, at: datetime) -> dict[str, dict[str, Any]]:
    """URL name → the arguments of its address."""
    part = surveyed(lin=lin, wang=wang, at=at)
    none: dict[str, dict[str, Any]] = {"survey_list": {}, "survey_new": {}}
    surveys: dict[str, dict[str, Any]] = {name: {"pk": part.survey_id} for name in OF_SURVEYS}
    return none | surveys | {name: {"pk": part.pk} for name in OF_PARTS}

"""摸底调查: one year's survey of a township that ended in people at work, and this year's of all eight, under way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone

from labor.models import LaborSurvey, SurveyPart
from labor.surveys.campaigns import close_survey, extend_survey, open_survey
from labor.surveys.importing import import_survey
from labor.surveys.parts import finish_part
from units.models import Unit
from yidaizhen.demo.telling import moment, november, once, required, sent, the, unit

TITLE = "务工意愿摸底"
ROAD_TOWNSHIP = "建胜镇"
STILL_AT_IT = (ROAD_TOWNSHIP, "茄子溪街道")  # one with more time, one late
MORE_TIME = timedelta(days=21)
FORMS = {ROAD_TOWNSHIP: "wang", "八桥镇": "zhao"}  # the other townships' clerks have no demo account: the office enters


def last_year() -> Iterator[str]:
    """The survey in which the people of the road were found."""
    yield from once("2025年务工意愿摸底", told=_told(2025), act=_last_year)


def _told(year: int) -> bool:
    return LaborSurvey.objects.filter(year=year, title=TITLE).exists()


def _last_year() -> str:
    survey = open_survey(
        year=2025,
        title=TITLE,
        opens_on=date(2025, 11, 3),
        due_on=date(2025, 11, 30),
        townships=[unit(ROAD_TOWNSHIP)],
        by=the("lin"),
        at=moment(date(2025, 11, 3), 9),
    )
    part = survey.parts.get()
    said = _import(part, moment(date(2025, 11, 27), 15))
    finish_part(part=part, by=the("wang"), at=moment(date(2025, 11, 28), 10))
    close_survey(survey=survey, by=the("lin"), at=moment(date(2025, 12, 2), 10))
    return said


def this_year(now: datetime) -> Iterator[str]:
    """Six townships reported, one is late, one was given more time: until three weeks from `now`."""
    if _told(2026):
        yield f"2026年{TITLE}已在系统里，没有重复登记。"
        return
    survey = open_survey(
        year=2026,
        title=TITLE,
        opens_on=date(2026, 9, 15),
        due_on=date(2026, 11, 20),
        note="以村（社区）为单位逐户了解，重点询问返乡农民工、城镇低收入人口和就业困难人员。",
        by=the("lin"),
        at=moment(date(2026, 9, 15), 9),
    )
    for part in survey.parts.select_related("survey", "township"):
        yield _import(part, november(17, 10))
        if part.township.name not in STILL_AT_IT:
            finish_part(part=part, by=the(FORMS.get(part.township.name, "lin")), at=november(18, 9))
    yield _extended(survey, now)


def _import(part: SurveyPart, at: datetime) -> str:
    by = the(FORMS.get(part.township.name, "lin"))
    return required(import_survey(**sent(f"摸底表-{part.township}-{part.survey.year}年.xlsx"), part=part, by=by, at=at))


def _extended(survey: LaborSurvey, now: datetime) -> str:
    township: Unit = unit(ROAD_TOWNSHIP)
    due_on = timezone.localdate(max(now, november(20))) + MORE_TIME
    extend_survey(survey=survey, due_on=due_on, townships=[township], by=the("lin"), at=november(19, 16))
    return f"{township}的摸底延长到{due_on:%Y-%m-%d}；茄子溪街道逾期没有报送。"

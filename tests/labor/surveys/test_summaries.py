"""Sums of a survey: people once, categories and skills overlapping, ages from the birthday, few queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from labor.models import LaborSurvey, SurveyPart, SurveyResponse, Trade
from labor.surveys.actions import Answers, add_response, withdraw_response
from labor.surveys.summaries import AGE_BANDS, Line, born_between, summarize
from tests.labor.sheets import id_number
from tests.labor.surveys.conftest import Enter
from units.models import User

DAY = date(2026, 11, 12)


def said(lines: Sequence[Line]) -> dict[str, int]:
    return {line.label: line.people for line in lines if line.people}


def test_people_are_counted_by_every_aspect(
    enter: Enter, survey: LaborSurvey, baqiao: SurveyPart, trades: dict[str, Trade], lin: User, zhao: User
) -> None:
    enter(1)
    enter(2, village="四胜村", willingness="no", categories=["08"], skills=[])
    enter(3, part=baqiao, by=zhao, categories=["08", "99"], skills=[trades["砌筑工"], trades["电工"]], ability="weak")
    sums = summarize(survey=survey, by=lin, on=DAY)
    assert sums.people == 3
    assert said(sums.villages) == {"八桥镇 民胜村": 1, "建胜镇 四胜村": 1, "建胜镇 民胜村": 1}
    assert said(sums.willingness) == {"愿意": 2, "不愿意": 1}
    assert said(sums.abilities) == {"有劳动能力": 2, "弱劳动能力": 1}
    assert said(sums.employment) == {"未就业": 3}
    assert said(sums.categories) == {"返乡农民工": 1, "就业困难人员": 3, "其他当地劳动力": 1}
    assert [(line.label, line.people) for line in sums.skills] == [("砌筑工", 2), ("电工", 1)]
    assert said(sums.ages) == {"35—44岁": 3}
    assert "可重叠" in sums.overlap
    assert {line.part.township.name: line.people for line in sums.parts if line.people} == {"建胜镇": 2, "八桥镇": 1}


def test_each_person_stands_in_one_age_band_from_the_birthday(
    survey: LaborSurvey, jiansheng: SurveyPart, good: Answers, lin: User, at: datetime
) -> None:
    answers = replace(good, surveyed_on=DAY)
    for born in ("20101112", "20021112", "20011113", "20011112", "19661112", "19651113", "19651112", "19300101"):
        add_response(part=jiansheng, id_number=id_number(born), answers=answers, by=lin, at=at)
    assert said(summarize(survey=survey, by=lin, on=DAY).ages) == {
        "16—24岁": 3, "25—34岁": 1, "55—60岁": 2, "61岁及以上": 2,
    }  # fmt: skip


@pytest.mark.parametrize("day", [date(2027, 2, 28), date(2027, 3, 1), date(2028, 2, 29)])
def test_those_born_on_a_leap_day_are_in_one_band(
    jiansheng: SurveyPart, good: Answers, lin: User, at: datetime, day: date
) -> None:
    add_response(part=jiansheng, id_number=id_number("20000229"), answers=good, by=lin, at=at)
    age = day.year - 2000 - ((day.month, day.day) < (2, 29))
    bands = [band for band in AGE_BANDS if SurveyResponse.objects.filter(born_between(*band, day)).exists()]
    assert len(bands) == 1
    youngest, oldest = bands[0]
    assert youngest <= age <= (oldest or 200)
    assert SurveyResponse.objects.filter(born_between(age, age, day)).count() == 1


def test_withdrawn_answers_are_not_counted(enter: Enter, survey: LaborSurvey, wang: User, at: datetime) -> None:
    enter(1)
    withdraw_response(response=enter(2), reason="重复", version=0, by=wang, at=at)
    sums = summarize(survey=survey, by=wang, on=DAY)
    assert (sums.people, said(sums.categories)["就业困难人员"], sums.skills[0].people) == (1, 1, 1)


def test_a_township_sees_its_own_and_strangers_nothing(
    enter: Enter, survey: LaborSurvey, baqiao: SurveyPart, wang: User, zhao: User, lin: User, leader: User,
    sysadmin: User,
) -> None:  # fmt: skip
    enter(1)
    enter(2, part=baqiao, by=zhao)
    own = summarize(survey=survey, by=wang, on=DAY)
    assert (own.people, [line.part.township.name for line in own.parts]) == (1, ["建胜镇"])
    assert summarize(survey=survey, by=leader, on=DAY).people == 2
    nothing = summarize(survey=survey, by=sysadmin, on=DAY)
    assert (nothing.people, list(nothing.parts), list(nothing.villages)) == (0, [], [])
    one = summarize(survey=survey, by=lin, on=DAY, township=baqiao.township)
    assert (one.people, len(one.parts)) == (1, 1)


def test_a_part_not_reported_in_time_is_overdue(survey: LaborSurvey, lin: User) -> None:
    assert not any(line.is_overdue for line in summarize(survey=survey, by=lin, on=date(2026, 11, 30)).parts)
    assert all(line.is_overdue for line in summarize(survey=survey, by=lin, on=date(2026, 12, 1)).parts)


def test_the_queries_do_not_grow_with_the_people(enter: Enter, survey: LaborSurvey, lin: User) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            summarize(survey=survey, by=lin, on=DAY)
        return len(queries)

    enter(1)
    summarize(survey=survey, by=lin, on=DAY)  # the person's grants are read once
    few = asked()
    for order in range(2, 12):
        enter(order, village=f"村{order}")
    assert asked() == few

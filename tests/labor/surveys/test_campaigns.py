"""Opening, extending, closing and reopening a survey; reporting a township's part."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from labor.models import LaborSurvey, SurveyPart
from labor.surveys.actions import (
    close_survey,
    extend_survey,
    finish_part,
    open_survey,
    reopen_part,
    reopen_survey,
)
from tests.labor.surveys.conftest import DUE, Enter
from units.models import AuditEntry, Unit, User
from units.refusals import NotAllowed, Refusal, WrongState

LATER = date(2026, 12, 15)


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("number").values_list("act", flat=True))


def test_every_township_gets_its_part(survey: LaborSurvey) -> None:
    assert survey.parts.count() == Unit.objects.townships().count() == 8
    assert {part.due_on for part in survey.parts.all()} == {DUE}
    assert "开启摸底调查" in acts()


def test_some_townships_only(lin: User, at: datetime) -> None:
    asked = [Unit.objects.get(name="建胜镇")]
    made = open_survey(
        year=2026, title="专项摸底", opens_on=date(2026, 11, 1), due_on=DUE, townships=asked, by=lin, at=at
    )
    assert [part.township.name for part in made.parts.all()] == ["建胜镇"]


def test_all_that_is_wrong_with_an_opening_is_told_at_once(lin: User, at: datetime) -> None:
    with pytest.raises(Refusal) as refused:
        open_survey(
            year=2020, title=" ", opens_on=date(2026, 11, 9), due_on=date(2026, 11, 1),
            townships=[Unit.objects.get(name="区财政局")], by=lin, at=at,
        )  # fmt: skip
    said = "".join(refused.value.sentences)
    for part in ("名称", "2020", "已经过去", "不能早于开始日期", "区财政局不是镇街"):
        assert part in said
    assert not LaborSurvey.objects.exists()


def test_the_same_title_is_refused_for_the_year(survey: LaborSurvey, lin: User, at: datetime) -> None:
    with pytest.raises(Refusal, match="本年度已有同名的摸底调查"):
        open_survey(year=2026, title=survey.title, opens_on=date(2026, 11, 1), due_on=DUE, by=lin, at=at)


def test_only_the_office_keeps_surveys(survey: LaborSurvey, wang: User, leader: User, at: datetime) -> None:
    for who in (wang, leader):
        with pytest.raises(NotAllowed):
            open_survey(year=2026, title="另一次", opens_on=date(2026, 11, 1), due_on=DUE, by=who, at=at)
        with pytest.raises(NotAllowed):
            extend_survey(survey=survey, due_on=LATER, by=who, at=at)
        with pytest.raises(NotAllowed):
            close_survey(survey=survey, by=who, at=at)
        with pytest.raises(NotAllowed):
            reopen_survey(survey=survey, by=who, at=at)


def test_one_township_is_given_more_time(survey: LaborSurvey, jiansheng: SurveyPart, lin: User, at: datetime) -> None:
    extend_survey(survey=survey, due_on=LATER, townships=[jiansheng.township], by=lin, at=at)
    assert sorted({part.due_on for part in survey.parts.all()}) == [DUE, LATER]
    survey.refresh_from_db()
    assert survey.due_on == LATER


@pytest.mark.parametrize(
    ("due_on", "why"), [(date(2026, 11, 2), "已经过去"), (DUE, "本来就是这一天"), (date(2026, 10, 1), "开始日期")]
)
def test_a_deadline_that_cannot_be_is_refused(
    survey: LaborSurvey, lin: User, at: datetime, due_on: date, why: str
) -> None:
    with pytest.raises(Refusal, match=why):
        extend_survey(survey=survey, due_on=due_on, by=lin, at=at)


def test_a_unit_that_is_not_asked_gets_no_time(survey: LaborSurvey, lin: User, at: datetime) -> None:
    with pytest.raises(Refusal, match="有镇街不在"):
        extend_survey(survey=survey, due_on=LATER, townships=[Unit.objects.get(name="区财政局")], by=lin, at=at)


def test_closed_and_reopened(survey: LaborSurvey, lin: User, at: datetime) -> None:
    closed = close_survey(survey=survey, by=lin, at=at)
    assert (closed.closed_by, closed.is_open) == (lin, False)
    with pytest.raises(WrongState):
        close_survey(survey=survey, by=lin, at=at)
    with pytest.raises(WrongState):
        extend_survey(survey=survey, due_on=LATER, by=lin, at=at)
    assert reopen_survey(survey=survey, by=lin, at=at).is_open
    with pytest.raises(WrongState):
        reopen_survey(survey=survey, by=lin, at=at)


def test_reopening_after_the_deadline_needs_a_new_one(survey: LaborSurvey, lin: User, at: datetime) -> None:
    close_survey(survey=survey, by=lin, at=at)
    much_later = at + timedelta(days=40)
    with pytest.raises(Refusal, match="已经过去"):
        reopen_survey(survey=survey, by=lin, at=much_later)
    reopen_survey(survey=survey, by=lin, at=much_later, due_on=date(2026, 12, 31))
    assert {part.due_on for part in survey.parts.all()} == {date(2026, 12, 31)}


def test_a_part_is_reported_and_takes_nothing_more(
    enter: Enter, jiansheng: SurveyPart, wang: User, at: datetime
) -> None:
    enter(1)
    finish_part(part=jiansheng, by=wang, at=at)
    with pytest.raises(WrongState, match="已经报送"):
        enter(2)
    with pytest.raises(WrongState, match="已经报送"):
        finish_part(part=jiansheng, by=wang, at=at)
    with pytest.raises(Refusal, match="原因"):
        reopen_part(part=jiansheng, reason=" ", by=wang, at=at)
    reopen_part(part=jiansheng, reason="漏登两人", by=wang, at=at)
    enter(2)
    assert jiansheng.responses.count() == 2
    assert acts()[-4:] == ["登记摸底表", "报送镇街摸底", "撤回镇街摸底报送", "登记摸底表"]


def test_an_empty_part_is_reported_on_purpose_only(jiansheng: SurveyPart, wang: User, at: datetime) -> None:
    with pytest.raises(Refusal, match="还没有登记一个人"):
        finish_part(part=jiansheng, by=wang, at=at)
    assert finish_part(part=jiansheng, by=wang, at=at, nobody=True).finished_by == wang


def test_another_township_does_not_report_it(jiansheng: SurveyPart, zhao: User, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        finish_part(part=jiansheng, by=zhao, at=at, nobody=True)
    with pytest.raises(NotAllowed):
        reopen_part(part=jiansheng, reason="看看", by=zhao, at=at)

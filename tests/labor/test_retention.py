"""R11 at its borders: the day after three years, not the day before; what is owed, open or paid out stays."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from labor.models import Engagement, LaborSurvey, SurveyPart, SurveyResponse, Trade, WageLine, Worker
from labor.retention import ROSTER, SURVEY, WAGE_ROLL, due_for_review, kept_through, may_review
from labor.rolls import void_roll
from projects.models import Project, Settlement, Stage, StageAct, StageStep
from tests.labor.conftest import AT, Import, saved_roll
from tests.labor.sheets import line, roll_bytes
from units.models import Unit, User

PAID_ON = date(2026, 11, 10)
DONE = datetime(2026, 12, 1, 3, tzinfo=UTC)
SETTLED_ON = date(2027, 1, 15)


@pytest.mark.parametrize(
    ("since", "last"),
    [
        (date(2026, 11, 10), date(2029, 11, 10)),
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2025, 2, 28), date(2028, 2, 28)),
        (date(2026, 12, 31), date(2029, 12, 31)),
    ],
)
def test_three_years_end_on_the_same_day_or_the_months_last(since: date, last: date) -> None:
    assert kept_through(since) == last


def subjects(on: date, ledger: str) -> list[str]:
    return [due.subject for due in due_for_review(on).of(ledger)]


# 工资台账


def test_a_roll_is_due_the_day_after_three_years_from_its_last_payment(road: Project, bring_in: Import) -> None:
    roll = saved_roll(bring_in(road, roll_bytes([line(1), line(2)])))
    paid = max(WageLine.objects.values_list("pay_on", flat=True))
    assert paid is not None
    assert subjects(kept_through(paid), WAGE_ROLL) == []
    [due] = due_for_review(kept_through(paid) + timedelta(days=1)).of(WAGE_ROLL)
    assert (due.pk, due.rows, due.people, due.since) == (roll.pk, 2, 2, paid)
    assert due.is_archive
    assert "长期保存" in due.rule


def test_a_roll_with_an_unpaid_line_is_never_due(road: Project, bring_in: Import) -> None:
    saved_roll(bring_in(road, roll_bytes([line(1), line(2, voucher=None)])))
    assert subjects(date(2040, 1, 1), WAGE_ROLL) == []


def test_a_line_that_owes_nothing_keeps_no_roll(road: Project, bring_in: Import) -> None:
    nothing = line(2, deduction=4200, net=0, voucher=None)
    saved_roll(bring_in(road, roll_bytes([line(1), nothing])))
    assert len(subjects(date(2040, 1, 1), WAGE_ROLL)) == 1


def test_a_voided_roll_counts_from_its_voiding(road: Project, bring_in: Import, lin: User) -> None:
    roll = saved_roll(bring_in(road, roll_bytes([line(1, voucher=None)])))
    void_roll(roll=roll, reason="重复导入", by=lin, at=AT + timedelta(days=30))
    assert subjects(date(2029, 12, 12), WAGE_ROLL) == []
    assert len(subjects(date(2029, 12, 13), WAGE_ROLL)) == 1


def test_who_ever_stood_on_a_roll_is_kept_with_the_pay_archive(road: Project, bring_in: Import) -> None:
    saved_roll(bring_in(road, roll_bytes([line(1)])))
    review = due_for_review(date(2040, 1, 1))
    assert len(review.of(WAGE_ROLL)) == 1
    assert not review.people.exists()


# 用工台账


def person(serial: int = 1) -> Worker:
    return Worker.objects.create(
        name="演示甲", id_sealed="1:00", id_index=f"{serial:064d}", id_masked="50", sex="M", born_on=date(1990, 1, 1)
    )


def stay(project: Project, lin: User, worker: Worker, **changed: object) -> Engagement:
    trade, _ = Trade.objects.get_or_create(code="T1", defaults={"name": "试用工种"})
    said = {
        "name": worker.name, "address": "建胜镇", "trade": trade, "team": "一班", "employer": "甲",
        "relation": "service",
        "entered_on": date(2026, 3, 1), "left_on": date(2026, 11, 1), "leave_reason": "完工", "waiver_reason": "已训",
        "registered_at": AT, "registered_by": lin,
    }  # fmt: skip
    return Engagement.objects.create(project=project, worker=worker, **{**said, **changed})


@pytest.fixture
def finished(road: Project, lin: User) -> Project:
    """The road, complete and settled, with one stay on its roster."""
    Project.objects.filter(pk=road.pk).update(stage=Stage.COMPLETED)
    StageStep.objects.create(
        project=road, act=StageAct.COMPLETE, stage_before=Stage.CONSTRUCTION, stage=Stage.COMPLETED,
        condition="normal", at=DONE, by=lin,
    )  # fmt: skip
    settle(road, lin)
    stay(road, lin, person())
    return road


def settle(project: Project, lin: User, **changed: object) -> Settlement:
    said = {
        "proof_kind": "settlement", "recorded_at": DONE, "recorded_by": lin, "settled_on": SETTLED_ON, "workers": 1,
        "paid_fen": 1, "statement": "已结清",
    }  # fmt: skip
    return Settlement.objects.create(project=project, **{**said, **changed})


def test_a_roster_is_due_the_day_after_three_years_from_completion_and_settlement(finished: Project) -> None:
    assert subjects(date(2030, 1, 15), ROSTER) == []
    review = due_for_review(date(2030, 1, 16))
    [due] = review.of(ROSTER)
    assert (due.since, due.rows, due.people, due.is_archive) == (SETTLED_ON, 1, 1, False)
    assert review.people.count() == 1


def test_completion_after_settlement_begins_the_time(finished: Project) -> None:
    StageStep.objects.update(at=datetime(2027, 5, 31, 17, tzinfo=UTC))  # the first of June here
    assert subjects(date(2030, 6, 1), ROSTER) == []
    assert len(subjects(date(2030, 6, 2), ROSTER)) == 1


@pytest.mark.parametrize("stage", [Stage.CONSTRUCTION, Stage.CONTRACTED])
def test_a_project_that_stepped_back_is_not_due(finished: Project, stage: str) -> None:
    Project.objects.filter(pk=finished.pk).update(stage=stage)
    assert subjects(date(2040, 1, 1), ROSTER) == []


def test_an_open_objection_a_voided_settlement_or_a_person_still_there_stops_the_time(
    finished: Project, lin: User
) -> None:
    newest = settle(finished, lin, settled_on=date(2027, 2, 1), open_objections=1)
    assert subjects(date(2040, 1, 1), ROSTER) == []
    Settlement.objects.filter(pk=newest.pk).update(voided_at=DONE, voided_by=lin, void_reason="重复")
    assert len(subjects(date(2040, 1, 1), ROSTER)) == 1
    there = stay(finished, lin, person(2), left_on=None, leave_reason="")
    assert subjects(date(2040, 1, 1), ROSTER) == []
    Engagement.objects.filter(pk=there.pk).update(left_on=date(2027, 3, 1), leave_reason="完工")
    assert subjects(date(2030, 3, 1), ROSTER) == []
    assert len(subjects(date(2030, 3, 2), ROSTER)) == 1


def test_a_person_with_one_row_still_in_its_time_is_not_listed(finished: Project, estate: Project, lin: User) -> None:
    stay(estate, lin, Worker.objects.get(), left_on=None, leave_reason="")
    review = due_for_review(date(2040, 1, 1))
    assert len(review.of(ROSTER)) == 1
    assert not review.people.exists()


# 摸底表


def test_a_survey_is_due_three_years_after_it_closed_and_never_while_open(reference: None, lin: User) -> None:
    survey = LaborSurvey.objects.create(
        year=2026, title="2026年摸底", opens_on=date(2026, 1, 1), due_on=date(2026, 3, 1), opened_at=AT, opened_by=lin
    )
    part = SurveyPart.objects.create(survey=survey, township=Unit.objects.get(name="建胜镇"), due_on=date(2026, 3, 1))
    SurveyResponse.objects.create(
        survey=survey, part=part, worker=person(), name="演示甲", village="四民村", ability="full",
        employment="farming", willingness="yes", surveyor="调查人", surveyed_on=date(2026, 2, 1), filed_at=AT,
        filed_by=lin,
    )  # fmt: skip
    assert due_for_review(date(2040, 1, 1)).ledgers == ()
    LaborSurvey.objects.update(closed_at=datetime.combine(date(2026, 4, 1), time(4), UTC), closed_by=lin)
    assert subjects(date(2029, 4, 1), SURVEY) == []
    review = due_for_review(date(2029, 4, 2))
    assert [(due.rows, due.people) for due in review.of(SURVEY)] == [(1, 1)]
    assert review.people.count() == 1


def test_nothing_is_deleted_and_the_office_alone_reviews(
    finished: Project, lin: User, wang: User, sysadmin: User
) -> None:
    due_for_review(date(2040, 1, 1))
    assert Engagement.objects.count() == 1
    assert (may_review(lin), may_review(wang), may_review(sysadmin)) == (True, False, False)


def test_as_many_queries_for_two_stays_as_for_twenty(finished: Project, lin: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            list(due_for_review(date(2040, 1, 1)).people)
        return len(captured)

    few = queries()
    for serial in range(2, 20):
        stay(finished, lin, person(serial))
    assert queries() == few

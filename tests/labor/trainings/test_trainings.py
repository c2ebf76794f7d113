"""Trainings: recorded at once with their people, no person in two places, signatures that entries may rest on."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from labor.models import Trainee, Training, TrainingKind, Worker
from labor.real_names import Stated
from labor.trainings.actions import add_trainees, record_training, remove_trainees, sign, void_training
from labor.trainings.counts import TrainingCounts, training_counts
from labor.trainings.permissions import may_keep
from projects.models import Project
from projects.moving import Incomplete
from tests.labor.sheets import id_number
from tests.labor.trainings.conftest import DAY, Hold, person, session
from units.models import AuditEntry, Unit, User
from units.refusals import NotAllowed, Refusal, WrongState


def test_a_session_is_recorded_with_its_people_who_are_registered_once(hold: Hold) -> None:
    first = hold([person(1), person(2)])
    hold([person(1)], starts=time(14), ends=time(16))
    assert (first.minutes, first.trainees.count(), Worker.objects.count()) == (150, 2, 2)
    entry = AuditEntry.objects.latest("number")
    assert (entry.act, entry.rows) == ("登记培训", 2)
    assert id_number(order=1) not in str(entry.detail) + entry.subject


def test_every_fault_is_told_at_once_and_nothing_is_saved(hold: Hold) -> None:
    faulty = [person(1), person(1), person(3), Stated("李某", "500104198801010000")]
    with pytest.raises(Incomplete) as refused:
        hold(faulty, title=" ", ends=time(8), teacher="")
    fields = [lack.field for lack in refused.value.lacks]
    assert fields.count("trainees") == 2
    assert {"title", "teacher"} <= set(fields)
    assert any("结束时间应晚于开始时间" in sentence for sentence in refused.value.sentences)
    assert not any("500104198801010000" in sentence for sentence in refused.value.sentences)
    assert not Training.objects.exists()
    assert not Worker.objects.exists()


def test_a_name_unlike_the_registered_one_is_refused_with_what_to_do(hold: Hold, wang: User, at: datetime) -> None:
    training = hold([person(1)])
    other = hold(starts=time(14), ends=time(16))
    with pytest.raises(Incomplete, match="登记的姓名是.*请对照身份证"):
        add_trainees(training=other, trainees=[person(1, name="王五")], by=wang, at=at)
    assert training.trainees.count() == 1


def test_overlapping_hours_on_one_day_are_refused_naming_both(hold: Hold, wang: User, at: datetime) -> None:
    hold([person(1)], title="砌筑培训")
    with pytest.raises(Incomplete, match="砌筑培训.*09:00—11:30.*钢筋培训.*11:00—12:00"):
        hold([person(1)], title="钢筋培训", starts=time(11), ends=time(12))
    later = hold([person(2)], title="钢筋培训", starts=time(11), ends=time(12))
    with pytest.raises(Incomplete, match="砌筑培训.*钢筋培训"):
        add_trainees(training=later, trainees=[person(1)], by=wang, at=at)


@pytest.mark.parametrize(
    "apart",
    [
        {"starts": time(11, 30), "ends": time(12)},
        {"starts": time(7), "ends": time(9)},
        {"held_on": date(2026, 11, 11)},
    ],
)
def test_sessions_that_only_touch_or_are_on_other_days_do_not_conflict(hold: Hold, apart: dict[str, object]) -> None:
    hold([person(1)])
    assert hold([person(1)], **apart).trainees.count() == 1


def test_a_void_session_conflicts_with_nothing(hold: Hold, wang: User, at: datetime) -> None:
    void_training(training=hold([person(1)]), reason="日期登记错误", by=wang, at=at)
    assert hold([person(1)]).trainees.count() == 1


def test_heads_are_counted_apart_from_attendances(hold: Hold, wang: User, at: datetime) -> None:
    morning = hold([person(1), person(2)])
    evening = hold([person(1), person(3)], starts=time(18), ends=time(19), kind=TrainingKind.SKILL)
    for training in (morning, evening):
        keys = list(training.trainees.exclude(name=person(3).name).values_list("pk", flat=True))
        sign(training=training, trainees=keys, by=wang, at=at)
    assert training_counts(Training.objects.all()) == TrainingCounts(2, 2, 3, 1, 210)
    assert training_counts(Training.objects.all(), kind=TrainingKind.SKILL) == TrainingCounts(1, 1, 1, 1, 60)
    assert training_counts(Training.objects.all(), first=date(2026, 12, 1)) == TrainingCounts(0, 0, 0, 0, 0)


def test_nobody_signs_before_the_day_and_a_signature_is_taken_back(hold: Hold, wang: User, at: datetime) -> None:
    ahead, past = hold([person(1)], held_on=date(2026, 11, 20)), hold([person(1)])
    with pytest.raises(Refusal, match="2026-11-20举行"):
        sign(training=ahead, trainees=[ahead.trainees.get().pk], by=wang, at=at)
    key = past.trainees.get().pk
    assert sign(training=past, trainees=[key], by=wang, at=at) == 1
    assert sign(training=past, trainees=[key], by=wang, at=at, is_signed=False) == 1
    assert not Trainee.objects.get(pk=key).is_signed


def test_a_person_of_another_session_cannot_be_signed(hold: Hold, wang: User, at: datetime) -> None:
    one, other = hold([person(1)]), hold([person(2)])
    with pytest.raises(Refusal, match="已不在这次培训的名单里"):
        sign(training=one, trainees=[other.trainees.get().pk], by=wang, at=at)


def test_a_person_is_removed_and_may_be_added_again(hold: Hold, wang: User, at: datetime) -> None:
    training = hold([person(1)])
    with pytest.raises(Incomplete, match="已在这次培训的名单里"):
        add_trainees(training=training, trainees=[person(1)], by=wang, at=at)
    remove_trainees(training=training, trainees=[training.trainees.get().pk], by=wang, at=at)
    assert add_trainees(training=training, trainees=[person(1)], by=wang, at=at) == 1


def test_voiding_asks_for_a_reason_and_ends_all_changes(hold: Hold, wang: User, at: datetime) -> None:
    training = hold([person(1)])
    with pytest.raises(Refusal, match="请写明作废原因"):
        void_training(training=training, reason=" ", by=wang, at=at)
    void_training(training=training, reason="重复登记", by=wang, at=at)
    with pytest.raises(WrongState, match="已经作废"):
        add_trainees(training=training, trainees=[person(2)], by=wang, at=at)


def test_who_may_keep_a_training(
    road: Project, wang: User, zhao: User, lin: User, chen_filer: User, leader: User, auditor: User
) -> None:
    jiansheng = Unit.objects.get(name="建胜镇")
    assert [may_keep(one, jiansheng, None) for one in (wang, lin)] == [True, True]
    assert [may_keep(one, jiansheng, None) for one in (zhao, chen_filer, leader, auditor)] == [False] * 4
    assert [may_keep(one, Unit.objects.get(name="八桥镇"), road) for one in (wang, chen_filer)] == [True, True]


def test_others_are_refused_with_whom_to_ask(hold: Hold, zhao: User, at: datetime) -> None:
    training = hold([person(1)])
    with pytest.raises(NotAllowed, match="组织单位的填报人"):
        void_training(training=training, reason="重复", by=zhao, at=at)
    with pytest.raises(NotAllowed):
        record_training(values=session(held_on=DAY), by=zhao, at=at)


def test_a_project_out_of_ones_view_cannot_be_named(road: Project, zhao: User, at: datetime) -> None:
    values = session(organizer=Unit.objects.get(name="八桥镇"), project=road)
    with pytest.raises(Incomplete, match="不在您的经办范围内"):
        record_training(values=values, by=zhao, at=at)

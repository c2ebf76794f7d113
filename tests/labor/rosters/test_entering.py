"""Entry by real name: everything that keeps somebody out is told at once, and nothing half is saved."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from labor.models import Engagement, EngagementStep, LaborCompany, Trainee, TrainingKind, Worker
from labor.rosters.changing import leave
from labor.rosters.entering import CannotEnter, enter, enter_many
from labor.trainings.actions import sign, void_training
from labor.trainings.grading import grade
from projects.models import Condition, Project, Stage
from tests.labor.rosters.conftest import Enter, Train, newcomer
from tests.labor.sheets import card_number, id_number
from units.models import AuditEntry, User
from units.refusals import NotAllowed, WrongState
from units.secrecy import unseal

pytestmark = pytest.mark.usefixtures("trades")


def refused(project: Project, by: User, at: datetime, *people: dict[str, Any]) -> list[tuple[int, str, str]]:
    """Who cannot enter: index, field and kind of every finding."""
    with pytest.raises(CannotEnter) as caught:
        enter_many(project=project, people=list(people), by=by, at=at)
    assert not Engagement.objects.exists()
    return [(one.index, one.field, one.kind) for one in caught.value.findings]


def test_an_entry_seals_its_numbers_and_leaves_a_step_and_an_audit_entry(
    enter_one: Enter, road: Project, wang: User
) -> None:
    stay = enter_one()
    assert unseal(stay.card_sealed) == card_number(1)
    assert unseal(stay.phone_sealed) == "13900000001"
    assert (stay.phone_masked, stay.card_masked[-4:]) == ("139****0001", card_number(1)[-4:])
    assert (stay.worker.name, stay.employer, stay.safety_training.is_signed) == (stay.name, road.owner_name, True)
    assert EngagementStep.objects.get(engagement=stay).by == wang
    entry = AuditEntry.objects.latest("number")
    assert (entry.act, entry.rows) == ("进场登记", 1)
    said = f"{entry.detail} {entry.subject} {EngagementStep.objects.get().changes}"
    assert not any(number in said for number in (id_number(order=1), card_number(1), "13900000001"))


def test_everything_wrong_with_everybody_is_told_at_once(road: Project, wang: User, at: datetime) -> None:
    people = [
        newcomer(1, name="", address="", trade=None, relation=""),
        newcomer(2, id_number="500104198801010021", phone="123", card="12"),
        newcomer(3, day_rate_fen=0, left_on=date(2026, 11, 1), waiver_reason="已有上岗证"),
    ]
    found = refused(road, wang, at, *people)
    assert {one[:2] for one in found} == {
        (0, "name"), (0, "address"), (0, "trade"), (0, "relation"), (0, "safety_training"),
        (1, "id_number"), (1, "phone"), (1, "card"), (1, "safety_training"),
        (2, "day_rate_fen"), (2, "left_on"), (2, "leave_reason"), (2, "waiver_reason"),
    }  # fmt: skip
    assert not Worker.objects.exists()


def test_findings_name_the_person_and_never_the_number(road: Project, wang: User, at: datetime) -> None:
    people = [newcomer(1), newcomer(2, id_number="500104198801010021")]
    with pytest.raises(CannotEnter) as caught:
        enter_many(project=road, people=people, by=wang, at=at)
    assert any(sentence.startswith(f"第2人{people[1]['name']}：") for sentence in caught.value.sentences)
    assert "500104198801010021" not in "".join(caught.value.sentences)


def test_the_same_person_twice_on_one_paper_is_refused(road: Project, wang: User, train: Train, at: datetime) -> None:
    train(1)
    assert (1, "id_number", "duplicate_person") in refused(road, wang, at, newcomer(1), newcomer(1))


@pytest.mark.parametrize(("born", "refuses", "warns"), [
    ("20101113", True, False), ("20101112", False, False), ("19651113", False, False), ("19651112", False, True),
])  # fmt: skip
def test_ages_under_16_are_refused_and_over_60_hinted(
    born: str, refuses: bool, warns: bool, road: Project, lin: User, at: datetime
) -> None:
    person = newcomer(1, id_number=id_number(born), waiver_reason="持有效上岗证书")
    if refuses:
        assert refused(road, lin, at, person) == [(0, "id_number", "underage")]
    else:
        kinds = [one.kind for one in enter(project=road, values=person, by=lin, at=at).warnings]
        assert ("over_60" in kinds) is warns


def test_a_name_unlike_the_registered_one_is_refused(enter_one: Enter, road: Project, wang: User, at: datetime) -> None:
    enter_one(1)
    with pytest.raises(CannotEnter, match="登记的姓名是.*请对照身份证"):
        enter(project=road, values=newcomer(1, name="王五"), by=wang, at=at)


@pytest.mark.parametrize(
    "given",
    [
        {"held_on": date(2026, 11, 11), "kind": TrainingKind.SKILL},
        {"held_on": date(2026, 11, 11), "signed": False},
        {"held_on": date(2026, 11, 12)},
    ],
)
def test_only_a_signed_safety_training_before_entry_counts(
    given: dict[str, Any], road: Project, wang: User, train: Train, at: datetime
) -> None:
    train(1, **given)
    person = newcomer(1, entered_on=date(2026, 11, 11))
    assert refused(road, wang, at, person) == [(0, "safety_training", "untrained")]


def test_a_failed_training_trains_nobody_and_nobody_on_site_fails_unnoticed(
    road: Project, wang: User, train: Train, at: datetime
) -> None:
    train(1)
    trainee = Trainee.objects.get()
    result: dict[str, Any] = {"training": trainee.training, "trainees": [trainee.pk], "by": wang, "at": at}
    grade(**result, has_passed=False)
    assert refused(road, wang, at, newcomer(1)) == [(0, "safety_training", "untrained")]
    grade(**result, has_passed=True)
    stay = enter(project=road, values=newcomer(1), by=wang, at=at).engagements[0]
    with pytest.raises(WrongState, match="先在花名册办理退场"):
        grade(**result, has_passed=False)
    leave(engagement=stay, left_on=stay.entered_on, reason="补训", by=wang, at=at, version=0)
    assert grade(**result, has_passed=False) == 1


def test_a_training_on_the_day_of_entry_counts(road: Project, wang: User, train: Train, at: datetime) -> None:
    train(1, held_on=date(2026, 11, 12))
    assert enter(project=road, values=newcomer(1), by=wang, at=at).engagements[0].waiver_reason == ""


def test_only_the_department_and_the_office_waive_training(
    road: Project, wang: User, chen_filer: User, at: datetime
) -> None:
    person = newcomer(1, waiver_reason="持有效上岗证书")
    assert refused(road, wang, at, person) == [(0, "waiver_reason", "waiver_not_allowed")]
    stay = enter(project=road, values=person, by=chen_filer, at=at).engagements[0]
    assert (stay.safety_training, stay.waiver_reason) == (None, "持有效上岗证书")
    assert AuditEntry.objects.latest("number").detail["waived"] == [stay.pk]


def test_a_training_an_entry_rests_on_stays(enter_one: Enter, wang: User, at: datetime) -> None:
    stay = enter_one()
    training = stay.safety_training.training
    with pytest.raises(WrongState, match="进场登记依据了"):
        void_training(training=training, reason="登记错误", by=wang, at=at)
    with pytest.raises(WrongState, match="不能取消签字"):
        sign(training=training, trainees=[stay.safety_training_id], by=wang, at=at, is_signed=False)


def test_somebody_on_the_roster_is_not_entered_again(enter_one: Enter, road: Project, wang: User, at: datetime) -> None:
    enter_one()
    with pytest.raises(CannotEnter, match="已在本项目名册里.*尚未退场"):
        enter(project=road, values=newcomer(1), by=wang, at=at)


def test_the_database_itself_keeps_a_second_open_stay_out(enter_one: Enter, wang: User, at: datetime) -> None:
    stay = enter_one()
    stay.pk = None
    with pytest.raises(IntegrityError):
        stay.save(force_insert=True)


def test_warnings_do_not_keep_anybody_out(
    enter_one: Enter, road: Project, estate: Project, lin: User, train: Train, at: datetime
) -> None:
    enter_one(1)
    train(2)
    bad_luhn = card_number(2)[:-1] + str((int(card_number(2)[-1]) + 1) % 10)
    first = newcomer(1, card="", entered_on=date(2026, 11, 10))
    second = newcomer(2, card=bad_luhn)
    done = enter_many(project=estate, people=[first, second], by=lin, at=at)
    assert [(one.index, one.kind) for one in done.warnings] == [
        (0, "registered_late"), (0, "person_in_other_project"), (1, "card_luhn"),
    ]  # fmt: skip
    assert f"“{road.name}”" in done.sentences[1]


def test_a_card_of_somebody_else_is_warned_about(
    enter_one: Enter, road: Project, wang: User, train: Train, at: datetime
) -> None:
    enter_one(1)
    train(2, 3)
    people = [newcomer(2, card=card_number(1)), newcomer(3, card=card_number(1))]
    done = enter_many(project=road, people=people, by=wang, at=at)
    assert [(one.index, one.kind) for one in done.warnings] == [(0, "card_shared"), (1, "card_shared")]


@pytest.mark.parametrize("stage", [Stage.PLANNING, Stage.PREPARATION, Stage.CONTRACTED])
def test_entry_before_construction_is_warned_about(
    stage: Stage, road: Project, wang: User, train: Train, at: datetime
) -> None:
    train(1)
    road.stage = stage
    road.save()
    assert "没有进入建设" in enter(project=road, values=newcomer(1), by=wang, at=at).notes[0]


def test_a_project_off_the_list_takes_nobody(road: Project, wang: User, at: datetime) -> None:
    road.condition, road.condition_reason, road.condition_since = Condition.REMOVED, "调出", date(2026, 11, 1)
    road.save()
    with pytest.raises(WrongState, match="已调出清单"):
        enter(project=road, values=newcomer(1), by=wang, at=at)


def test_others_enter_nobody(road: Project, zhao: User, leader: User, auditor: User, at: datetime) -> None:
    for user in (zhao, leader, auditor):
        with pytest.raises(NotAllowed, match="登记进场"):
            enter(project=road, values=newcomer(1), by=user, at=at)


def test_a_retired_company_is_refused_and_a_company_is_the_employer(
    road: Project, lin: User, train: Train, at: datetime
) -> None:
    train(1)
    company = LaborCompany.objects.create(
        name="建胜劳务公司",
        credit_code="11500104009286420B",
        contact="何某",
        phone="023-1",
        recorded_at=at,
        recorded_by=lin,
    )
    stay = enter(project=road, values=newcomer(1, company=company), by=lin, at=at).engagements[0]
    assert stay.employer == "建胜劳务公司"
    company.retired_at, company.retired_by = at, lin
    company.save()
    with pytest.raises(CannotEnter, match="已停用"):
        enter(project=road, values=newcomer(2, company=company, waiver_reason="有证"), by=lin, at=at)


def test_two_people_cost_as_many_queries_as_twelve(road: Project, lin: User, train: Train, at: datetime) -> None:
    train(*range(1, 16))
    counts = []
    for orders in (range(1, 2), range(2, 4), range(4, 16)):  # the first fills what is kept for a request
        people = [newcomer(order) for order in orders]
        with CaptureQueriesContext(connection) as queries:
            enter_many(project=road, people=people, by=lin, at=at)
        counts.append(len(queries))
    assert counts[1] == counts[2]

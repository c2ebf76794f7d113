"""登记、修改、撤销: who may, what is refused, what is sealed, and one person once a survey."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from documents.formats import mask_id
from labor.models import LaborSurvey, SurveyPart, SurveyResponse, Trade, Worker
from labor.surveys.actions import (
    Answers,
    StaleResponse,
    WrongAnswers,
    add_response,
    close_survey,
    correct_response,
    known_person,
    withdraw_response,
)
from tests.labor.sheets import id_number
from tests.labor.surveys.conftest import Enter
from units.models import AuditEntry, Role, User
from units.refusals import NotAllowed, Refusal, WrongState
from units.secrecy import unseal


def test_a_person_is_entered_with_what_the_number_says(enter: Enter) -> None:
    response = enter(1)
    worker = response.worker
    assert (worker.sex, worker.born_on, worker.name) == ("M", date(1988, 1, 1), "张兰")
    assert unseal(worker.id_sealed) == id_number(order=1)
    assert sorted(one.category for one in response.categories.all()) == ["06", "08"]
    assert {trade.name for trade in response.wanted.all()} == {"普工", "砌筑工"}


def test_no_full_number_stands_anywhere_readable(enter: Enter, good: Answers, wang: User, at: datetime) -> None:
    response = enter(1)
    correct_response(response=response, answers=replace(good, phone="13911112222"), version=0, by=wang, at=at)
    trail = json.dumps(list(AuditEntry.objects.values("subject", "detail")), ensure_ascii=False)
    response.refresh_from_db()
    for number in (id_number(order=1), "13900000001", "13911112222"):
        assert number not in trail
        assert number not in repr(replace(good, phone="13911112222"))
    assert response.phone_masked == "139****2222"
    assert unseal(response.phone_sealed) == "13911112222"
    assert mask_id(id_number(order=1)) in trail


def test_everything_wrong_is_told_at_once(jiansheng: SurveyPart, good: Answers, wang: User, at: datetime) -> None:
    bad = replace(
        good, name="", village="村" * 41, ability="strong", categories=[], surveyed_on=date(2026, 12, 1),
        available_to=date(2026, 1, 1), phone="123", remark=f"电话13800001111，号{id_number()}",
    )  # fmt: skip
    with pytest.raises(WrongAnswers) as refused:
        add_response(part=jiansheng, id_number="500104", answers=bad, by=wang, at=at)
    assert {fault.field for fault in refused.value.faults} == {
        "name", "village", "ability", "categories", "surveyed_on", "available_to", "phone", "remark", "id_number",
    }  # fmt: skip
    assert id_number() not in str(refused.value)
    assert not Worker.objects.exists()


@pytest.mark.parametrize(("born", "refused"), [("20101111", True), ("20101110", False)])
def test_under_sixteen_on_the_day_of_asking_is_refused(
    jiansheng: SurveyPart, good: Answers, wang: User, at: datetime, born: str, refused: bool
) -> None:
    number = id_number(born)
    if refused:
        with pytest.raises(WrongAnswers, match="未满16周岁"):
            add_response(part=jiansheng, id_number=number, answers=good, by=wang, at=at)
    else:
        add_response(part=jiansheng, id_number=number, answers=good, by=wang, at=at)
    assert Worker.objects.exists() is not refused


@pytest.mark.parametrize(("born", "hinted"), [("19651110", True), ("19651111", False)])
def test_over_sixty_is_hinted(
    jiansheng: SurveyPart, good: Answers, wang: User, at: datetime, born: str, hinted: bool
) -> None:
    entered = add_response(part=jiansheng, id_number=id_number(born), answers=good, by=wang, at=at)
    assert any("超过60周岁" in hint for hint in entered.hints) is hinted


def test_the_second_entry_of_a_township_points_to_the_first(enter: Enter) -> None:
    enter(1)
    with pytest.raises(Refusal, match="请打开原有一条修改"):
        enter(1)


def test_a_second_township_learns_the_other_township_alone(enter: Enter, baqiao: SurveyPart, zhao: User) -> None:
    enter(1)
    with pytest.raises(Refusal) as refused:
        enter(1, part=baqiao, by=zhao, name="赵四")
    said = str(refused.value)
    assert "建胜镇" in said
    assert not any(secret in said for secret in ("张兰", "民胜村", "139"))
    assert SurveyResponse.objects.count() == Worker.objects.count() == 1


def test_the_register_keeps_its_name_and_does_not_show_it_to_strangers(
    enter: Enter, good: Answers, baqiao: SurveyPart, zhao: User, wang: User, at: datetime
) -> None:
    first = enter(1)
    withdraw_response(response=first, reason="人已迁走", version=0, by=wang, at=at)
    other = add_response(part=baqiao, id_number=id_number(order=1), answers=replace(good, name="张岚"), by=zhao, at=at)
    assert other.hints == [
        "系统里这个身份证号登记的姓名与填写的不同，请对照证件核对姓名和号码；摸底表按填写的姓名保存。"
    ]
    assert Worker.objects.get().name == "张兰"
    assert other.response.name == "张岚"


def test_who_may_enter(
    enter: Enter, jiansheng: SurveyPart, lin: User, zhao: User, leader: User, sysadmin: User, engage
) -> None:
    enter(1, by=lin)
    reviewer = engage("wang_reviewer", Role.UNIT_REVIEWER, "建胜镇")
    for order, who in enumerate((zhao, leader, sysadmin, reviewer), start=2):
        with pytest.raises(NotAllowed):
            enter(order, by=who)
    assert SurveyResponse.objects.count() == 1


def test_the_dates_bind_the_township_and_not_the_office(
    survey: LaborSurvey, jiansheng: SurveyPart, good: Answers, wang: User, lin: User, at: datetime
) -> None:
    late = at + timedelta(days=30)
    with pytest.raises(WrongState, match="截止"):
        add_response(part=jiansheng, id_number=id_number(), answers=good, by=wang, at=late)
    with pytest.raises(WrongState, match="还不能登记"):
        add_response(part=jiansheng, id_number=id_number(), answers=good, by=wang, at=at - timedelta(days=20))
    add_response(part=jiansheng, id_number=id_number(), answers=good, by=lin, at=late)
    close_survey(survey=survey, by=lin, at=late)
    with pytest.raises(WrongState, match="已经结束"):
        add_response(part=jiansheng, id_number=id_number(order=2), answers=good, by=lin, at=late)


def test_a_correction_replaces_and_is_written_down(
    enter: Enter, good: Answers, trades: dict[str, Trade], wang: User, at: datetime
) -> None:
    response = enter(1)
    changed = replace(good, willingness="no", categories=["08", "99"], skills=[trades["木工"]], phone=None)
    done = correct_response(response=response, answers=changed, version=0, by=wang, at=at).response
    assert (done.version, done.willingness, done.phone_masked) == (1, "no", "139****0001")
    assert sorted(one.category for one in done.categories.all()) == ["08", "99"]
    changes = AuditEntry.objects.get(act="修改摸底表").detail["changes"]
    assert changes == {
        "务工意愿": ["yes", "no"], "人员类别": [["06", "08"], ["08", "99"]], "技能": [["砌筑工"], ["木工"]],
    }  # fmt: skip


def test_a_correction_that_changes_nothing_is_refused(enter: Enter, good: Answers, wang: User, at: datetime) -> None:
    with pytest.raises(Refusal, match="没有改动"):
        correct_response(response=enter(1), answers=good, version=0, by=wang, at=at)


def test_what_somebody_else_has_changed_is_not_overwritten(
    enter: Enter, good: Answers, wang: User, at: datetime
) -> None:
    response = enter(1)
    correct_response(response=response, answers=replace(good, remark="可随时上岗"), version=0, by=wang, at=at)
    with pytest.raises(StaleResponse):
        correct_response(response=response, answers=replace(good, remark="另一句"), version=0, by=wang, at=at)
    with pytest.raises(StaleResponse):
        withdraw_response(response=response, reason="重复", version=0, by=wang, at=at)


def test_a_withdrawn_person_can_be_entered_anew(enter: Enter, wang: User, at: datetime) -> None:
    response = enter(1)
    with pytest.raises(Refusal, match="原因"):
        withdraw_response(response=response, reason="", version=0, by=wang, at=at)
    withdraw_response(response=response, reason="号码抄错", version=0, by=wang, at=at)
    enter(1)
    assert SurveyResponse.objects.count() == 2
    assert SurveyResponse.objects.in_force().count() == 1


def test_another_township_neither_corrects_nor_withdraws(enter: Enter, good: Answers, zhao: User, at: datetime) -> None:
    response = enter(1)
    with pytest.raises(NotAllowed):
        correct_response(response=response, answers=replace(good, remark="改"), version=0, by=zhao, at=at)
    with pytest.raises(NotAllowed):
        withdraw_response(response=response, reason="删去", version=0, by=zhao, at=at)


def test_the_number_fills_the_form_and_finds_the_person(
    enter: Enter, jiansheng: SurveyPart, baqiao: SurveyPart, wang: User, zhao: User, at: datetime
) -> None:
    fresh = known_person(part=jiansheng, id_number=id_number(order=1), by=wang, at=at)
    assert (fresh.sex, fresh.born_on, fresh.age, fresh.name, fresh.taken) == ("M", date(1988, 1, 1), 38, "", "")
    assert not AuditEntry.objects.filter(act="按身份证号查找人员").exists()
    response = enter(1)
    own = known_person(part=jiansheng, id_number=f" {id_number(order=1)} ", by=wang, at=at)
    assert (own.name, own.response) == ("张兰", response.pk)
    other = known_person(part=baqiao, id_number=id_number(order=1), by=zhao, at=at)
    assert (other.name, other.response) == ("", None)
    assert "建胜镇" in other.taken
    assert AuditEntry.objects.filter(act="按身份证号查找人员").count() == 2


def test_a_wrong_number_is_explained(jiansheng: SurveyPart, wang: User, zhao: User, at: datetime) -> None:
    with pytest.raises(Refusal, match="18位"):
        known_person(part=jiansheng, id_number="5001", by=wang, at=at)
    with pytest.raises(NotAllowed):
        known_person(part=jiansheng, id_number=id_number(), by=zhao, at=at)

"""Recording and correcting a session: faults at their fields, a reason, conflicts, and what entries rest on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import pytest
import time_machine

from labor.models import Engagement, Trade, Training
from labor.trainings.actions import sign, void_training
from labor.trainings.correcting import correct_training, mark_of
from projects.models import Project
from tests.labor.surveys.pages import act, look, text_of
from tests.labor.trainings.conftest import Hold, person
from tests.labor.trainings.test_training_people_pages import enter_one, plain
from units.models import AuditEntry, Unit, User
from units.refusals import WrongState

__all__ = ["plain"]


@pytest.fixture(autouse=True)
def _now(at: datetime) -> Iterator[None]:
    with time_machine.travel(at, tick=True):
        yield


@pytest.fixture
def rested(hold: Hold, road: Project, plain: Trade, wang: User, at: datetime) -> Engagement:
    """A stay of 11 November that rests on the safety training of the 10th."""
    training = hold([person(1), person(2)], project=road)
    sign(training=training, trainees=list(training.trainees.values_list("pk", flat=True)), by=wang, at=at)
    return enter_one(road, plain, wang, at, 1)


def typed(**changes: Any) -> dict[str, Any]:
    """What a person types into an empty form."""
    return {
        "title": "安全生产培训", "kind": "safety", "project": "", "organizer": Unit.objects.get(name="建胜镇").pk,
        "trade": "", "held_on": "2026-11-10", "starts": "09:00", "ends": "11:30", "minutes": "", "place": "会议室",
        "teacher": "周工", "note": "",
    } | changes  # fmt: skip


def test_a_session_is_recorded_and_people_follow(reference: None, wang: User) -> None:
    answer = act(wang, "training_new", **typed())
    training = Training.objects.get()
    assert answer["Location"].endswith(f"/trainings/{training.pk}/people/")
    assert (training.minutes, training.recorded_by) == (150, wang)


def test_hours_are_typed_in_any_width_and_kept_in_minutes(reference: None, wang: User) -> None:
    assert act(wang, "training_new", **typed(minutes="１．５")).status_code == 302
    assert Training.objects.get().minutes == 90


def test_the_form_begins_with_ones_own_unit_and_the_project_at_hand(road: Project, wang: User) -> None:
    form = look(wang, "training_new", query=f"?project={road.pk}").context["form"]
    assert form.initial == {"organizer": Unit.objects.get(name="建胜镇").pk, "project": road.pk}
    assert look(wang, "training_new", query="?project=999999999999999999999").status_code == 200


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"ends": "08:00"}, "__all__", "结束时间应晚于开始时间"),
        ({"minutes": "5"}, "minutes", "学时多于这段时间"),
        ({"title": "  "}, "title", ""),
        ({"held_on": "明天"}, "held_on", "日期"),
    ],
)
def test_faults_stand_at_their_fields_and_what_was_typed_stays(
    reference: None, wang: User, changes: dict[str, str], field: str, sentence: str
) -> None:
    answer = act(wang, "training_new", **typed(**changes, place="三楼会议室"))
    assert answer.status_code == 422
    assert any(sentence in said for said in answer.context["form"].errors[field])
    assert "三楼会议室" in text_of(answer)
    assert not Training.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("leader", 403), ("auditor", 403), ("wang", 200), ("lin", 200)])
def test_who_may_record(request: pytest.FixtureRequest, who: str, status: int) -> None:
    assert look(request.getfixturevalue(who), "training_new").status_code == status


def test_another_units_session_is_refused_with_whom_to_ask(reference: None, road: Project, wang: User) -> None:
    answer = act(wang, "training_new", **typed(organizer=Unit.objects.get(name="八桥镇").pk))
    assert answer.status_code == 422
    assert "组织单位的填报人" in text_of(answer)


def test_a_correction_needs_a_reason_and_leaves_before_and_after(hold: Hold, wang: User) -> None:
    training = hold([person(1)])
    assert act(wang, "training_edit", training.pk, **typed(place="二楼")).status_code == 422
    said = typed(place="二楼", reason="地点抄错", seen=mark_of(training))
    assert act(wang, "training_edit", training.pk, **said).status_code == 302
    entry = AuditEntry.objects.latest("number")
    assert (entry.act, entry.detail["reason"]) == ("更正培训", "地点抄错")
    assert entry.detail["changes"] == {"place": ["建胜镇会议室", "二楼"]}


def test_class_hours_follow_the_new_times_unless_they_were_stated(hold: Hold, wang: User) -> None:
    follows, stated = hold(), hold(minutes=60, held_on=date(2026, 11, 9))
    assert look(wang, "training_edit", follows.pk).context["form"]["minutes"].value() is None
    assert look(wang, "training_edit", stated.pk).context["form"]["minutes"].value() == "1"
    act(wang, "training_edit", follows.pk, **typed(ends="11:00", reason="提前结束"))
    follows.refresh_from_db()
    assert follows.minutes == 120


def test_new_hours_that_meet_another_session_are_refused_by_name(hold: Hold, wang: User) -> None:
    hold([person(1), person(2)], title="砌筑培训", starts=time(14), ends=time(16))
    training = hold([person(1), person(2)])
    said = typed(starts="15:00", ends="17:00", reason="时间改了")
    answer = act(wang, "training_edit", training.pk, **said)
    assert answer.status_code == 422
    for order in (1, 2):
        assert f"{person(order).name}（" in text_of(answer)
    assert text_of(answer).count("砌筑培训") >= 2
    training.refresh_from_db()
    assert training.starts == time(9)


def test_somebody_elses_correction_is_shown_before_it_is_saved_over(
    hold: Hold, wang: User, lin: User, at: datetime
) -> None:
    training = hold([person(1)])
    seen = mark_of(training)
    correct_training(training=training, values={"teacher": "陈师傅"}, reason="抄错", by=lin, at=at)
    answer = act(wang, "training_edit", training.pk, **typed(reason="地点错", place="二楼", seen=seen))
    assert answer.status_code == 422
    assert "“授课人”现在是“陈师傅”" in text_of(answer)
    again = answer.context["form"].data
    assert act(wang, "training_edit", training.pk, **again).status_code == 302


def test_a_stay_rests_on_its_day_and_kind(rested: Engagement, wang: User, at: datetime) -> None:
    training = Training.objects.get()
    said = typed(project=rested.project_id, reason="登记错误")
    kind = act(wang, "training_edit", training.pk, **said | {"kind": "skill"})
    assert "类别不能改" in text_of(kind)
    late = act(wang, "training_edit", training.pk, **said | {"held_on": "2026-11-12"})
    assert "先训后上岗，日期不能改到进场以后" in text_of(late)
    early = act(wang, "training_edit", training.pk, **said | {"held_on": "2026-11-09"})
    assert (kind.status_code, late.status_code, early.status_code) == (422, 422, 302)


def test_a_signed_session_does_not_move_into_the_future(hold: Hold, wang: User, at: datetime) -> None:
    training = hold([person(1)])
    sign(training=training, trainees=list(training.trainees.values_list("pk", flat=True)), by=wang, at=at)
    answer = act(wang, "training_edit", training.pk, **typed(held_on="2026-12-01", reason="改期"))
    assert (answer.status_code, "不能改到今天以后" in text_of(answer)) == (422, True)


def test_a_void_session_is_not_corrected(hold: Hold, wang: User, at: datetime) -> None:
    training = hold()
    void_training(training=training, reason="重复", by=wang, at=at)
    with pytest.raises(WrongState, match="已经作废"):
        correct_training(training=training, values={"place": "二楼"}, reason="错", by=wang, at=at)


def test_the_page_says_who_entered_on_a_session(rested: Engagement, wang: User) -> None:
    page = look(wang, "training_detail", Training.objects.get().pk)
    assert page.context["resting"] == 1
    assert "2026-11-11进场" in text_of(page)
    assert rested.project.name in text_of(page)


@pytest.mark.parametrize("marked", ["remove", "unsign"])
def test_who_entered_on_a_session_stays_on_its_list(rested: Engagement, wang: User, marked: str) -> None:
    training = Training.objects.get()
    keys = list(training.trainees.values_list("pk", flat=True))
    answer = act(wang, "training_mark", training.pk, act=marked, trainee=keys)
    assert answer.status_code == 422
    assert f"{rested.name}（{rested.project.name}）的进场登记依据了" in text_of(answer)
    assert training.trainees.filter(is_signed=True).count() == 2


def test_a_session_somebody_entered_on_is_not_voided(rested: Engagement, wang: User) -> None:
    training = Training.objects.get()
    answer = act(wang, "training_void", training.pk, reason="登记错误")
    assert (answer.status_code, "不能作废" in text_of(answer)) == (422, True)
    training.refresh_from_db()
    assert training.voided_at is None

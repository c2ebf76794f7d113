"""Adding people to a session: by number, from a roster, a survey, placements; every conflict told, all or none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import pytest
import time_machine

from labor.models import Engagement, Relation, Trade, Worker
from labor.rosters.entering import enter
from labor.surveys.actions import Answers, add_response, open_survey
from labor.trainings.actions import add_known, sign, void_training
from projects.models import Project
from tests.labor.sheets import id_number
from tests.labor.surveys.pages import act, look, text_of
from tests.labor.trainings.conftest import Hold, person
from units.models import AuditEntry, Unit, User
from units.refusals import Refusal

NUMBER = "?from=number"


@pytest.fixture(autouse=True)
def _now(at: datetime) -> Iterator[None]:
    with time_machine.travel(at, tick=True):
        yield


@pytest.fixture
def plain(db: None) -> Trade:
    return Trade.objects.create(code="01", name="普工")


def line(order: int) -> str:
    return f"{person(order).name} {id_number(order=order)}"


def enter_one(road: Project, plain: Trade, by: User, at: datetime, order: int, **changes: Any) -> Engagement:
    values = {
        "name": person(order).name, "id_number": id_number(order=order), "address": "民胜村3组", "trade": plain,
        "team": "路面一班", "relation": Relation.SERVICE, "entered_on": date(2026, 11, 11),
        "township": Unit.objects.get(name="建胜镇"), "category": "06", "phone": "", "bank": "", "card": "",
        "day_rate_fen": 210_00,
    } | changes  # fmt: skip
    return enter(project=road, values=values, by=by, at=at).engagements[0]


def answer_of(order: int, wang: User, lin: User, at: datetime, training_wanted: str = "") -> Any:
    survey = open_survey(
        year=2026, title=f"摸底{order}", opens_on=date(2026, 11, 1), due_on=date(2026, 11, 30), by=lin, at=at
    )
    part = survey.parts.get(township=Unit.objects.get(name="建胜镇"))
    said = Answers(
        name=person(order).name, village="民胜村", ability="full", employment="unemployed", willingness="yes",
        surveyor="刘敏", surveyed_on=date(2026, 11, 3), categories=["06"], training_wanted=training_wanted,
    )  # fmt: skip
    add_response(part=part, id_number=id_number(order=order), answers=said, by=wang, at=at)
    return part


def test_several_are_added_by_number_at_once_in_whatever_order_the_words_stand(hold: Hold, wang: User) -> None:
    training = hold()
    text = f"{line(1)}\n\n{id_number(order=2)}，{person(2).name}\n3\t{person(3).name}\t{id_number(order=3).lower()}"
    answer = act(wang, "training_people", training.pk, NUMBER, people=text)
    assert answer.status_code == 302
    assert list(training.trainees.values_list("name", flat=True)) == [person(order).name for order in (1, 2, 3)]
    assert id_number(order=1) not in answer["Location"]


def test_the_number_alone_serves_for_somebody_one_knows(hold: Hold, wang: User, lin: User, at: datetime) -> None:
    answer_of(1, wang, lin, at)
    training = hold()
    assert act(wang, "training_people", training.pk, NUMBER, people=id_number(order=1)).status_code == 302
    assert training.trainees.get().name == person(1).name


def test_the_number_alone_of_a_stranger_tells_no_name(hold: Hold, wang: User, zhao: User) -> None:
    Worker.objects.all().delete()
    hold([person(1)])
    other = hold(starts=time(14), ends=time(15))
    answer = act(wang, "training_people", other.pk, NUMBER, people=id_number(order=1))
    assert answer.status_code == 422
    assert "姓名没有填" in text_of(answer)
    assert not other.trainees.exists()


def test_every_fault_is_told_at_once_and_what_was_typed_stays(hold: Hold, wang: User) -> None:
    hold([person(1), person(2)], title="砌筑培训")
    training = hold([person(3)], title="钢筋培训", starts=time(11), ends=time(12))
    text = "\n".join(line(order) for order in (1, 2, 3)) + "\n李某 500104198801010000"
    answer = act(wang, "training_people", training.pk, NUMBER, people=text)
    refused = answer.context["refused"]
    assert answer.status_code == 422
    assert len(refused) == 4
    assert sum("砌筑培训" in said and "钢筋培训" in said for said in refused) == 2
    assert any("已在这次培训的名单里" in said for said in refused)
    assert text_of(answer).count(id_number(order=1)) == 1  # in the box, as typed, and nowhere else
    assert training.trainees.count() == 1


def test_a_name_that_is_anothers_tells_nothing_of_their_trainings(hold: Hold, wang: User) -> None:
    hold([person(1)], title="砌筑培训")
    training = hold(title="钢筋培训")
    answer = act(wang, "training_people", training.pk, NUMBER, people=f"王五 {id_number(order=1)}")
    assert answer.status_code == 422
    assert "砌筑培训" not in "".join(answer.context["refused"])


def test_nothing_typed_and_too_many_are_refused(hold: Hold, wang: User) -> None:
    training = hold()
    assert "至少填写一名" in text_of(act(wang, "training_people", training.pk, NUMBER, people=" \n"))
    assert "请分几次" in text_of(act(wang, "training_people", training.pk, NUMBER, people="张三\n" * 201))


def test_people_of_the_roster_are_ticked_masked_and_not_offered_twice(
    hold: Hold, road: Project, plain: Trade, wang: User, lin: User, at: datetime
) -> None:
    first = hold([person(1), person(2)], project=road, held_on=date(2026, 11, 9))
    sign(training=first, trainees=list(first.trainees.values_list("pk", flat=True)), by=wang, at=at)
    stays = [enter_one(road, plain, wang, at, order) for order in (1, 2)]
    training = hold(project=road, title="以工代训")
    page = look(wang, "training_people", training.pk)
    assert [one.name for one in page.context["offers"].people] == [person(1).name, person(2).name]
    assert stays[0].worker.id_masked in text_of(page)
    assert not re.search(r"[0-9]{17}[0-9X]", text_of(page))
    answer = act(wang, "training_people", training.pk, "", worker=[stays[0].worker_id])
    assert answer.status_code == 302
    page = look(wang, "training_people", training.pk)
    assert [one.name for one in page.context["offers"].people] == [person(2).name]
    assert look(wang, "training_people", training.pk, "?q=没有这个班组").context["offers"].total == 0


def test_who_is_elsewhere_is_marked_and_refused_by_name(hold: Hold, wang: User, lin: User, at: datetime) -> None:
    part = answer_of(1, wang, lin, at, "砌筑")
    hold([person(1)], title="砌筑培训")
    training = hold(title="钢筋培训")
    query = f"?from=survey&key={part.pk}"
    page = look(wang, "training_people", training.pk, query)
    assert "时间重叠" in text_of(page)
    assert "想学：砌筑" in text_of(page)
    worker = Worker.objects.get().pk
    answer = act(wang, "training_people", training.pk, query, worker=[worker])
    assert answer.status_code == 422
    assert answer.context["ticked"] == {worker}
    assert any("砌筑培训" in said for said in answer.context["refused"])


def test_only_the_organizers_and_the_projects_township_are_offered(
    hold: Hold, road: Project, zhao: User, wang: User, lin: User, at: datetime
) -> None:
    part = answer_of(1, wang, lin, at)
    own = hold()
    assert [key for key, _ in look(wang, "training_people", own.pk, "?from=survey").context["choices"]] == [part.pk]
    other = hold(by=lin, organizer=Unit.objects.get(name="八桥镇"), held_on=date(2026, 11, 9))
    assert look(zhao, "training_people", other.pk, "?from=survey").context["choices"] == []


def test_people_out_of_view_cannot_be_ticked(hold: Hold, wang: User, zhao: User, lin: User, at: datetime) -> None:
    answer_of(1, wang, lin, at)
    training = hold(by=lin, organizer=Unit.objects.get(name="八桥镇"))
    answer = act(zhao, "training_people", training.pk, "?from=survey", worker=[Worker.objects.get().pk])
    assert answer.status_code == 422
    assert person(1).name not in text_of(answer)
    with pytest.raises(Refusal, match="请先勾选"):
        add_known(training=training, workers=[], by=zhao, at=at)


def test_a_void_session_takes_nobody(hold: Hold, wang: User, at: datetime) -> None:
    training = hold()
    void_training(training=training, reason="重复登记", by=wang, at=at)
    assert look(wang, "training_people", training.pk).status_code == 302
    assert act(wang, "training_people", training.pk, NUMBER, people=line(1)).status_code == 302
    assert not training.trainees.exists()


def test_the_trail_counts_who_was_added_and_holds_no_number(hold: Hold, wang: User) -> None:
    training = hold()
    act(wang, "training_people", training.pk, NUMBER, people="\n".join(map(line, (1, 2))))
    entry = AuditEntry.objects.latest("number")
    assert (entry.act, entry.rows) == ("登记参训人", 2)
    assert id_number(order=1) not in str(entry.detail) + entry.subject

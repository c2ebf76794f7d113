"""People found by name, number and last digits: within what one may see, masked, in constant queries, audited."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents.formats import mask_id
from labor.models import SurveyPart, Worker
from labor.surveys.actions import withdraw_response
from labor.surveys.finding import SHOWN, Found, find_people
from tests.labor.sheets import id_number
from tests.labor.surveys.conftest import Enter
from units.models import AuditEntry, User
from units.refusals import Refusal

Find = Callable[[str, User], list[str]]


@pytest.fixture
def find(at: datetime) -> Find:
    def run(text: str, by: User) -> list[str]:
        return sorted(person.name for person in find_people(text=text, by=by, at=at).people)

    return run


def test_by_name_or_part_of_it(enter: Enter, find: Find, lin: User) -> None:
    enter(1, name="李禾")
    enter(2, name="李禾苗")
    enter(3, name="周李")
    assert find("李禾", lin) == ["李禾", "李禾苗"]
    assert find("李", lin) == ["周李", "李禾", "李禾苗"]
    assert find("%", lin) == []


def test_by_the_name_given_in_the_survey(enter: Enter, find: Find, lin: User) -> None:
    response = enter(1, name="李禾")
    Worker.objects.filter(pk=response.worker_id).update(name="李和")
    assert find("李禾", lin) == find("李和", lin) == ["李和"]


def test_by_full_number_with_an_audit_entry_that_hides_it(enter: Enter, find: Find, lin: User, zhao: User) -> None:
    enter(1)
    number = id_number(order=1)
    assert find(f" {number[:6]} {number[6:]} ", lin) == ["张兰"]
    assert find(number, zhao) == []
    entries = AuditEntry.objects.filter(act="按身份证号查找人员").order_by("number")
    assert [(entry.by, entry.subject, entry.detail["found"]) for entry in entries] == [
        (lin, mask_id(number), 1),
        (zhao, mask_id(number), 0),
    ]
    assert not any(number in f"{entry.subject}{entry.detail}" for entry in entries)


def test_by_the_last_three_digits(enter: Enter, find: Find, lin: User) -> None:
    enter(1)
    assert find(id_number(order=1)[-3:].lower(), lin) == ["张兰"]
    assert not AuditEntry.objects.filter(act="按身份证号查找人员").exists()


@pytest.mark.parametrize("text", ["", "  ", "12", "1234", "13900000001", "5" * 41])
def test_what_is_neither_is_refused(db: None, lin: User, at: datetime, text: str) -> None:
    with pytest.raises(Refusal, match="后三位"):
        find_people(text=text, by=lin, at=at)


def test_a_mistyped_number_is_explained(db: None, lin: User, at: datetime) -> None:
    with pytest.raises(Refusal, match="校验码"):
        find_people(text="500104198801010011", by=lin, at=at)


def test_each_sees_their_own(
    enter: Enter, find: Find, baqiao: SurveyPart, lin: User, wang: User, zhao: User, leader: User, sysadmin: User
) -> None:
    enter(1, name="李禾")
    enter(2, name="李溪", part=baqiao, by=zhao)
    assert find("李", wang) == ["李禾"]
    assert find("李", zhao) == ["李溪"]
    assert find("李", lin) == find("李", leader) == ["李溪", "李禾"]
    assert find("李", sysadmin) == []


def test_what_is_shown_is_masked(enter: Enter, lin: User, at: datetime) -> None:
    enter(1)
    person = find_people(text="张兰", by=lin, at=at).people[0]
    assert (person.id_masked, person.phone_masked, person.sex) == (mask_id(id_number(order=1)), "139****0001", "男")
    assert person.response is not None
    assert person.response.part.township.name == "建胜镇"
    assert id_number(order=1) not in repr(person)


def test_withdrawn_answers_are_not_shown(enter: Enter, wang: User, at: datetime) -> None:
    withdraw_response(response=enter(1), reason="号码抄错", version=0, by=wang, at=at)
    assert find_people(text="张兰", by=wang, at=at).people[0].response is None


def test_the_queries_do_not_grow_with_the_people(enter: Enter, wang: User, at: datetime) -> None:
    def asked() -> tuple[int, Found]:
        with CaptureQueriesContext(connection) as queries:
            found = find_people(text="张", by=wang, at=at)
            said = [
                [str(one) for one in person.response.categories.all()] for person in found.people if person.response
            ]
        assert len(said) == found.total
        return len(queries), found

    enter(1)
    enter(2)
    few, _ = asked()
    for order in range(3, 12):
        enter(order)
    many, found = asked()
    assert (many, found.total) == (few, 11)


def test_too_many_are_cut_and_counted(db: None, lin: User, at: datetime) -> None:
    Worker.objects.bulk_create(
        Worker(name=f"张{n}", id_sealed="x", id_index=f"{n}", id_masked="50**", sex="M", born_on="1988-01-01")
        for n in range(SHOWN + 7)
    )
    with CaptureQueriesContext(connection) as one:
        assert find_people(text="张3", by=of_fresh(lin), at=at).total == 11
    with CaptureQueriesContext(connection) as many:
        found = find_people(text="张", by=of_fresh(lin), at=at)
    assert (len(found.people), found.total, found.is_cut) == (SHOWN, SHOWN + 7, True)
    assert len(one) == len(many)


def of_fresh(user: User) -> User:
    """The same person without what an earlier question has kept."""
    return User.objects.get(pk=user.pk)

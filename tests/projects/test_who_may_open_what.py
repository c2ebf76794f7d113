"""Every page of this floor, opened by everybody: out of scope nothing is there, and reading changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from projects.urls import urlpatterns
from tests.access import (
    ADMINISTRATORS,
    BUSINESS,
    ODD,
    OF_THE_TRAIL,
    Pages,
    answers,
    broken_by,
    changed_tables,
    posted,
    shut,
    unusual,
)
from tests.projects.conftest import MakeProject
from tests.projects.every_page import OPEN, PHONE, addresses, one_of_everything
from tests.projects.nominating import Nominate
from tests.projects.samples import AT
from units.models import User

# On PostgreSQL alone: it minds what SQLite lets pass; on SQLite a browser opens every page that a link leads to.
pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _stopped_clock() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def pages(lin: User, chen_filer: User, wang: User, make_project: MakeProject, nominate: Nominate) -> Pages:
    made = one_of_everything(lin=lin, chen=chen_filer, wang=wang, make_project=make_project, nominate=nominate)
    return list(addresses(made))


@pytest.mark.parametrize("who", BUSINESS)
def test_every_page_answers_and_reading_writes_nothing(
    client: Client, pages: Pages, request: pytest.FixtureRequest, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    found = answers(client, pages)
    assert unusual(found, {200, 302, 403, 404, 422}) == {}
    assert [name for name, one in found.items() if PHONE.encode() in one.content] == []
    if who == "lin":
        assert shut(found) == set()


def test_another_townships_filer_finds_nothing_of_the_project(client: Client, pages: Pages, zhao: User) -> None:
    client.force_login(zhao)
    found = answers(client, pages)
    assert set(found) - shut(found) <= OPEN
    told = [name for name, one in found.items() if "道路硬化工程".encode() in one.content]
    assert told == []


@pytest.mark.parametrize("who", ADMINISTRATORS)
def test_the_three_administrators_open_no_page_of_projects(
    client: Client, pages: Pages, request: pytest.FixtureRequest, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert unusual(answers(client, pages), {403}) == {}


@pytest.mark.parametrize("who", BUSINESS)
def test_an_empty_form_breaks_no_page(client: Client, pages: Pages, request: pytest.FixtureRequest, who: str) -> None:
    client.force_login(request.getfixturevalue(who))
    assert unusual({name: posted(client, address) for name, address in pages}) == {}


@pytest.mark.parametrize("who", ["leader", "zhao"])
def test_a_forged_form_of_who_may_not_act_changes_no_row(
    client: Client, pages: Pages, request: pytest.FixtureRequest, who: str
) -> None:
    """Exports are told to the trail, and nothing else is written."""
    client.force_login(request.getfixturevalue(who))
    for name, address in pages:
        assert changed_tables(client, address) <= OF_THE_TRAIL, name


ASKED = (
    "year", "page", "sample", "from", "tab", "state", "sector", "items", "key", "special", "q", "project", "turn",
    "step", "month", "period", "collection", "unit", "late", "anew", "next", "responsible", "lacks", "version", "of",
)  # fmt: skip
SAID = (*ASKED, "reason", "act", "code", "name", "answer", "amount_fen", "purpose", "note")


@pytest.mark.parametrize("odd", ODD)
def test_odd_words_in_an_address_or_a_form_break_no_page(client: Client, pages: Pages, lin: User, odd: str) -> None:
    client.force_login(lin)
    assert broken_by(client, pages, dict.fromkeys(SAID, odd)) == set()


def test_each_page_has_a_name_of_its_own() -> None:
    names = [pattern.name for pattern in urlpatterns]
    assert len(set(names)) == len(names)

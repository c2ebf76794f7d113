"""Every page of people and work, opened by everybody: people are found by those who handle them, and by nobody else."""

# ruff: noqa: F811 – fixtures are taken over by name
from __future__ import annotations

import html
import io
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from labor.models import Engagement, SurveyResponse
from labor.trainings.files import add_files
from labor.urls import urlpatterns
from projects.models import Project
from tests.access import (
    ADMINISTRATORS,
    BUSINESS,
    ODD,
    OF_THE_TRAIL,
    Pages,
    answers,
    broken_by,
    changed_tables,
    pages_of,
    posted,
    shut,
    unusual,
)
from tests.labor.conftest import AT, Import, saved_roll
from tests.labor.every_page import VILLAGE, full_numbers, keys, told_of_people
from tests.labor.people.conftest import enter, enter_one, good, jiansheng, survey, trades, train  # noqa: F401
from tests.labor.trainings.conftest import picture
from units.models import User

# On PostgreSQL alone: it minds what SQLite lets pass; on SQLite a browser opens every page that a link leads to.
pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
SHOWING = {"response_numbers", "engagement_numbers", "roll_line_numbers"}
PUBLIC = {"notice_sheet"}  # it hangs at the village's board: its foot tells round and content, not who printed it
REASON = {"reason": "核对银行回单与花名册"}


@pytest.fixture(autouse=True)
def _stopped_clock(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def pages(
    lin: User, chen_filer: User, chen_reviewer: User, wang: User, road: Project, bring_in: Import,
    enter: Callable[..., SurveyResponse], enter_one: Callable[..., Engagement],
) -> Pages:  # fmt: skip
    people = {"lin": lin, "wang": wang, "chen_filer": chen_filer, "chen_reviewer": chen_reviewer}
    stay = enter_one(1)
    attended = stay.project.trainings.get()
    (file,) = add_files(training=attended, file_kind="photo", files=[picture()], by=wang, at=AT)
    asked, roll = enter(3, name="李禾", phone="13900000003", village=VILLAGE), saved_roll(bring_in(road))
    return pages_of(urlpatterns, keys(people=people, road=road, roll=roll, response=asked, stay=stay, file=file))


def holding(found: dict[str, Any], words: set[str]) -> dict[str, list[str]]:
    """By page, which of the words its answer holds, in body, headers or address."""
    texts = {name: _whole(one) for name, one in found.items()}
    held = {name: sorted(word for word in words if word in text) for name, text in texts.items()}
    return {name: said for name, said in held.items() if said}


def uncached(found: dict[str, Any], words: set[str]) -> set[str]:
    """Pages that tell something of people and may be kept by a browser or a cache on the way."""
    told = holding(found, words)
    return {name for name in told if "no-store" not in found[name].headers.get("Cache-Control", "")}


def _whole(answer: Any) -> str:
    body = answer.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    elif body.startswith(b"%PDF"):
        body = subprocess.run(["pdftotext", "-", "-"], input=body, capture_output=True, check=True).stdout
    return html.unescape(f"{body.decode(errors='replace')} {dict(answer.headers)}")


@pytest.mark.parametrize("who", BUSINESS)
def test_every_page_answers_writes_nothing_and_holds_no_full_number(
    client: Client, pages: Pages, request: pytest.FixtureRequest, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    found = answers(client, pages)
    assert unusual(found, {200, 302, 403, 404, 422}) == {}
    assert holding(found, full_numbers()) == {}
    if who == "lin":
        assert shut(found) == {"training_mark"}  # posted to alone, and nothing was pressed


def test_another_townships_filer_finds_nothing_of_the_people(client: Client, pages: Pages, zhao: User) -> None:
    client.force_login(zhao)
    words = told_of_people()
    found = holding(answers(client, pages), words)
    assert found == {}
    assert holding({name: posted(client, address, REASON) for name, address in pages}, words) == {}


def test_no_cache_keeps_what_is_told_of_people_and_each_paper_says_who_took_it_out(
    client: Client, pages: Pages, lin: User
) -> None:
    client.force_login(lin)
    words = told_of_people()
    asked = {name: posted(client, address, REASON) for name, address in pages}
    assert uncached(answers(client, pages) | {f"{name} sent": one for name, one in asked.items()}, words) == set()
    papers = {name: one for name, one in asked.items() if one.headers.get("Content-Disposition")}
    of_people = set(holding(papers, words - {VILLAGE})) - PUBLIC
    assert of_people >= {"part_export", "roster_export", "roster_print", "attendance_export", "training_print"}
    assert of_people - set(holding(papers, {f"{lin.name}（{lin.username}）"})) == set()
    assert of_people - set(holding(papers, {REASON["reason"]})) == {"attendance_template"}  # its purpose is known


@pytest.mark.parametrize("who", ADMINISTRATORS)
def test_the_three_administrators_open_no_page_of_people(
    client: Client, pages: Pages, request: pytest.FixtureRequest, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert unusual(answers(client, pages), {403}) == {}
    assert unusual({name: posted(client, address, REASON) for name, address in pages}, {403, 405}) == {}


@pytest.mark.parametrize("who", BUSINESS)
def test_an_empty_form_breaks_no_page_and_a_reason_opens_numbers_to_those_who_handle_them_alone(
    client: Client, pages: Pages, request: pytest.FixtureRequest, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert unusual({name: posted(client, address) for name, address in pages}) == {}
    asked = {name: posted(client, address, REASON) for name, address in pages}
    assert unusual(asked) == {}
    handled = {"lin": SHOWING, "wang": SHOWING, "leader": set(), "zhao": set()}
    of_project = SHOWING - {"response_numbers"}
    assert set(holding(asked, full_numbers())) == handled.get(who, of_project)


@pytest.mark.parametrize("who", ["leader", "zhao"])
def test_a_forged_form_of_who_may_not_act_changes_no_row(
    client: Client, pages: Pages, request: pytest.FixtureRequest, who: str
) -> None:
    """Exports are told to the trail, and nothing else is written."""
    client.force_login(request.getfixturevalue(who))
    for name, address in pages:
        assert changed_tables(client, address, FORGED) <= OF_THE_TRAIL, name


ASKED = (
    "year", "page", "tab", "state", "sector", "q", "project", "township", "trade", "month", "survey", "from", "to",
    "team", "after", "before", "placement", "at", "show", "all", "sort", "category", "kind", "on", "skill", "next",
)  # fmt: skip
SAID = (
    *ASKED, "reason", "act", "text", "id_number", "phone", "card", "name", "response", "trainee", "version", "stay",
    "note", "people", "file_kind", "worker", "look", "tick", "by", "title", "held_on", "starts", "ends", "organizer",
    "headcount", "day_rate_fen", "categories", "skills", "surveyed_on", "entered_on", "left_on", "key", "conclusion",
)  # fmt: skip
FORGED = dict.fromkeys(SAID, "1") | REASON | {"act": "confirm"}


@pytest.mark.parametrize("odd", ODD)
def test_odd_words_in_an_address_or_a_form_break_no_page(client: Client, pages: Pages, lin: User, odd: str) -> None:
    client.force_login(lin)
    assert broken_by(client, pages, dict.fromkeys(SAID, odd)) == set()


def test_each_page_has_a_name_of_its_own() -> None:
    names = [pattern.name for pattern in urlpatterns]
    assert len(set(names)) == len(names)

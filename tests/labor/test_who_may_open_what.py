"""Every page of people and work, opened by everybody: people are found by those who handle them, and by nobody else."""

# ruff: noqa: F811 – fixtures are taken over by name
from __future__ import annotations

import gc
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
    ODD,
    OF_THE_TRAIL,
    Pages,
    answers,
    broken_by,
    pages_of,
    posted,
    shut,
    unusual,
    writing,
)
from tests.cast import Engage
from tests.labor.conftest import AT, Import, saved_roll
from tests.labor.every_page import VILLAGE, full_numbers, keys, told_of_people
from tests.labor.people.conftest import enter, enter_one, good, jiansheng, survey, trades, train  # noqa: F401
from tests.labor.trainings.conftest import picture
from units.models import Role, User

# On PostgreSQL alone: it minds what SQLite lets pass; on SQLite a browser opens every page that a link leads to.
pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
SHOWING = {"response_numbers", "engagement_numbers", "roll_line_numbers"}
PAPERS = (
    "_export", "_print", "_template", "_download", "_package", "notice_sheet", "notice_result", "payment_file",
    "slip_roll", "slip_year",
)  # fmt: skip
HANDLED = {"roster_export", "roster_print", "attendance_export", "roll_check_export", "quantity_export", "slip_roll"}
PUBLIC = {"notice_sheet"}  # it hangs at the village's board: its foot tells round and content, not who printed it
REASON = {"reason": "核对银行回单与花名册"}


@pytest.fixture(autouse=True)
def _stopped_clock(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    gc.freeze()  # what stands by now is not looked through again and again while thousands of pages are made
    with time_machine.travel(AT, tick=False):
        yield
    gc.unfreeze()


@pytest.fixture
def clerk(engage: Engage) -> User:
    """A contractor's clerk who sees the projects of their own unit; the road is another's."""
    return engage("clerk", Role.OWNER_CLERK, "区交通局", "岑岩")


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
    if not hasattr(answer, "whole"):
        answer.whole = _told(answer)
    return str(answer.whole)


def _told(answer: Any) -> str:
    body = answer.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    elif body.startswith(b"%PDF"):
        body = subprocess.run(["pdftotext", "-", "-"], input=body, capture_output=True, check=True).stdout
    return html.unescape(f"{body.decode(errors='replace')} {dict(answer.headers)}")


def sent(client: Client, pages: Pages, said: dict[str, Any], *, but: tuple[str, ...] = ()) -> dict[str, Any]:
    """What each page answers to a form."""
    return {name: posted(client, address, said) for name, address in pages if not name.endswith(but)}


def test_the_office_opens_every_page_and_each_paper_says_who_took_it_out(
    client: Client, pages: Pages, lin: User
) -> None:
    """Reading writes nothing, no cache keeps what is told of people, no answer but three holds a full number."""
    client.force_login(lin)
    read, empty, asked = answers(client, pages), sent(client, pages, {}), sent(client, pages, REASON)
    assert unusual(read, {200, 302, 403, 404, 422}) | unusual(empty) | unusual(asked) == {}
    assert shut(read) == {"training_mark"}  # posted to alone, and nothing was pressed
    numbers, words = full_numbers(), told_of_people()
    assert (holding(read | empty, numbers), set(holding(asked, numbers))) == ({}, SHOWING)
    assert uncached(read | {f"{name} sent": one for name, one in asked.items()}, words) == set()
    papers = {name: one for name, one in asked.items() if one.headers.get("Content-Disposition")}
    assert {name for name in papers if not name.endswith(PAPERS)} == set()
    of_people = set(holding(papers, words - {VILLAGE})) - PUBLIC
    assert of_people >= {"part_export", "roster_export", "roster_print", "attendance_export", "training_print"}
    assert of_people - set(holding(papers, {f"{lin.name}（{lin.username}）"})) == set()
    assert of_people - set(holding(papers, {REASON["reason"]})) == {"attendance_template"}  # its purpose is known


@pytest.mark.parametrize("who", ["chen_filer", "chen_reviewer", "wang"])
def test_a_reason_opens_numbers_to_those_who_handle_them_alone(
    client: Client, pages: Pages, request: pytest.FixtureRequest, who: str
) -> None:
    """Papers are left out: the office has had each of them made, and they are the same whoever takes them."""
    client.force_login(request.getfixturevalue(who))
    read, asked = answers(client, pages), sent(client, pages, REASON, but=PAPERS)
    assert unusual(read, {200, 302, 403, 404, 422}) | unusual(asked) == {}
    numbers = full_numbers()
    of_project = SHOWING - {"response_numbers"}
    assert (holding(read, numbers), set(holding(asked, numbers))) == ({}, SHOWING if who == "wang" else of_project)


@pytest.mark.parametrize("who", ["leader", "zhao", "clerk"])
def test_a_forged_form_of_who_may_not_act_changes_no_row_and_opens_no_number(
    client: Client, pages: Pages, request: pytest.FixtureRequest, who: str
) -> None:
    """Exports are told to the trail, and nothing else is written. Another's people are not found at all."""
    client.force_login(request.getfixturevalue(who))
    read = answers(client, pages)
    forged, wrote = {}, {}
    for name, address in pages:
        with writing() as tables:
            forged[name] = posted(client, address, FORGED)
        wrote[name] = tables - OF_THE_TRAIL
    assert {name: tables for name, tables in wrote.items() if tables} == {}
    assert unusual(read, {200, 302, 403, 404, 422}) | unusual(forged) == {}
    assert HANDLED & {name for name, one in forged.items() if one.headers.get("Content-Disposition")} == set()
    unseen = full_numbers() | (set() if who == "leader" else told_of_people())
    assert (holding(read, unseen), holding(forged, unseen)) == ({}, {})


def test_the_three_administrators_open_no_page_of_people(
    client: Client, pages: Pages, request: pytest.FixtureRequest
) -> None:
    for who in ADMINISTRATORS:
        client.force_login(request.getfixturevalue(who))
        assert unusual(answers(client, pages), {403}) == {}, who
    assert unusual(sent(client, pages, REASON), {403, 405}) == {}


ASKED = (
    "year", "page", "tab", "state", "sector", "q", "project", "township", "trade", "month", "survey", "from", "to",
    "team", "after", "before", "placement", "at", "all", "sort", "category", "kind", "on", "skill", "next",
    "week", "period", "code", "lamp", "matter", "standing", "severity", "channel", "roll", "department", "show", "part",
)  # fmt: skip
SAID = (
    *ASKED, "reason", "act", "text", "id_number", "phone", "card", "name", "response", "trainee", "version", "stay",
    "note", "people", "file_kind", "worker", "look", "tick", "by", "title", "held_on", "starts", "ends", "organizer",
    "headcount", "day_rate_fen", "categories", "skills", "surveyed_on", "entered_on", "left_on", "key", "conclusion",
)  # fmt: skip
FORGED = dict.fromkeys(SAID, "1") | REASON | {"act": "confirm"}
NO_SUCH = ("2026-W99", "2026-13")  # a week, a month


def test_odd_words_in_an_address_or_a_form_break_no_page(client: Client, pages: Pages, lin: User) -> None:
    """The reason is too short: words are read, and no paper is made of them."""
    client.force_login(lin)
    broken = {odd: broken_by(client, pages, dict.fromkeys(SAID, odd) | {"reason": "x"}) for odd in ODD[1:]}
    broken |= {odd: broken_by(client, pages, dict.fromkeys(SAID, odd), forms=False) for odd in NO_SUCH}
    assert {odd: names for odd, names in broken.items() if names} == {}


def test_each_page_has_a_name_of_its_own() -> None:
    names = [pattern.name for pattern in urlpatterns]
    assert len(set(names)) == len(names)

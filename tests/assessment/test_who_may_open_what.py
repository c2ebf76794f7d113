"""Every page of this floor, opened by everybody: a unit finds its own, a leader reads, an administrator nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from assignments.series import load_paper_series
from tests.access import ADMINISTRATORS, ODD, Pages, asked, broken_by, naming, posted, unusual
from tests.assessment.every_page import AT, OWN
from tests.assessment.every_page import pages as every_page
from units.models import AuditEntry, User

# On PostgreSQL alone: it minds what SQLite lets pass.
pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
# No month is closed in this world; and an act that no button sends is not there.
WITHOUT_FIGURES = {"standing_export sent", "scheme_scores_export sent", "scheme_arithmetic", "case_move sent"}
SHOWN = {"sheet_detail", "sheet_score", "appeal_detail", "case_detail", "incentive_detail"}
ASKED = (
    "year", "page", "state", "kind", "key", "q", "unit", "version", "act", "reason", "serial", "points", "target",
    "formula", "audience", "project", "title", "decision", "verdict", "held_on", "weights", "direction", "from", "to",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _stopped_clock(settings: Settings, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("documents.papers.engine.print_pdf", lambda html: b"%PDF-1.7")
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def pages(lin: User, chen_filer: User) -> Pages:
    load_paper_series()
    return every_page(lin, chen_filer)


def test_the_office_opens_every_page_and_each_export_is_counted(client: Client, pages: Pages, lin: User) -> None:
    client.force_login(lin)
    found, _ = asked(client, pages)
    assert unusual(found) == {}
    assert {name for name, one in found.items() if one.status_code == 404} == WITHOUT_FIGURES
    assert naming(found, OWN) >= SHOWN
    for name, address in pages:
        if name.endswith("_export") and posted(client, address).status_code == 200:
            client.post(address)
            entry = AuditEntry.objects.first()
            assert entry is not None
            assert (entry.act[:2], entry.by) == ("导出", lin), name


def test_a_unit_reads_its_own_and_changes_nothing_by_an_empty_form(
    client: Client, pages: Pages, chen_filer: User
) -> None:
    client.force_login(chen_filer)
    found, changed = asked(client, pages)
    assert unusual(found) == {}
    assert changed == {"case_file_remove"}  # what the person put there, while the case is with its unit
    assert naming(found, OWN) >= SHOWN


def test_another_unit_finds_nothing_of_it(client: Client, pages: Pages, zhao: User) -> None:
    client.force_login(zhao)
    found, changed = asked(client, pages)
    assert (unusual(found), changed, naming(found, OWN)) == ({}, set(), set())


def test_a_leader_reads_all_and_writes_nothing(client: Client, pages: Pages, leader: User) -> None:
    client.force_login(leader)
    found, changed = asked(client, pages)
    assert (unusual(found), changed) == ({}, set())
    assert naming(found, OWN) >= SHOWN - {"case_detail"}  # a case is shown when it is accepted


def test_the_three_administrators_read_nothing(client: Client, pages: Pages, request: pytest.FixtureRequest) -> None:
    for who in ADMINISTRATORS:
        client.force_login(request.getfixturevalue(who))
        found, changed = asked(client, pages, forms=who == ADMINISTRATORS[0])
        assert (unusual(found), changed, naming(found, OWN)) == ({}, set(), set())
        assert naming(found, "考核方案</h1>") | naming(found, "2026年考核方案") == set()


def test_odd_words_in_an_address_or_a_form_break_no_page(client: Client, pages: Pages, lin: User) -> None:
    client.force_login(lin)
    assert broken_by(client, pages, dict(zip(ASKED, cycle(ODD), strict=False))) == set()

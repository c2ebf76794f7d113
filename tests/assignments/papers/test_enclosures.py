"""附件: seen with what they belong to, taken away by who brought them or by the office, while that is open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assignments.enclosure_rules import RULES, enclosures_visible_to
from assignments.enclosures import attach, sound_files
from assignments.models import Enclosure, NoteAsk, NoteState, SituationNote, Topic
from assignments.models.enclosure import PLACES
from tests.assignments.papers.conftest import AT
from tests.projects.uploads import PDF
from units.models import AuditEntry, Unit, User


@pytest.fixture
def enclosure(chen_filer: User) -> Enclosure:
    """A file of 区农业农村委 beside its answer to a note."""
    note = SituationNote.objects.create(
        year=2026, label="2026-Q3", title="研判", state=NoteState.ASKED, as_of=AT.date(), created_at=AT
    )
    unit = Unit.objects.get(name="区农业农村委")
    ask = NoteAsk.objects.create(note=note, unit=unit, topic=Topic.FARMING, due_on=AT.date(), asked_at=AT)
    files = sound_files([SimpleUploadedFile("旱情.pdf", PDF)])
    return attach(place="note_ask", target=ask, files=files, by=chen_filer, at=AT + timedelta(minutes=1))[0]


def test_every_place_has_its_rule() -> None:
    assert set(RULES) == set(PLACES)


@pytest.mark.parametrize("place", PLACES)
def test_every_place_leads_to_a_page(place: str) -> None:
    assert reverse(RULES[place].page, args=[1]).startswith("/")


def test_a_file_is_handed_out_with_a_trace(enclosure: Enclosure, client: Client, lin: User) -> None:
    client.force_login(lin)
    answer = client.post(reverse("enclosure_download", args=[enclosure.pk]))
    assert (answer.status_code, answer.content) == (200, PDF)
    assert AuditEntry.objects.filter(act="下载附件").exists()


@pytest.mark.parametrize("who", ["wang", "leader", "sysadmin"])
def test_outside_what_it_belongs_to_there_is_no_file(
    enclosure: Enclosure, client: Client, request: pytest.FixtureRequest, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    for name in ("enclosure_download", "enclosure_remove"):
        assert client.post(reverse(name, args=[enclosure.pk])).status_code == 404


def test_it_is_taken_away_by_who_brought_it_or_the_office(
    enclosure: Enclosure, client: Client, chen_reviewer: User, chen_filer: User
) -> None:
    client.force_login(chen_reviewer)
    assert client.post(reverse("enclosure_remove", args=[enclosure.pk])).status_code == 403
    client.force_login(chen_filer)
    assert client.post(reverse("enclosure_remove", args=[enclosure.pk])).status_code == 302
    enclosure.refresh_from_db()
    assert enclosure.removed_by == chen_filer


def test_what_is_closed_keeps_its_files(enclosure: Enclosure, client: Client, lin: User) -> None:
    SituationNote.objects.update(state=NoteState.EDITING)
    client.force_login(lin)
    answer = client.post(reverse("enclosure_remove", args=[enclosure.pk]))
    assert (answer.status_code, "附件随之定稿" in answer.text) == (403, True)


def test_nobody_without_a_post_sees_any(enclosure: Enclosure, sysadmin: User) -> None:
    assert not enclosures_visible_to(sysadmin).exists()

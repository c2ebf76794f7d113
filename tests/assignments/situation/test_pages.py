"""The pages of 综合研判: whose they are, what a refusal keeps, and that a long list costs no more."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assignments.models import NoteAsk, NoteState, SituationNote
from assignments.situation.answering import give
from assignments.situation.issuing import issue_note
from assignments.situation.waiting import waiting_for
from tests.assignments.situation.conftest import AT, LATER, TEXT, fresh
from units.models import User


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' clock stands at the time of the story."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)


def test_an_empty_list_says_what_comes(client: Client, lin: User, wang: User) -> None:
    client.force_login(lin)
    assert "起草研判</a>" in client.get(reverse("note_list")).text
    client.force_login(wang)
    assert "已经印发的研判会列在这里" in client.get(reverse("note_list")).text


@pytest.mark.parametrize(("who", "status"), [("wang", 404), ("leader", 404), ("sysadmin", 403), ("chen_filer", 200)])
def test_a_note_being_asked_is_the_offices_and_those_asked(
    ask: NoteAsk, client: Client, request: pytest.FixtureRequest, who: str, status: int
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("note_detail", args=[ask.note_id])).status_code == status
    assert client.get(reverse("note_ask_give", args=[ask.pk])).status_code == status


def test_a_unit_answers_on_its_page_and_a_refusal_keeps_its_words(
    ask: NoteAsk, client: Client, chen_filer: User, at_once: None
) -> None:
    client.force_login(chen_filer)
    address = reverse("note_ask_give", args=[ask.pk])
    answer = client.post(address, {"text": "太短"})
    assert (answer.status_code, "太短</textarea>" in answer.text, "应写5到" in answer.text) == (422, True, True)
    assert client.post(address, {"text": TEXT}).status_code == 302
    page = client.get(reverse("note_detail", args=[ask.note_id])).text
    assert (TEXT in page, "修改报送内容" in page, "区应急局" in page, "办理经过" in page) == (True, True, False, False)


def test_the_office_goes_the_whole_way_on_pages(
    ask: NoteAsk, client: Client, chen_filer: User, clerk: User, lin: User, at_once: None
) -> None:
    give(ask=ask, text=TEXT, by=chen_filer, at=AT)
    client.force_login(clerk)
    move, edit = reverse("note_move", args=[ask.note_id]), reverse("note_edit", args=[ask.note_id])

    def press(act: str, **more: str) -> int:
        version = fresh(ask.note).version
        return client.post(move, {"act": act, "version": version, **more}).status_code

    assert press("assemble") == 302
    refused = client.post(move, {"act": "withdraw", "version": fresh(ask.note).version, "reason": ""})
    assert (refused.status_code, "请写明原因" in refused.text) == (422, True)
    assert press("send") == 422
    stale = client.post(edit, {"title": "标题", "body": "一、改\n内容。", "version": 1})
    assert (stale.status_code, "一、改\n内容。" in stale.text) == (422, True)
    said = {"title": "标题", "body": "一、改\n内容。", "version": fresh(ask.note).version}
    assert client.post(edit, said).status_code == 302
    assert client.post(reverse("note_preview", args=[ask.note_id]))["Content-Type"] == "application/pdf"
    assert [press("send"), press("issue"), press("none")] == [302, 422, 422]
    client.force_login(lin)
    assert press("issue") == 302
    assert "打开定稿 PDF" in client.get(reverse("note_detail", args=[ask.note_id])).text


def test_the_office_keeps_the_list_on_pages(
    asked: SituationNote, ask: NoteAsk, client: Client, clerk: User, chen_filer: User, at_once: None
) -> None:
    client.force_login(clerk)
    add = reverse("note_ask_add", args=[asked.pk])
    said = {"unit": ask.unit_id, "topic": "farming", "request": "再报一次", "due_on": "2026-10-20"}
    refused = client.post(add, said)
    assert (refused.status_code, "再报一次</textarea>" in refused.text) == (422, True)
    assert client.post(add, {**said, "topic": "other"}).status_code == 302
    other = NoteAsk.objects.get(topic="other")
    edited = client.post(reverse("note_ask_edit", args=[other.pk]), {"request": "改", "due_on": "2026-10-21"})
    assert (edited.status_code, NoteAsk.objects.get(pk=other.pk).request) == (302, "改")
    assert client.post(reverse("note_ask_remove", args=[other.pk])).status_code == 302
    give(ask=ask, text=TEXT, by=chen_filer, at=AT)
    back = reverse("note_ask_return", args=[ask.pk])
    assert [client.post(back, {"reason": said}).status_code for said in ("", "补数字")] == [422, 302]
    client.force_login(chen_filer)
    for name in ("note_ask_edit", "note_ask_remove", "note_ask_return"):
        assert client.post(reverse(name, args=[ask.pk])).status_code in (403, 422)
    assert client.get(add).status_code == 403
    assert client.get(reverse("note_new")).status_code == 403


def test_a_new_note_is_drafted_on_its_page(client: Client, lin: User, at_once: None) -> None:
    client.force_login(lin)
    bad = client.post(reverse("note_new"), {"label": "2026-09", "as_of": "2026-10-01", "title": "九月研判"})
    assert (bad.status_code, 'value="九月研判"' in bad.text) == (422, True)
    assert client.post(reverse("note_new"), {"label": "2026-09", "title": "九月研判"}).status_code == 302
    assert SituationNote.objects.get().as_of == date(2026, 9, 30)


def test_the_workbook_tells_who_was_late(
    checking: SituationNote, client: Client, clerk: User, lin: User, wang: User
) -> None:
    issue_note(note=checking, by=lin, at=LATER)
    client.force_login(clerk)
    sheet = openpyxl.load_workbook(BytesIO(client.post(reverse("note_export")).content)).active
    told = {row[4]: row[8] for row in sheet.values if row[0] == "2026年第三季度"}
    assert (told["区农业农村委"], told["区应急局"]) == ("已报送", "未报送")
    client.force_login(wang)
    sheet = openpyxl.load_workbook(BytesIO(client.post(reverse("note_export")).content)).active
    assert [row[4] for row in sheet.values if row[0] == "2026年第三季度"] == [None]


def test_the_list_costs_the_same_for_2_and_20(note: SituationNote, client: Client, lin: User) -> None:
    client.force_login(lin)
    client.get(reverse("note_list"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("note_list"))
    for month in range(1, 13):
        for year in (2025, 2026):
            _copy(note, year, f"{year}-{month:02}")
    with CaptureQueriesContext(connection) as many:
        page = client.get(reverse("note_list")).text
    assert (len(many), "共 25 份" in page) == (len(few), True)


def _copy(note: SituationNote, year: int, label: str) -> None:
    SituationNote.objects.create(
        year=year, label=label, title=note.title, state=NoteState.ISSUED, as_of=note.as_of, created_at=AT
    )


def test_the_desk_tells_each_what_waits(
    checking: SituationNote, client: Client, lin: User, clerk: User, chen_filer: User, leader: User
) -> None:
    on = LATER.date()
    assert [(line.label, line.number) for line in waiting_for(lin, on=on)] == [("综合研判待核稿印发", 1)]
    assert [waiting_for(one, on=on) for one in (clerk, chen_filer, leader)] == [[], [], []]
    client.force_login(lin)
    page = client.get(f"{reverse('note_list')}?turn=check").text
    assert checking.title in page
    assert checking.title not in client.get(f"{reverse('note_list')}?turn=write").text

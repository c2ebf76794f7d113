"""政策宣讲: recorded by a township, voided with a reason, summed in 场次 and 人次."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import Settings

from assignments.models import Enclosure, PolicyTalk
from assignments.policies.reference import load_policies
from assignments.policies.talk_sums import sums_of
from assignments.policies.talks import add_photos, record_talk, void_talk
from tests.projects.uploads import upload
from units.models import Unit, User
from units.refusals import NotAllowed, Refusal, WrongState

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 12, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def _stopped_clock(settings: Settings, tmp_path: Any) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(AT, tick=False):
        yield


def values(**changed: Any) -> dict[str, Any]:
    return {
        "unit": Unit.objects.get(name="建胜镇"), "held_on": date(2026, 11, 10), "place": "某村文化室",
        "topic": "以工代赈政策", "speaker": "王溪", "attendances": 40, "policies": [], "remark": "", **changed,
    }  # fmt: skip


def talk(by: User, **changed: Any) -> PolicyTalk:
    return record_talk(values=values(**changed), by=by, at=AT)


def test_a_talk_is_held_before_it_is_recorded_and_recorded_once(wang: User) -> None:
    talk(wang)
    with pytest.raises(Refusal) as refused:
        talk(wang, held_on=date(2026, 11, 13), attendances=-1)
    assert [said for said in refused.value.sentences if "不能晚于今天" in said or "不能是负数" in said] != []
    assert len(refused.value.sentences) == 2
    with pytest.raises(Refusal, match="已经登记过"):
        talk(wang)
    with pytest.raises(Refusal, match="至少为1"):
        talk(wang, topic="没办成", attendances=0)


@pytest.mark.parametrize("who", ["lin", "zhao", "chen_filer", "leader"])
def test_nobody_else_records_or_voids_a_townships_talk(who: str, wang: User, request: pytest.FixtureRequest) -> None:
    held, other = talk(wang), request.getfixturevalue(who)
    for act in (
        lambda: talk(other, topic="另一场"),
        lambda: void_talk(talk=held, reason="误登", by=other, at=AT),
        lambda: add_photos(talk=held, files=[upload()], by=other, at=AT),
    ):
        with pytest.raises(NotAllowed, match="本镇街"):
            act()


def test_a_void_talk_is_in_no_sum_and_is_voided_once(wang: User) -> None:
    held = talk(wang)
    talk(wang, topic="另一场", attendances=25)
    with pytest.raises(Refusal, match="作废原因"):
        void_talk(talk=held, reason="", by=wang, at=AT)
    void_talk(talk=held, reason="登记重了", by=wang, at=AT)
    with pytest.raises(WrongState, match="已经作废"):
        void_talk(talk=held, reason="登记重了", by=wang, at=AT)
    sums = sums_of(PolicyTalk.objects.filter(voided_at=None))
    assert (sums.talks, sums.attendances, sums.townships, sums.all_townships) == (1, 25, 1, 8)
    held.refresh_from_db()
    with pytest.raises(WrongState, match="不能再加附件"):
        add_photos(talk=held, files=[upload()], by=wang, at=AT)


def test_a_township_records_with_photos_and_finds_everything_on_its_page(client: Client, wang: User) -> None:
    load_policies(by=None, at=AT)
    client.force_login(wang)
    unit = Unit.objects.get(name="建胜镇")
    said = {
        "unit": unit.pk, "held_on": "2026-11-10", "place": "某村", "topic": "用工政策", "speaker": "王溪",
        "attendances": "３2", "attachments": upload(),
    }  # fmt: skip
    answer = client.post(reverse("talk_new"), said)
    held = PolicyTalk.objects.get()
    assert answer.status_code == 302
    assert held.attendances == 32
    assert Enclosure.objects.get(talk=held).uploaded_by == wang
    shown = client.get(reverse("talk_detail", args=[held.pk])).content.decode()
    assert "32人次" in shown
    assert "照此再登记一场" in shown
    offered = client.get(reverse("talk_new")).content.decode()
    assert "国务院令第724号" in offered
    assert "舒城县" not in offered  # of another place: for the office's reference, not for talks
    again = client.get(reverse("talk_new") + f"?like={held.pk}").content.decode()
    assert 'value="用工政策"' in again
    odd = client.post(reverse("talk_new"), said | {"policies": "9" * 30, "attachments": ""})
    assert "请从列出的文件里选择" in odd.content.decode()
    late = client.post(reverse("talk_new"), said | {"held_on": "2026-12-01", "attachments": ""})
    assert late.status_code == 422
    assert 'value="用工政策"' in late.content.decode()


def test_pages_show_a_township_its_own_and_the_office_all(
    client: Client, wang: User, zhao: User, lin: User, leader: User
) -> None:
    held = talk(wang)
    talk(zhao, unit=Unit.objects.get(name="八桥镇"), topic="八桥的宣讲", attendances=7)
    client.force_login(zhao)
    shown = client.get(reverse("talk_list")).content.decode()
    assert "八桥的宣讲" in shown
    assert "以工代赈政策</a>" not in shown
    assert client.get(reverse("talk_detail", args=[held.pk])).status_code == 404
    assert client.post(reverse("talk_void", args=[held.pk]), {"reason": "误"}).status_code == 404
    for reader in (lin, leader):
        client.force_login(reader)
        shown = client.get(reverse("talk_list")).content.decode()
        assert "47" in shown
        covered = client.get(reverse("talk_coverage")).content.decode()
        assert covered.count("还没有开展") == 6
    book = load_workbook(io.BytesIO(client.post(reverse("talk_export")).content))
    cells = [cell.value for row in book.active.iter_rows() for cell in row]  # type: ignore[union-attr]
    assert 47 in cells


def test_the_register_prints_what_is_listed_and_nothing_is_refused(
    client: Client, lin: User, wang: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setattr("documents.papers.engine.print_pdf", lambda html: seen.append(html) or b"%PDF-1.7")
    client.force_login(lin)
    empty = client.post(reverse("talk_print"))
    assert empty.status_code == 422
    assert "没有可以打印的宣讲" in empty.content.decode()
    talk(wang)
    assert client.post(reverse("talk_print")).content.startswith(b"%PDF")
    assert "以工代赈政策" in seen[0]
    assert "40" in seen[0]


def test_the_ledger_costs_the_same_for_two_and_twenty(client: Client, lin: User, wang: User) -> None:
    client.force_login(lin)

    def cost() -> int:
        client.get(reverse("talk_list"))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("talk_list")).status_code == 200
        return len(asked)

    for number in range(2):
        talk(wang, topic=f"第{number}场")
    few = cost()
    for number in range(2, 20):
        talk(wang, topic=f"第{number}场")
    assert cost() == few

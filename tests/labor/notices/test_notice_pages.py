"""The page of a roll's notice, the district's list, and what is printed."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from labor.models import Objection, PublicNotice, RollAct, RollState
from labor.notices.objections import record_objection
from labor.notices.result import half_named
from projects.models import Project
from projects.periods import open_period
from tests.labor.conftest import AT
from tests.labor.every_page import full_numbers
from tests.labor.notices.conftest import BOTH, Posted
from tests.labor.paying import MakeRoll, make_roll
from tests.labor.trainings.conftest import picture
from units.models import AuditEntry, User

HUNG = {"places": BOTH, "place_note": "望江崖社区公示栏", "starts_on": "2026-11-10"}


@pytest.fixture(autouse=True)
def stopped() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def words_of(pdf: bytes) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


def test_a_sheet_is_printed_posted_and_its_days_are_counted(client: Client, roll_in: MakeRoll, wang: User) -> None:
    roll = roll_in(RollState.NOTICE, people=3)
    client.force_login(wang)
    page = reverse("roll_notice", args=[roll.pk])
    assert "如果今天张贴：11月12日张贴，公示至11月19日，11月20日起可送审" in client.get(page).content.decode()
    sheet = words_of(client.post(reverse("notice_sheet", args=[roll.pk]), HUNG | {"starts_on": "2026-11-13"}).content)
    assert "2026年11月13日张贴，公示至2026年11月20日" in "".join(sheet.split())
    assert "第1次公示" in sheet
    assert not PublicNotice.objects.exists()
    sent = client.post(reverse("notice_post", args=[roll.pk]), HUNG | {"version": roll.version})
    assert sent.headers["Location"] == page
    told = client.get(page).content.decode()
    assert "11月10日张贴，公示至11月17日，11月18日起可送审" in told
    assert "已公示1天，还差6天" in told
    photos = {"attachments": [picture("公示栏.png")]}
    assert client.post(reverse("notice_photo_add", args=[roll.notices.get().pk]), photos).status_code == 302
    assert "公示栏.png" in client.get(page).content.decode()


def test_the_sheet_holds_masked_numbers_and_nothing_that_stays_inside(
    client: Client, posted: Posted, wang: User
) -> None:
    roll = posted(people=30).roll
    client.force_login(wang)
    answer = client.post(reverse("notice_sheet", args=[roll.pk]))
    sheet = words_of(answer.content)
    line = roll.lines.select_related("worker").first()
    assert "no-store" in answer.headers["Cache-Control"]
    assert [number for number in full_numbers() if number in sheet] == []
    for kept_inside in (line.card_masked, line.phone_masked):
        assert kept_inside not in sheet
    for shown in (line.name, line.worker.id_masked, "126000.00", "30人", "600", "第 2 页", "建胜镇人民政府"):
        assert shown in sheet
    assert AuditEntry.objects.get(act="打印公示表").rows == 30


@pytest.mark.parametrize(
    ("page", "typed", "said"),
    [
        ("notice_post", HUNG | {"places": ["village"]}, "还没有勾选乡镇（街道）公示栏"),
        ("notice_post", HUNG | {"starts_on": "2026-11-13"}, "不能晚于今天"),
        ("notice_sheet", HUNG | {"places": ["village"]}, "还没有勾选乡镇（街道）公示栏"),
    ],
)
def test_what_cannot_be_posted_is_said_and_what_was_typed_stays(
    client: Client, roll_in: MakeRoll, wang: User, page: str, typed: dict[str, Any], said: str
) -> None:
    roll = roll_in(RollState.NOTICE)
    client.force_login(wang)
    answer = client.post(reverse(page, args=[roll.pk]), typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "望江崖社区公示栏" in answer.content.decode()


def test_an_objection_is_recorded_refused_answered_and_sends_the_roll_back(
    client: Client, posted: Posted, wang: User
) -> None:
    roll = posted().roll
    client.force_login(wang)
    page, add = reverse("roll_notice", args=[roll.pk]), reverse("objection_add", args=[roll.pk])
    typed = {"raised_by": "李明", "received_on": "2026-11-05", "row": "99", "content": "少算两天"}
    refused = client.post(add, typed)
    assert (refused.status_code, "没有序号99" in refused.content.decode()) == (422, True)
    assert "少算两天" in refused.content.decode()
    client.post(add, typed | {"row": "1"})
    made = Objection.objects.get()
    answer = reverse("objection_answer", args=[made.pk])
    assert client.post(answer, {"outcome": "upheld", "answer": ""}).status_code == 422
    assert client.post(answer, {"outcome": "upheld", "answer": "漏记两天"}).headers["Location"] == page
    roll.refresh_from_db()
    assert roll.state == RollState.DRAFT
    assert "第1次公示已中止" in client.get(page).content.decode()


def test_what_came_of_a_notice_is_printed_once_it_is_over_and_keeps_names_back(
    client: Client, posted: Posted, wang: User
) -> None:
    notice = posted()
    said: dict[str, Any] = {"raised_by": "李小明", "received_on": date(2026, 11, 5), "content": "少算两天"}
    record_objection(roll=notice.roll, **said, by=wang, at=AT)
    client.force_login(wang)
    address = reverse("notice_result", args=[notice.roll_id])
    result = "".join(words_of(client.post(address).content).split())
    assert "影像1张；公示至2026年11月10日，满7天" in result
    assert (half_named("李小明") in result, "李小明" in result) == (True, False)
    with time_machine.travel(date(2026, 11, 10)):
        assert client.post(address).status_code == 422


def test_others_find_nothing_leaders_read_and_change_nothing(
    client: Client, posted: Posted, zhao: User, leader: User
) -> None:
    notice = posted()
    client.force_login(zhao)
    assert client.get(reverse("roll_notice", args=[notice.roll_id])).status_code == 404
    assert client.post(reverse("notice_stop", args=[notice.pk]), {"reason": "看看"}).status_code == 404
    client.force_login(leader)
    page = client.get(reverse("roll_notice", args=[notice.roll_id])).content.decode()
    assert ("登记异议" in page, "上传影像" in page, "登记有误" in page) == (False, False, False)
    assert client.post(reverse("notice_stop", args=[notice.pk]), {"reason": "看看"}).status_code == 422
    assert PublicNotice.objects.get().stopped_at is None


def test_the_list_counts_days_and_what_is_late_and_is_written_out(
    client: Client, posted: Posted, road: Project, chen_filer: User, lin: User
) -> None:
    posted()
    make_roll(road, open_period(month=date(2026, 8, 1), by=None, at=AT), by=chen_filer, state=RollState.NOTICE)
    client.force_login(lin)
    address = reverse("notice_list")
    page = client.get(address).content.decode()
    assert ("已公示满7天" in page, "审定后请尽快张贴" in page, "16800.00" in page) == (True, True, True)
    late = client.get(address, {"standing": "over"}).content.decode()
    assert ("已公示满7天" in late, "审定后请尽快张贴" in late) == (True, False)
    assert "没有符合条件的发放公示" in client.get(address, {"standing": "objected"}).content.decode()
    assert client.post(f"{reverse('notice_export')}?standing=over").content[:2] == b"PK"
    assert AuditEntry.objects.get(act="导出发放公示清单").rows == 1


def test_list_and_page_cost_the_same_for_2_and_20(
    client: Client, road: Project, chen_filer: User, lin: User, posted: Posted
) -> None:
    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as made:
            assert client.get(address).status_code == 200
        return len(made)

    notice = posted(people=2)
    client.force_login(lin)
    pages = [reverse("notice_list"), reverse("roll_notice", args=[notice.roll_id])]
    said: dict[str, Any] = {"received_on": date(2026, 11, 5), "content": "少算", "by": lin, "at": AT}
    record_objection(roll=notice.roll, raised_by="匿名", row=1, **said)
    few = [cost(page) for page in pages]
    for month in range(1, 9):
        period = open_period(month=date(2026, month, 1), by=None, at=AT)
        make_roll(road, period, by=chen_filer, state=RollState.NOTICE, people=1)
    for row in (1, 2, 1):
        record_objection(roll=notice.roll, raised_by="匿名", row=row, **said)
    assert [cost(page) for page in pages] == few


def test_a_notice_that_hangs_is_not_offered_to_be_hung_again(posted: Posted, wang: User, client: Client) -> None:
    notice = posted()
    client.force_login(wang)
    page = reverse("roll_detail", args=[notice.roll_id])
    assert RollAct.POST not in [move.act for move, _ in client.get(page).context["head"]["links"]]
    PublicNotice.objects.update(stopped_at=AT, stopped_by=wang, stop_reason="演示")
    assert RollAct.POST in [move.act for move, _ in client.get(page).context["head"]["links"]]

"""核对 and its forms in the browser's place: who sees what, what is kept after a refusal, how many queries."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from labor.models import RollState, WageLine, WageRoll
from projects.models import Project
from tests.labor.attendance.conftest import Engagements, Keep, day, join, keep, trade, worker
from tests.labor.conftest import AT
from tests.labor.paying import MakeRoll, line_of
from tests.labor.sheets import card_number, id_number, line, roll_bytes
from units.models import AuditEntry, User

__all__ = ["join", "keep", "trade"]
pytestmark = pytest.mark.usefixtures("standards")
Open = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def sign_in(client: Client) -> Open:
    def run(user: User) -> Client:
        client.force_login(user)
        return client

    return run


def at_roll(name: str, roll: WageRoll) -> str:
    return reverse(name, args=[roll.pk])


def test_differences_are_listed_with_a_way_to_each_line_and_filtered_by_kind(
    road: Project, roll_in: MakeRoll, join: Engagements, keep: Keep, chen_filer: User, sign_in: Open
) -> None:
    roll = roll_in()
    keep(road, {join(road, 1, day_rate_fen=210_00): {day(each): 100 for each in range(1, 19)}})
    browser = sign_in(chen_filer)
    page = browser.get(at_roll("roll_check", roll)).content.decode()
    own = roll.lines.order_by("row")[0]
    assert "多2工日，计420.00元" in page
    assert reverse("roll_line_edit", args=[own.pk]) in page
    assert "差异的原因" in page
    assert card_number(1) not in page
    assert id_number(order=1) not in page
    of_kind = browser.get(at_roll("roll_check", roll), {"kind": "not_on_roster"}).content.decode()
    assert "多2工日" not in of_kind
    assert "不在本项目花名册" in of_kind
    assert "没有符合条件的差异" in browser.get(at_roll("roll_check", roll), {"kind": "underage"}).content.decode()


def test_sending_without_the_reason_says_so_and_keeps_nothing_else_from_going(
    roll_in: MakeRoll, chen_filer: User, sign_in: Open
) -> None:
    roll, browser = roll_in(), sign_in(chen_filer)
    refused = browser.post(at_roll("roll_send", roll), {"version": "0", "reason": " "})
    assert refused.status_code == 422
    assert "不在花名册2处" in refused.content.decode()
    stale = browser.post(at_roll("roll_send", roll), {"version": "9", "reason": "确属实情"})
    assert stale.status_code == 422
    assert "确属实情" in stale.content.decode()
    sent = browser.post(at_roll("roll_send", roll), {"version": "0", "reason": "确属实情"})
    assert sent.status_code == 302
    assert WageRoll.objects.get().state == RollState.SIGNING
    after = browser.get(at_roll("roll_check", roll)).content.decode()
    assert "写明原因并送签" not in after
    assert "更正<span" not in after


def test_a_line_is_corrected_and_what_was_typed_stays_after_a_refusal(
    roll_in: MakeRoll, chen_filer: User, sign_in: Open
) -> None:
    roll, browser = roll_in(), sign_in(chen_filer)
    own = roll.lines.order_by("row")[0]
    url = reverse("roll_line_edit", args=[own.pk])
    typed = {"version": "0", "job": "普工", "centidays": "19.5", "rate_fen": "210", "deduction_fen": "50"}
    refused = browser.post(url, typed)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert 'value="19.5"' in page
    assert "国令724第15条" in page
    done = browser.post(url, typed | {"deduction_item": "社会保险费个人部分", "card": card_number(8)}, follow=True)
    assert "已更正" in done.content.decode()
    assert card_number(8) not in done.content.decode()
    own.refresh_from_db()
    assert (own.centidays, own.net_fen, own.card_masked[-4:]) == (1950, 4_045_00, card_number(8)[-4:])
    stale = browser.post(url, typed | {"deduction_item": "社会保险费个人部分", "centidays": "19"})
    assert stale.status_code == 422
    assert 'name="version" value="1"' in stale.content.decode()


def test_taking_out_putting_back_and_adding(
    road: Project, roll_in: MakeRoll, join: Engagements, keep: Keep, chen_filer: User, sign_in: Open
) -> None:
    stay = join(road, 3, day_rate_fen=210_00)
    keep(road, {stay: {day(5): 100}})
    roll, browser = roll_in(), sign_in(chen_filer)
    own = roll.lines.order_by("row")[0]
    remove = reverse("roll_line_remove", args=[own.pk])
    assert browser.get(remove).status_code == 200
    assert browser.post(remove, {"version": "0", "reason": ""}).status_code == 422
    browser.post(remove, {"version": "0", "reason": "本人本月没有务工"})
    assert "移出本表的行" in browser.get(at_roll("roll_check", roll)).content.decode()
    browser.post(reverse("roll_line_restore", args=[own.pk]), {"version": "1"})
    assert roll.lines.filter(in_force=True).count() == 2
    assert browser.post(reverse("roll_line_restore", args=[own.pk]), {"version": "2"}).status_code == 422
    add = at_roll("roll_line_add", roll)
    assert "checked" in browser.get(add, {"worker": stay.worker_id}).content.decode()
    assert browser.post(add, {"version": "2"}).status_code == 422
    browser.post(add, {"version": "2", "worker": [stay.worker_id]})
    assert roll.lines.filter(worker=worker(3)).get().gross_fen == 210_00


def test_who_may_look_and_who_may_write(
    roll_in: MakeRoll, chen_reviewer: User, zhao: User, leader: User, sign_in: Open
) -> None:
    roll = roll_in()
    own = roll.lines.order_by("row")[0]
    edit = reverse("roll_line_edit", args=[own.pk])
    reviewer = sign_in(chen_reviewer)
    page = reviewer.get(at_roll("roll_check", roll)).content.decode()
    assert "移出<span" not in page
    assert reviewer.get(edit).status_code == 302
    assert reviewer.post(at_roll("roll_send", roll), {"reason": "实情"}).status_code == 422
    assert sign_in(leader).get(at_roll("roll_check", roll)).status_code == 200
    assert sign_in(leader).post(edit, {"centidays": "1"}).status_code == 302
    assert sign_in(zhao).get(at_roll("roll_check", roll)).status_code == 404
    assert sign_in(zhao).get(edit).status_code == 404
    assert WageLine.objects.get(pk=own.pk).centidays == 2000


def test_differences_go_out_marked_with_who_and_why(roll_in: MakeRoll, chen_filer: User, sign_in: Open) -> None:
    roll, browser = roll_in(), sign_in(chen_filer)
    url = at_roll("roll_check_export", roll)
    assert browser.post(url, {"reason": "无"}).status_code == 422
    answer = browser.post(url, {"reason": "交业主核对考勤"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    said = "".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    assert "交业主核对考勤" in said
    assert id_number(order=1) not in said
    assert AuditEntry.objects.get(act="导出发放表核对结果").rows == 2


def test_a_draft_comes_in_by_the_import_page(
    road: Project, october: object, chen_filer: User, wang: User, sign_in: Open
) -> None:
    browser = sign_in(chen_filer)
    shown = browser.get(reverse("import_roll"), {"way": "draft", "project": road.pk}).content.decode()
    assert 'value="draft"' in shown
    given = {"way": "draft", "project": road.pk, "month": "2026-10", "import": "1"}
    book = io.BytesIO(roll_bytes([line(1)]))
    book.name = "发放表.xlsx"
    answer = browser.post(reverse("import_roll"), {**given, "file": book})
    roll = WageRoll.objects.get()
    assert answer.headers["Location"] == at_roll("roll_check", roll)
    assert roll.state == RollState.DRAFT
    book.seek(0)
    refused = sign_in(wang).post(reverse("import_roll"), {**given, "file": book})
    assert "您不编制这个项目的发放表" in refused.content.decode()


def test_as_many_queries_for_twenty_lines_as_for_two(
    road: Project, roll_in: MakeRoll, chen_filer: User, sign_in: Open
) -> None:
    roll, browser = roll_in(), sign_in(chen_filer)
    url = at_roll("roll_check", roll)

    def asked() -> int:
        with CaptureQueriesContext(connection) as told:
            browser.get(url)
        return len(told)

    asked()
    few = asked()
    roll.lines.all().delete()
    WageLine.objects.bulk_create(line_of(roll, order) for order in range(1, 21))
    assert asked() == few

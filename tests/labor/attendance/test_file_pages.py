from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from labor.attendance.grid import read_grid
from labor.attendance.paper import register_of
from labor.attendance.sheets import sheet_of
from labor.models import Attendance
from projects.models import Period, Project
from tests.labor.attendance.books import book_bytes
from tests.labor.attendance.conftest import Engagements, Keep, day
from tests.labor.attendance.pages import LONG_NUMBER, Pages, plain
from tests.labor.conftest import AT, Import, saved_roll
from units.models import AuditEntry, User

pytestmark = pytest.mark.usefixtures("october")


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def office(client: Client, lin: User, road: Project) -> Pages:
    return Pages(client, lin, road)


def upload(office: Pages, content: bytes, **values: str) -> Any:
    file = SimpleUploadedFile("考勤.xlsx", content)
    return office.client.post(office.address("import"), {"file": file, **values})


def cells(content: bytes) -> list[str]:
    page = load_workbook(io.BytesIO(content)).worksheets[0]
    return [str(value) for row in page.iter_rows(values_only=True) for value in row if value is not None]


def test_a_sheet_is_checked_then_imported(office: Pages, join: Engagements) -> None:
    stay = join(office.project, 1)
    book = book_bytes([(stay.name, "", {1: "√", 2: "△"}, 1.5)])
    checked = upload(office, book, check="1")
    assert checked.status_code == 200
    assert "检查通过" in checked.content.decode()
    assert not Attendance.objects.exists()
    saved = upload(office, book)
    assert saved.url == office.address()
    assert "1人，1.5工日" in office.shown()


def test_a_faulty_sheet_is_told_cell_by_cell_and_comes_back_annotated(office: Pages, join: Engagements) -> None:
    stay = join(office.project, 1)
    book = book_bytes([(stay.name, "", {1: "？"}, None)])
    answer = upload(office, book)
    assert answer.status_code == 422
    assert "E5" in answer.content.decode()
    noted = upload(office, book, annotate="1")
    assert load_workbook(io.BytesIO(noted.content)).worksheets[0]["E5"].comment is not None
    assert not Attendance.objects.exists()


def test_an_upload_into_a_locked_month_says_so(office: Pages, join: Engagements, keep: Keep, bring_in: Import) -> None:
    stay = join(office.project, 400)
    keep(office.project, {stay: {day(1): 100}})
    saved_roll(bring_in(office.project))
    assert "随发放表锁定" in office.get("import").content.decode()
    answer = upload(office, book_bytes([(stay.name, "", {2: "√"}, 1)]))
    assert answer.status_code == 422
    assert Attendance.objects.count() == 1


def test_who_does_not_keep_it_neither_imports_nor_takes_the_form(
    client: Client, chen_reviewer: User, zhao: User, road: Project
) -> None:
    for name in ("import", "template"):
        refused = Pages(client, chen_reviewer, road).post(name)
        assert refused.status_code == 403
        assert "请由该项目" in refused.content.decode()
        assert Pages(client, zhao, road).post(name).status_code == 404


def test_the_form_holds_the_months_roster_masked(office: Pages, join: Engagements) -> None:
    stay = join(office.project, 1)
    answer = office.post("template")
    assert answer["Cache-Control"].startswith(("max-age=0", "no-store"))
    said = cells(answer.content)
    assert stay.name in said
    assert stay.worker.id_masked in said
    assert not any(LONG_NUMBER.search(text) for text in said)
    assert any("林岚（lin）" in text for text in said)
    assert AuditEntry.objects.get(act="下载考勤登记表").rows == 1


def test_what_is_exported_can_be_imported_again_and_says_who_took_it(
    office: Pages, join: Engagements, keep: Keep
) -> None:
    stay = join(office.project, 1)
    keep(office.project, {stay: {day(1): 100, day(2): 50}})
    answer = office.post("export", reason="报送月度考勤")
    said = cells(answer.content)
    assert any("林岚（lin）" in text and "报送月度考勤" in text for text in said)
    assert not any(LONG_NUMBER.search(text) for text in said)
    entry = AuditEntry.objects.get(act="导出考勤表")
    assert (entry.rows, entry.detail["reason"]) == (1, "报送月度考勤")
    assert upload(office, answer.content).url == office.address()
    assert AuditEntry.objects.filter(act="登记考勤").count() == 1  # nothing was changed by it


@pytest.mark.parametrize("name", ["export", "print"])
def test_nothing_is_taken_out_without_a_reason_or_by_a_post_without_part(
    client: Client, lin: User, leader: User, road: Project, join: Engagements, name: str
) -> None:
    join(road, 1)
    short = Pages(client, lin, road).post(name, reason="看看")
    assert short.status_code == 422
    assert "请写明用途" in short.content.decode()
    assert ">看看</textarea>" in short.content.decode()
    refused = Pages(client, leader, road).post(name, reason="领导查看考勤")
    assert refused.status_code == 422
    assert "您的岗位不经办" in plain(refused.content.decode())
    assert not AuditEntry.objects.filter(act__endswith="考勤表").exists()


def test_an_empty_roster_is_neither_exported_nor_printed(office: Pages) -> None:
    for name in ("export", "print"):
        answer = office.post(name, reason="报送月度考勤")
        assert answer.status_code == 422
        assert "名册里没有人" in answer.content.decode()


def test_a_crowd_is_printed_by_teams(office: Pages, join: Engagements, monkeypatch: pytest.MonkeyPatch) -> None:
    join(office.project, 1), join(office.project, 2, team="二班")
    monkeypatch.setattr("labor.attendance.paper.MOST_PEOPLE", 1)
    answer = office.post("print", reason="工地现场登记")
    assert answer.status_code == 422
    assert "请先选一个班组再打印" in answer.content.decode()
    assert office.post("print", reason="工地现场登记", team="二班").content.startswith(b"%PDF")


def test_the_paper_is_a_pdf_and_leaves_an_entry(office: Pages, join: Engagements) -> None:
    join(office.project, 1)
    answer = office.post("print", reason="工地现场登记", team="一班")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    entry = AuditEntry.objects.get(act="打印考勤表")
    assert (entry.rows, entry.detail) == (1, {"reason": "工地现场登记", "team": "一班"})


def test_the_paper_is_empty_or_filled_and_never_open_where_nobody_was(
    road: Project, october: Period, join: Engagements, keep: Keep
) -> None:
    stay = join(road, 1, entered_on=day(3))
    keep(road, {stay: {day(3): 100, day(4): 50}})
    grid = read_grid(sheet_of(road, october))
    empty, filled = (register_of(grid, filled=each, mark="谁").table for each in (False, True))
    assert empty.rows[0][4:8] == ("／", "／", "", "")
    assert filled.rows[0][4:8] == ("／", "／", "√", "0.5")
    assert (filled.rows[0][-2], filled.total[6], filled.total[-2]) == ("1.5", "1", "1.5")
    assert (empty.rows[0][-2], empty.total[-2]) == ("", "")
    assert empty.columns[4].heading == "1\n四"
    assert stay.worker.id_masked not in empty.rows[0]

"""Roll pages: who sees what, what they show, what they never show."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from documents.formats import yuan
from labor.models import WageLine, WageRoll
from projects.models import Period, Project
from tests.labor.conftest import Import, saved_roll, workbook
from units.models import AuditEntry, User

PURPOSE = {"reason": "核对银行回单"}
LONG_NUMBER = re.compile(r"(?<![0-9])(?:[0-9]{17}[0-9X]|[0-9]{16,19})(?![0-9])")


@pytest.fixture
def enter(client: Client):
    def go(user: User) -> Client:
        client.force_login(user)
        return client

    return go


@pytest.fixture
def roll(road: Project, bring_in: Import) -> WageRoll:
    return saved_roll(bring_in(road))


def upload(project: Project | str) -> SimpleUploadedFile:
    path = workbook(project)
    return SimpleUploadedFile(path.name, path.read_bytes())


def texts(content: bytes) -> Iterator[str]:
    for sheet in load_workbook(io.BytesIO(content)):
        for row in sheet.iter_rows(values_only=True):
            yield from (str(value) for value in row if value is not None)


def test_lists_and_pages_show_masked_numbers_alone(enter, lin: User, roll: WageRoll) -> None:
    client = enter(lin)
    pages = [("roll_list", []), ("roll_detail", [roll.pk]), ("roll_signing", [roll.pk]), ("roll_overlaps", [])]
    for name, keys in pages:
        body = client.get(reverse(name, args=keys)).content.decode()
        assert not LONG_NUMBER.search(re.sub(r"csrf\S+", "", body)), name
    body = client.get(reverse("roll_detail", args=[roll.pk])).content.decode()
    assert "50*************234" in body
    assert "160589.50" in body


def test_exports_are_masked_and_leave_an_entry(enter, lin: User, roll: WageRoll) -> None:
    client = enter(lin)
    for name, keys, act in [
        ("roll_export", [roll.pk], "导出发放表"),
        ("roll_list_export", [], "导出发放表清单"),
        ("roll_overlaps_export", [], "导出同月多项目人员"),
    ]:
        answer = client.post(reverse(name, args=keys), PURPOSE)
        assert answer.status_code == 200
        assert not [text for text in texts(answer.content) if LONG_NUMBER.search(text)]
        assert AuditEntry.objects.filter(act=act, by=lin).count() == 1


@pytest.mark.parametrize("name", ["roll_export", "roll_overlaps_export"])
def test_people_are_taken_out_for_a_stated_purpose_alone(enter, lin: User, roll: WageRoll, name: str) -> None:
    address = reverse(name, args=[roll.pk] if name == "roll_export" else [])
    refused = enter(lin).post(address, {"reason": "备"})
    assert refused.status_code == 422
    assert "至少四个字" in refused.content.decode()
    assert not AuditEntry.objects.filter(act__startswith="导出").exists()
    cells = texts(enter(lin).post(address, PURPOSE).content)
    assert sum(f"{lin.name}（{lin.username}）" in cell and PURPOSE["reason"] in cell for cell in cells) == 2


def test_an_export_adds_up_to_the_page(enter, lin: User, roll: WageRoll) -> None:
    answer = enter(lin).post(reverse("roll_export", args=[roll.pk]), PURPOSE)
    sheet = load_workbook(io.BytesIO(answer.content)).active
    total = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "合计")
    assert "160589.5" in [str(value) for value in total]


@pytest.mark.parametrize(
    ("who", "status"),
    [("lin", 200), ("chen_filer", 200), ("wang", 200), ("leader", 200), ("zhao", 404), ("auditor", 403)],
)
def test_who_sees_the_roll(request, enter, who: str, status: int, roll: WageRoll) -> None:
    user = request.getfixturevalue(who)
    assert enter(user).get(reverse("roll_detail", args=[roll.pk])).status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [("lin", 200), ("chen_filer", 200), ("wang", 200), ("leader", 403), ("zhao", 404), ("sysadmin", 403)],
)
def test_who_may_ask_for_full_numbers(request, enter, who: str, status: int, roll: WageRoll) -> None:
    user, line = request.getfixturevalue(who), roll.lines.first()
    address = reverse("roll_line_numbers", args=[line.pk])
    assert enter(user).get(address).status_code == status
    answer = enter(user).post(address, {"reason": "银行退票，核对账号"})
    assert answer.status_code == status
    assert AuditEntry.objects.filter(act="查看完整号码").count() == (1 if status == 200 else 0)


def test_full_numbers_are_shown_once_with_a_reason_in_the_trail(enter, lin: User, roll: WageRoll) -> None:
    line = roll.lines.get(name="朱洪国")
    address = reverse("roll_line_numbers", args=[line.pk])
    client = enter(lin)
    refused = client.post(address, {"reason": ""})
    assert refused.status_code == 422
    assert "500104199010083234" not in refused.content.decode()
    shown = client.post(address, {"reason": "银行退票，核对账号6228486095503330858"})
    body = shown.content.decode()
    assert "500104199010083234" in body
    assert "6228486095503330858" in body
    assert "no-store" in shown["Cache-Control"]
    assert "500104199010083234" not in client.get(address).content.decode()
    entry = AuditEntry.objects.get(act="查看完整号码")
    assert entry.by == lin
    assert not LONG_NUMBER.search(f"{entry.subject} {entry.detail}")


def test_checking_alone_saves_nothing_and_shows_the_sums(enter, wang: User, road: Project, standards, october) -> None:
    said = {"project": road.pk, "month": "2026-10", "file": upload(road), "check": "1"}
    body = enter(wang).post(reverse("import_roll"), said).content.decode()
    assert "检查通过，还没有保存" in body
    assert "160589.50" in body
    assert WageRoll.objects.count() == 0


def test_an_import_leads_to_the_saved_roll(enter, wang: User, road: Project, standards, october) -> None:
    said = {"project": road.pk, "month": "2026-10", "file": upload(road), "import": "1"}
    answer = enter(wang).post(reverse("import_roll"), said, follow=True)
    roll = WageRoll.objects.get()
    assert answer.redirect_chain == [(reverse("roll_detail", args=[roll.pk]), 302)]
    assert "38行，实发合计160589.50元" in answer.content.decode()


def test_an_import_by_htmx_sends_the_browser_to_the_roll(enter, wang: User, road: Project, standards, october) -> None:
    said = {"project": road.pk, "month": "2026-10", "file": upload(road), "import": "1"}
    answer = enter(wang).post(reverse("import_roll"), said, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == reverse("roll_detail", args=[WageRoll.objects.get().pk])


def test_errors_stand_in_a_table_and_in_the_annotated_original(enter, lin: User, village: Project, standards) -> None:
    said = {"project": village.pk, "month": "2026-10", "file": upload("faulty"), "import": "1"}
    answer = enter(lin).post(reverse("import_roll"), said)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "发放表 F4" in body
    assert "发放表 E29" in body
    assert not LONG_NUMBER.search(re.sub(r"csrf\S+", "", body))
    said |= {"file": upload("faulty"), "annotate": "1"}
    del said["import"]
    annotated = enter(lin).post(reverse("import_roll"), said)
    sheet = load_workbook(io.BytesIO(annotated.content))["发放表"]
    assert "未满16周岁" in sheet["F6"].comment.text
    assert (WageRoll.objects.count(), Period.objects.count()) == (0, 0)


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken", b"%PDF-1.7"])
def test_a_file_that_is_no_workbook_gets_one_sentence(enter, lin: User, road: Project, standards, content) -> None:
    said = {"project": road.pk, "month": "2026-10", "file": SimpleUploadedFile("表.xlsx", content), "import": "1"}
    answer = enter(lin).post(reverse("import_roll"), said)
    assert answer.status_code == 422
    assert sum(len(errors) for errors in answer.context["form"].errors.values()) == 1


def test_a_township_imports_for_its_own_projects_alone(enter, zhao: User, road: Project, standards, october) -> None:
    said = {"project": road.pk, "month": "2026-10", "file": upload(road), "import": "1"}
    answer = enter(zhao).post(reverse("import_roll"), said)
    assert "您不经办这个项目" in answer.content.decode()
    assert WageRoll.objects.count() == 0


def test_a_leader_reads_and_imports_nothing(enter, leader: User, road: Project) -> None:
    assert enter(leader).get(reverse("import_roll")).status_code == 403


def test_voiding_from_the_page_frees_the_month(enter, lin: User, roll: WageRoll) -> None:
    client = enter(lin)
    client.post(reverse("roll_void", args=[roll.pk]), {"reason": " "})
    assert WageRoll.objects.in_force().count() == 1
    refused = client.post(reverse("roll_void", args=[roll.pk]), {"reason": "重" * 201}).content.decode()
    assert "作废原因有201个字，最多200个字" in refused
    assert "重" * 201 in refused  # what was typed stands in the open box
    body = client.post(reverse("roll_void", args=[roll.pk]), {"reason": "金额填错"}, follow=True).content.decode()
    assert "已作废" in body
    assert "金额填错" in body
    assert WageRoll.objects.in_force().count() == 0
    assert WageLine.objects.in_force().count() == 0
    listed = client.get(reverse("roll_list"), {"state": "voided"}).content.decode()
    assert "建胜镇产业道路硬化工程" in listed


def test_overlaps_name_both_projects_to_those_they_touch(
    enter, lin: User, wang: User, zhao: User, roll: WageRoll, estate: Project, park: Project, bring_in: Import
) -> None:
    bring_in(estate)
    bring_in(park)
    for user in (lin, wang):
        body = enter(user).get(reverse("roll_overlaps")).content.decode()
        assert all(project.name in body for project in (roll.project, estate, park))
        assert "吴渝红" in body
    assert "吴渝红" not in enter(zhao).get(reverse("roll_overlaps")).content.decode()


def test_what_a_person_earns_on_another_units_project_stays_there(
    enter, lin: User, wang: User, roll: WageRoll, estate: Project, park: Project, bring_in: Import
) -> None:
    bring_in(estate)
    bring_in(park)
    elsewhere = WageLine.objects.filter(worker__name="吴渝红").exclude(project=roll.project)
    pays = {yuan(line.net_fen) for line in elsewhere}
    pages = {user: enter(user).get(reverse("roll_overlaps")).content.decode() for user in (lin, wang)}
    assert all(pay in pages[lin] for pay in pays)
    assert not any(pay in pages[wang] for pay in pays)
    exported = enter(wang).post(reverse("roll_overlaps_export"), PURPOSE).content
    cells = [cell for row in load_workbook(io.BytesIO(exported)).active.values for cell in row]
    assert {line.net_fen / 100 for line in elsewhere}.isdisjoint(cells)
    assert all(project.name in cells for project in (estate, park))


def test_the_list_filters_and_sums_what_is_chosen(
    enter, lin: User, roll: WageRoll, estate: Project, bring_in: Import
) -> None:
    bring_in(estate)
    client = enter(lin)
    both = client.get(reverse("roll_list"), {"month": "2026-10"})
    assert [text for text, _ in both.context["totals"] if text][-2:] == ["348612.00", "348612.00"]
    one = client.get(reverse("roll_list"), {"project": estate.pk})
    assert [row.project for row, *_ in one.context["rows"]] == [estate]
    assert client.get(reverse("roll_list"), {"q": "没有这个"}).context["rows"] == []


def test_pages_cost_the_same_queries_for_few_rows_and_many(
    enter, lin: User, roll: WageRoll, estate: Project, park: Project, bring_in: Import, django_assert_num_queries
) -> None:
    client = enter(lin)
    addresses = [reverse("roll_list"), reverse("roll_detail", args=[roll.pk]), reverse("roll_overlaps")]

    def cost(address: str) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    bring_in(estate)
    few = [cost(address) for address in addresses]
    bring_in(park)
    assert [cost(address) for address in addresses] == few


def test_get_writes_nothing(enter, lin: User, roll: WageRoll) -> None:
    before = AuditEntry.objects.count()
    client = enter(lin)
    line = roll.lines.first()
    for name, keys in [
        ("roll_list", []),
        ("roll_detail", [roll.pk]),
        ("roll_signing", [roll.pk]),
        ("roll_trail", [roll.pk]),
        ("roll_overlaps", []),
        ("import_roll", []),
        ("roll_template", []),
        ("roll_line_numbers", [line.pk]),
    ]:
        assert client.get(reverse(name, args=keys)).status_code == 200
    for name in ("roll_export", "roll_void"):
        assert client.get(reverse(name, args=[roll.pk])).status_code == 405
    assert AuditEntry.objects.count() == before


def test_a_number_typed_into_a_filter_does_not_reach_the_trail(enter, lin: User, roll: WageRoll) -> None:
    number = "500104198801010019"
    enter(lin).post(f"{reverse('roll_export', args=[roll.pk])}?q={number}", PURPOSE)
    entry = AuditEntry.objects.get(act="导出发放表")
    assert number not in str(entry.detail)
    assert "姓名或工种" in str(entry.detail)

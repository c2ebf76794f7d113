"""用工作簿申报 on its page: check, all errors at once, the sender's workbook back, the empty one to fill in."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from projects.models import Collection, GuidanceItem, Nomination
from tests.projects.pages import page
from tests.projects.samples import AT
from tests.projects.test_nomination_import import PICKS_COLUMN, WRONG_DIGIT, book, row
from units.models import Sector, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection(lin: User) -> Collection:
    return Collection.objects.create(
        year=2027, opens_on=date(2026, 10, 20), due_on=date(2999, 11, 20), opened_at=AT, opened_by=lin
    )


def upload(client: Client, *rows: dict[str, Any], **more: Any) -> Any:
    file = SimpleUploadedFile("申报.xlsx", book(*rows))
    return client.post(reverse("nomination_import"), {"file": file, "year": "2027", "import": "1", **more})


def test_a_good_sheet_is_taken_in_and_leads_to_the_list(
    collection: Collection, chen_filer: User, client: Client
) -> None:
    client.force_login(chen_filer)
    assert "2027年度第1次申报（2999-11-20截止）" in page(client, "nomination_import")
    html = upload(client, row(1), row(2)).content.decode()
    assert "新增2行" in html
    assert reverse("nomination_list") in html
    assert Nomination.objects.filter(state="reviewing").count() == 2


def test_checking_alone_saves_nothing(collection: Collection, chen_filer: User, client: Client) -> None:
    client.force_login(chen_filer)
    answer = client.post(
        reverse("nomination_import"),
        {"file": SimpleUploadedFile("申报.xlsx", book(row(1))), "year": "2027", "check": "1"},
        headers={"HX-Request": "true"},
    )
    html = answer.content.decode()
    assert "检查通过（试读，未保存）" in html
    assert "<html" not in html
    assert not Nomination.objects.exists()


def test_all_errors_stand_on_the_page_and_nothing_is_saved(
    collection: Collection, chen_filer: User, client: Client
) -> None:
    client.force_login(chen_filer)
    html = upload(client, row(1, code=WRONG_DIGIT), row(2, works_fen=99), row(3, picks="铺路")).content.decode()
    for told in ("校验码", "与总投资100.00万元不符", "没有“铺路”", "C2", "I3", f"{PICKS_COLUMN}4", "下载批注原件"):
        assert told in html
    assert not Nomination.objects.exists()


def test_the_senders_workbook_comes_back_with_notes(collection: Collection, chen_filer: User, client: Client) -> None:
    client.force_login(chen_filer)
    answer = upload(client, row(1, code=WRONG_DIGIT), annotate="1")
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    note = sheet["C2"].comment
    assert note is not None
    assert "校验码" in note.text
    assert not Nomination.objects.exists()


def test_the_empty_workbook_offers_names_and_the_catalog_of_the_year(
    collection: Collection, chen_filer: User, client: Client
) -> None:
    sector = Sector.objects.get(name="农业农村")
    for year, task in ((2027, "灌区改造"), (2026, "旧任务")):
        GuidanceItem.objects.create(year=year, sector=sector, task=task, work_item="渠道清淤")
    client.force_login(chen_filer)
    answer = client.get(reverse("nomination_template", args=[2027]))
    made = load_workbook(BytesIO(answer.content))
    offered = {str(cell.value) for line in made["选项"].iter_rows() for cell in line if cell.value}
    assert {"农业农村", "重推", "新建", "建胜镇", "区农业农村委", "灌区改造：渠道清淤"} <= offered
    assert "旧任务：渠道清淤" not in offered
    assert "区财政局" not in offered
    rules = made.worksheets[0].data_validations.dataValidation
    strict = {str(rule.sqref)[0]: rule.showErrorMessage for rule in rules}
    assert strict["D"]
    assert not strict[PICKS_COLUMN]


def test_the_empty_workbook_filled_in_is_taken_in(collection: Collection, chen_filer: User, client: Client) -> None:
    client.force_login(chen_filer)
    made = load_workbook(BytesIO(client.get(reverse("nomination_template", args=[2027])).content))
    sheet = made.worksheets[0]
    head = next(n for n, line in enumerate(sheet.values, start=1) if "项目名称" in line)
    for number, value in enumerate(row(1).values(), start=1):
        sheet.cell(head + 1, number, value)
    stream = BytesIO()
    made.save(stream)
    file = SimpleUploadedFile("申报.xlsx", stream.getvalue())
    client.post(reverse("nomination_import"), {"file": file, "year": "2027", "import": "1"})
    assert Nomination.objects.get().name == row(1)["name"]


def test_no_collection_no_form(lin: User, chen_filer: User, client: Client) -> None:
    for user, told in ((chen_filer, "请联系领导小组办公室"), (lin, "开启申报征集")):
        client.force_login(user)
        html = page(client, "nomination_import")
        assert told in html
        assert 'type="file"' not in html


def test_who_may_not_import_is_told_who_may(
    collection: Collection, chen_reviewer: User, leader: User, sysadmin: User, client: Client
) -> None:
    for user in (chen_reviewer, leader, sysadmin):
        client.force_login(user)
        for address in (reverse("nomination_import"), reverse("nomination_template", args=[2027])):
            assert client.get(address).status_code == 403
        assert upload(client, row(1)).status_code == 403
    assert not Nomination.objects.exists()


def test_a_file_that_is_no_workbook_is_refused(collection: Collection, chen_filer: User, client: Client) -> None:
    client.force_login(chen_filer)
    file = SimpleUploadedFile("申报.xlsx", b"no workbook")
    html = client.post(reverse("nomination_import"), {"file": file, "year": "2027", "import": "1"}).content.decode()
    assert "form-errors" in html
    assert not Nomination.objects.exists()

"""Pages of links, of financing and of social-force projects: what each role finds, does and is refused there."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from projects.models import Connection, Financing, Project, ProjectKind, SocialProject
from projects.money import keeping
from projects.money.connecting import connect
from tests.cast import Engage
from tests.projects.conftest import MakeProject
from tests.projects.pages import page, send
from tests.projects.samples import AT
from tests.projects.test_financing import garden, loan
from tests.projects.test_money import WAN
from units.models import AuditEntry, Role, Sector, Unit, User

pytestmark = pytest.mark.django_db


# 衔接配套


def test_a_link_is_made_and_parted_on_the_page(client: Client, make_project: MakeProject, lin: User) -> None:
    special, key = make_project(1, kind=ProjectKind.SPECIAL), make_project(2)
    client.force_login(lin)
    assert "还没有衔接配套" in page(client, "connection_list")
    assert key.name in page(client, "connection_list", tab="without")
    assert special.code in page(client, "connection_new")
    refused = send(client, "connection_new", special=special.code, key=special.name, purpose="进场道路")
    assert refused.status_code == 422
    assert "没有找到“道路硬化工程01”" in refused.content.decode()
    assert "进场道路</textarea>" in refused.content.decode()
    assert send(client, "connection_new", special=special.name, key=key.code, purpose="进场道路").status_code == 302
    made = Connection.objects.get()
    again = send(client, "connection_new", special=special.code, key=key.code, purpose="再登一次")
    assert again.status_code == 422
    shown = page(client, "connection_list")
    assert "进场道路" in shown
    assert "衔接率 100.00%" in shown
    assert "没有未衔接的重点工程" in page(client, "connection_list", tab="without")
    refused = send(client, "connection_drop", made.pk, reason="")
    assert refused.status_code == 422
    assert send(client, "connection_drop", made.pk, reason="改线").status_code == 302
    assert not Connection.objects.exists()


def test_who_links_nothing_is_told_who_does(client: Client, make_project: MakeProject, lin: User, wang: User) -> None:
    special, key = make_project(1, kind=ProjectKind.SPECIAL), make_project(2)
    made = connect(special=special, key=key, purpose="进场道路", by=lin, at=AT)
    client.force_login(wang)
    shown = page(client, "connection_list")
    assert "进场道路" in shown
    assert reverse("connection_new") not in shown
    assert reverse("connection_drop", args=[made.pk]) not in shown
    for answer in (client.get(reverse("connection_new")), send(client, "connection_drop", made.pk, reason="错")):
        assert answer.status_code == 403
        assert "衔接配套由领导小组办公室登记" in answer.content.decode()


def test_a_link_out_of_scope_is_not_there(client: Client, make_project: MakeProject, lin: User, engage: Engage) -> None:
    road_office = engage("road_filer", Role.UNIT_FILER, "区交通局")
    make_project(3, department=Unit.objects.get(name="区交通局"))
    special, key = make_project(1, kind=ProjectKind.SPECIAL), make_project(2)
    made = connect(special=special, key=key, purpose="进场道路", by=lin, at=AT)
    client.force_login(road_office)
    assert "进场道路" not in page(client, "connection_list")
    assert send(client, "connection_drop", made.pk, reason="错").status_code == 404


def test_links_are_filtered_by_the_key_project_and_exported_with_those_without(
    client: Client, make_project: MakeProject, lin: User
) -> None:
    special = make_project(1, kind=ProjectKind.SPECIAL)
    road = make_project(2, department=Unit.objects.get(name="区交通局"), sector=Sector.objects.get(name="交通"))
    linked, lonely = make_project(3), make_project(4)
    for key in (road, linked):
        connect(special=special, key=key, purpose=f"配套{key.code}", by=lin, at=AT)
    client.force_login(lin)
    traffic = {"sector": str(road.sector_id), "department": str(road.department_id), "year": "2026"}
    shown = page(client, "connection_list", **traffic)
    assert f"配套{road.code}" in shown
    assert f"配套{linked.code}" not in shown
    assert lonely.name not in page(client, "connection_list", tab="without", **traffic)
    answer = client.post(reverse("connection_export"))
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["衔接配套", "未衔接的重点工程项目"]
    cells = [cell.value for row in book["未衔接的重点工程项目"].iter_rows() for cell in row]
    assert lonely.name in cells
    assert road.name not in cells
    assert AuditEntry.objects.get(act="导出衔接配套").detail["without"] == 1


# 金融支持、社会力量公益性项目


def financing_form(project: Project, **changed: object) -> dict[str, object]:
    said = {"project": project.code, "institution": "某农商行", "kind": "loan", "amount_fen": "500", "drawn_fen": "200"}
    return {**said, "granted_on": "2026-05-01", **changed}


def test_the_financing_center_records_corrects_and_voids(client: Client, road: Project, engage: Engage) -> None:
    banker = engage("banker", Role.UNIT_FILER, "区金融发展中心")
    client.force_login(banker)
    assert "还没有金融支持" in page(client, "financing_list")
    refused = send(client, "financing_new", **financing_form(road, drawn_fen="501"))
    assert refused.status_code == 422
    assert "已到位金额不能超过授信（融资）金额" in refused.content.decode()
    assert 'value="501"' in refused.content.decode()
    assert send(client, "financing_new", **financing_form(road)).status_code == 302
    made = Financing.objects.get()
    assert road.code in page(client, "financing_edit", made.pk)
    assert send(client, "financing_edit", made.pk, **financing_form(road, drawn_fen="300")).status_code == 302
    assert "300.00" in page(client, "financing_list")
    refused = send(client, "financing_void", made.pk, reason="")
    assert refused.status_code == 422
    assert send(client, "financing_void", made.pk, reason="重复登记").status_code == 302
    assert "还没有金融支持" in page(client, "financing_list")
    assert "已作废" in page(client, "financing_list", state="void")
    assert "重复登记" in page(client, "financing_edit", made.pk)


def test_who_only_reads_the_financing_sees_it_without_a_form(
    client: Client, road: Project, lin: User, wang: User, zhao: User
) -> None:
    made = keeping.record_financing(values=loan(road), by=lin, at=AT)
    client.force_login(wang)
    shown = page(client, "financing_edit", made.pk)
    assert "某农商行" in shown
    assert 'name="amount_fen"' not in shown
    assert reverse("financing_new") not in page(client, "financing_list")
    for answer in (
        send(client, "financing_new"),
        send(client, "financing_edit", made.pk),
        send(client, "financing_void", made.pk, reason="错"),
    ):
        assert answer.status_code == 403
        assert "金融支持由区金融发展中心" in answer.content.decode()
    client.force_login(zhao)
    assert client.get(reverse("financing_edit", args=[made.pk])).status_code == 404
    assert send(client, "financing_void", made.pk, reason="错").status_code == 404


def test_the_office_keeps_the_social_projects_for_their_guides(client: Client, lin: User, zhao: User) -> None:
    client.force_login(lin)
    said = {name: getattr(value, "pk", value) for name, value in garden().items() if value is not None}
    said |= {"amount_fen": "30", "remuneration_fen": "31"}
    refused = send(client, "social_new", **said)
    assert refused.status_code == 422
    assert "发放劳务报酬不能超过投入金额" in refused.content.decode()
    assert "步道和绿化</textarea>" in refused.content.decode()
    assert send(client, "social_new", **said | {"remuneration_fen": "9"}).status_code == 302
    made = SocialProject.objects.get()
    assert (made.unit.name, made.remuneration_fen) == ("区民政局", 9 * WAN)
    assert send(client, "social_edit", made.pk, **said | {"remuneration_fen": "8"}).status_code == 302
    shown = page(client, "social_list")
    assert "8.00" in shown
    answer = client.post(reverse("social_export"))
    assert "社区花园整治" in str([cell.value for row in load_workbook(BytesIO(answer.content)).active for cell in row])
    client.force_login(zhao)
    assert client.get(reverse("social_edit", args=[made.pk])).status_code == 404
    assert send(client, "social_new").status_code == 403
    client.force_login(lin)
    assert send(client, "social_void", made.pk, reason="重复").status_code == 302
    assert "没有符合条件的公益性项目" in page(client, "social_list", q="花园")

"""Pages of one published version and of entries that leave."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from projects.lists import mark_leaving
from projects.models import ListVersion, Project, VersionRow
from tests.projects.conftest import MakeProject
from tests.projects.nominating import Nominate
from tests.projects.pages import page
from tests.projects.publishing import cost, publish, publish_second
from tests.projects.samples import AT
from units.models import AuditEntry, User

NEXT = [2026]


@pytest.fixture
def second(lin: User, make_project: MakeProject, nominate: Nominate) -> ListVersion:
    return publish_second(lin, make_project, nominate)


class TestLeaving:
    def test_an_entry_is_marked_with_a_reason_and_the_office_comes_back_to_where_it_was(
        self, client: Client, lin: User, road: Project
    ) -> None:
        entry = road.entries.get()
        client.force_login(lin)
        back = reverse("annual_proposal", args=NEXT)
        assert "提出调出" in page(client, "entry_leave", entry.pk)
        answer = client.post(reverse("entry_leave", args=[entry.pk]), {"reason": "停建", "next": back})
        assert answer.headers["Location"] == back
        entry.refresh_from_db()
        assert (entry.leave_reason, entry.leave_by, entry.left_on) == ("停建", lin, None)
        assert "撤销调出" in page(client, "annual_proposal", *NEXT)

    def test_a_foreign_address_to_come_back_to_is_not_followed(self, client: Client, lin: User, road: Project) -> None:
        client.force_login(lin)
        address = reverse("entry_leave", args=[road.entries.get().pk])
        answer = client.post(address, {"reason": "停建", "next": "https://elsewhere.example/"})
        assert answer.headers["Location"] == reverse("project_detail", args=[road.pk])

    @pytest.mark.parametrize("reason", ["", "  ", "长" * 201])
    def test_without_a_proper_reason_nothing_is_marked(
        self, client: Client, lin: User, road: Project, reason: str
    ) -> None:
        client.force_login(lin)
        answer = client.post(reverse("entry_leave", args=[road.entries.get().pk]), {"reason": reason})
        assert answer.status_code == 422
        assert reason in answer.content.decode()
        assert road.entries.get().leave_at is None

    def test_a_second_mark_is_refused_with_the_first_shown(self, client: Client, lin: User, road: Project) -> None:
        entry = mark_leaving(entry=road.entries.get(), reason="停建", by=lin, at=AT)
        client.force_login(lin)
        answer = client.post(reverse("entry_leave", args=[entry.pk]), {"reason": "另一个原因"})
        assert answer.status_code == 422
        assert "已经提出调出" in answer.content.decode()
        assert road.entries.get().leave_reason == "停建"

    def test_the_mark_is_taken_back_once(self, client: Client, lin: User, road: Project) -> None:
        entry = mark_leaving(entry=road.entries.get(), reason="停建", by=lin, at=AT)
        client.force_login(lin)
        address = reverse("entry_stay", args=[entry.pk])
        assert client.get(address).status_code == 405
        assert client.post(address).status_code == 302
        assert road.entries.get().leave_at is None
        answer = client.post(address)
        assert answer.status_code == 422
        assert "没有待发布的调出" in answer.content.decode()

    def test_only_the_office_may(self, client: Client, chen_reviewer: User, leader: User, road: Project) -> None:
        for person in (chen_reviewer, leader):
            client.force_login(person)
            for name in ("entry_leave", "entry_stay"):
                answer = client.post(reverse(name, args=[road.entries.get().pk]), {"reason": "停建"})
                assert answer.status_code == 403
                assert "由领导小组办公室办理" in answer.content.decode()
        assert road.entries.get().leave_at is None


class TestAVersion:
    def test_shows_frozen_rows_sums_and_changes(self, client: Client, leader: User, second: ListVersion) -> None:
        Project.objects.update(name="改了名的项目")
        client.force_login(leader)
        answer = client.get(reverse("version_detail", args=[second.pk]))
        shown = answer.content.decode()
        assert "校验一致" in shown
        assert "道路硬化工程01" in shown
        assert "改了名的项目" not in shown
        assert "道路硬化工程03" not in shown
        assert "合计（3项）" in shown
        assert ("1120.00", "num") in answer.context["totals"]
        assert "编制下一版" not in shown
        changed = page(client, "version_detail", second.pk, change="changed")
        assert "年度计划投资（万元）：420.00 → 500.00" in changed
        assert "调出原因：用地未批，停建" in changed
        assert "合计（1项）" in page(client, "version_detail", second.pk, q="硬化工程02")
        assert "没有符合条件的项目" in page(client, "version_detail", second.pk, q="没有这个")

    def test_a_touched_version_says_so(self, client: Client, lin: User, second: ListVersion) -> None:
        VersionRow.objects.filter(version=second, serial=1).update(serial=8)
        client.force_login(lin)
        shown = page(client, "version_detail", second.pk)
        assert "校验不一致" in shown
        assert "校验一致" not in shown

    def test_a_unit_sees_only_its_rows_and_no_file(
        self, client: Client, zhao: User, wang: User, second: ListVersion
    ) -> None:
        client.force_login(zhao)  # 八桥镇: one row of the second version, none of the first
        shown = page(client, "version_detail", second.pk)
        assert "灌渠整治工程51" in shown
        assert "道路硬化" not in shown
        assert "合计（1项）" in shown
        assert "本单位范围内的项目" in shown
        first = ListVersion.objects.get(number=1)
        assert "这一版里没有您可以查看的项目" in page(client, "version_detail", first.pk)
        client.force_login(wang)
        assert "灌渠整治工程51" not in page(client, "version_detail", second.pk)
        for name in ("version_pdf", "version_xlsx"):
            assert reverse(name, args=[second.pk]) not in shown
            answer = client.post(reverse(name, args=[second.pk]))
            assert answer.status_code == 403
            assert "由领导小组办公室和区领导办理" in answer.content.decode()
        assert not AuditEntry.objects.filter(act="导出年度清单").exists()

    def test_its_files_are_downloads_and_told_to_the_trail(
        self, client: Client, lin: User, second: ListVersion
    ) -> None:
        client.force_login(lin)
        book = client.post(reverse("version_xlsx", args=[second.pk]))
        assert load_workbook(io.BytesIO(book.content)).sheetnames == ["清单", "变动情况"]
        paper = client.post(reverse("version_pdf", args=[second.pk]))
        sheet = PdfReader(io.BytesIO(paper.content)).pages[0]
        assert sheet.mediabox.width > sheet.mediabox.height
        assert "attachment" in paper.headers["Content-Disposition"]
        told = AuditEntry.objects.filter(act="导出年度清单").order_by("number")
        assert [(entry.by, entry.detail["forms"]) for entry in told] == [(lin, ["xlsx"]), (lin, ["pdf"])]
        for name in ("version_pdf", "version_xlsx"):
            assert client.get(reverse(name, args=[second.pk])).status_code == 405

    def test_a_leader_reads_everything_and_may_take_the_whole_list(
        self, client: Client, leader: User, second: ListVersion
    ) -> None:
        client.force_login(leader)
        assert "公文附件（PDF）" in page(client, "version_detail", second.pk)
        assert client.post(reverse("version_xlsx", args=[second.pk])).status_code == 200

    def test_a_version_nobody_published_is_not_found(self, client: Client, lin: User) -> None:
        client.force_login(lin)
        assert client.get(reverse("version_detail", args=[7])).status_code == 404

    def test_costs_the_same_for_two_rows_and_twenty(
        self, client: Client, lin: User, wang: User, make_project: MakeProject
    ) -> None:
        make_project(1)
        first = publish(lin)
        for number in range(2, 21):
            make_project(number)
        second = publish(lin)
        for person in (lin, wang):
            client.force_login(person)
            few, many = (cost(client, reverse("version_detail", args=[one.pk])) for one in (first, second))
            assert many <= few + 1  # the second also looks up the version before it

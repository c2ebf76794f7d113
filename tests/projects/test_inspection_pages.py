"""检查整改: the list and its export, what is covered, recording, one inspection, and taking one back."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import Settings

from projects.inspections.voiding import void_inspection
from projects.models import (
    Attachment,
    Condition,
    Inspection,
    InspectionForm,
    Project,
    SiteVisit,
)
from tests.projects.conftest import MakeProject
from tests.projects.inspecting import DUE, LOOKED, draw, found, patrol
from tests.projects.pages import page
from tests.projects.samples import AT
from tests.projects.uploads import PROGRAM, upload
from units.models import AuditEntry, Unit, User

pytestmark = pytest.mark.django_db
READERS = ["lin", "leader", "chen_filer", "chen_reviewer", "wang"]


@pytest.fixture(autouse=True)
def _stopped_clock(settings: Settings, tmp_path: Any) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(AT, tick=False):
        yield


def typed(project: Project, **changed: Any) -> dict[str, Any]:
    """One patrol with one finding in the first of three rows."""
    values = {
        "capacity": f"patrol:{project.township_id}", "visit": "building", "inspected_on": "2026-11-02",
        "inspectors": "王溪、李某", "summary": "现场查看公示。", "rows": "3", "finding1-finding": "公示栏未张贴工资表",
        "finding1-demand": "补贴并留存影像", "finding1-responsible_name": "某公司", "finding1-due_on": "2026-11-20",
    }  # fmt: skip
    return {name: value for name, value in {**values, **changed}.items() if value is not None}


class TestList:
    @pytest.mark.parametrize("who", READERS)
    def test_everybody_concerned_reads_the_inspections(
        self, client: Client, road: Project, wang: User, who: str, request: pytest.FixtureRequest
    ) -> None:
        patrol(road, wang)
        client.force_login(request.getfixturevalue(who))
        shown = page(client, "inspection_list")
        assert road.name in shown
        assert "有未销号整改" in shown

    def test_another_township_is_told_that_there_is_nothing_and_what_to_do(
        self, client: Client, road: Project, wang: User, zhao: User
    ) -> None:
        patrol(road, wang)
        client.force_login(zhao)
        shown = page(client, "inspection_list")
        assert road.name not in shown
        assert "还没有检查记录" in shown

    def test_administrators_read_no_inspections(self, client: Client, auditor: User) -> None:
        client.force_login(auditor)
        answer = client.get(reverse("inspection_list"))
        assert answer.status_code == 403
        assert "业务岗位" in answer.content.decode()

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ({}, 3),
            ({"year": "2026"}, 2),
            ({"form": "self"}, 1),
            ({"visit": "start"}, 1),
            ({"outcome": "clean"}, 1),
            ({"outcome": "found"}, 2),
            ({"outcome": "unsettled"}, 2),
            ({"outcome": "void"}, 0),
            ({"q": "工资表"}, 1),
            ({"q": "工程02"}, 1),
            ({"q": "没有这个"}, 0),
        ],
    )
    def test_it_is_filtered_and_counted(
        self, client: Client, make_project: MakeProject, wang: User, chen_filer: User, lin: User, query: Any, count: int
    ) -> None:
        first, second = make_project(1), make_project(2)
        patrol(first, wang)
        patrol(first, wang, inspected_on=DUE.replace(year=2025), findings=[found(finding="未打卡")])
        self_check = {"form": InspectionForm.SELF, "visit": SiteVisit.START, "unit": second.department}
        patrol(second, chen_filer, is_clean=True, findings=[], **self_check)
        client.force_login(lin)
        answer = client.get(reverse("inspection_list"), query)
        assert answer.context["sums"]["number"] == count
        assert len(answer.context["page"].object_list) == count
        if not count:
            assert "清空条件" in answer.content.decode()

    @pytest.mark.parametrize(
        ("name", "own", "other"),
        [("unit", "建胜镇", "八桥镇"), ("township", "建胜镇", "八桥镇"), ("department", "区农业农村委", "区交通局")],
    )
    def test_by_unit_township_and_department(
        self, client: Client, road: Project, wang: User, lin: User, name: str, own: str, other: str
    ) -> None:
        patrol(road, wang)
        client.force_login(lin)
        for unit, count in ((own, 1), (other, 0)):
            answer = client.get(reverse("inspection_list"), {name: Unit.objects.get(name=unit).pk})
            assert answer.context["sums"]["number"] == count

    def test_the_workbook_holds_what_the_filter_found_and_is_audited(
        self, client: Client, make_project: MakeProject, wang: User, lin: User
    ) -> None:
        patrol(make_project(1), wang)
        patrol(make_project(2), wang, is_clean=True, findings=[])
        client.force_login(lin)
        answer = client.post(reverse("inspection_export") + "?outcome=clean")
        cells = [str(cell.value) for row in load_workbook(io.BytesIO(answer.content)).worksheets[0] for cell in row]
        assert "道路硬化工程02" in cells
        assert "道路硬化工程01" not in cells
        assert "筛选条件：检查结果＝未发现问题" in cells
        assert AuditEntry.objects.get(act="导出监管检查台账").rows == 1

    @pytest.mark.parametrize("name", ["inspection_list", "inspection_coverage"])
    def test_it_costs_the_same_for_2_rows_and_20(
        self, client: Client, make_project: MakeProject, wang: User, lin: User, name: str
    ) -> None:
        client.force_login(lin)
        costs = []
        for first, last in ((1, 2), (3, 20)):
            for number in range(first, last + 1):
                patrol(make_project(number), wang)
            client.get(reverse(name))
            with CaptureQueriesContext(connection) as made:
                client.get(reverse(name))
            costs.append(len(made))
        assert costs[0] == costs[1]


class TestCoverage:
    def test_it_says_which_visits_were_made_and_which_projects_were_never_seen(
        self, client: Client, make_project: MakeProject, wang: User, lin: User
    ) -> None:
        seen, twice, _never = (make_project(number) for number in (1, 2, 3))
        patrol(seen, wang, visit=SiteVisit.START)
        patrol(twice, wang)
        patrol(twice, wang)
        client.force_login(lin)
        answer = client.get(reverse("inspection_coverage"))
        coverage = answer.context["coverage"]
        assert (coverage.listed, coverage.inspected, coverage.never) == (3, 2, 1)
        assert coverage.visited == {"start": 1, "building": 1, "finish": 0}
        rows = {one.name: (one.visits_any, one.visits_building) for one in answer.context["page"].object_list}
        assert rows == {"道路硬化工程01": (1, 0), "道路硬化工程02": (2, 2), "道路硬化工程03": (0, 0)}
        never = client.get(reverse("inspection_coverage"), {"lacks": "all"}).context["page"].object_list
        assert [one.name for one in never] == ["道路硬化工程03"]
        assert len(client.get(reverse("inspection_coverage"), {"lacks": "start"}).context["page"].object_list) == 2

    def test_a_voided_inspection_covers_nothing(self, client: Client, road: Project, wang: User, lin: User) -> None:
        void_inspection(inspection=patrol(road, wang), reason="登记错项目", by=lin, at=AT)
        client.force_login(lin)
        assert client.get(reverse("inspection_coverage")).context["coverage"].never == 1

    def test_whoever_may_inspect_begins_from_here(
        self, client: Client, road: Project, wang: User, leader: User
    ) -> None:
        address = reverse("inspection_new", args=[road.pk])
        for user, offered in ((wang, True), (leader, False)):
            client.force_login(user)
            assert (address in page(client, "inspection_coverage")) is offered

    def test_a_unit_sees_its_own_projects_alone(self, client: Client, road: Project, zhao: User) -> None:
        client.force_login(zhao)
        shown = page(client, "inspection_coverage")
        assert road.name not in shown
        assert "没有您可以查看的在列项目" in shown


class TestRecording:
    def test_a_township_records_a_patrol_with_findings_and_files(
        self, client: Client, road: Project, wang: User
    ) -> None:
        client.force_login(wang)
        shown = page(client, "inspection_new", road.pk)
        assert "镇街巡查（建胜镇）" in shown
        assert not re.search(r'name="finding1-finding"[^>]*\srequired', shown)  # an empty row may stay empty
        assert "抽查名单" not in shown
        answer = client.post(reverse("inspection_new", args=[road.pk]), typed(road, attachments=[upload("现场.pdf")]))
        inspection = Inspection.objects.get()
        assert answer["Location"] == reverse("inspection_detail", args=[inspection.pk])
        assert inspection.rectifications.get().responsible_name == "某公司"
        assert [file.name for file in Attachment.objects.all()] == ["现场.pdf"]

    def test_more_rows_are_given_without_losing_or_judging_anything(
        self, client: Client, road: Project, wang: User
    ) -> None:
        client.force_login(wang)
        answer = client.post(
            reverse("inspection_new", args=[road.pk]),
            typed(road, more="1", summary=None, **{"finding3-finding": "未打卡"}),
        )
        shown = answer.content.decode()
        assert answer.status_code == 200
        assert len(answer.context["rows"]) == 5
        assert "公示栏未张贴工资表" in shown
        assert "未打卡" in shown
        assert 'role="alert"' not in shown
        assert not Inspection.objects.exists()

    def test_every_mistake_is_said_at_once_and_everything_typed_is_kept(
        self, client: Client, road: Project, wang: User
    ) -> None:
        client.force_login(wang)
        wrong = {
            "inspectors": "",
            "finding1-due_on": "明天",
            "finding2-finding": "未打卡",
            "finding2-responsible_name": "",
        }
        answer = client.post(reverse("inspection_new", args=[road.pk]), typed(road, **wrong))
        shown = answer.content.decode()
        assert answer.status_code == 422
        for words in (
            "检查人",
            "第1项问题“整改期限”",
            "第2项问题“整改要求”",
            "第2项问题“责任单位”",
            "未打卡",
            "现场查看公示。",
        ):
            assert words in shown
        assert not Inspection.objects.exists()

    def test_what_the_action_refuses_comes_back_with_the_form(self, client: Client, road: Project, wang: User) -> None:
        client.force_login(wang)
        address = reverse("inspection_new", args=[road.pk])
        answer = client.post(address, typed(road, is_clean="on", inspected_on="2026-11-09"))
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert "就不能再列问题" in shown
        assert "检查日期不能晚于今天" in shown
        assert not Inspection.objects.exists()

    def test_a_project_off_the_list_is_not_inspected_any_more(self, client: Client, road: Project, wang: User) -> None:
        road.condition, road.condition_reason, road.condition_since = Condition.REMOVED, "停建", LOOKED
        road.save()
        client.force_login(wang)
        answer = client.post(reverse("inspection_new", args=[road.pk]), typed(road))
        assert answer.status_code == 422
        assert "已调出清单" in answer.content.decode()

    def test_a_false_file_keeps_the_whole_inspection_out(self, client: Client, road: Project, wang: User) -> None:
        client.force_login(wang)
        answer = client.post(
            reverse("inspection_new", args=[road.pk]), typed(road, attachments=[upload("现场.pdf", PROGRAM)])
        )
        assert answer.status_code == 422
        assert "现场.pdf" in answer.content.decode()
        assert not Inspection.objects.exists()

    def test_a_unit_and_another_name_for_one_finding_are_not_both_taken(
        self, client: Client, road: Project, wang: User
    ) -> None:
        client.force_login(wang)
        both = typed(road, **{"finding1-responsible": road.department_id})
        answer = client.post(reverse("inspection_new", args=[road.pk]), both)
        assert answer.status_code == 422
        assert "请清空这一栏" in answer.content.decode()

    def test_from_a_sample_the_office_begins_a_sampled_inspection(
        self, client: Client, road: Project, lin: User
    ) -> None:
        sample = draw(lin)
        client.force_login(lin)
        shown = client.get(reverse("inspection_new", args=[road.pk]), {"sample": sample.pk})
        initial = shown.context["form"].initial
        assert initial["sample"] == sample.pk
        office = Unit.objects.get(is_office=True).pk
        assert initial["capacity"] == f"sample:{office}"
        answer = client.post(
            reverse("inspection_new", args=[road.pk]), typed(road, capacity=f"sample:{office}", sample=sample.pk)
        )
        assert answer.status_code == 302
        assert Inspection.objects.get().sample == sample

    @pytest.mark.parametrize("who", ["leader", "chen_reviewer"])
    def test_who_records_nothing_is_told_who_does(
        self, client: Client, road: Project, who: str, request: pytest.FixtureRequest
    ) -> None:
        client.force_login(request.getfixturevalue(who))
        answer = client.get(reverse("inspection_new", args=[road.pk]))
        assert answer.status_code == 403
        assert "镇街巡查由项目责任镇街" in answer.content.decode()

    def test_another_townships_project_is_not_there(self, client: Client, road: Project, zhao: User) -> None:
        client.force_login(zhao)
        assert client.get(reverse("inspection_new", args=[road.pk])).status_code == 404

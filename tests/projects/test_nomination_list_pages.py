"""The list of nominations: who sees which rows, what it sums and exports, many admitted at once."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from projects.models import (
    Collection,
    Nomination,
    NominationAct,
    NominationState,
)
from projects.nominations.waiting import waiting_for
from tests.projects.conftest import MakeProject
from tests.projects.nominating import Nominate
from tests.projects.nomination_pages import CODE, OTHER_CODE, press, said, state_of
from tests.projects.pages import page
from tests.projects.samples import AT
from units.models import AuditEntry, Unit, User

pytestmark = pytest.mark.django_db
DRAFT, REVIEWING, SUBMITTED, RETURNED, ADMITTED, DECLINED, LISTED = NominationState


class TestTheListsScope:
    def test_a_department_sees_its_own_and_what_names_it_once_it_is_submitted(
        self, client: Client, nominate: Nominate, chen_filer: User
    ) -> None:
        town, traffic = Unit.objects.get(name="建胜镇"), Unit.objects.get(name="区交通局")
        nominate(51, name="本单位草稿", state=DRAFT)
        nominate(52, name="镇街申报涉及本领域", unit=town, state=SUBMITTED)
        nominate(53, name="镇街草稿", unit=town, state=DRAFT)
        other = nominate(54, name="别的部门", unit=traffic, department=traffic, state=SUBMITTED)
        client.force_login(chen_filer)
        shown = page(client, "nomination_list")
        assert "本单位草稿" in shown
        assert "镇街申报涉及本领域" in shown
        assert "镇街草稿" not in shown
        assert "别的部门" not in shown
        assert client.get(reverse("nomination_detail", args=[other.pk])).status_code == 404
        assert press(client, other, "submit").status_code == 404

    def test_a_township_sees_its_own_and_what_lies_in_its_territory(
        self, client: Client, nominate: Nominate, wang: User, zhao: User
    ) -> None:
        inside = nominate(51, name="辖区内的项目", state=SUBMITTED)
        hidden = nominate(52, name="部门还没有申报的", state=DRAFT)
        client.force_login(wang)
        shown = page(client, "nomination_list")
        assert "辖区内的项目" in shown
        assert "部门还没有申报的" not in shown
        assert client.get(reverse("nomination_detail", args=[hidden.pk])).status_code == 404
        client.force_login(zhao)
        assert "辖区内的项目" not in page(client, "nomination_list")
        assert client.get(reverse("nomination_detail", args=[inside.pk])).status_code == 404

    def test_what_the_units_own_reviewer_handed_back_is_still_the_units_alone(
        self, client: Client, nominate: Nominate, wang: User, chen_filer: User, lin: User
    ) -> None:
        nomination = nominate(51, name="还没报过的", state=RETURNED)
        for user, sees in ((wang, False), (chen_filer, True)):
            client.force_login(user)
            assert ("还没报过的" in page(client, "nomination_list")) is sees
        nomination.steps.create(act=NominationAct.RETURN, state=RETURNED, at=AT, by=lin)
        client.force_login(wang)
        assert "还没报过的" in page(client, "nomination_list")

    def test_an_export_holds_no_more_than_the_person_sees(
        self, client: Client, nominate: Nominate, wang: User, zhao: User
    ) -> None:
        nominate(51, name="辖区内的项目", state=SUBMITTED)
        client.force_login(zhao)
        assert cells(client.post(reverse("nomination_export")), "项目名称") == []
        client.force_login(wang)
        assert cells(client.post(reverse("nomination_export")), "项目名称") == ["辖区内的项目"]

    def test_the_leader_reads_all_and_has_no_buttons(self, client: Client, nominate: Nominate, leader: User) -> None:
        nomination = nominate(51, state=SUBMITTED)
        client.force_login(leader)
        assert 'name="nomination"' not in page(client, "nomination_list")
        shown = page(client, "nomination_detail", nomination.pk)
        assert nomination.name in shown
        assert 'name="act"' not in shown
        assert press(client, nomination, "admit").status_code == 422
        assert state_of(nomination) == SUBMITTED

    def test_administrators_of_the_system_are_told_who_reads_it(
        self, client: Client, nominate: Nominate, sysadmin: User
    ) -> None:
        client.force_login(sysadmin)
        answer = client.get(reverse("nomination_list"))
        assert answer.status_code == 403
        assert "由业务岗位查看" in said(answer)


def cells(answer: Any, heading: str) -> list[Any]:
    """The column of a workbook under a heading, without the total line."""
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(index for index, row in enumerate(rows) if "项目名称" in row)
    column, name = rows[head].index(heading), rows[head].index("项目名称")
    body = [row for row in rows[head + 1 :] if row[name] and "合计" not in [str(value) for value in row[:2]]]
    return [row[column] for row in body if not str(row[name]).startswith(("注", "计划吸纳"))]


class TestTheList:
    def test_totals_are_sums_of_what_is_filtered(self, client: Client, nominate: Nominate, lin: User) -> None:
        town = Unit.objects.get(name="八桥镇")
        nominate(51)
        nominate(52)
        nominate(53, township=town, planned_workers=None)
        client.force_login(lin)
        assert "合计（3项）" in page(client, "nomination_list")
        shown = page(client, "nomination_list", township=str(Unit.objects.get(name="建胜镇").pk))
        assert "合计（2项）" in shown
        assert '<td class="num">600.00</td>' in shown  # 总投资, 2 × 300
        assert '<td class="num">400.00</td>' in shown  # 年度计划投资
        assert '<td class="num">40</td>' in shown  # 计划吸纳

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ({"q": "甲"}, {"甲工程"}),
            ({"q": "000052"}, {"乙工程"}),
            ({"state": "returned"}, {"乙工程"}),
            ({"waiting": "correct"}, set()),
            ({"waiting": "decide"}, {"甲工程"}),
            ({"year": "2026"}, {"甲工程", "乙工程"}),
            ({"year": ""}, {"甲工程", "乙工程", "去年的工程"}),
        ],
    )
    def test_each_filter_narrows_the_list(
        self, client: Client, nominate: Nominate, lin: User, query: dict[str, str], names: set[str]
    ) -> None:
        before = Collection.objects.create(
            year=2025, opens_on=date(2025, 1, 1), due_on=date(2025, 1, 31), opened_at=AT, opened_by=lin,
            closed_at=AT, closed_by=lin,
        )  # fmt: skip
        nominate(51, name="甲工程", state=SUBMITTED)
        nominate(52, name="乙工程", state=RETURNED)
        nominate(53, name="去年的工程", collection=before)
        client.force_login(lin)
        shown = client.get(reverse("nomination_list"), query).context["rows"]
        assert {row["nomination"].name for row in shown} == names

    def test_it_sorts_by_a_head_and_turns_round(self, client: Client, nominate: Nominate, lin: User) -> None:
        nominate(51, name="小的", total_fen=100)
        nominate(52, name="大的", total_fen=900)
        client.force_login(lin)
        up = page(client, "nomination_list", sort="total_fen")
        down = page(client, "nomination_list", sort="-total_fen")
        assert up.index("小的") < up.index("大的")
        assert down.index("大的") < down.index("小的")

    def test_the_export_is_what_is_shown_and_is_audited(self, client: Client, nominate: Nominate, lin: User) -> None:
        nominate(51, name="甲工程", state=SUBMITTED, total_fen=100_000_000)
        nominate(52, name="乙工程", state=RETURNED)
        client.force_login(lin)
        answer = client.post(reverse("nomination_export") + "?state=submitted")
        assert cells(answer, "项目名称") == ["甲工程"]
        assert cells(answer, "总投资（万元）") == [100]
        assert cells(answer, "状态") == ["已申报"]
        entry = AuditEntry.objects.get(act="导出项目申报")
        assert (entry.rows, "状态＝已申报" in entry.subject) == (1, True)
        assert client.get(reverse("nomination_export")).status_code == 405

    def test_every_state_is_counted_under_the_other_filters(
        self, client: Client, nominate: Nominate, lin: User
    ) -> None:
        nominate(51, name="甲工程", state=SUBMITTED)
        nominate(52, name="乙工程", state=SUBMITTED)
        nominate(53, name="甲二工程", state=DRAFT)
        client.force_login(lin)
        tabs = client.get(reverse("nomination_list"), {"q": "甲", "state": "draft"}).context["tabs"]
        assert {tab["label"]: tab["count"] for tab in tabs if tab["count"]} == {"全部": 2, "草稿": 1, "已申报": 1}

    def test_the_open_collection_says_its_deadline(
        self, client: Client, running: Collection, chen_filer: User, lin: User
    ) -> None:
        client.force_login(chen_filer)
        shown = page(client, "nomination_list")
        left = (running.due_on - timezone.localdate()).days
        assert f"2099年12月31日截止，还有{left}天。" in shown
        Collection.objects.update(due_on=timezone.localdate())
        assert "今天是最后一天" in page(client, "nomination_list")
        Collection.objects.update(closed_at=AT, closed_by=lin)
        shown = page(client, "nomination_list")
        assert "目前没有正在进行的征集" in shown
        assert "申报项目</a>" not in shown

    def test_a_deadline_gone_by_says_what_can_still_be_done(
        self, client: Client, nominate: Nominate, chen_filer: User
    ) -> None:
        client.force_login(chen_filer)
        assert "单位不能再送审；确需补报由办公室延长截止日期或代报" in page(client, "nomination_list")

    def test_without_a_collection_everybody_is_told_what_comes_next(
        self, client: Client, lin: User, chen_filer: User
    ) -> None:
        client.force_login(lin)
        assert "还没有开启过申报征集" in page(client, "nomination_list")
        client.force_login(chen_filer)
        assert "办公室开启征集后" in page(client, "nomination_list")

    def test_a_filter_that_finds_nothing_can_be_cleared(self, client: Client, nominate: Nominate, lin: User) -> None:
        client.force_login(lin)
        assert "清空条件" in page(client, "nomination_list", q="没有这个")

    def test_the_query_of_a_waiting_line_shows_exactly_its_rows(
        self, client: Client, nominate: Nominate, chen_filer: User, chen_reviewer: User, lin: User
    ) -> None:
        for number, state in enumerate((DRAFT, REVIEWING, SUBMITTED, SUBMITTED, RETURNED, ADMITTED), start=51):
            nominate(number, state=state)
        for user in (chen_filer, chen_reviewer, lin):
            client.force_login(user)
            lines = waiting_for(user, on=timezone.localdate())
            assert lines
            for line in lines:
                answer = client.get(reverse("nomination_list") + f"?{line.query}")
                assert answer.context["page"].paginator.count == line.number

    def test_a_wait_of_another_post_is_no_filter(self, client: Client, nominate: Nominate, leader: User) -> None:
        nominate(51, state=SUBMITTED)
        client.force_login(leader)
        assert (
            "waiting" not in client.get(reverse("nomination_list"), {"waiting": "decide"}).context["filter"].form.fields
        )

    def test_the_office_sees_suspicions_of_doubles_and_units_do_not_see_strangers(
        self, client: Client, nominate: Nominate, make_project: MakeProject, lin: User, zhao: User
    ) -> None:
        town = Unit.objects.get(name="八桥镇")
        project = make_project(7, name="滨河步道工程")
        twin = nominate(51, name="滨河步道工程", unit=town, township=town, state=SUBMITTED)
        client.force_login(lin)
        shown = page(client, "nomination_list")
        assert "疑似1处" in shown
        assert reverse("project_detail", args=[project.pk]) in shown
        assert "项目名称相同" in page(client, "nomination_detail", twin.pk)
        (told,) = cells(client.post(reverse("nomination_export")), "疑似重复")
        assert "项目名称相同：已登记的“滨河步道工程”" in told
        client.force_login(zhao)
        assert "疑似" not in page(client, "nomination_list")
        with pytest.raises(ValueError, match="疑似重复"):
            cells(client.post(reverse("nomination_export")), "疑似重复")
        assert "项目名称相同" not in page(client, "nomination_detail", twin.pk)

    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize("who", ["lin", "chen_filer"])
    def test_it_costs_the_same_for_2_rows_and_20(
        self, client: Client, nominate: Nominate, lin: User, request: pytest.FixtureRequest, who: str, method: str
    ) -> None:
        address = reverse("nomination_list" if method == "get" else "nomination_export")

        def cost() -> int:
            with CaptureQueriesContext(connection) as made:
                assert getattr(client, method)(address).status_code == 200
            return len(made)

        client.force_login(request.getfixturevalue(who))
        for number in (51, 52):
            nominate(number, state=SUBMITTED).steps.create(act=NominationAct.SUBMIT, state=SUBMITTED, at=AT, by=lin)
        cost()
        few = cost()
        for number in range(53, 71):
            nominate(number, state=SUBMITTED).steps.create(act=NominationAct.SUBMIT, state=SUBMITTED, at=AT, by=lin)
        assert cost() == few


class TestAdmittingMany:
    def test_the_office_admits_all_it_ticks(self, client: Client, nominate: Nominate, lin: User) -> None:
        ticked = [nominate(number, code=code, state=SUBMITTED) for number, code in ((51, CODE), (52, OTHER_CODE))]
        client.force_login(lin)
        answer = client.post(reverse("nomination_list"), {"nomination": [each.pk for each in ticked]}, follow=True)
        assert "已同意纳入2个项目" in said(answer)
        assert [state_of(each) for each in ticked] == [ADMITTED, ADMITTED]

    def test_one_that_cannot_be_admitted_stops_all_and_every_such_row_is_named(
        self, client: Client, nominate: Nominate, lin: User
    ) -> None:
        good = nominate(51, code=CODE, state=SUBMITTED)
        blank = nominate(52, code=OTHER_CODE, name="缺内容的", content="", state=SUBMITTED)
        drafted = nominate(53, name="还是草稿的", state=DRAFT)
        client.force_login(lin)
        keys = [good.pk, blank.pk, drafted.pk]
        answer = client.post(reverse("nomination_list"), {"nomination": keys})
        shown = said(answer)
        assert answer.status_code == 422
        assert "“缺内容的”：“主要建设内容及规模”还没有填" in shown
        assert "“还是草稿的”：" in shown
        assert f'value="{good.pk}" checked' in " ".join(shown.split())
        assert [state_of(each) for each in (good, blank, drafted)] == [SUBMITTED, SUBMITTED, DRAFT]

    def test_what_changed_after_the_page_was_opened_is_named_and_nothing_is_admitted(
        self, client: Client, nominate: Nominate, lin: User
    ) -> None:
        good = nominate(51, code=CODE, state=SUBMITTED)
        moved = nominate(52, code=OTHER_CODE, name="后来改过的", state=SUBMITTED)
        client.force_login(lin)
        assert f'name="version-{moved.pk}"' in page(client, "nomination_list")
        seen = {f"version-{each.pk}": each.version for each in (good, moved)}
        Nomination.objects.filter(pk=moved.pk).update(version=1, total_fen=900_000_000)
        answer = client.post(reverse("nomination_list"), {"nomination": [good.pk, moved.pk], **seen})
        assert answer.status_code == 422
        assert "“后来改过的”在您打开页面以后改过" in said(answer)
        assert [state_of(each) for each in (good, moved)] == [SUBMITTED, SUBMITTED]

    @pytest.mark.parametrize("key", ["9" * 30, "9" * 5000, "-1", "²", "1\x00"])
    def test_a_key_that_is_no_rows_is_not_ticked(self, client: Client, nominate: Nominate, lin: User, key: str) -> None:
        client.force_login(lin)
        answer = client.post(reverse("nomination_list"), {"nomination": [key]})
        assert answer.status_code == 422
        assert "请先勾选要纳入的申报" in said(answer)

    def test_nothing_ticked_is_said_so(self, client: Client, nominate: Nominate, lin: User) -> None:
        client.force_login(lin)
        answer = client.post(reverse("nomination_list"), {})
        assert answer.status_code == 422
        assert "请先勾选要纳入的申报" in said(answer)

    def test_a_unit_admits_nothing(self, client: Client, nominate: Nominate, chen_reviewer: User) -> None:
        nomination = nominate(51, code=CODE, state=SUBMITTED)
        client.force_login(chen_reviewer)
        assert "纳入所选申报" not in page(client, "nomination_list")
        answer = client.post(reverse("nomination_list"), {"nomination": [nomination.pk]})
        assert answer.status_code == 422
        assert "由领导小组办公室办理" in said(answer)
        assert state_of(nomination) == SUBMITTED

"""The project list as each person wants it: chosen columns, ratios from sums, saved views, the export alike."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from projects.models import SavedView
from tests.projects.pages import page
from units.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("listed")]


def test_only_the_chosen_columns_are_shown(client: Client, lin: User) -> None:
    client.force_login(lin)
    shown = page(client, "project_list", columns=["site", "plan_fen"])
    assert 'title="按年度计划投资（万元）排序"' in shown
    assert '<td class="nowrap">建胜镇' in shown
    assert 'title="按总投资（万元）排序"' not in shown


def test_a_ratio_of_the_total_line_divides_the_sums(client: Client, lin: User) -> None:
    client.force_login(lin)
    # 967.05 ÷ 111220.00, not the mean of twelve ratios
    assert "0.87%" in page(client, "project_list", columns=["pay_share"])


def test_unknown_columns_are_passed_over(client: Client, lin: User) -> None:
    client.force_login(lin)
    assert "按总投资（万元）排序" in page(client, "project_list", columns=["nothing", "name"])


def test_the_export_has_the_columns_of_the_page(client: Client, lin: User) -> None:
    client.force_login(lin)
    answer = client.post(reverse("project_export") + "?columns=site&columns=pay_share")
    rows = [list(row) for row in load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True)]
    head = next(row for row in rows if row[0] == "项目名称")
    assert [cell for cell in head if cell] == [
        "项目名称",
        "项目代码",
        "计划报酬占年度计划投资（%）",
        "建设地点（镇街）",
    ]


class TestSavedViews:
    def save(self, client: Client, name: str, query: str) -> str:
        answer = client.post(reverse("project_view_save"), {"name": name, "query": query}, follow=True)
        return answer.content.decode()

    def test_a_view_is_saved_shown_and_used_again(self, client: Client, lin: User) -> None:
        client.force_login(lin)
        shown = self.save(client, "专项", "year=2026&kind=special&q=&page=2&columns=site")
        view = SavedView.objects.get(user=lin)
        assert view.query == "year=2026&kind=special&columns=site"
        assert "已保存常用查询“专项”" in shown
        assert "合计（2项）" in shown
        assert 'aria-current="true">专项</a>' in shown

    def test_the_same_name_replaces_what_it_held(self, client: Client, lin: User) -> None:
        client.force_login(lin)
        self.save(client, "我的", "kind=special")
        self.save(client, "我的", "kind=key")
        assert [view.query for view in SavedView.objects.all()] == ["kind=key"]

    @pytest.mark.parametrize("name", ["", "  ", "长" * 41])
    def test_a_view_needs_a_name_that_fits(self, client: Client, lin: User, name: str) -> None:
        client.force_login(lin)
        assert "常用查询的名称应为1到40个字" in self.save(client, name, "kind=key")
        assert not SavedView.objects.exists()

    def test_more_than_twenty_are_refused(self, client: Client, lin: User) -> None:
        client.force_login(lin)
        for number in range(20):
            self.save(client, f"查询{number}", "kind=key")
        assert "常用查询最多20个" in self.save(client, "再来一个", "kind=key")

    def test_nobody_sees_or_drops_anothers(self, client: Client, lin: User, chen_filer: User) -> None:
        client.force_login(lin)
        self.save(client, "林岚的查询", "kind=key")
        view = SavedView.objects.get()
        client.force_login(chen_filer)
        assert "林岚的查询" not in page(client, "project_list")
        assert client.post(reverse("project_view_drop", args=[view.pk])).status_code == 404
        client.force_login(lin)
        answer = client.post(reverse("project_view_drop", args=[view.pk]), follow=True)
        assert "已删除常用查询“林岚的查询”" in answer.content.decode()
        assert not SavedView.objects.exists()

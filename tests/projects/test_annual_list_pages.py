"""Pages of the year's list: years and versions, the next version and its publishing, entries that leave."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from projects.lists import mark_leaving
from projects.models import ListEntry, ListVersion, Project
from tests.projects.conftest import MakeProject
from tests.projects.nominating import Nominate
from tests.projects.pages import page
from tests.projects.publishing import BASIS, cost, publish, publish_second
from tests.projects.samples import AT
from units.models import Unit, User

NEXT = [2026]


def mark_of(shown: str) -> str:
    found = re.search(r'name="seen"\s+value="(\w+)"', shown)
    assert found
    return found[1]


@pytest.fixture
def second(lin: User, make_project: MakeProject, nominate: Nominate) -> ListVersion:
    return publish_second(lin, make_project, nominate)


class TestYears:
    def test_each_version_stands_with_its_basis_and_its_changes(
        self, client: Client, lin: User, second: ListVersion
    ) -> None:
        client.force_login(lin)
        shown = page(client, "annual_list")
        assert shown.count("现行") == 1
        assert "渡以工代赈办〔2026〕9号" in shown
        [year] = client.get(reverse("annual_list")).context["years"]
        assert [(line.standing, line.added, line.adjusted, line.removed) for line in year.versions] == [
            (3, 1, 1, 1),
            (3, 3, 0, 0),
        ]
        assert reverse("annual_proposal", args=NEXT) in shown

    def test_what_waits_is_counted_in_the_readers_scope(
        self, client: Client, lin: User, wang: User, make_project: MakeProject, nominate: Nominate
    ) -> None:
        mark_leaving(entry=make_project(1).entries.get(), reason="停建", by=lin, at=AT)
        make_project(2, township=Unit.objects.get(name="八桥镇"))
        nominate()
        nominate(52, township=Unit.objects.get(name="八桥镇"))
        for person, counted in ((lin, (2, 1, 2)), (wang, (1, 1, 1))):
            client.force_login(person)
            [year] = client.get(reverse("annual_list")).context["years"]
            assert (year.standing, year.leaving, year.admitted) == counted

    @pytest.mark.usefixtures("second")
    def test_a_unit_counts_its_own_rows_and_cannot_prepare_a_version(self, client: Client, zhao: User) -> None:
        client.force_login(zhao)
        shown = page(client, "annual_list")
        assert "只数本单位范围内的项目" in shown
        assert "编制下一版" not in shown
        [year] = client.get(reverse("annual_list")).context["years"]
        assert [line.standing for line in year.versions] == [1, 0]

    def test_an_empty_house_says_what_to_do(self, client: Client, lin: User, wang: User) -> None:
        client.force_login(lin)
        assert "先导入清单" in page(client, "annual_list")
        client.force_login(wang)
        assert "由领导小组办公室发布" in page(client, "annual_list")

    def test_administrators_have_no_business_here(
        self, client: Client, sysadmin: User, second: ListVersion, auditor: User
    ) -> None:
        for person in (sysadmin, auditor):
            client.force_login(person)
            for address in (reverse("annual_list"), reverse("version_detail", args=[second.pk])):
                assert client.get(address).status_code == 403

    def test_many_years_cost_the_same(self, client: Client, lin: User, make_project: MakeProject) -> None:
        client.force_login(lin)
        make_project(1)
        publish(lin)
        few = cost(client, reverse("annual_list"))
        for number in range(2, 6):
            make_project(number)
            publish(lin)
        assert cost(client, reverse("annual_list")) == few


class TestTheNextVersion:
    def test_shows_every_change_with_its_words(
        self, client: Client, lin: User, make_project: MakeProject, nominate: Nominate
    ) -> None:
        for number in (1, 2, 3):
            make_project(number)
        publish(lin)
        ListEntry.objects.filter(serial=2).update(plan_fen=500_000_000)
        mark_leaving(entry=ListEntry.objects.get(serial=3), reason="用地未批，停建", by=lin, at=AT)
        nominate()
        client.force_login(lin)
        shown = page(client, "annual_proposal", *NEXT)
        assert "第2版（编制中）" in shown
        assert "年度计划投资（万元）：420.00 → 500.00" in shown
        assert "调出原因：用地未批，停建" in shown
        assert "灌渠整治工程51" in shown
        assert "道路硬化工程01" not in shown  # unchanged: under its own tab
        assert "道路硬化工程01" in page(client, "annual_proposal", *NEXT, change="kept")
        standing = client.get(reverse("annual_proposal", args=NEXT), {"change": "standing"})
        assert standing.context["page"].paginator.count == 3
        assert ("1120.00", "num") in standing.context["totals"]  # 420 + 500 + 200 万元 planned

    def test_is_the_offices_alone(self, client: Client, leader: User, chen_reviewer: User) -> None:
        for person in (leader, chen_reviewer):
            client.force_login(person)
            answer = client.get(reverse("annual_proposal", args=NEXT))
            assert answer.status_code == 403
            assert "由领导小组办公室编制和发布" in answer.content.decode()

    def test_is_published_on_its_basis(self, client: Client, lin: User, road: Project) -> None:
        client.force_login(lin)
        seen = mark_of(page(client, "annual_proposal", *NEXT))
        answer = client.post(reverse("annual_proposal", args=NEXT), {"basis": BASIS, "seen": seen})
        version = ListVersion.objects.get()
        assert answer.headers["Location"] == reverse("version_detail", args=[version.pk])
        assert (version.basis, version.published_by) == (BASIS, lin)
        assert "已发布2026年度清单第1版：1个项目" in client.get(answer.headers["Location"]).content.decode()

    @pytest.mark.parametrize("basis", ["", "   ", "长" * 121])
    def test_without_a_basis_nothing_is_published(self, client: Client, lin: User, road: Project, basis: str) -> None:
        client.force_login(lin)
        answer = client.post(reverse("annual_proposal", args=NEXT), {"basis": basis})
        assert answer.status_code == 422
        assert "没有发布" in answer.content.decode()
        assert not ListVersion.objects.exists()

    def test_what_changed_since_the_page_was_opened_is_not_published_unseen(
        self, client: Client, lin: User, road: Project, nominate: Nominate
    ) -> None:
        client.force_login(lin)
        seen = mark_of(page(client, "annual_proposal", *NEXT))
        nominate()
        answer = client.post(reverse("annual_proposal", args=NEXT), {"basis": BASIS, "seen": seen})
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert "您打开页面后，清单又有改动" in shown
        assert f'value="{BASIS}"' in shown
        assert "灌渠整治工程51" in shown
        assert not ListVersion.objects.exists()
        client.post(reverse("annual_proposal", args=NEXT), {"basis": BASIS, "seen": mark_of(shown)})
        assert ListVersion.objects.count() == 1

    def test_everything_in_the_way_is_listed_with_where_it_is_mended(
        self, client: Client, lin: User, road: Project, nominate: Nominate
    ) -> None:
        mark_leaving(entry=road.entries.get(), reason="停建", by=lin, at=AT)
        first = nominate(code=road.code, name=road.name)
        other = nominate(52, total_fen=None)
        client.force_login(lin)
        shown = page(client, "annual_proposal", *NEXT)
        assert "还不能发布，共 2 处" in shown
        assert 'name="basis"' not in shown
        for nomination in (first, other):
            assert f'href="{reverse("nomination_detail", args=[nomination.pk])}">去申报处理' in shown
        answer = client.post(reverse("annual_proposal", args=NEXT), {"basis": BASIS})
        assert answer.status_code == 422
        assert f"刚才填的依据：{BASIS}" in answer.content.decode()

    def test_suspected_doubles_are_shown_and_do_not_block(
        self, client: Client, lin: User, road: Project, nominate: Nominate
    ) -> None:
        nominate(name=road.name)
        client.force_login(lin)
        shown = page(client, "annual_proposal", *NEXT)
        assert "项目名称相同：已登记的" in shown
        assert 'name="basis"' in shown

    def test_an_empty_year_says_where_to_begin(self, client: Client, lin: User) -> None:
        client.force_login(lin)
        shown = page(client, "annual_proposal", *NEXT)
        assert "本年度还没有项目" in shown
        assert reverse("import_projects") in shown
        assert client.get(reverse("annual_proposal", args=[1999])).status_code == 404

    def test_an_unchanged_list_says_so(self, client: Client, lin: User, road: Project) -> None:
        publish(lin)
        client.force_login(lin)
        shown = page(client, "annual_proposal", *NEXT)
        assert "没有变化，不必重新发布" in shown
        assert "这一类没有项目" in shown

    def test_costs_the_same_for_two_rows_and_twenty(
        self, client: Client, lin: User, make_project: MakeProject, nominate: Nominate
    ) -> None:
        make_project(1)
        nominate(51)
        client.force_login(lin)
        few = cost(client, reverse("annual_proposal", args=NEXT))
        for number in range(2, 20):
            make_project(number)
            nominate(50 + number)
        assert cost(client, reverse("annual_proposal", args=NEXT)) == few


def test_a_pair_of_doubles_is_told_once(client: Client, lin: User, nominate: Nominate) -> None:
    nominate(51, name="四民村灌渠整治工程")
    nominate(52, name="四民村灌渠整治工程一")
    client.force_login(lin)
    assert "疑似重复 1 处" in page(client, "annual_proposal", *NEXT)


def test_the_column_of_changes_stands_where_something_was_changed(
    client: Client, lin: User, second: ListVersion
) -> None:
    client.force_login(lin)
    first = ListVersion.objects.get(number=1)
    assert "具体情况" not in page(client, "version_detail", first.pk)
    assert "具体情况" in page(client, "version_detail", second.pk)

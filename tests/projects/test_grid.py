"""多个项目一起填: rows saved one by one, errors at their cells, nothing lost, nothing half saved."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects import filings
from projects.models import FilingState, Period, ProgressFiling, Project, ProjectKind
from tests.cast import Engage
from tests.projects.conftest import MakeProject
from tests.projects.figures import RELIEF, WAN, complete, start
from tests.projects.pages import page
from tests.projects.rolling import Say
from tests.projects.samples import AT
from tests.projects.test_filing_pages import typed
from units.models import Role, User

pytestmark = pytest.mark.django_db
ADDRESS = "/filings/grid/2026-10/"


def hidden(shown: str) -> dict[str, Any]:
    """What the page sends along of its own: rows, versions, what it showed."""
    found = re.findall(r'<input type="hidden" name="(row|p\d+-version|p\d+-seen)"(?: value="([^"]*)")?', shown)
    sent: dict[str, Any] = {"row": [value for name, value in found if name == "row"]}
    return sent | {name: value for name, value in found if name != "row"}


def row(project: Project, **values: Any) -> dict[str, str]:
    """One row as typed: what a complete month needs, changed as told."""
    return {f"p{project.pk}-{name}": value for name, value in typed(**values).items()}


def post(client: Client, shown: str, *rows: dict[str, str], act: str = "save", query: str = "") -> Any:
    said = hidden(shown) | {"act": act}
    for one in rows:
        said |= one
    return client.post(ADDRESS + query, said)


@pytest.fixture
def roads(make_project: MakeProject, october: Period) -> list[Project]:
    return [make_project(number) for number in (1, 2, 3)]


@pytest.fixture
def grid(client: Client, roads: list[Project], chen_filer: User) -> str:
    client.force_login(chen_filer)
    return page(client, "grid_edit", "2026-10")


class TestSaving:
    def test_touched_rows_are_saved_as_drafts_and_the_others_left_alone(
        self, client: Client, grid: str, roads: list[Project]
    ) -> None:
        answer = post(client, grid, row(roads[0]), row(roads[2]))
        assert (answer.status_code, answer.url) == (302, ADDRESS)
        assert {filing.project_id: filing.state for filing in ProgressFiling.objects.all()} == {
            roads[0].pk: FilingState.DRAFT, roads[2].pk: FilingState.DRAFT,
        }  # fmt: skip
        assert ProgressFiling.objects.get(project=roads[0]).invested_new_fen == 40 * WAN
        shown = client.get(ADDRESS).content.decode()
        assert "已存草稿2个：道路硬化工程01、道路硬化工程03。" in shown

    def test_complete_rows_are_sent_and_what_lacks_something_stays_a_draft_with_its_lacks(
        self, client: Client, grid: str, roads: list[Project]
    ) -> None:
        answer = post(client, grid, row(roads[0]), row(roads[1], workers_on_day=""), act="send")
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert "已送审1个：道路硬化工程01。" in shown
        assert "还缺内容，已存为草稿、没有送审1个：道路硬化工程02。" in shown
        assert "“报告期当日吸纳就业人数（人）”还没有填" in shown
        states = {filing.project_id: filing.state for filing in ProgressFiling.objects.all()}
        assert states == {roads[0].pk: FilingState.REVIEWING, roads[1].pk: FilingState.DRAFT}
        again = client.post(ADDRESS, hidden(shown) | row(roads[1]) | {"act": "send"})
        assert again.status_code == 302
        assert ProgressFiling.objects.get(project=roads[1]).state == FilingState.REVIEWING

    def test_a_row_that_cannot_be_read_is_told_at_its_cells_and_the_others_are_saved(
        self, client: Client, grid: str, roads: list[Project]
    ) -> None:
        bad = row(roads[1]) | {f"p{roads[1].pk}-invested_new_fen": "四十", f"p{roads[1].pk}-workers_year": "1.5"}
        answer = post(client, grid, row(roads[0]), bad)
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert "请填数字，单位万元" in shown
        assert "请填整数" in shown
        assert 'value="四十"' in shown
        assert "有错误，没有保存1个：道路硬化工程02。" in shown
        assert "要改的栏：本月新增完成投资、本年累计已吸纳就业人数" in shown
        assert ProgressFiling.objects.get().project == roads[0]

    def test_a_saved_draft_goes_along_but_an_untouched_returned_row_does_not(
        self, client: Client, roads: list[Project], october: Period, chen_filer: User, chen_reviewer: User
    ) -> None:
        kept = start(roads[0], october, chen_filer, **complete())
        back = start(roads[1], october, chen_filer, **complete())
        filings.send_to_review(filing=back, by=chen_filer, at=AT)
        filings.hand_back(filing=back, reasons={"workers_year": "请核对"}, by=chen_reviewer, at=AT)
        client.force_login(chen_filer)
        shown = page(client, "grid_edit", "2026-10")
        same = hidden(shown) | row(roads[0]) | row(roads[1]) | {"act": "send"}
        assert client.post(ADDRESS, same).status_code == 302
        kept.refresh_from_db()
        back.refresh_from_db()
        assert (kept.state, back.state) == (FilingState.REVIEWING, FilingState.RETURNED)

    def test_nothing_touched_saves_nothing(self, client: Client, grid: str) -> None:
        assert post(client, grid).status_code == 302
        assert ProgressFiling.objects.count() == 0
        assert "没有改动" in client.get(ADDRESS).content.decode()


class TestNil:
    def test_a_ticked_row_is_a_nil_return(
        self, client: Client, roads: list[Project], september: Period, october: Period, lin: User, chen_filer: User
    ) -> None:
        last = filings.start_filing(project=roads[0], period=september, by=lin, at=AT)
        filings.file_for_unit(filing=last, values=complete(), by=lin, at=AT)
        client.force_login(chen_filer)
        shown = page(client, "grid_edit", "2026-10")
        ticked = {f"p{roads[0].pk}-nil": "on", f"p{roads[0].pk}-look": "main_work"}
        begins = {f"p{roads[0].pk}-invested_before_fen": "340", f"p{roads[0].pk}-allocated_before_fen": "310"}
        assert post(client, shown, ticked, begins, act="send").status_code == 302
        filing = ProgressFiling.objects.get(project=roads[0], period=october)
        assert (filing.is_nil, filing.state, filing.invested_new_fen, filing.workers_year) == (
            True, FilingState.REVIEWING, 0, 12,
        )  # fmt: skip

    def test_ticked_and_only_saved_it_waits_and_keeps_its_tick(
        self, client: Client, grid: str, roads: list[Project]
    ) -> None:
        answer = post(client, grid, {f"p{roads[0].pk}-nil": "on"})
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert "零报告要按“保存并送审”才办理" in shown
        assert re.search(rf'name="p{roads[0].pk}-nil"[^>]*checked', shown)


class TestOthers:
    def test_a_row_somebody_else_saved_is_told_and_keeps_what_was_typed(
        self, client: Client, grid: str, roads: list[Project], october: Period, engage: Engage
    ) -> None:
        other = engage("other", Role.UNIT_FILER, "区农业农村委", "另一人")
        start(roads[0], october, other, invested_new_fen=7 * WAN)
        answer = post(client, grid, row(roads[0]), row(roads[1]))
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert "别人刚保存过这一行" in shown
        assert "现在已存：7.00" in shown
        assert f'name="p{roads[0].pk}-invested_new_fen" value="40.0"' in shown
        assert ProgressFiling.objects.get(project=roads[1]).invested_new_fen == 40 * WAN
        assert ProgressFiling.objects.get(project=roads[0]).invested_new_fen == 7 * WAN
        assert client.post(ADDRESS, hidden(shown) | row(roads[0]) | {"act": "save"}).status_code == 302
        assert ProgressFiling.objects.get(project=roads[0]).invested_new_fen == 40 * WAN

    def test_a_row_that_went_on_meanwhile_is_told_why_it_cannot_be_written(
        self, client: Client, grid: str, roads: list[Project], october: Period, chen_filer: User
    ) -> None:
        gone = start(roads[0], october, chen_filer, **complete())
        filings.send_to_review(filing=gone, by=chen_filer, at=AT)
        answer = post(client, grid, row(roads[0], workers_on_day=9))
        assert answer.status_code == 422
        assert "现在是“单位审核”，不能在这里改" in answer.content.decode()
        gone.refresh_from_db()
        assert gone.workers_on_day == 8

    def test_a_locked_month_says_why_and_takes_nothing(
        self, client: Client, grid: str, roads: list[Project], october: Period
    ) -> None:
        Period.objects.filter(pk=october.pk).update(due_on="2026-10-20", locks_on="2026-10-25")
        assert "锁定" in page(client, "grid_edit", "2026-10")
        answer = post(client, grid, row(roads[0]))
        assert answer.status_code == 422
        assert "锁定" in answer.content.decode()
        assert ProgressFiling.objects.count() == 0

    def test_another_units_project_cannot_be_slipped_in(
        self, client: Client, grid: str, roads: list[Project], zhao: User
    ) -> None:
        client.force_login(zhao)
        assert "没有由您填报的项目" in page(client, "grid_edit", "2026-10")
        assert post(client, grid, row(roads[0])).status_code == 302
        assert ProgressFiling.objects.count() == 0

    def test_the_leader_does_not_write(self, client: Client, october: Period, leader: User) -> None:
        client.force_login(leader)
        assert client.get(ADDRESS).status_code == 403

    def test_the_office_fills_in_for_a_unit(self, client: Client, roads: list[Project], lin: User) -> None:
        client.force_login(lin)
        shown = page(client, "grid_edit", "2026-10")
        assert post(client, shown, row(roads[0]), act="proxy").status_code == 302
        assert ProgressFiling.objects.get().state == FilingState.ACCEPTED


class TestShown:
    def test_rolls_stand_in_the_cell_and_are_taken_over_by_its_button(
        self, client: Client, roads: list[Project], october: Period, chen_filer: User, rolls_say: Say
    ) -> None:
        start(roads[0], october, chen_filer, **complete(workers_year=10, rural_workers_year=5))
        rolls_say(roads[0], 12, 24 * WAN)
        client.force_login(chen_filer)
        shown = page(client, "grid_edit", "2026-10")
        assert "发放表 12人" in shown
        assert "少2人，须说明" in shown
        said = hidden(shown) | row(roads[0], workers_year=10) | {"use_rolled": f"p{roads[0].pk}-workers_year"}
        taken = client.post(ADDRESS, said).content.decode()
        assert f'name="p{roads[0].pk}-workers_year" value="12"' in taken
        assert ProgressFiling.objects.get().workers_year == 10

    def test_the_official_form_has_its_own_columns_for_special_projects(
        self, client: Client, make_project: MakeProject, roads: list[Project], chen_filer: User
    ) -> None:
        special = make_project(9, kind=ProjectKind.SPECIAL)
        client.force_login(chen_filer)
        shown = client.get(ADDRESS, {"form": "official"}).content.decode()
        assert set(re.findall(r'name="row" value="(\d+)"', shown)) == {str(special.pk)}
        cells = {f"p{special.pk}-{name}": str(value // WAN if value > WAN else value) for name, value in RELIEF.items()}
        assert post(client, shown, cells, query="?form=official").status_code == 302
        assert ProgressFiling.objects.get().relief_paid_fen == 190 * WAN

    def test_states_filter_and_totals_stand_below(
        self, client: Client, roads: list[Project], october: Period, chen_filer: User
    ) -> None:
        start(roads[0], october, chen_filer, **complete())
        start(roads[1], october, chen_filer, **complete())
        client.force_login(chen_filer)
        shown = client.get(ADDRESS, {"state": "draft"}).content.decode()
        assert re.findall(r'name="row" value="(\d+)"', shown) == [str(roads[0].pk), str(roads[1].pk)]
        assert '<td class="num">80.00</td>' in shown

    def test_it_costs_the_same_for_2_rows_and_20(
        self, client: Client, make_project: MakeProject, september: Period, october: Period, lin: User,
        chen_filer: User,
    ) -> None:  # fmt: skip
        def grow(first: int, last: int) -> None:
            for number in range(first, last + 1):
                project = make_project(number)
                old = filings.start_filing(project=project, period=september, by=lin, at=AT)
                filings.file_for_unit(filing=old, values=complete(), by=lin, at=AT)
                start(project, october, chen_filer, workers_year=12)

        def cost() -> int:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(ADDRESS).status_code == 200
            return len(asked)

        grow(1, 2)
        client.force_login(chen_filer)
        cost()
        few = cost()
        grow(3, 20)
        assert cost() == few

    def test_no_such_month_is_not_found(self, client: Client, chen_filer: User, october: Period) -> None:
        client.force_login(chen_filer)
        assert [client.get(reverse("grid_edit", args=[key])).status_code for key in ("2026-13", "x", "2031-01")] == [
            404, 404, 404,
        ]  # fmt: skip

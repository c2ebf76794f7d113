"""The pages of a filing: the form, the way from the unit to the office, the month's list."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from projects import filings
from projects.models import FilingState, Period, ProgressFiling, Project
from tests.projects.conftest import MakeProject
from tests.projects.figures import WAN, complete
from tests.projects.pages import page
from tests.projects.samples import AT
from units.models import User

pytestmark = pytest.mark.django_db


def typed(**changed: Any) -> dict[str, str]:
    """The complete month as a person types it, in 万元."""
    values = complete(**changed)
    return {
        name: str(value / WAN) if name.endswith("_fen") and isinstance(value, int) else str(value)
        for name, value in values.items()
    }


class TestFilingForm:
    def test_a_new_month_shows_last_months_figures_and_saves_nothing(
        self, client: Client, road: Project, september: Period, october: Period, lin: User, chen_filer: User
    ) -> None:
        last = filings.start_filing(project=road, period=september, by=lin, at=AT)
        filings.file_for_unit(filing=last, values=complete(), by=lin, at=AT)
        client.force_login(chen_filer)
        shown = page(client, "filing_new", road.pk, "2026-10")
        assert "2026年9月：" in shown
        assert 'value="340.00"' in shown
        assert ProgressFiling.objects.count() == 1

    def test_a_project_off_the_list_is_answered_with_the_sentence(
        self, client: Client, road: Project, october: Period, lin: User, chen_filer: User
    ) -> None:
        left = {"left_on": date(2026, 10, 9), "leave_at": AT, "leave_by": lin, "leave_reason": "停建"}
        road.entries.update(**left)
        client.force_login(chen_filer)
        answer = client.get(reverse("filing_new", args=[road.pk, "2026-10"]))
        assert answer.status_code == 403
        assert "已于2026年10月9日调出清单，2026年10月不用填报" in answer.content.decode()

    def test_typing_and_sending_goes_to_review(
        self, client: Client, road: Project, october: Period, chen_filer: User
    ) -> None:
        client.force_login(chen_filer)
        answer = client.post(reverse("filing_new", args=[road.pk, "2026-10"]), typed() | {"act": "send"})
        filing = ProgressFiling.objects.get()
        assert answer.url == reverse("filing_detail", args=[filing.pk])
        assert (filing.state, filing.invested_new_fen, filing.remuneration_year_fen) == (
            FilingState.REVIEWING, 40 * WAN, 120 * WAN,
        )  # fmt: skip

    def test_thousands_and_full_width_digits_are_understood(
        self, client: Client, road: Project, october: Period, chen_filer: User
    ) -> None:
        client.force_login(chen_filer)
        client.post(
            reverse("filing_new", args=[road.pk, "2026-10"]),
            {"act": "save", "invested_new_fen": "１，２３４.56", "workers_year": "1,200"},
        )
        filing = ProgressFiling.objects.get()
        assert (filing.invested_new_fen, filing.workers_year) == (1_234_560_000, 1200)

    def test_what_is_missing_stands_beside_its_field_and_nothing_is_lost(
        self, client: Client, road: Project, october: Period, chen_filer: User
    ) -> None:
        client.force_login(chen_filer)
        answer = client.post(
            reverse("filing_new", args=[road.pk, "2026-10"]), typed(look="", workers_on_day="13") | {"act": "send"}
        )
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert "“形象进度”还没有填。" in shown
        assert "当日在岗13人多于本年累计12人" in shown
        assert 'value="13"' in shown
        assert not ProgressFiling.objects.exists()

    @pytest.mark.parametrize(
        ("values", "says"),
        [
            ({"invested_new_fen": "很多"}, "请填数字，单位万元"),
            ({"workers_year": "1.5"}, "请填整数"),
            ({"workers_year": "-1"}, "不能为负数"),
            ({"act": "fly"}, "没有这项办理"),
        ],
    )
    def test_what_cannot_be_read_is_refused_and_kept(
        self, client: Client, road: Project, october: Period, chen_filer: User, values: dict[str, str], says: str
    ) -> None:
        client.force_login(chen_filer)
        answer = client.post(
            reverse("filing_new", args=[road.pk, "2026-10"]), {"act": "save", "remark": "我填过的", **values}
        )
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert says in shown
        assert "我填过的" in shown
        assert not ProgressFiling.objects.exists()

    def test_what_cannot_be_read_and_what_is_missing_are_said_at_once(
        self, client: Client, road: Project, october: Period, chen_filer: User
    ) -> None:
        client.force_login(chen_filer)
        answer = client.post(
            reverse("filing_new", args=[road.pk, "2026-10"]), typed(look="") | {"workers_year": "许多", "act": "send"}
        )
        shown = answer.content.decode()
        assert "请填整数" in shown
        assert "“形象进度”还没有填。" in shown
        assert "“本年累计已吸纳就业人数（人）”还没有填" not in shown

    def test_the_second_saver_is_told_and_keeps_what_was_typed(
        self, client: Client, road: Project, october: Period, chen_filer: User
    ) -> None:
        draft = filings.start_filing(project=road, period=october, by=chen_filer, at=AT)
        filings.save_filing(filing=draft, values={"workers_year": 12}, by=chen_filer, at=AT)
        client.force_login(chen_filer)
        answer = client.post(
            reverse("filing_edit", args=[draft.pk]), {"act": "save", "version": "0", "workers_year": "99"}
        )
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert "刚被别人改过" in shown
        assert 'value="99"' in shown
        draft.refresh_from_db()
        assert draft.workers_year == 12

    def test_enter_finds_a_button_that_is_off(
        self, client: Client, road: Project, october: Period, chen_filer: User
    ) -> None:
        client.force_login(chen_filer)
        shown = page(client, "filing_new", road.pk, "2026-10")
        form = shown[shown.index('class="filing-form"') :]
        assert form.index('<button type="submit" disabled hidden') < form.index('name="act"')

    def test_the_office_sees_one_button_that_files_for_the_unit(
        self, client: Client, road: Project, october: Period, lin: User
    ) -> None:
        client.force_login(lin)
        shown = page(client, "filing_new", road.pk, "2026-10")
        assert "代填并通过" in shown
        assert "保存并送审" not in shown
        client.post(reverse("filing_new", args=[road.pk, "2026-10"]), typed() | {"act": "proxy"})
        assert ProgressFiling.objects.get().get_source_display() == "办公室代填"

    def test_a_nil_return_is_one_button(
        self, client: Client, road: Project, september: Period, october: Period, lin: User, chen_filer: User
    ) -> None:
        last = filings.start_filing(project=road, period=september, by=lin, at=AT)
        filings.file_for_unit(filing=last, values=complete(), by=lin, at=AT)
        client.force_login(chen_filer)
        client.post(
            reverse("filing_new", args=[road.pk, "2026-10"]),
            {"act": "nil", "look": "main_work", "invested_before_fen": "340", "allocated_before_fen": "310"},
        )
        filing = ProgressFiling.objects.get(period=october)
        assert (filing.state, filing.is_nil, filing.workers_year) == (FilingState.REVIEWING, True, 12)

    def test_a_filing_that_cannot_be_edited_sends_to_its_page(
        self, client: Client, road: Project, october: Period, chen_filer: User
    ) -> None:
        client.force_login(chen_filer)
        client.post(reverse("filing_new", args=[road.pk, "2026-10"]), typed() | {"act": "send"})
        filing = ProgressFiling.objects.get()
        assert client.get(reverse("filing_edit", args=[filing.pk])).url == reverse("filing_detail", args=[filing.pk])
        assert client.get(reverse("filing_new", args=[road.pk, "2026-10"])).url == reverse(
            "filing_detail", args=[filing.pk]
        )

    @pytest.mark.parametrize("key", ["2026-13", "bad", "2031-01"])
    def test_a_month_nobody_knows_is_not_found(self, client: Client, road: Project, chen_filer: User, key: str) -> None:
        client.force_login(chen_filer)
        assert client.get(reverse("filing_new", args=[road.pk, key])).status_code == 404


def move(client: Client, filing: ProgressFiling, act: str, **more: str) -> Any:
    filing.refresh_from_db()
    return client.post(reverse("filing_move", args=[filing.pk]), {"act": act, "version": filing.version, **more})


def test_the_whole_way_of_a_filing_in_the_browser(
    client: Client, road: Project, october: Period, chen_filer: User, chen_reviewer: User, lin: User
) -> None:
    client.force_login(chen_filer)
    client.post(reverse("filing_new", args=[road.pk, "2026-10"]), typed() | {"act": "send"})
    filing = ProgressFiling.objects.get()
    client.force_login(chen_reviewer)
    assert "报送" in page(client, "filing_detail", filing.pk)
    assert move(client, filing, "submit").status_code == 302
    client.force_login(lin)
    assert move(client, filing, "return", workers_year="与发放表38人不一致").status_code == 302
    client.force_login(chen_filer)
    shown = page(client, "filing_edit", filing.pk)
    assert "退回：与发放表38人不一致（林岚" in shown
    filing.refresh_from_db()
    values = typed(workers_year=38) | {"act": "send", "version": str(filing.version)}
    assert client.post(reverse("filing_edit", args=[filing.pk]), values).status_code == 302
    client.force_login(chen_reviewer)
    assert "曾退回：与发放表38人不一致" in page(client, "filing_detail", filing.pk)
    move(client, filing, "submit")
    client.force_login(lin)
    move(client, filing, "accept")
    filing.refresh_from_db()
    assert filing.state == FilingState.ACCEPTED
    shown = page(client, "filing_detail", filing.pk)
    for said in ("送审", "报送", "退回", "通过", "本年累计已吸纳就业人数（人）：12 → 38"):
        assert said in shown


def test_a_refused_return_keeps_the_reasons_typed(
    client: Client, road: Project, october: Period, chen_filer: User, chen_reviewer: User, lin: User
) -> None:
    filing = filings.start_filing(project=road, period=october, by=chen_filer, at=AT)
    filings.save_filing(filing=filing, values=complete(), by=chen_filer, at=AT)
    filings.send_to_review(filing=filing, by=chen_filer, at=AT)
    filings.submit(filing=filing, by=chen_reviewer, at=AT)
    client.force_login(lin)
    answer = client.post(
        reverse("filing_move", args=[filing.pk]), {"act": "return", "version": "0", "workers_year": "请核对人数"}
    )
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "刚被别人改过" in shown
    assert 'value="请核对人数"' in shown
    answer = move(client, filing, "return")
    assert "请至少选一个栏目并写明退回原因" in answer.content.decode()


class TestMonthList:
    def test_counts_states_and_sums_what_is_filtered(
        self, client: Client, make_project: MakeProject, october: Period, lin: User
    ) -> None:
        for number in (1, 2):
            project = make_project(number)
            filing = filings.start_filing(project=project, period=october, by=lin, at=AT)
            filings.file_for_unit(filing=filing, values=complete(), by=lin, at=AT)
        make_project(3)
        client.force_login(lin)
        shown = page(client, "filing_list")
        assert "应报3个，未报1个" in shown
        assert "680.00" in shown  # 2 × 340
        assert "81.0%" in shown  # 680 of the 840 planned by the two that state it
        assert "道路硬化工程03" in page(client, "filing_list", state="none")
        assert "道路硬化工程01" not in page(client, "filing_list", state="none")

    def test_the_office_accepts_what_it_ticked(
        self,
        client: Client,
        make_project: MakeProject,
        october: Period,
        chen_filer: User,
        chen_reviewer: User,
        lin: User,
    ) -> None:
        made = []
        for number in (1, 2):
            filing = filings.start_filing(project=make_project(number), period=october, by=chen_filer, at=AT)
            filings.save_filing(filing=filing, values=complete(), by=chen_filer, at=AT)
            filings.send_to_review(filing=filing, by=chen_filer, at=AT)
            made.append(filings.submit(filing=filing, by=chen_reviewer, at=AT))
        client.force_login(lin)
        assert page(client, "filing_list").count('name="filing"') == 2
        answer = client.post(
            reverse("filing_accept_many"), {"filing": [made[0].pk], "next": "/filings/?state=submitted"}
        )
        assert answer.url == "/filings/?state=submitted"
        assert [ProgressFiling.objects.get(pk=filing.pk).state for filing in made] == ["accepted", "submitted"]

    def test_nothing_ticked_says_so_and_never_leads_elsewhere(self, client: Client, lin: User) -> None:
        client.force_login(lin)
        answer = client.post(reverse("filing_accept_many"), {"next": "https://elsewhere.example/"}, follow=True)
        assert answer.redirect_chain == [("/filings/", 302)]
        assert "请先勾选要通过的填报" in answer.content.decode()

    def test_a_closed_month_is_said_to_be_locked(
        self, client: Client, road: Project, october: Period, lin: User
    ) -> None:
        Period.objects.filter(pk=october.pk).update(closed_at=AT, closed_by=lin)
        client.force_login(lin)
        assert "已由林岚关账，数据锁定" in page(client, "filing_list", period="2026-10")

    def test_sums_that_nobody_stated_are_dashes(
        self, client: Client, road: Project, october: Period, lin: User
    ) -> None:
        client.force_login(lin)
        sums = page(client, "filing_list", period="2026-10").partition('class="stats"')[2].partition("<form")[0]
        assert "万元" in sums
        assert "0.00" not in sums

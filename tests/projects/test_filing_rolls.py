"""What the rolls say is taken over, shown beside the field, and a smaller number explained."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from projects import filings
from projects.completeness import missing_to_send
from projects.differences import differences
from projects.models import FilingAct, FilingState, Period, ProgressFiling, Project
from projects.rolled import rolled_of
from tests.projects.figures import WAN, complete, start
from tests.projects.pages import page
from tests.projects.rolling import Say
from tests.projects.samples import AT
from tests.projects.test_filing_pages import typed
from units.models import User

pytestmark = pytest.mark.django_db


class TestBeginning:
    def test_a_draft_begins_with_what_the_rolls_say_and_its_first_step_keeps_it(
        self, road: Project, october: Period, chen_filer: User, rolls_say: Say
    ) -> None:
        rolls_say(road, 12, 24 * WAN)
        filing = start(road, october, chen_filer)
        assert (filing.workers_year, filing.remuneration_year_fen) == (12, 24 * WAN)
        first = filing.steps.get(act=FilingAct.START)
        assert first.changes == {"workers_year": [None, 12], "remuneration_year_fen": [None, 24 * WAN]}

    def test_a_number_that_would_fall_against_last_month_is_left_to_the_unit(
        self, road: Project, september: Period, october: Period, lin: User, chen_filer: User, rolls_say: Say
    ) -> None:
        last = filings.start_filing(project=road, period=september, by=lin, at=AT)
        filings.file_for_unit(filing=last, values=complete(), by=lin, at=AT)
        rolls_say(road, 14, 24 * WAN)
        filing = start(road, october, chen_filer)
        assert (filing.workers_year, filing.remuneration_year_fen) == (14, None)

    def test_a_nil_return_states_what_the_rolls_say(
        self, road: Project, september: Period, october: Period, lin: User, chen_filer: User, rolls_say: Say
    ) -> None:
        last = filings.start_filing(project=road, period=september, by=lin, at=AT)
        filings.file_for_unit(filing=last, values=complete(), by=lin, at=AT)
        filing = start(road, october, chen_filer, look="main_work")
        rolls_say(road, 13, 130 * WAN)
        filings.file_nil(filing=filing, by=chen_filer, at=AT)
        assert (filing.state, filing.workers_year, filing.remuneration_year_fen) == (
            FilingState.REVIEWING, 13, 130 * WAN,
        )  # fmt: skip

    def test_a_project_without_rolls_begins_empty(self, road: Project, october: Period, chen_filer: User) -> None:
        assert start(road, october, chen_filer).workers_year is None


class TestBelowAndAbove:
    def test_a_smaller_number_is_sent_only_with_an_explanation(
        self, road: Project, october: Period, chen_filer: User, rolls_say: Say
    ) -> None:
        filing = start(road, october, chen_filer, **complete(workers_year=10, rural_workers_year=5))
        rolls_say(road, 12, 24 * WAN)
        lacks = missing_to_send(filing, None, rolled_of(filing))
        assert [(lack.field, lack.sentence) for lack in lacks] == [
            (
                "workers_year",
                "本年累计已吸纳就业人数填10人，比发放表的12人少2人；确实如此的，在“情况说明”中写明原因。",
            )
        ]
        with pytest.raises(filings.Incomplete, match="比发放表的12人少2人"):
            filings.send_to_review(filing=filing, by=chen_filer, at=AT)
        filing.refresh_from_db()
        filings.save_filing(filing=filing, values={"explanation": "两人次年才计"}, by=chen_filer, at=AT)
        assert filings.send_to_review(filing=filing, by=chen_filer, at=AT).state == FilingState.REVIEWING

    def test_a_larger_number_is_declared_in_sum(
        self, client: Client, road: Project, october: Period, chen_filer: User, lin: User, rolls_say: Say
    ) -> None:
        rolls_say(road, 12, 24 * WAN)
        filing = start(road, october, chen_filer, **complete())
        assert missing_to_send(filing, None, rolled_of(filing)) == []
        client.force_login(chen_filer)
        assert "比发放表多96.00万元，多出的按汇总填报" in page(client, "filing_edit", filing.pk)
        client.force_login(lin)
        assert "汇总填报" in page(client, "filing_detail", filing.pk)

    def test_the_reviewer_sees_what_changed_with_its_explanation(
        self, client: Client, road: Project, september: Period, october: Period, lin: User, chen_filer: User,
        chen_reviewer: User, rolls_say: Say,
    ) -> None:  # fmt: skip
        last = filings.start_filing(project=road, period=september, by=lin, at=AT)
        filings.file_for_unit(filing=last, values=complete(), by=lin, at=AT)
        rolls_say(road, 13, 24 * WAN)
        filing = start(road, october, chen_filer, **complete(workers_year=11, explanation="一人重复登记"))
        found = {one.label: one for one in differences(filing, last, rolled_of(filing))}
        assert {"本年累计已吸纳就业人数", "本年累计已发放劳动报酬"} <= set(found)
        assert "本年累计完成投资" not in found
        heads = found["本年累计已吸纳就业人数"]
        assert (heads.now, heads.before, heads.change, heads.rolled, heads.needs_words) == (
            "11", "12", "−1", "13", True,
        )  # fmt: skip
        client.force_login(chen_reviewer)
        shown = page(client, "filing_detail", filing.pk)
        assert "变化和差异" in shown
        assert "比发放表少2人" in shown
        assert "一人重复登记" in shown


class TestOnTheForm:
    def test_the_new_page_shows_the_rolls_and_saves_nothing(
        self, client: Client, road: Project, october: Period, chen_filer: User, rolls_say: Say
    ) -> None:
        rolls_say(road, 12, 24 * WAN)
        client.force_login(chen_filer)
        shown = page(client, "filing_new", road.pk, "2026-10")
        assert 'value="24.00"' in shown
        assert f"/rolls/?project={road.pk}" in shown
        assert ProgressFiling.objects.count() == 0

    def test_rolls_that_changed_since_are_told_and_taken_over_by_one_button(
        self, client: Client, road: Project, october: Period, chen_filer: User, rolls_say: Say
    ) -> None:
        rolls_say(road, 12, 24 * WAN)
        filing = start(road, october, chen_filer)
        rolls_say(road, 15, 24 * WAN)
        client.force_login(chen_filer)
        assert "开始填报时为12人，之后发放表有变动" in page(client, "filing_edit", filing.pk)
        said = typed() | {"use_rolled": "workers_year", "version": str(filing.version), "workers_year": "12"}
        shown = client.post(reverse("filing_edit", args=[filing.pk]), said).content.decode()
        assert "还没有保存" in shown
        assert 'name="workers_year" value="15"' in shown
        assert 'name="invested_new_fen" value="40.0"' in shown
        filing.refresh_from_db()
        assert filing.workers_year == 12


def test_a_month_that_does_not_begin_where_the_last_one_ended_is_pointed_out(
    road: Project, september: Period, october: Period, lin: User, chen_filer: User
) -> None:
    last = filings.start_filing(project=road, period=september, by=lin, at=AT)
    filings.file_for_unit(filing=last, values=complete(), by=lin, at=AT)
    filing = start(road, october, chen_filer, invested_before_fen=350 * WAN)
    found = {one.label: (one.before, one.change, one.note) for one in differences(filing, last, None)}
    assert found["本月前已完成投资"] == ("340.00", "+10.00", "与上次填报的累计数不一致，请核对。")
    assert "本月前已拨付资金" not in found

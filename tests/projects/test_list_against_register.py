"""What a list, imported or published, may not say of a registered project: its money, its stage, its archive."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from projects.imports import import_projects
from projects.lists import mark_leaving
from projects.models import (
    Condition,
    Disbursement,
    DisbursementStep,
    Funding,
    ListVersion,
    NominationState,
    Project,
    ProjectList,
    Stage,
    StageAct,
)
from projects.outcome import ImportOutcome
from tests.projects.books import edited, faults, hints
from tests.projects.conftest import MakeProject
from tests.projects.nominating import Nominate
from tests.projects.publishing import publish
from tests.projects.samples import AT, LIST_FILE
from units.models import User
from units.refusals import Refusal

pytestmark = pytest.mark.django_db
ROAD, WAN = "2410-500104-04-01-392139", 1_000_000


def take(lin: User, cells: dict[str, Any]) -> ImportOutcome:
    return import_projects(file=edited(LIST_FILE, cells), name="清单.xlsx", year=2026, by=lin, at=AT)


def allocate(funding: Funding, wan: int, by: User, **more: Any) -> None:
    Disbursement.objects.create(
        funding=funding, project=funding.project, step=DisbursementStep.ALLOCATED, amount_fen=wan * WAN,
        done_on=date(2026, 9, 1), voucher="拨1号", recorded_at=AT, recorded_by=by, **more,
    )  # fmt: skip


@pytest.mark.usefixtures("listed")
class TestImport:
    def test_less_than_was_allocated_is_refused_at_the_cell(self, lin: User) -> None:
        funding = Funding.objects.get(project__code=ROAD, label="中央预算内资金")
        allocate(funding, 300, lin)
        outcome = take(lin, {"J12": "中央预算内资金299；区级配套"})
        assert faults(outcome) == {("J12", "below_allocated")}
        assert "写的是299.00万元，而已经拨付300.00万元" in outcome.errors[0].message
        funding.refresh_from_db()
        assert funding.amount_fen == 320 * WAN
        assert take(lin, {"J12": "中央预算内资金300；区级配套"}).is_saved

    def test_an_archived_project_is_not_written_to(self, lin: User) -> None:
        Project.objects.filter(code=ROAD).update(stage=Stage.ARCHIVED)
        assert hints(take(lin, {})) >= {("M12", "stage_stays")}
        outcome = take(lin, {"I12": 430})
        assert faults(outcome) == {("C12", "archived")}
        road = Project.objects.get(code=ROAD)
        assert (road.stage, road.total_fen) == (Stage.ARCHIVED, 420 * WAN)

    def test_the_condition_is_not_the_lists_to_say(self, lin: User) -> None:
        Project.objects.filter(code=ROAD).update(
            condition=Condition.PAUSED, condition_reason="停工", condition_since=AT
        )
        assert take(lin, {"I12": 430}).updated == 1
        road = Project.objects.get(code=ROAD)
        assert (road.condition, road.total_fen) == (Condition.PAUSED, 430 * WAN)

    @pytest.mark.parametrize("serial", ["9" * 12, "9" * 5000, "²"])
    def test_a_serial_that_cannot_be_is_the_rows_own(self, lin: User, serial: str) -> None:
        outcome = take(lin, {"A12": serial})
        assert outcome.is_saved or faults(outcome)
        assert Project.objects.get(code=ROAD).entries.get().serial < 1_000_000

    @pytest.mark.parametrize(
        "text",
        ["中央预算内资金99999999999999999999", f"{'长' * 90}20", "区级财政0.001元"],
        ids=["large", "long", "fine"],
    )
    def test_an_amount_or_name_that_cannot_be_is_refused_at_the_cell(self, lin: User, text: str) -> None:
        assert faults(take(lin, {"J12": text})) == {("J12", "funding_amount")}


class TestPublishing:
    def test_less_than_was_allocated_is_refused(self, road: Project, nominate: Nominate, lin: User) -> None:
        funding = Funding.objects.create(project=road, source="municipal", label="市级补助", amount_fen=300 * WAN)
        allocate(funding, 250, lin)
        nominate(51, code=road.code, name=road.name)
        with pytest.raises(Refusal, match="而已经拨付250.00万元"):
            publish(lin)
        assert not ListVersion.objects.exists()

    @pytest.mark.parametrize("text", ["市级补助99999999999999999999", f"{'长' * 90}20"])
    def test_a_funding_that_cannot_be_is_refused(self, nominate: Nominate, lin: User, text: str) -> None:
        nominate(51, funding_text=text)
        with pytest.raises(Refusal, match="的资金构成"):
            publish(lin)

    def test_an_archived_project_is_not_listed_again(self, road: Project, nominate: Nominate, lin: User) -> None:
        Project.objects.update(stage=Stage.ARCHIVED)
        nominate(51, code=road.code, name="换了名称")
        with pytest.raises(Refusal, match="已经归档"):
            publish(lin)
        assert Project.objects.get().name == road.name

    def test_what_was_moved_out_and_is_imported_anew_goes_its_way_again(
        self, make_project: MakeProject, lin: User
    ) -> None:
        road = make_project(1, condition=Condition.REMOVED, condition_reason="上年调出", condition_since=AT.date())
        publish(lin)
        road.refresh_from_db()
        assert (road.condition, road.stage_steps.get().act) == (Condition.NORMAL, StageAct.RESTORE)

    def test_leaving_and_coming_back_in_one_year_is_told_as_it_was(
        self, make_project: MakeProject, nominate: Nominate, lin: User
    ) -> None:
        road = make_project(1)
        make_project(2)
        publish(lin)
        mark_leaving(entry=road.entries.get(), reason="停建", by=lin, at=AT)
        publish(lin)
        nominate(51, code=road.code, name=road.name, state=NominationState.ADMITTED)
        publish(lin)
        rows = road.version_rows.order_by("version__number")
        told = list(rows.values_list("version__number", "serial", "change"))
        assert told == [(1, 1, "added"), (2, 1, "removed"), (3, 3, "added")]
        assert ProjectList.objects.get().versions.count() == 3

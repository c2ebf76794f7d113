"""Who left the list owes no month after that day; what it filed before stays; the trail tells who listed it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from projects import filings
from projects.filters import month_entries
from projects.imports import import_progress, import_projects
from projects.lists import mark_leaving, publish_list
from projects.models import (
    Condition,
    ListEntry,
    Period,
    ProgressFiling,
    Project,
    Stage,
    StageAct,
)
from tests.projects.books import edited
from tests.projects.conftest import MakeProject
from tests.projects.nominating import Nominate
from tests.projects.pages import page
from tests.projects.proofs import ask_rectification, void
from tests.projects.samples import AT, LEDGER_FILE, LIST_FILE, OCTOBER
from units.models import User
from units.refusals import Refusal

LEFT_ON = date(2026, 10, 15)
BASIS = "渡以工代赈办〔2026〕3号"
ROAD = "2402-500104-04-01-746747"


def leave(project: Project, by: User, on: date = LEFT_ON) -> ListEntry:
    """The project's entry as a version published on that day would leave it."""
    entry = mark_leaving(entry=project.entries.get(), reason="用地未批，停建", by=by, at=AT)
    ListEntry.objects.filter(pk=entry.pk).update(left_on=on)
    entry.refresh_from_db()
    return entry


def test_a_month_after_leaving_is_not_filed_and_says_why(lin: User, road: Project, october: Period) -> None:
    leave(road, lin)
    with pytest.raises(Refusal, match="已于2026年10月15日调出清单，2026年10月不用填报"):
        filings.start_filing(project=road, period=october, by=lin, at=AT)
    assert not ProgressFiling.objects.exists()


def test_a_month_before_leaving_is_still_filed_and_shown(
    client: Client, lin: User, road: Project, september: Period, october: Period
) -> None:
    entry = leave(road, lin)
    assert (entry.owes(september), entry.owes(october)) == (True, False)
    filings.start_filing(project=road, period=september, by=lin, at=AT)
    assert [found.project for found in month_entries(lin, september)] == [road]
    assert list(month_entries(lin, october)) == []
    client.force_login(lin)
    shown = page(client, "project_detail", road.pk)
    assert "填报2026年10月" not in shown
    assert "2026年9月" in shown


def test_what_was_filed_of_the_month_it_left_in_stays_open_for_correction(
    lin: User, chen_filer: User, road: Project, october: Period
) -> None:
    filing = filings.start_filing(project=road, period=october, by=chen_filer, at=AT)
    leave(road, lin)
    assert filings.start_filing(project=road, period=october, by=chen_filer, at=AT) == filing
    saved = filings.save_filing(filing=filing, values={"measures": "收尾"}, by=chen_filer, at=AT)
    assert saved.measures == "收尾"


@pytest.mark.usefixtures("listed")
def test_a_ledger_that_names_a_project_moved_out_says_since_when(lin: User, october: Period) -> None:
    leave(Project.objects.get(code=ROAD), lin)
    for cells in ({}, {"C3": None}):  # by its code, and by its name
        outcome = import_progress(file=edited(LEDGER_FILE, cells), name="月报.xlsx", month=OCTOBER, by=lin, at=AT)
        [problem] = outcome.errors
        assert "已于2026年10月15日调出清单，2026年10月不用填报，请删去这一行" in problem.message


@pytest.mark.usefixtures("listed")
def test_a_ledger_corrects_what_was_filed_before_leaving(lin: User, october: Period) -> None:
    import_progress(file=LEDGER_FILE, name="月报.xlsx", month=OCTOBER, by=lin, at=AT)
    leave(Project.objects.get(code=ROAD), lin)
    outcome = import_progress(file=edited(LEDGER_FILE, {"Q3": 113}), name="月报.xlsx", month=OCTOBER, by=lin, at=AT)
    assert (outcome.errors, outcome.updated) == ([], 1)


class TestTheList:
    def test_shows_and_sums_only_what_stands_unless_asked(
        self, client: Client, lin: User, make_project: MakeProject
    ) -> None:
        stays, goes, marked = make_project(1), make_project(2), make_project(3)
        leave(goes, lin)
        mark_leaving(entry=marked.entries.get(), reason="停建", by=lin, at=AT)
        client.force_login(lin)
        found = {
            asked: {project.name for project in (stays, goes, marked) if project.name in shown}
            for asked in ("", "left", "leaving", "all")
            for shown in [page(client, "project_list", standing=asked)]
        }
        assert found == {
            "": {stays.name, marked.name},
            "left": {goes.name},
            "leaving": {marked.name},
            "all": {stays.name, goes.name, marked.name},
        }
        assert "合计（2项）" in page(client, "project_list")
        assert "2026-10-15调出" in page(client, "project_list", standing="left")

    def test_its_interface_leaves_out_what_left(self, client: Client, lin: User, make_project: MakeProject) -> None:
        make_project(1)
        leave(make_project(2), lin)
        client.force_login(lin)
        assert client.get(reverse("project_api")).json()["count"] == 1
        assert client.get(reverse("project_api"), {"standing": "all"}).json()["count"] == 2


class TestTheTrail:
    @pytest.mark.usefixtures("listed")
    def test_an_import_tells_who_set_the_stage(self, lin: User) -> None:
        project = Project.objects.get(code=ROAD)
        step = project.stage_steps.get()
        assert (step.act, step.stage_before, step.stage, step.by, step.at, step.reason) == (
            StageAct.LIST, Stage.CONSTRUCTION, Stage.CONSTRUCTION, lin, AT, "导入2026年度清单",
        )  # fmt: skip

    @pytest.mark.usefixtures("listed")
    def test_a_second_import_moves_no_stage(self, lin: User) -> None:
        changed = edited(LIST_FILE, {"M4": "完工", "K4": 41000, "K5": 21000})
        outcome = import_projects(file=changed, name="清单.xlsx", year=2026, by=lin, at=AT)
        [warning] = [problem for problem in outcome.warnings if problem.kind == "stage_stays"]
        assert (warning.cell, "系统里的阶段是“建设”，表中写的是“完工”，导入不改阶段" in warning.message) == ("M4", True)
        road = Project.objects.get(code=ROAD)
        assert road.stage == Stage.CONSTRUCTION
        assert list(road.stage_steps.values_list("stage_before", "stage")) == [(Stage.CONSTRUCTION, Stage.CONSTRUCTION)]
        assert road.entries.get().plan_fen == 41_000_000_000
        assert Project.objects.get(code="2503-500104-04-01-821100").stage_steps.count() == 1

    @pytest.mark.usefixtures("listed")
    def test_an_import_does_not_bring_back_what_was_moved_out(self, lin: User) -> None:
        entry = leave(Project.objects.get(code=ROAD), lin)
        outcome = import_projects(file=LIST_FILE, name="清单.xlsx", year=2026, by=lin, at=AT)
        entry.refresh_from_db()
        assert entry.left_on == LEFT_ON
        [note] = [note for note in outcome.notes if "已经调出" in note]
        assert "三纵线双山隧道" in note

    def test_publishing_tells_who_listed_a_new_project(self, lin: User, nominate: Nominate) -> None:
        nomination = nominate()
        version = publish_list(year=2026, basis=BASIS, by=lin, at=AT)
        step = Project.objects.get(code=nomination.code).stage_steps.get()
        assert (step.act, step.stage, step.by, step.reason) == (
            StageAct.LIST, Stage.PREPARATION, lin, f"列入{version}",
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("holds", "voided", "condition"),
        [
            (True, False, Condition.RECTIFYING),
            (False, False, Condition.NORMAL),
            (True, True, Condition.NORMAL),
        ],
    )
    def test_a_project_comes_back_into_rectification_while_a_finding_holds_it(
        self, lin: User, make_project: MakeProject, nominate: Nominate, holds: bool, voided: bool, condition: str
    ) -> None:
        make_project(1)
        goes = make_project(2)
        publish_list(year=2026, basis=BASIS, by=lin, at=AT)
        finding = ask_rectification(goes, lin)
        type(finding)._default_manager.filter(pk=finding.pk).update(holds_project=holds)
        if voided:
            void(finding, lin)
        mark_leaving(entry=goes.entries.get(), reason="停建", by=lin, at=AT)
        publish_list(year=2026, basis=BASIS, by=lin, at=AT)
        nominate(code=goes.code, name=goes.name)
        publish_list(year=2026, basis=BASIS, by=lin, at=AT)
        goes.refresh_from_db()
        assert goes.condition == condition
        assert [(step.act, step.condition) for step in goes.stage_steps.all()] == [
            (StageAct.REMOVE, Condition.REMOVED),
            (StageAct.RESTORE, condition),
        ]

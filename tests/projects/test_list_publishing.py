"""Publishing a version: who, on what basis, what it writes, and what it refuses."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from projects.lists import mark_leaving, proposed, publish_list, unmark_leaving
from projects.models import (
    Change,
    Condition,
    FundingSource,
    GuidanceItem,
    ListEntry,
    ListVersion,
    NominationAct,
    NominationState,
    Project,
    StageAct,
    WorkItem,
)
from tests.projects.conftest import MakeProject
from tests.projects.nominating import Nominate, nominate  # noqa: F401 — a fixture
from tests.projects.samples import AT
from units.models import AuditEntry, User
from units.refusals import NotAllowed, Refusal, WrongState

BASIS = "渡以工代赈办〔2026〕3号"


def publish(by: User, basis: str = BASIS) -> ListVersion:
    return publish_list(year=2026, basis=basis, by=by, at=AT)


def test_only_the_office_marks_and_publishes(road: Project, chen_reviewer: User, leader: User):
    entry = road.entries.get()
    for person in (chen_reviewer, leader):
        with pytest.raises(NotAllowed, match="办公室"):
            publish(person)
        with pytest.raises(NotAllowed, match="办公室"):
            mark_leaving(entry=entry, reason="停建", by=person, at=AT)
        with pytest.raises(NotAllowed, match="办公室"):
            unmark_leaving(entry=entry, by=person, at=AT)
    assert not ListVersion.objects.exists()


def test_a_new_nomination_becomes_project_entry_money_and_labor(lin: User, nominate: Nominate):  # noqa: F811
    nomination = nominate()
    guidance = GuidanceItem.objects.create(year=2026, sector=nomination.sector, task="渠系", work_item="土方开挖")
    item = WorkItem.objects.create(nomination=nomination, guidance=guidance)
    version = publish(lin)
    project = Project.objects.get(code=nomination.code)
    assert (project.condition, project.stage, project.kind) == (Condition.NORMAL, "preparation", "rural")
    sources = dict(project.fundings.values_list("source", "amount_fen"))
    assert sources == {FundingSource.MUNICIPAL: 200_000_000, FundingSource.DISTRICT: 100_000_000}
    entry = project.entries.get()
    assert (entry.serial, entry.plan_fen, entry.planned_training) == (1, 200_000_000, 10)
    item.refresh_from_db()
    assert item.entry == entry
    nomination.refresh_from_db()
    assert (nomination.state, nomination.listed_in, nomination.project) == (NominationState.LISTED, version, project)
    step = nomination.steps.get()
    assert (step.act, step.by) == (NominationAct.LIST, lin)
    audit = AuditEntry.objects.get(act="发布年度清单")
    assert audit.detail["basis"] == BASIS
    assert audit.detail["digest"] == version.digest


def test_a_nomination_of_a_listed_project_adjusts_it_and_keeps_stage_and_number(
    lin: User,
    road: Project,
    nominate: Nominate,  # noqa: F811
):
    publish(lin)
    nominate(code=road.code, name=road.name, planned_workers=30, kind="key", nature="rebuild")
    row = publish(lin).rows.get()
    assert row.change == Change.ADJUSTED
    assert row.serial == 1
    assert row.changes["planned_workers"] == [12, 30]
    assert "name" not in row.changes
    assert "stage" not in row.changes
    road.refresh_from_db()
    assert (road.stage, road.total_fen, road.entries.get().planned_workers) == ("construction", 300_000_000, 30)


def test_the_labor_chosen_last_replaces_what_the_entry_carried(
    lin: User,
    road: Project,
    nominate: Nominate,  # noqa: F811
):
    entry = road.entries.get()
    old = GuidanceItem.objects.create(year=2026, sector=road.sector, task="道路", work_item="清表")
    WorkItem.objects.create(entry=entry, guidance=old)
    nomination = nominate(code=road.code)
    item = WorkItem.objects.create(nomination=nomination, guidance=old)
    publish(lin)
    assert list(entry.items.all()) == [item]


def test_a_marked_entry_leaves_with_the_version(lin: User, make_project: MakeProject):
    stays, goes = make_project(1), make_project(2)
    publish(lin)
    mark_leaving(entry=goes.entries.get(), reason="用地未批，停建", by=lin, at=AT)
    assert goes.entries.get().left_on is None
    version = publish(lin)
    goes.refresh_from_db()
    assert (goes.condition, goes.condition_reason) == (Condition.REMOVED, "用地未批，停建")
    assert goes.condition_since == version.published_on == goes.entries.get().left_on
    step = goes.stage_steps.get()
    assert (step.act, step.condition, step.reason) == (StageAct.REMOVE, Condition.REMOVED, "用地未批，停建")
    assert [entry.project for entry in ListEntry.objects.in_force(on=AT.date())] == [stays]


def test_a_project_moved_out_comes_back_under_a_new_number(
    lin: User,
    make_project: MakeProject,
    nominate: Nominate,  # noqa: F811
):
    make_project(1)
    goes = make_project(2)
    publish(lin)
    mark_leaving(entry=goes.entries.get(), reason="停建", by=lin, at=AT)
    publish(lin)
    nominate(code=goes.code, name=goes.name)
    version = publish(lin)
    goes.refresh_from_db()
    entry = goes.entries.get()
    assert (goes.condition, goes.condition_since) == (Condition.NORMAL, None)
    assert (entry.left_on, entry.leave_reason, entry.leave_at) == (None, "", None)
    assert goes.stage_steps.last().act == StageAct.RESTORE
    assert dict(version.rows.values_list("serial", "change")) == {1: Change.KEPT, 3: Change.ADDED}


def test_a_paused_project_stays_paused_when_it_is_adjusted(
    lin: User,
    road: Project,
    nominate: Nominate,  # noqa: F811
):
    Project.objects.filter(pk=road.pk).update(
        condition=Condition.PAUSED, condition_reason="汛期", condition_since=AT.date()
    )
    nominate(code=road.code)
    publish(lin)
    road.refresh_from_db()
    assert road.condition == Condition.PAUSED


def test_a_mark_can_be_taken_back_but_not_twice(lin: User, road: Project):
    entry = mark_leaving(entry=road.entries.get(), reason="停建", by=lin, at=AT)
    with pytest.raises(WrongState, match="已经提出调出"):
        mark_leaving(entry=entry, reason="再写一次", by=lin, at=AT)
    entry = unmark_leaving(entry=entry, by=lin, at=AT)
    assert entry.leave_reason == ""
    with pytest.raises(WrongState, match="没有待发布的调出"):
        unmark_leaving(entry=entry, by=lin, at=AT)
    assert [row.change for row in proposed(2026).rows] == [Change.ADDED]
    assert list(AuditEntry.objects.filter(act__contains="调出").values_list("act", flat=True).order_by("number")) == [
        "提出调出清单",
        "撤销调出清单",
    ]


@pytest.mark.parametrize("reason", ["", "  ", "长" * 201])
def test_leaving_needs_a_reason_of_reasonable_length(lin: User, road: Project, reason: str):
    with pytest.raises(Refusal, match="调出原因，不超过200字"):
        mark_leaving(entry=road.entries.get(), reason=reason, by=lin, at=AT)


def test_an_empty_list_is_refused(lin: User, reference: None):
    with pytest.raises(Refusal, match="没有项目"):
        publish(lin)


def test_what_did_not_change_is_not_published_again(lin: User, road: Project):
    publish(lin)
    with pytest.raises(Refusal, match="2026年度清单第1版相比没有变化"):
        publish(lin)


def test_everything_in_the_way_is_said_at_once_and_nothing_is_saved(
    lin: User,
    road: Project,
    nominate: Nominate,  # noqa: F811
):
    mark_leaving(entry=road.entries.get(), reason="停建", by=lin, at=AT)
    nominate(code=road.code, name=road.name)
    nominate(52, total_fen=None, content="")
    nominate(53, funding_text="区级配套1；区级配套2")
    with pytest.raises(Refusal) as refused:
        publish(lin, basis=" ")
    said = "\n".join(refused.value.sentences)
    for part in ("依据", "又有同意纳入的申报", "“主要建设内容及规模”、“总投资（万元）”", "写了两次"):
        assert part in said
    assert len(refused.value.sentences) == 4
    assert not ListVersion.objects.exists()
    assert Project.objects.count() == 1


def test_a_decision_taken_back_meanwhile_stops_the_publishing(
    lin: User,
    road: Project,
    nominate: Nominate,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
):
    nomination = nominate()
    stale = proposed(2026)
    type(nomination).objects.filter(pk=nomination.pk).update(state=NominationState.SUBMITTED, version=7)
    monkeypatch.setattr("projects.lists.publishing.proposed", lambda year: stale)
    with pytest.raises(WrongState, match="清单没有发布"):
        publish(lin)
    assert not ListVersion.objects.exists()
    assert not Project.objects.filter(code=nomination.code).exists()


def test_the_command_publishes_and_refuses_in_chinese(lin: User, road: Project):
    out = StringIO()
    call_command("publish_list", "2026", basis=BASIS, by="lin", json=True, stdout=out)
    said = json.loads(out.getvalue())
    assert (said["number"], said["projects"], said["added"]) == (1, 1, 1)
    with pytest.raises(CommandError, match="没有变化"):
        call_command("publish_list", "2026", basis=BASIS, by="lin")
    with pytest.raises(CommandError, match="年度“26”写法不对"):
        call_command("publish_list", "26", basis=BASIS, by="lin")

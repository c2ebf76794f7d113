"""环节: each guard passes and refuses, who may move, and what a move leaves behind."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from projects.models import (
    Acceptance,
    AcceptanceMeasure,
    Approval,
    ApprovalStep,
    Condition,
    Contract,
    DemandNotice,
    EntryReadiness,
    Handover,
    MeasureKey,
    Project,
    ProjectKind,
    Proof,
    ProofKind,
    RectificationState,
    Settlement,
    Stage,
    StageAct,
    StageStep,
)
from projects.stages.actions import StaleProject, move_stage, next_step
from projects.stages.guards import missing_for
from projects.stages.missing import NotReady
from projects.stages.moves import CONDITIONS, FORWARD
from projects.stages.permissions import available_moves
from tests.projects.proofs import ask_rectification, give, give_everything, void
from tests.projects.samples import AT
from units.models import AuditEntry
from units.refusals import NotAllowed, WrongState

pytestmark = pytest.mark.django_db
TODAY = AT.date()


def keys(project: Project, act: StageAct) -> list[str]:
    return [missing.key for missing in missing_for(project, act, on=TODAY)]


def at_stage(project: Project, stage: Stage) -> Project:
    project.stage = stage
    project.save(update_fields=["stage"])
    return project


def move(project: Project, act: StageAct, by, reason: str = "") -> Project:
    return move_stage(project=project, act=act, reason=reason, by=by, at=AT)


def test_preparation_needs_a_list_in_force(road, lin) -> None:
    assert keys(road, StageAct.PREPARE) == []
    road.entries.update(left_on=TODAY, leave_reason="停建", leave_at=AT, leave_by=lin)
    assert keys(road, StageAct.PREPARE) == ["not_listed"]
    assert missing_for(road, StageAct.PREPARE, on=TODAY - timedelta(days=1)) == []


def test_contracting_needs_an_approval_with_relief_and_pay(road, wang) -> None:
    assert keys(road, StageAct.CONTRACT) == ["no_approval"]
    give(Approval, road, wang, step=ApprovalStep.PROPOSAL)
    assert keys(road, StageAct.CONTRACT) == ["no_approval"]
    give(Approval, road, wang, lists_pay=False)
    give(Approval, road, wang, asks_relief=False)
    give(Approval, road, wang, clause=" ")
    assert keys(road, StageAct.CONTRACT) == ["approval_without_relief"]
    give(Approval, road, wang, step=ApprovalStep.DESIGN)
    assert keys(road, StageAct.CONTRACT) == []


@pytest.mark.parametrize(
    ("design", "note", "told"),
    [(110_000, "", []), (110_001, "", ["overrun_unexplained"]), (110_001, "已重报可研", []), (90_000, "", [])],
)
def test_a_design_beyond_a_tenth_over_the_estimate_is_explained(road, wang, design, note, told) -> None:
    give(Approval, road, wang)
    give(Approval, road, wang, step=ApprovalStep.DESIGN, amount_fen=design, overrun_note=note)
    assert keys(road, StageAct.CONTRACT) == told


def test_the_latest_estimate_holds(road, wang) -> None:
    give(Approval, road, wang)
    give(Approval, road, wang, step=ApprovalStep.DESIGN, amount_fen=130_000)
    give(Approval, road, wang, amount_fen=125_000, issued_on=date(2026, 5, 1))
    assert keys(road, StageAct.CONTRACT) == []


def test_building_needs_contract_demand_and_entry(road, wang) -> None:
    assert keys(road, StageAct.BUILD) == ["no_contract", "no_demand", "no_entry"]
    for model in (Contract, DemandNotice, EntryReadiness):
        give(model, road, wang)
    assert keys(road, StageAct.BUILD) == []


def test_a_tender_without_the_clause_is_refused_and_a_contract_without_tender_is_not(road, wang) -> None:
    for model in (DemandNotice, EntryReadiness):
        give(model, road, wang)
    tendered = give(Contract, road, wang, tender_clause="")
    assert keys(road, StageAct.BUILD) == ["tender_without_clause"]
    void(tendered, wang)
    give(Contract, road, wang, tender_clause="", tendered=False)
    assert keys(road, StageAct.BUILD) == []
    give(Contract, road, wang, section="二标段", clause=" ")
    assert keys(road, StageAct.BUILD) == ["contract_without_clause"]


def test_completion_needs_settled_pay_and_no_open_objection(road, wang) -> None:
    assert keys(road, StageAct.COMPLETE) == ["no_settlement"]
    give(Settlement, road, wang, open_objections=2)
    assert keys(road, StageAct.COMPLETE) == ["objections_open"]
    give(Settlement, road, wang, settled_on=date(2026, 4, 1))
    assert keys(road, StageAct.COMPLETE) == []


@pytest.mark.parametrize("act", [StageAct.COMPLETE, StageAct.ARCHIVE])
def test_an_unsettled_rectification_holds_up_completion_and_archive(road, wang, act) -> None:
    give_everything(road, wang)
    asked = ask_rectification(road, wang)
    [missing] = missing_for(road, act, on=TODAY)
    assert (missing.key, missing.place) == ("unsettled", ProofKind.RECTIFICATION)
    assert "〔2026〕7号" in missing.sentence
    void(asked, wang)
    assert keys(road, act) == []


def test_a_closed_rectification_is_no_lack(road, wang) -> None:
    asked = ask_rectification(road, wang)
    closed = {"state": RectificationState.CLOSED, "closed_at": AT, "closed_by": wang}
    type(asked)._default_manager.filter(pk=asked.pk).update(**closed)
    assert keys(road, StageAct.ARCHIVE) == []


def test_acceptance_with_everything_passes(road, wang) -> None:
    give_everything(road, wang)
    assert keys(road, StageAct.ACCEPT) == []


@pytest.mark.parametrize("file", ["workers_filed", "pay_filed", "training_filed", "notice_filed"])
def test_acceptance_needs_all_four_files(road, wang, file) -> None:
    give_everything(road, wang)
    Acceptance._default_manager.filter(project=road).update(**{file: False})
    assert keys(road, StageAct.ACCEPT) == [file]


@pytest.mark.parametrize("key", MeasureKey)
def test_acceptance_needs_each_measure_and_each_deviation_explained(road, wang, key) -> None:
    give_everything(road, wang)
    measure = AcceptanceMeasure.objects.filter(key=key)
    measure.update(planned=6)
    assert keys(road, StageAct.ACCEPT) == [f"{key}_unexplained"]
    measure.update(explanation="当地劳动力不足")
    assert keys(road, StageAct.ACCEPT) == []
    measure.update(actual=None)
    assert keys(road, StageAct.ACCEPT) == [f"{key}_absent"]
    measure.delete()
    assert keys(road, StageAct.ACCEPT) == [f"{key}_absent"]


@pytest.mark.parametrize(
    ("model", "told"),
    [(Approval, "no_approval"), (Contract, "no_contract"), (DemandNotice, "no_demand"), (EntryReadiness, "no_entry"),
     (Settlement, "no_settlement"), (Acceptance, "no_acceptance")],
)  # fmt: skip
def test_acceptance_looks_back_and_a_voided_proof_counts_for_nothing(road, wang, model, told) -> None:
    give_everything(road, wang)
    void(model._default_manager.get(project=road), wang)
    assert keys(road, StageAct.ACCEPT) == [told]


def test_the_archive_of_care_needs_a_handover(road, wang) -> None:
    assert keys(road, StageAct.MAINTAIN) == ["no_handover"]
    give(Handover, road, wang)
    assert keys(road, StageAct.MAINTAIN) == []


def test_no_check_pushes_a_key_project_from_machines_to_labor(road) -> None:
    """R4 binds 专项 alone: a key project lacks nothing that others do not, and nothing speaks of machines."""
    told = {act: [one.sentence for one in missing_for(road, act, on=TODAY)] for act in FORWARD}
    assert road.kind == ProjectKind.KEY
    assert not any("机械" in sentence for sentences in told.values() for sentence in sentences)
    road.kind = ProjectKind.SPECIAL
    assert {act: [one.sentence for one in missing_for(road, act, on=TODAY)] for act in FORWARD} == told


def test_a_project_goes_all_the_way(road, wang, chen_reviewer, lin) -> None:
    give_everything(at_stage(road, Stage.PLANNING), wang)
    for act in FORWARD:
        move(road, act, lin if act is StageAct.ARCHIVE else chen_reviewer)
    assert [step.stage for step in road.stage_steps.all()] == list(Stage)[1:]
    assert next_step(road, on=TODAY).move is None
    built = road.stage_steps.get(act=StageAct.BUILD)
    rested = set(built.proofs.values_list("proof_kind", flat=True))
    assert rested == {ProofKind.CONTRACT, ProofKind.DEMAND, ProofKind.ENTRY}
    assert AuditEntry.objects.filter(act="项目开工建设", by=chen_reviewer).count() == 1


def test_all_lacks_are_told_at_once_and_nothing_is_saved(road, chen_reviewer) -> None:
    at_stage(road, Stage.CONTRACTED)
    with pytest.raises(NotReady) as refused:
        move(road, StageAct.BUILD, chen_reviewer)
    assert [one.place for one in refused.value.missing] == [ProofKind.CONTRACT, ProofKind.DEMAND, ProofKind.ENTRY]
    assert not StageStep.objects.exists()
    road.refresh_from_db()
    assert road.stage == Stage.CONTRACTED


def test_who_recorded_a_proof_does_not_make_the_move(road, lin, wei) -> None:
    at_stage(road, Stage.PREPARATION)
    give(Approval, road, lin)
    with pytest.raises(NotAllowed, match="登记与确认不得为同一人"):
        move(road, StageAct.CONTRACT, lin)
    assert StageAct.CONTRACT not in {one.act for one in available_moves(road, lin)}
    assert move(road, StageAct.CONTRACT, wei).stage == Stage.CONTRACTED


def test_a_voided_proof_does_not_bar_its_recorder(road, lin, wang) -> None:
    at_stage(road, Stage.PREPARATION)
    void(give(Approval, road, lin), lin)
    give(Approval, road, wang)
    assert move(road, StageAct.CONTRACT, lin).stage == Stage.CONTRACTED


@pytest.mark.parametrize("act", [*FORWARD, StageAct.STEP_BACK, StageAct.PAUSE, StageAct.RESUME])
@pytest.mark.parametrize("who", ["chen_filer", "wang", "zhao", "leader", "sysadmin"])
def test_others_move_nothing(road, request, act, who) -> None:
    with pytest.raises(NotAllowed):
        move(road, act, request.getfixturevalue(who), "原因")


@pytest.mark.parametrize("act", [StageAct.ARCHIVE, StageAct.STEP_BACK, StageAct.PAUSE, StageAct.RESUME])
def test_these_are_the_offices_alone(road, chen_reviewer, act) -> None:
    with pytest.raises(NotAllowed, match="领导小组办公室"):
        move(road, act, chen_reviewer, "原因")


@pytest.mark.parametrize("act", [StageAct.RECTIFY, StageAct.RELEASE, StageAct.REMOVE, StageAct.RESTORE])
def test_what_follows_from_other_work_is_not_done_by_hand(road, lin, act) -> None:
    with pytest.raises(NotAllowed, match=CONDITIONS[act].made_by):
        move(road, act, lin, "原因")


def test_a_step_back_needs_a_reason_and_keeps_it(road, lin) -> None:
    with pytest.raises(NotReady, match="请写明退回上一环节的原因"):
        move(road, StageAct.STEP_BACK, lin, "  ")
    move(road, StageAct.STEP_BACK, lin, "误点开工")
    step = road.stage_steps.get()
    assert (step.stage_before, step.stage, step.reason) == (Stage.CONSTRUCTION, Stage.CONTRACTED, "误点开工")


@pytest.mark.parametrize("stage", [Stage.PLANNING, Stage.ARCHIVED])
def test_there_is_no_step_back_from_the_first_stage_nor_from_the_archive(road, lin, stage) -> None:
    with pytest.raises(WrongState):
        move(at_stage(road, stage), StageAct.STEP_BACK, lin, "原因")


def test_a_reason_too_long_is_refused_not_cut(road, lin) -> None:
    with pytest.raises(NotReady, match="原因有201字，请压缩到200字以内"):
        move(road, StageAct.PAUSE, lin, "停" * 201)


def test_a_paused_project_stands_until_it_is_resumed(road, wang, lin, wei) -> None:
    give(Settlement, road, wang)
    move(road, StageAct.PAUSE, lin, "征地未完成")
    assert (road.condition, road.condition_reason, road.condition_since) == (Condition.PAUSED, "征地未完成", TODAY)
    with pytest.raises(WrongState, match="项目现为“暂停”，不能确认完工；请先由办公室恢复项目"):
        move(road, StageAct.COMPLETE, wei)
    assert [one.act for one in available_moves(road, lin)] == [StageAct.RESUME]
    move(road, StageAct.RESUME, lin, "征地已完成")
    assert (road.condition, road.condition_reason, road.condition_since) == (Condition.NORMAL, "", None)
    assert move(road, StageAct.COMPLETE, wei).stage == Stage.COMPLETED


@pytest.mark.parametrize("condition", [Condition.RECTIFYING, Condition.REMOVED, Condition.PAUSED])
@pytest.mark.parametrize("act", [StageAct.COMPLETE, StageAct.STEP_BACK])
def test_a_project_out_of_its_normal_way_does_not_move(road, wang, lin, condition, act) -> None:
    give(Settlement, road, wang)
    Project.objects.filter(pk=road.pk).update(condition=condition, condition_reason="原因", condition_since=TODAY)
    road.refresh_from_db()
    with pytest.raises(WrongState, match=condition.label):
        move(road, act, lin, "原因")
    assert condition.label in next_step(road, on=TODAY).stopped


@pytest.mark.parametrize("act", [*FORWARD, StageAct.PAUSE])
def test_an_archived_project_is_read_only(road, lin, act) -> None:
    with pytest.raises(WrongState, match="已归档"):
        move(at_stage(road, Stage.ARCHIVED), act, lin, "原因")
    assert available_moves(road, lin) == []


def test_a_project_moved_meanwhile_is_not_moved_again(road, wang, lin, wei) -> None:
    give(Settlement, road, wang)
    seen = Project.objects.get(pk=road.pk)
    move(road, StageAct.COMPLETE, wei)
    with pytest.raises(StaleProject, match="刚被别人办理过"):
        move(seen, StageAct.COMPLETE, lin)
    assert StageStep.objects.count() == 1


def test_lacks_are_told_with_a_bounded_number_of_queries(road, wang, django_assert_max_num_queries) -> None:
    for _ in range(3):
        give_everything(road, wang)
    assert Proof.objects.count() == 21
    with django_assert_max_num_queries(12):
        missing_for(road, StageAct.ACCEPT, on=TODAY)

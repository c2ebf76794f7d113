"""Proofs made by hand, complete unless a keyword says otherwise; recorded by whoever the test names."""

from __future__ import annotations

from datetime import date
from typing import Any

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
    Inspection,
    InspectionForm,
    MeasureKey,
    PayChannel,
    Project,
    Proof,
    ProofKind,
    Rectification,
    RectificationState,
    Settlement,
    Stage,
    StageAct,
    StageStep,
)
from tests.projects.samples import AT
from units.models import User

DAY = date(2026, 3, 1)
KINDS: dict[type[Proof], tuple[ProofKind, dict[str, Any]]] = {
    Approval: (ProofKind.APPROVAL, {
        "step": ApprovalStep.FEASIBILITY, "document_number": "渡发改〔2026〕1号", "issued_on": DAY,
        "authority": "区发展改革委", "asks_relief": True, "clause": "优先吸纳当地群众务工", "lists_pay": True,
        "amount_fen": 100_000,
    }),
    Contract: (ProofKind.CONTRACT, {
        "client": "某公司", "contractor": "某建筑公司", "credit_code": "11500104009286420B", "amount_fen": 90_000,
        "signed_on": DAY, "tender_clause": "招标条款", "clause": "合同条款",
    }),
    DemandNotice: (ProofKind.DEMAND, {
        "posts": "普工", "headcount": 5, "starts_on": DAY, "ends_on": DAY, "skills": "无", "published_on": DAY,
        "published_at_place": "建胜镇公示栏",
    }),
    EntryReadiness: (ProofKind.ENTRY, {
        "registered_count": 5, "registered_on": DAY, "channel": PayChannel.ONE_CARD, "bank": "某银行", "ready_on": DAY,
    }),
    Settlement: (ProofKind.SETTLEMENT, {
        "settled_on": DAY, "workers": 5, "paid_fen": 50_000, "open_objections": 0, "statement": "全部结清",
    }),
    Acceptance: (ProofKind.ACCEPTANCE, {
        "accepted_on": DAY, "authority": "区农业农村委", "document_number": "验1号", "workers_filed": True,
        "pay_filed": True, "training_filed": True, "notice_filed": True,
    }),
    Handover: (ProofKind.HANDOVER, {"handed_on": DAY, "keeper": "建胜镇", "duties": "日常养护"}),
}  # fmt: skip


def give(model: type[Proof], project: Project, by: User, **changed: Any) -> Any:
    """One proof of a project."""
    kind, values = KINDS[model]
    return model._default_manager.create(
        project=project, proof_kind=kind, recorded_at=AT, recorded_by=by, **{**values, **changed}
    )


def give_acceptance(project: Project, by: User, **changed: Any) -> Acceptance:
    """An acceptance whose three measures came out as planned."""
    acceptance: Acceptance = give(Acceptance, project, by, **changed)
    for key in MeasureKey:
        AcceptanceMeasure.objects.create(acceptance=acceptance, key=key, planned=5, actual=5)
    return acceptance


def give_everything(project: Project, by: User) -> None:
    """All proofs from approval to handover."""
    for model in (Approval, Contract, DemandNotice, EntryReadiness, Settlement, Handover):
        give(model, project, by)
    give_acceptance(project, by)


def ask_rectification(project: Project, by: User, state: str = RectificationState.OPEN) -> Rectification:
    """An inspection with one finding."""
    signed: dict[str, Any] = {"project": project, "recorded_at": AT, "recorded_by": by}
    inspection = Inspection._default_manager.create(
        **signed, proof_kind=ProofKind.INSPECTION, form=InspectionForm.PATROL, unit=project.township,
        inspectors="王溪", inspected_on=DAY, summary="现场查看",
    )  # fmt: skip
    return Rectification._default_manager.create(
        **signed, proof_kind=ProofKind.RECTIFICATION, inspection=inspection, year=2026, number=7, finding="未公示",
        demand="补公示", responsible_name="某公司", due_on=DAY, state=state,
    )  # fmt: skip


def void(proof: Proof, by: User) -> None:
    Proof.objects.filter(pk=proof.pk).update(voided_at=AT, voided_by=by, void_reason="登记有误")


def rest(proof: Proof, by: User) -> StageStep:
    """A passed stage that rests on the proof: its project was moved on to 招标合同."""
    step = StageStep.objects.create(
        project=proof.project, act=StageAct.CONTRACT, stage_before=Stage.PREPARATION, stage=Stage.CONTRACTED,
        condition=Condition.NORMAL, at=AT, by=by,
    )  # fmt: skip
    step.proofs.add(proof)
    return step

"""What each forward move asks of a project, all lacks at once. Voided proofs count for nothing.

R4 (能用人工不用机械) is a demand on 专项 projects alone, and no guard here asks how the work is done: a key project
(重推) must never be pushed from machines to labor by a check (国家发改委答记者问 2023-02).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from projects.models import (
    UNSETTLED,
    Approval,
    ApprovalStep,
    Contract,
    DemandNotice,
    EntryReadiness,
    Handover,
    Project,
    Proof,
    ProofKind,
    Rectification,
    Settlement,
    StageAct,
)
from projects.stages.acceptance import acceptance_lacks
from projects.stages.missing import Missing
from projects.stages.moves import FORWARD
from projects.stages.standing import in_force
from projects.stages.witnesses import testimony

OVERRUN_NUMERATOR, OVERRUN_DENOMINATOR = 11, 10  # 概算 > 可研估算 × 1.10 (政府投资条例第12条)

Guard = Callable[[Project], Iterator[Missing]]


def missing_for(project: Project, act: StageAct, *, on: date) -> list[Missing]:
    """Everything the project lacks for a move on a day; empty for moves that ask for nothing (退回、暂停…)."""
    if act is StageAct.PREPARE:
        return list(_listed(project, on))
    own = list(GUARDS[act](project)) if act in GUARDS else []
    return [*own, *testimony(project, act), *_earlier(project, act)]


def resting_proofs(project: Project, act: StageAct) -> list[Proof]:
    """The proofs in force on which a move rests, with who recorded each."""
    if act not in FORWARD:
        return []
    kinds = FORWARD[act].rests_on
    return list(project.proofs.in_force().filter(proof_kind__in=kinds).select_related("recorded_by"))


def _earlier(project: Project, act: StageAct) -> list[Missing]:
    """Acceptance looks back on the whole way: every earlier proof must still stand."""
    if act is not StageAct.ACCEPT:
        return []
    passed = (StageAct.CONTRACT, StageAct.BUILD, StageAct.COMPLETE)
    return [missing for one in passed for missing in (*GUARDS[one](project), *testimony(project, one))]


def _listed(project: Project, on: date) -> Iterator[Missing]:
    if not project.entries.in_force(on=on).exists():
        yield Missing("not_listed", f"“{project.name}”不在年度清单内，请先申报并随清单发布列入。", "list")


def _approved(project: Project) -> Iterator[Missing]:
    """R6: the approval asks for work relief and lists pay; R13: a design beyond the estimate is explained."""
    approvals = list(in_force(Approval, project))
    weighty = [one for one in approvals if one.step in (ApprovalStep.FEASIBILITY, ApprovalStep.DESIGN)]
    if not weighty:
        yield Missing("no_approval", "没有可行性研究报告或初步设计的批复，请登记批复。", ProofKind.APPROVAL)
    elif not any(one.asks_relief and one.clause.strip() and one.lists_pay for one in weighty):
        yield Missing(
            "approval_without_relief",
            "可研、初设批复中没有一份既写入以工代赈要求（照录条款）又单列劳务报酬，请补办后登记批复。",
            ProofKind.APPROVAL,
        )
    yield from _overrun(weighty)


def _overrun(approvals: list[Approval]) -> Iterator[Missing]:
    """Compare the latest design with the latest feasibility; `approvals` come in order of their dates."""
    latest = {one.step: one for one in approvals}
    estimate, design = latest.get(ApprovalStep.FEASIBILITY), latest.get(ApprovalStep.DESIGN)
    if estimate is None or design is None or design.overrun_note.strip():
        return
    if design.amount_fen * OVERRUN_DENOMINATOR > estimate.amount_fen * OVERRUN_NUMERATOR:
        yield Missing(
            "overrun_unexplained",
            f"初设批复（{design.document_number}）的概算超过可研估算10%，应重新报批可研；"
            "已经处理的，请在批复中填写“超估算说明”。",
            ProofKind.APPROVAL,
        )


def _contracted(project: Project) -> Iterator[Missing]:
    """R7 clauses in tender and contract, R5 demand made known, R8 real names and a pay channel."""
    contracts = list(in_force(Contract, project))
    if not contracts:
        yield Missing("no_contract", "没有登记施工合同，请登记合同并照录以工代赈专门条款。", ProofKind.CONTRACT)
    for contract in contracts:
        yield from _clauses(contract)
    if not in_force(DemandNotice, project).exists():
        yield Missing("no_demand", "没有公布用工需求（岗位、数量、时间、技能），请公布后登记。", ProofKind.DEMAND)
    if not in_force(EntryReadiness, project).exists():
        yield Missing("no_entry", "没有进场准备记录，请先实名登记、备好发放通道再登记。", ProofKind.ENTRY)


def _clauses(contract: Contract) -> Iterator[Missing]:
    if not contract.clause.strip():
        yield Missing(
            "contract_without_clause",
            f"“{contract.section}”的合同没有以工代赈专门条款，请补签后重新登记。",
            ProofKind.CONTRACT,
        )
    if contract.tendered and not contract.tender_clause.strip():
        yield Missing(
            "tender_without_clause",
            f"“{contract.section}”经过招标，却没有照录招标文件的以工代赈条款，请重新登记。",
            ProofKind.CONTRACT,
        )


def _settled(project: Project) -> Iterator[Missing]:
    settlement = in_force(Settlement, project).last()
    if settlement is None:
        yield Missing("no_settlement", "没有报酬结清记录，请结清劳务报酬后登记。", ProofKind.SETTLEMENT)
    elif settlement.open_objections:
        yield Missing(
            "objections_open",
            f"报酬结清记录还有{settlement.open_objections}件异议没有办结，请办结后重新登记。",
            ProofKind.SETTLEMENT,
        )
    yield from _rectified(project)


def _rectified(project: Project) -> Iterator[Missing]:
    unsettled = in_force(Rectification, project).filter(state__in=UNSETTLED)
    if unsettled:
        labels = "、".join(one.label for one in unsettled)
        yield Missing("unsettled", f"还有整改没有销号：{labels}，请整改并核验销号。", ProofKind.RECTIFICATION)


def _handed_over(project: Project) -> Iterator[Missing]:
    if not in_force(Handover, project).exists():
        yield Missing("no_handover", "没有移交管护记录，请移交管护单位后登记。", ProofKind.HANDOVER)


GUARDS: dict[StageAct, Guard] = {
    StageAct.CONTRACT: _approved,
    StageAct.BUILD: _contracted,
    StageAct.COMPLETE: _settled,
    StageAct.ACCEPT: acceptance_lacks,
    StageAct.MAINTAIN: _handed_over,
    StageAct.ARCHIVE: _rectified,
}

"""Who records, voids and adds files to what a project's stages and money rest on. Reading follows `visible_to`."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from projects.inspections.permissions import responsible_units
from projects.models import (
    UNSETTLED,
    Attachment,
    Condition,
    Funding,
    Inspection,
    Project,
    Proof,
    ProofKind,
    Rectification,
    Stage,
)
from projects.money.permissions import DISBURSE_WHO, follows_all_money, may_disburse
from units.models import Role, User
from units.scope import scope_of

STAGE_KINDS = (
    ProofKind.APPROVAL,
    ProofKind.CONTRACT,
    ProofKind.DEMAND,
    ProofKind.ENTRY,
    ProofKind.SETTLEMENT,
    ProofKind.ACCEPTANCE,
    ProofKind.HANDOVER,
)
TOWNSHIP_KINDS = frozenset({ProofKind.DEMAND, ProofKind.INSPECTION, ProofKind.RECTIFICATION})
SUPERVISION = frozenset({ProofKind.INSPECTION, ProofKind.RECTIFICATION})

INSPECTION_FILES_WHO = "检查的附件是检查单位的取证，由检查单位或领导小组办公室办理；整改的附件请到那项整改的页面上传。"
SIDE = "行业主管部门的填报人或审核人、业主单位录入人、领导小组办公室"


def why_not_record(user: User, project: Project, kind: ProofKind | str) -> str:
    """The sentence why this person may not record or void such a proof of a project; "" when they may."""
    if kind == ProofKind.DISBURSEMENT:
        return "" if may_disburse(user, project) else DISBURSE_WHO
    if works_on(user, project) or (kind in TOWNSHIP_KINDS and _is_its_township(user, project)):
        return ""
    who = f"{SIDE}或责任镇街" if kind in TOWNSHIP_KINDS else SIDE
    return f"“{project.name}”的{ProofKind(kind).label}不由您登记：由{who}办理。"


def why_not_attach(user: User, target: Proof | Funding) -> str:
    """The sentence why this person may not add or remove files there; "" when they may."""
    if isinstance(target, Funding):
        refused = not works_on(user, target.project)
        return f"“{target.project.name}”的资金文件不由您办理：由{SIDE}办理。" if refused else ""
    if target.proof_kind == ProofKind.DISBURSEMENT:
        return "" if may_disburse(user, target.project) else DISBURSE_WHO
    supervises = target.proof_kind in SUPERVISION and bool(scope_of(user).unit_ids() & _supervising(target))
    if target.proof_kind == ProofKind.INSPECTION:
        return "" if supervises or scope_of(user).is_office else INSPECTION_FILES_WHO
    if supervises:
        return ""
    return why_not_record(user, target.project, target.proof_kind)


def settled(target: Proof | Funding) -> str:
    """The sentence why files there stand as they are: a voided proof, a rectification that is closed; "" otherwise."""
    if isinstance(target, Funding):
        return ""
    if target.is_void:
        return "这份佐证已作废，不能再改动附件；请在重新登记的佐证上办理。"
    open_ones: QuerySet[Rectification] = QuerySet(Rectification).filter(state__in=UNSETTLED)
    if target.proof_kind == ProofKind.RECTIFICATION and not open_ones.filter(pk=target.pk).exists():
        return "这项整改已核验销号，附件是销号的依据，不能再改动。"
    return ""


def files_visible_to(user: User) -> QuerySet[Attachment]:
    """Files of the projects a person may see, of the money they follow, and of the rectifications they answer for."""
    within = Q(project__in=Project.objects.visible_to(user))
    within |= Q(proof__rectification__responsible__in=scope_of(user).unit_ids())
    if follows_all_money(user):
        within |= Q(funding__isnull=False) | Q(proof__proof_kind=ProofKind.DISBURSEMENT)
    return Attachment.objects.filter(within)


def proofs_visible_to(user: User) -> QuerySet[Proof]:
    """Proofs of the projects a person may see, of the money they follow, and the rectifications they answer for."""
    within = Q(pk__in=Proof.objects.visible_to(user).order_by().values("pk"))
    within |= Q(rectification__responsible__in=scope_of(user).unit_ids())
    if follows_all_money(user):
        within |= Q(proof_kind=ProofKind.DISBURSEMENT)
    return Proof.objects.filter(within)


def closed(project: Project) -> str:
    """The sentence why nothing more is recorded of a project at all; "" while it is open."""
    if project.stage == Stage.ARCHIVED:
        return f"“{project.name}”已归档，只能查看，不能再登记、作废或改动附件。"
    if project.condition == Condition.REMOVED:
        return f"“{project.name}”已调出清单，不能再登记、作废或改动附件；需要时请先重新申报列入。"
    return ""


def works_on(user: User, project: Project) -> bool:
    """The office, the filer or reviewer of the department in charge, the owner's clerk."""
    scope = scope_of(user)
    departments = scope.unit_ids(Role.UNIT_FILER, Role.UNIT_REVIEWER)
    owners = scope.unit_ids(Role.OWNER_CLERK, Role.UNIT_FILER)
    return scope.is_office or project.department_id in departments or project.owner_id in owners


def _is_its_township(user: User, project: Project) -> bool:
    return project.township_id in scope_of(user).unit_ids(Role.UNIT_FILER, Role.UNIT_REVIEWER)


def _supervising(proof: Proof) -> set[int]:
    """Units that inspect or answer: their people keep the files of an inspection or a rectification."""
    if proof.proof_kind == ProofKind.INSPECTION:
        inspections: QuerySet[Inspection] = QuerySet(Inspection).filter(pk=proof.pk)
        return {one.unit_id for one in inspections}
    found: QuerySet[Rectification] = QuerySet(Rectification).select_related("project", "inspection").filter(pk=proof.pk)
    return {unit for one in found for unit in (*responsible_units(one), one.inspection.unit_id)}

from __future__ import annotations

from django.db import models
from django.db.models import Q

from projects.models.constraints import signed
from projects.models.project import Project
from units.models import User
from units.scope import UNIT_ROLES, scope_of


class ProofKind(models.TextChoices):
    """佐证: what a stage, its money and its supervision rest on."""

    APPROVAL = "approval", "批复"
    CONTRACT = "contract", "合同"
    DEMAND = "demand", "用工需求公布"
    ENTRY = "entry", "进场准备"
    SETTLEMENT = "settlement", "报酬结清"
    ACCEPTANCE = "acceptance", "验收"
    HANDOVER = "handover", "移交管护"
    DISBURSEMENT = "disbursement", "资金拨付支付"
    INSPECTION = "inspection", "监管检查"
    RECTIFICATION = "rectification", "整改"


class ProofQuerySet(models.QuerySet["Proof"]):
    def in_force(self) -> ProofQuerySet:
        return self.filter(voided_at=None)

    def visible_to(self, user: User) -> ProofQuerySet:
        """Proofs of the projects a person may see."""
        scope = scope_of(user)
        if scope.reads_everything:
            return self
        ids = scope.unit_ids(*UNIT_ROLES)
        return self.filter(
            Q(project__department_id__in=ids) | Q(project__township_id__in=ids) | Q(project__owner_id__in=ids)
        )


class Proof(models.Model):
    """佐证: who recorded what about a project, and when; files hang on it. A wrong one is voided, never erased."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="proofs", verbose_name="项目")
    proof_kind = models.CharField("佐证类别", max_length=14, choices=ProofKind.choices)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="作废人"
    )
    void_reason = models.CharField("作废原因", max_length=200, blank=True)

    objects = ProofQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "佐证"
        ordering = ["project", "pk"]
        constraints = [
            signed("proof", "voided"),
            models.CheckConstraint(
                condition=Q(voided_at=None) | ~Q(void_reason=""),
                name="proof_voided_with_reason",
                violation_error_message="作废须写明原因。",
            ),
        ]
        indexes = [models.Index(fields=["project", "proof_kind"])]

    def __str__(self) -> str:
        return f"{self.get_proof_kind_display()}：{self.project}"

    @property
    def is_void(self) -> bool:
        return self.voided_at is not None

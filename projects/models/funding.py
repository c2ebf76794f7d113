from __future__ import annotations

from django.db import models
from django.db.models import Q

from projects.models.project import Project


class FundingSource(models.TextChoices):
    CENTRAL_BUDGET = "central_budget", "中央预算内资金"
    BRIDGING = "bridging", "衔接资金"
    MUNICIPAL = "municipal", "市级补助"
    DISTRICT = "district", "区级财政"
    SELF_RAISED = "self_raised", "企业自筹"
    BOND = "bond", "债券"
    OTHER = "other", "其他"


class Funding(models.Model):
    """资金: one source of a project's money; the base of the remuneration floor (R3) is summed from these."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="fundings", verbose_name="项目")
    source = models.CharField("资金类型", max_length=20, choices=FundingSource.choices)
    label = models.CharField("资金名称", max_length=80)
    amount_fen = models.BigIntegerField("金额（分）", null=True, blank=True)
    issued_on = models.DateField("下达日期", null=True, blank=True)
    document_number = models.CharField("下达文号", max_length=80, blank=True)
    agreed_share = models.DecimalField("文件约定报酬占比（%）", max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "资金"
        ordering = ["project", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_fen=None) | Q(amount_fen__gte=0),
                name="funding_not_negative",
                violation_error_message="资金金额不能为负数。",
            ),
            models.CheckConstraint(
                condition=Q(agreed_share=None) | (Q(agreed_share__gte=0) & Q(agreed_share__lte=100)),
                name="funding_share_is_percent",
                violation_error_message="约定报酬占比应在 0 到 100 之间。",
            ),
            models.UniqueConstraint(
                fields=["project", "source", "label"],
                name="funding_once_per_label",
                violation_error_message="同一项目的同一资金名称只登记一次。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.label}"

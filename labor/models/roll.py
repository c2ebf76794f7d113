from __future__ import annotations

from django.db import models
from django.db.models import Q

from projects.models import Period, Project
from units.models import User
from units.scope import scope_of


class RollKind(models.TextChoices):
    REGULAR = "regular", "当月发放"
    SUPPLEMENT = "supplement", "补发"


class RollQuerySet(models.QuerySet["WageRoll"]):
    def visible_to(self, user: User) -> RollQuerySet:
        if scope_of(user).reads_everything:
            return self
        return self.filter(project__in=Project.objects.visible_to(user))

    def in_force(self) -> RollQuerySet:
        return self.filter(voided_at=None)


class WageRoll(models.Model):
    """发放表: one project's wage roll of one month, as imported; voided and imported anew to correct it."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="rolls", verbose_name="项目")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="rolls", verbose_name="调度期")
    kind = models.CharField("种类", max_length=10, choices=RollKind.choices, default=RollKind.REGULAR)
    employer = models.CharField("用人单位", max_length=80)
    file_name = models.CharField("原文件名", max_length=200)
    file_sha256 = models.CharField("原文件校验值", max_length=64)
    warnings = models.JSONField("导入提示", default=list, blank=True)
    notes = models.JSONField("读表说明", default=list, blank=True)
    imported_at = models.DateTimeField("导入时间")
    imported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="导入人")
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="作废人"
    )
    void_reason = models.CharField("作废原因", max_length=200, blank=True)

    objects = RollQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "发放表"
        ordering = ["-period__month", "project__code", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "period"],
                condition=Q(voided_at=None, kind="regular"),
                name="roll_one_in_force",
                violation_error_message="该项目本月已有发放表；如需更换，请先作废原表并写明原因。",
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None, voided_by=None, void_reason="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
                name="roll_voided_by_at_why",
                violation_error_message="作废发放表须同时记下经办人、时间和原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.period} 发放表"

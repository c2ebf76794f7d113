from __future__ import annotations

from django.db import models
from django.db.models import Q

from labor.models.attendance import AttendanceSheet
from labor.models.engagement import Engagement
from projects.models.constraints import signed
from units.models import User


class Measure(models.TextChoices):
    """计酬方式 other than by the day."""

    HOUR = "hour", "小时"
    PIECE = "piece", "件"


class WorkQuantity(models.Model):
    """计时计件: a person's hours or pieces of one month with their agreed rate, beside the days of attendance."""

    sheet = models.ForeignKey(
        AttendanceSheet, on_delete=models.PROTECT, related_name="quantities", verbose_name="考勤台账"
    )
    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="quantities", verbose_name="名册")
    measure = models.CharField("计酬方式", max_length=6, choices=Measure.choices)
    item = models.CharField("内容", max_length=80)
    quantity_centi = models.BigIntegerField("数量（百分之一）")
    rate_fen = models.BigIntegerField("单价（分）")
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    voided_at = models.DateTimeField("撤销时间", null=True, blank=True)
    voided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="撤销人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "计时计件"
        ordering = ["sheet", "engagement", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity_centi__gt=0, rate_fen__gt=0),
                name="work_quantity_positive",
                violation_error_message="数量和单价应大于0。",
            ),
            signed("work_quantity", "voided"),
        ]

    def __str__(self) -> str:
        return f"{self.engagement} {self.item}"

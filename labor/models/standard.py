from __future__ import annotations

from django.db import models
from django.db.models import Q


class WageStandard(models.Model):
    """最低工资标准 and the usual upper day rate, in force from a day (R14; the upper rate is the office's own ◇)."""

    starts_on = models.DateField("起用日期", unique=True)
    month_fen = models.BigIntegerField("月最低工资（分）")
    hour_fen = models.BigIntegerField("时最低工资（分）")
    usual_day_max_fen = models.BigIntegerField("日工资提示上限（分）", default=80000)
    basis = models.CharField("依据", max_length=120)
    is_official = models.BooleanField("正式文件", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "工资标准"
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(month_fen__gt=0) & Q(hour_fen__gt=0) & Q(usual_day_max_fen__gt=0),
                name="wage_standard_positive",
                violation_error_message="工资标准应大于 0。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} 起"

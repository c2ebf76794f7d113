from __future__ import annotations

from django.db import models

from units.models import User


class RetentionReview(models.Model):
    """保存期限年度复核: once a year the office goes through what is past its time (R11) and says what it decided."""

    year = models.IntegerField("年度")
    reviewed_on = models.DateField("清单日期")
    ledgers = models.IntegerField("到期台账（本）")
    rows = models.IntegerField("到期行数（行）")
    people = models.IntegerField("全部到期人员（人）")
    conclusion = models.CharField("复核结论", max_length=300)
    reviewed_at = models.DateTimeField("复核时间")
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="复核人")

    class Meta:
        verbose_name = verbose_name_plural = "保存期限复核"
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["year"], name="retention_review_once_a_year", violation_error_message="这一年度已经复核过。"
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}年保存期限复核"

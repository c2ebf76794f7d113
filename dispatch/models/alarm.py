from __future__ import annotations

from django.db import models


class OutputAlarm(models.Model):
    """缺报告警报: something the calendar expected was not there in time; settled when it came after all."""

    key = models.CharField("对象", max_length=120, unique=True, help_text="例：bulletin:month:2026-10")
    label = models.CharField("应有的产出", max_length=120)
    due_at = models.DateTimeField("应在此前完成")
    raised_at = models.DateTimeField("发现时间")
    told_at = models.DateTimeField("通知时间", null=True, blank=True)
    settled_at = models.DateTimeField("补齐时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "缺报告警报"
        ordering = ["-due_at", "-pk"]

    def __str__(self) -> str:
        return self.label

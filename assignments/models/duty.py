from __future__ import annotations

from django.db import models

from units.models import Unit


class Duty(models.Model):
    """职责: one clause of the founding notice (大渡口府办发〔2022〕86号) in our own short wording."""

    clause = models.CharField("条款", max_length=12, help_text="按通知写法，如 二（一）、三（八）")
    number = models.IntegerField("序号", unique=True)
    text = models.CharField("工作任务", max_length=200)
    leads = models.ManyToManyField(Unit, related_name="led_duties", verbose_name="牵头（责任）单位")
    supports = models.ManyToManyField(Unit, related_name="supported_duties", verbose_name="配合单位", blank=True)
    remark = models.CharField("备注", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "职责"
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.clause} {self.text}"

from __future__ import annotations

from django.db import models

from units.models import User


class Step(models.Model):
    """经过: one act on one paper; `changes` maps each changed field to its value before and after."""

    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="办理人")
    changes = models.JSONField("改动", default=dict)

    class Meta:
        abstract = True


class AskedAgain(models.Model):
    """退回意见: which field is to be corrected, and why; settled when the unit sends it again."""

    field = models.CharField("栏目", max_length=40)
    reason = models.CharField("退回原因", max_length=200)
    returned_at = models.DateTimeField("退回时间")
    returned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="退回人")
    settled_at = models.DateTimeField("改正时间", null=True, blank=True)

    class Meta:
        abstract = True

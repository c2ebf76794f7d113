from __future__ import annotations

from django.db import models

from units.models.people import User


class AuditEntry(models.Model):
    """审计日志: append-only and chained; written in the same transaction as the act it records."""

    number = models.BigIntegerField("序号", unique=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="用户")
    by_name = models.CharField("用户账号", max_length=40)
    act = models.CharField("事件", max_length=40)
    subject = models.CharField("对象", max_length=200)
    rows = models.IntegerField("涉及行数", default=1)
    detail = models.JSONField("内容", default=dict)
    address = models.CharField("来源地址", max_length=45, blank=True)
    previous_hash = models.CharField("上一条校验值", max_length=64)
    entry_hash = models.CharField("校验值", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "审计日志"
        ordering = ["-number"]
        indexes = [models.Index(fields=["act", "number"]), models.Index(fields=["by", "number"])]

    def __str__(self) -> str:
        return f"{self.number} {self.act} {self.subject}"


class AuditHead(models.Model):
    """The chain's last link, one row: locking it gives each entry its place, on every database."""

    number = models.BigIntegerField("序号", default=0)
    entry_hash = models.CharField("校验值", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "审计链头"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.number} {self.entry_hash}"

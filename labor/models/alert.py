from __future__ import annotations

from django.db import models
from django.db.models import Q

from labor.models.roll import WageRoll
from labor.models.worker import Worker
from projects.models import Period, Project
from projects.models.constraints import signed
from units.models import User
from units.scope import scope_of


class Severity(models.TextChoices):
    RED = "red", "红"
    YELLOW = "yellow", "黄"
    HINT = "hint", "提示"


class AlertRule(models.Model):
    """预警规则 (§10) from a day on: how grave, and its threshold; an earlier row stays as history."""

    code = models.CharField("代码", max_length=30)
    starts_on = models.DateField("起用日期")
    severity = models.CharField("等级", max_length=8, choices=Severity.choices)
    threshold = models.DecimalField("阈值", max_digits=14, decimal_places=2, null=True, blank=True)
    is_on = models.BooleanField("启用", default=True)
    is_own = models.BooleanField("办公室自定", default=True)
    set_at = models.DateTimeField("设定时间")
    set_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="设定人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "预警规则"
        ordering = ["code", "-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "starts_on"],
                name="alert_rule_once",
                violation_error_message="这条规则在这一天已有设定。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.starts_on}"


class AlertState(models.TextChoices):
    NEW = "new", "待说明"
    EXPLAINED = "explained", "已说明"
    CLOSED = "closed", "已销号"


class AlertAct(models.TextChoices):
    RAISE = "raise", "发现"
    EXPLAIN = "explain", "说明"
    CLOSE = "close", "销号"
    REOPEN = "reopen", "重新提出"
    CEASE = "cease", "情形消失"


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, user: User) -> AlertQuerySet:
        if scope_of(user).reads_everything:
            return self
        return self.filter(project__in=Project.objects.visible_to(user))


class Alert(models.Model):
    """预警: what a check found; the same finding of the same thing is one row, however often the check runs."""

    code = models.CharField("代码", max_length=30)
    subject = models.CharField("对象", max_length=80)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="alerts", verbose_name="项目")
    period = models.ForeignKey(
        Period, null=True, blank=True, on_delete=models.PROTECT, related_name="alerts", verbose_name="调度期"
    )
    roll = models.ForeignKey(
        WageRoll, null=True, blank=True, on_delete=models.PROTECT, related_name="alerts", verbose_name="发放表"
    )
    worker = models.ForeignKey(
        Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="alerts", verbose_name="人员"
    )
    severity = models.CharField("等级", max_length=8, choices=Severity.choices)
    sentence = models.CharField("内容", max_length=300)
    measure = models.BigIntegerField("程度", default=0, help_text="比较轻重用：说明或销号以后比当时更重的，重新提出")
    state = models.CharField("状态", max_length=10, choices=AlertState.choices, default=AlertState.NEW)
    version = models.IntegerField("版本", default=0)
    first_seen_at = models.DateTimeField("首次发现")
    last_seen_at = models.DateTimeField("最近发现")
    explanation = models.CharField("说明", max_length=300, blank=True)
    explained_at = models.DateTimeField("说明时间", null=True, blank=True)
    explained_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="说明人"
    )
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="销号人"
    )

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "预警"
        ordering = ["-first_seen_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "subject"],
                name="alert_once",
                violation_error_message="这一情形已有预警。",
            ),
            models.CheckConstraint(
                condition=~Q(state="explained") | ~Q(explanation=""),
                name="alert_explained_in_words",
                violation_error_message="请写明情况说明。",
            ),
            signed("alert", "explained"),
        ]
        indexes = [models.Index(fields=["state", "severity", "project"], name="alert_by_state")]

    def __str__(self) -> str:
        return self.sentence


class AlertStep(models.Model):
    """预警的办理经过; `by` is nobody when a check raised it or found it gone."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="steps", verbose_name="预警")
    act = models.CharField("办理", max_length=10, choices=AlertAct.choices)
    state = models.CharField("办理后状态", max_length=10, choices=AlertState.choices)
    words = models.CharField("说明", max_length=300, blank=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="办理人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "预警经过"
        ordering = ["alert", "pk"]

    def __str__(self) -> str:
        return f"{self.alert} {self.get_act_display()}"

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from projects.models.period import Period
from projects.models.project import Condition, Project, Stage
from units.models import Unit, User
from units.scope import UNIT_ROLES, scope_of


def owing_stages() -> list[str]:
    """Stages that owe until the office sets others: all but 归档."""
    return [stage for stage in Stage.values if stage != Stage.ARCHIVED]


def resting_conditions() -> list[str]:
    """Conditions that owe nothing until the office sets others: 暂停 and 调出."""
    return [Condition.PAUSED.value, Condition.REMOVED.value]


class OwingRule(models.Model):
    """应报规则: in which stages a project owes its month, and in which conditions it does not, from a month on (◇).

    Without a row the house's own holds: every stage but 归档, neither paused nor moved out.
    """

    starts_on = models.DateField("从哪个月起", unique=True, help_text="当月 1 日")
    stages = models.JSONField("应报的阶段", default=owing_stages)
    resting = models.JSONField("不列入应报的办理状态", default=resting_conditions)
    basis = models.CharField("依据", max_length=120)
    set_at = models.DateTimeField("设定时间")
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="设定人")

    class Meta:
        verbose_name = verbose_name_plural = "应报规则"
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(basis=""),
                name="owing_rule_has_basis",
                violation_error_message="应报规则须写明依据。",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__day=1),
                name="owing_rule_starts_a_month",
                violation_error_message="应报规则从某月1日起。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on:%Y-%m}起"


class ExpectedQuerySet(models.QuerySet["ExpectedFiling"]):
    def owed(self) -> ExpectedQuerySet:
        """Those somebody has to file: owing, and not exempted."""
        return self.filter(is_owed=True, waived_at=None)

    def visible_to(self, user: User) -> ExpectedQuerySet:
        """A unit sees what it owes and the projects of its scope."""
        scope = scope_of(user)
        if scope.reads_everything:
            return self
        mine = Project.objects.visible_to(user)
        return self.filter(Q(unit_id__in=scope.unit_ids(*UNIT_ROLES)) | Q(project__in=mine))


class ExpectedFiling(models.Model):
    """应报: what one project of the list owed for one month, and which unit owed it, as it stood when this was settled.

    Written once for the whole month and kept: a unit that joins later or a project that moves changes no past month.
    A project that owed nothing keeps its row with the reason. What became of it is read from its `ProgressFiling`.
    """

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="expected", verbose_name="调度期")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="expected", verbose_name="项目")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="expected", verbose_name="责任单位")
    unit_name = models.CharField("责任单位名称", max_length=60)
    stage = models.CharField("当时环节", max_length=20)
    is_owed = models.BooleanField("应报")
    why_not = models.CharField("不列入应报的原因", max_length=200, blank=True)
    settled_at = models.DateTimeField("列入时间")
    added_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="补列人"
    )
    added_reason = models.CharField("补列原因", max_length=200, blank=True)
    waived_at = models.DateTimeField("免报时间", null=True, blank=True)
    waived_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="免报批准人"
    )
    waived_reason = models.CharField("免报原因", max_length=200, blank=True)

    objects = ExpectedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "应报"
        ordering = ["period", "unit__code", "project__code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "project"],
                name="expected_once_a_month",
                violation_error_message="这个项目本月已列入应报。",
            ),
            models.CheckConstraint(
                condition=Q(is_owed=True, why_not="") | (Q(is_owed=False) & ~Q(why_not="")),
                name="expected_or_why_not",
                violation_error_message="不列入应报的项目须写明原因。",
            ),
            models.CheckConstraint(
                condition=Q(waived_at=None, waived_by=None, waived_reason="")
                | (Q(waived_at__isnull=False, waived_by__isnull=False) & ~Q(waived_reason="")),
                name="expected_waived_whole",
                violation_error_message="免报须同时有时间、批准人和原因。",
            ),
            models.CheckConstraint(
                condition=Q(added_by=None, added_reason="") | (Q(added_by__isnull=False) & ~Q(added_reason="")),
                name="expected_added_whole",
                violation_error_message="补列须写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.period}"

    @property
    def is_due(self) -> bool:
        """Whether somebody has to file it: it is owed, and not exempted."""
        return self.is_owed and self.waived_at is None


class LockException(models.Model):
    """个别放开: one unit may still file one month until a moment, although the month is locked by its date."""

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="exceptions", verbose_name="调度期")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="exceptions", verbose_name="单位")
    reason = models.CharField("放开原因", max_length=200)
    granted_at = models.DateTimeField("放开时间")
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="批准人")
    expires_at = models.DateTimeField("放开至")
    ended_at = models.DateTimeField("提前收回时间", null=True, blank=True)
    ended_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="收回人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "个别放开"
        ordering = ["-granted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "unit"],
                condition=Q(ended_at=None),
                name="exception_one_open",
                violation_error_message="这个单位本月已经放开，请先收回或改期限。",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("granted_at")),
                name="exception_expires_later",
                violation_error_message="放开的期限应在现在以后。",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="exception_has_reason", violation_error_message="放开须写明原因。"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="exception_ended_by_and_at",
                violation_error_message="收回时间和收回人应同时填写。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.period}"

    def is_open(self, at: datetime) -> bool:
        return self.ended_at is None and at < self.expires_at

    @property
    def last_day(self) -> date:
        """The last day on which the unit may still file."""
        return timezone.localdate(self.expires_at - timedelta(seconds=1))

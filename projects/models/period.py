from __future__ import annotations

from calendar import monthrange
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from units.models import User
from units.refusals import WrongState


class PeriodClosed(WrongState):
    """A write came after the month was closed (R16)."""


class PeriodQuerySet(models.QuerySet["Period"]):
    def open(self) -> PeriodQuerySet:
        return self.filter(closed_at=None)


class Period(models.Model):
    """调度期: one month of reporting; closing it freezes its figures."""

    month = models.DateField("月份", unique=True, help_text="当月 1 日")
    opens_on = models.DateField("填报开启日", null=True, blank=True)
    due_on = models.DateField("报送截止日")
    locks_on = models.DateField(
        "填报锁定日", null=True, blank=True, help_text="这天以后单位不能再填报，除非个别放开；空白为关账前都可填报"
    )
    expected_at = models.DateTimeField("应报确定时间", null=True, blank=True)
    closed_at = models.DateTimeField("关账时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="关账人"
    )

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "调度期"
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="period_is_first_of_month",
                violation_error_message="调度期以当月 1 日表示。",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gt=F("month")),
                name="period_due_after_start",
                violation_error_message="报送截止日应在调度期开始之后。",
            ),
            models.CheckConstraint(
                condition=Q(locks_on=None) | Q(locks_on__gte=F("due_on")),
                name="period_locks_after_due",
                violation_error_message="填报锁定日不能早于报送截止日。",
            ),
            models.CheckConstraint(
                condition=Q(opens_on=None) | Q(opens_on__gte=F("month"), opens_on__lt=F("due_on")),
                name="period_opens_before_due",
                violation_error_message="填报开启日应在当月以内或以后、报送截止日以前。",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="period_closed_by_and_at",
                violation_error_message="关账时间和关账人应同时填写。",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"{self.month.year}年{self.month.month}月"

    @property
    def key(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def last_day(self) -> date:
        return self.month.replace(day=monthrange(self.month.year, self.month.month)[1])

    @property
    def why_closed(self) -> str:
        """Who closed the month and when, and what to do instead of writing into it; "" while it is open."""
        if self.closed_at is None:
            return ""
        closed_on = timezone.localdate(self.closed_at)
        return (
            f"{self.label}已由{self.closed_by}于{closed_on.year}年{closed_on.month}月{closed_on.day}日关账，数据已锁定，"
            "不能再改。确需更正请联系办公室走更正流程。"
        )

    def require_open(self) -> None:
        """Every write of a month's facts begins here.

        Raises:
            PeriodClosed: with who closed it and when, and what to do instead.
        """
        if sentence := self.why_closed:
            raise PeriodClosed(sentence)

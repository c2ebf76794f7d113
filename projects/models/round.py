from __future__ import annotations

from calendar import monthrange
from datetime import date

from django.db import models
from django.db.models import F, Q

from units.models import User


class RoundKind(models.TextChoices):
    """频次 of dispatch; the value is what `issue_bulletin --kind` takes (R15, ◇)."""

    MONTH = "month", "月度"
    QUARTER = "quarter", "季度"
    HALF = "half", "半年"
    YEAR = "year", "年度"


MONTHS = {RoundKind.MONTH: 1, RoundKind.QUARTER: 3, RoundKind.HALF: 6, RoundKind.YEAR: 12}


class ChangedDay(models.Model):
    """工作日调整: a day the office sets by hand, when the State Council's notice comes late or the district differs."""

    day = models.DateField("日期", unique=True)
    is_working = models.BooleanField("上班")
    basis = models.CharField("依据", max_length=120)
    set_at = models.DateTimeField("设定时间")
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="设定人")

    class Meta:
        verbose_name = verbose_name_plural = "工作日调整"
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(basis=""),
                name="changed_day_has_basis",
                violation_error_message="调整工作日须写明依据。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}{'上班' if self.is_working else '休息'}"


class RoundRule(models.Model):
    """日程规则: on which days of a round things are due, counted from the last day of its last month (◇, R15).

    5 is the 5th of the month after; −6 is six days before the last day. Each day moves on to a working day.
    """

    kind = models.CharField("频次", max_length=10, choices=RoundKind.choices)
    starts_on = models.DateField("从哪天起的轮次适用", help_text="轮次的最后一个月不早于这天所在的月份")
    opens = models.IntegerField("开启")
    due = models.IntegerField("报送截止")
    review = models.IntegerField("审核截止")
    issue = models.IntegerField("印发")
    locks = models.BooleanField(
        "审核截止后锁定填报", default=True, help_text="只对月度起作用；不锁定时，关账前单位都可填报"
    )
    basis = models.CharField("依据", max_length=120)
    set_at = models.DateTimeField("设定时间")
    set_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="设定人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "日程规则"
        ordering = ["kind", "-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "starts_on"],
                name="round_rule_once_a_day",
                violation_error_message="这一天起已有同一频次的规则，请修改那一条。",
            ),
            models.CheckConstraint(
                condition=Q(opens__lt=F("due"), due__lte=F("review"), review__lte=F("issue"), due__gt=0),
                name="round_rule_in_order",
                violation_error_message="开启应早于报送截止，报送截止不晚于审核截止，审核截止不晚于印发；截止日在期末之后。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_on:%Y-%m-%d}起"


class Round(models.Model):
    """调度轮次: one month, quarter, half or year of the calendar with its four days, as data that the office may move.

    A month's round gives its `Period` the opening, due and locking day when the period opens.
    """

    kind = models.CharField("频次", max_length=10, choices=RoundKind.choices)
    first = models.DateField("首月", help_text="首月 1 日")
    last = models.DateField("末月", help_text="末月 1 日")
    opens_on = models.DateField("开启日")
    due_on = models.DateField("报送截止日")
    review_on = models.DateField("审核截止日")
    issue_on = models.DateField("印发日")
    note = models.CharField("调整说明", max_length=200, blank=True)
    set_at = models.DateTimeField("设定时间")
    set_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="设定人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "调度轮次"
        ordering = ["last", "first", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "last"], name="round_once", violation_error_message="这一轮已经在日程里。"
            ),
            models.CheckConstraint(
                condition=Q(opens_on__lt=F("due_on"), due_on__lte=F("review_on"), review_on__lte=F("issue_on")),
                name="round_days_in_order",
                violation_error_message="开启日应早于报送截止日，报送截止日不晚于审核截止日，审核截止日不晚于印发日。",
            ),
            models.CheckConstraint(
                condition=Q(first__day=1, last__day=1, first__lte=F("last"), due_on__gt=F("last")),
                name="round_span_in_order",
                violation_error_message="首月、末月以当月 1 日表示，报送截止日在期末之后。",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return span_label(RoundKind(self.kind), self.last)

    @property
    def last_day(self) -> date:
        return self.last.replace(day=monthrange(self.last.year, self.last.month)[1])


def first_month(kind: RoundKind, last: date) -> date:
    """The first month of the round that ends with the month `last`."""
    return last.replace(month=last.month - MONTHS[kind] + 1)


def ends_round(kind: RoundKind, month: date) -> bool:
    """Whether a round of this kind ends with a month."""
    return month.month % MONTHS[kind] == 0


def span_label(kind: RoundKind, last: date) -> str:
    """2026年10月, 2026年第三季度, 2026年上半年, 2026年."""
    if kind is RoundKind.MONTH:
        return f"{last.year}年{last.month}月"
    if kind is RoundKind.QUARTER:
        return f"{last.year}年第{'一二三四'[last.month // 3 - 1]}季度"
    return f"{last.year}年{'上半年' if last.month == 6 else '下半年' if kind is RoundKind.HALF else ''}"

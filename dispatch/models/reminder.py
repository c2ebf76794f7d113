from __future__ import annotations

from django.db import models
from django.db.models import Q

from projects.models import Period
from units.models import Unit, User
from units.scope import UNIT_ROLES, scope_of


class Audience(models.TextChoices):
    FILERS = "filers", "填报人"
    REVIEWERS = "reviewers", "审核人"
    BOTH = "both", "填报人和审核人"


class ReminderStep(models.Model):
    """催报步骤: how many working days before (−) or after the due day who is reminded, by which means (◇).

    The steps in force on a day are those of the latest `starts_on` not after it.
    """

    starts_on = models.DateField("从哪天起")
    offset = models.IntegerField("工作日", help_text="负数为截止日以前，0 为截止日当天")
    audience = models.CharField("催谁", max_length=10, choices=Audience.choices)
    by_mail = models.BooleanField("发邮件", default=False)
    by_chat = models.BooleanField("发工作群", default=False)
    with_letter = models.BooleanField("出催报单", default=False)
    set_at = models.DateTimeField("设定时间")
    set_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="设定人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "催报步骤"
        ordering = ["-starts_on", "offset"]
        constraints = [
            models.UniqueConstraint(
                fields=["starts_on", "offset"],
                name="reminder_step_once",
                violation_error_message="同一天只能有一个催报步骤。",
            ),
            models.CheckConstraint(
                condition=Q(with_letter=False) | Q(offset__gt=0),
                name="reminder_letter_after_due",
                violation_error_message="催报单只在截止日以后出。",
            ),
        ]

    def __str__(self) -> str:
        return f"T{self.offset:+d}" if self.offset else "T"


class FilingReminderQuerySet(models.QuerySet["FilingReminder"]):
    def visible_to(self, user: User) -> FilingReminderQuerySet:
        """The office and the leaders see all, a unit its own."""
        scope = scope_of(user)
        return self if scope.reads_everything else self.filter(unit_id__in=scope.unit_ids(*UNIT_ROLES))


class FilingReminder(models.Model):
    """催报: that one unit was reminded of one month at one step; nobody is reminded twice of the same step."""

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="reminders", verbose_name="调度期")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="单位")
    offset = models.IntegerField("工作日")
    audience = models.CharField("催谁", max_length=10, choices=Audience.choices)
    projects = models.JSONField("所催项目", default=list, help_text="项目代码和名称")
    people = models.IntegerField("发给几人")
    reminded_at = models.DateTimeField("催报时间")

    objects = FilingReminderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "催报"
        ordering = ["-reminded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "unit", "offset"],
                name="reminder_once_a_step",
                violation_error_message="这一步已经催过。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.unit} T{self.offset:+d}"


class ReminderLetterQuerySet(models.QuerySet["ReminderLetter"]):
    def visible_to(self, user: User) -> ReminderLetterQuerySet:
        """The office and the leaders see all, a unit its own."""
        scope = scope_of(user)
        return self if scope.reads_everything else self.filter(unit_id__in=scope.unit_ids(*UNIT_ROLES))

    def open(self) -> ReminderLetterQuerySet:
        """Those not answered yet, of months that can still be filed."""
        return self.filter(answered_at=None, period__closed_at=None)


class ReminderLetter(models.Model):
    """催报单: the paper a unit gets when it has not filed after all; numbered within the year, printed once, kept."""

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="letters", verbose_name="调度期")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="letters", verbose_name="单位")
    year = models.IntegerField("编号年份")
    number = models.IntegerField("编号序号")
    projects = models.JSONField("所催项目", default=list)
    answer_by = models.DateField("补报期限")
    issued_at = models.DateTimeField("出单时间")
    issued_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="出单人"
    )
    html = models.TextField("定稿版面", blank=True)
    pdf_path = models.CharField("PDF 文件", max_length=200, blank=True)
    pdf_sha256 = models.CharField("PDF 校验值", max_length=64, blank=True)
    signed_for_at = models.DateTimeField("签收时间", null=True, blank=True)
    signed_for_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="签收人"
    )
    answered_at = models.DateTimeField("补齐时间", null=True, blank=True, help_text="所催项目全部报送的时间")

    objects = ReminderLetterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "催报单"
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "unit"],
                name="letter_once_a_month",
                violation_error_message="这个单位本月已出过催报单。",
            ),
            models.UniqueConstraint(
                fields=["year", "number"], name="letter_number_once", violation_error_message="这个编号已经用过。"
            ),
            models.CheckConstraint(
                condition=Q(signed_for_at=None, signed_for_by=None)
                | Q(signed_for_at__isnull=False, signed_for_by__isnull=False),
                name="letter_signed_for_by_and_at",
                violation_error_message="签收时间和签收人应同时填写。",
            ),
        ]

    def __str__(self) -> str:
        return f"催报单〔{self.year}〕{self.number}号"

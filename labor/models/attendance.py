from __future__ import annotations

from django.db import models
from django.db.models import Q

from labor.models.engagement import Engagement
from labor.models.roll import WageRoll
from labor.models.worker import Worker
from projects.models import Period, Project
from projects.models.constraints import signed
from units.models import User
from units.scope import scope_of


class AttendanceSheetQuerySet(models.QuerySet["AttendanceSheet"]):
    def visible_to(self, user: User) -> AttendanceSheetQuerySet:
        if scope_of(user).reads_everything:
            return self
        return self.filter(project__in=Project.objects.visible_to(user))


class AttendanceSheet(models.Model):
    """考勤台账: one project's attendance of one month; it locks with the wage roll made from it."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="attendance_sheets", verbose_name="项目"
    )
    period = models.ForeignKey(
        Period, on_delete=models.PROTECT, related_name="attendance_sheets", verbose_name="调度期"
    )
    version = models.IntegerField("版本", default=0)
    opened_at = models.DateTimeField("建立时间")
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="建立人")
    locked_at = models.DateTimeField("锁定时间", null=True, blank=True)
    locked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="锁定人"
    )
    roll = models.ForeignKey(
        WageRoll, null=True, blank=True, on_delete=models.PROTECT, related_name="sheets", verbose_name="发放表"
    )

    objects = AttendanceSheetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "考勤台账"
        ordering = ["-period__month", "project__code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "period"],
                name="attendance_sheet_once",
                violation_error_message="这个项目本月已有考勤台账。",
            ),
            signed("attendance_sheet", "locked"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.period} 考勤"


class Attendance(models.Model):
    """考勤: one person's day with one project, in halves. The two unique halves hold district-wide: nobody is in two
    projects in the same half day, whoever writes it and however it comes in."""

    sheet = models.ForeignKey(AttendanceSheet, on_delete=models.PROTECT, related_name="days", verbose_name="考勤台账")
    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="days", verbose_name="名册")
    worker = models.ForeignKey(
        Worker, on_delete=models.PROTECT, related_name="days", verbose_name="务工人员", db_index=False
    )
    day = models.DateField("日期")
    morning = models.BooleanField("上午")
    afternoon = models.BooleanField("下午")

    class Meta:
        verbose_name = verbose_name_plural = "考勤"
        ordering = ["sheet", "engagement", "day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "day"], name="attendance_once", violation_error_message="这一天已有考勤。"
            ),
            models.UniqueConstraint(
                fields=["worker", "day"],
                condition=Q(morning=True),
                name="attendance_one_morning",
                violation_error_message="同一人同一天上午已在别的项目出勤。",
            ),
            models.UniqueConstraint(
                fields=["worker", "day"],
                condition=Q(afternoon=True),
                name="attendance_one_afternoon",
                violation_error_message="同一人同一天下午已在别的项目出勤。",
            ),
            models.CheckConstraint(
                condition=Q(morning=True) | Q(afternoon=True),
                name="attendance_some_half",
                violation_error_message="出勤至少半天；没有出勤的不登记。",
            ),
        ]
        indexes = [models.Index(fields=["worker", "day"], name="attendance_of_worker")]

    def __str__(self) -> str:
        return f"{self.engagement} {self.day}"

    @property
    def centidays(self) -> int:
        """Work in hundredths of a 工日."""
        return 50 * (self.morning + self.afternoon)

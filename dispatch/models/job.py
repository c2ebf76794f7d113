from __future__ import annotations

from django.db import models
from django.db.models import Q

from units.models import Role, User
from units.scope import scope_of


class JobState(models.TextChoices):
    QUEUED = "queued", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"


class JobQuerySet(models.QuerySet["JobRun"]):
    def visible_to(self, user: User) -> JobQuerySet:
        """The office and the system administrator see every job; others the jobs they asked for."""
        scope = scope_of(user)
        if scope.is_office or scope.has(Role.SYSTEM_ADMIN):
            return self
        return self.filter(queued_by_id=user.pk)

    def active(self) -> JobQuerySet:
        return self.filter(state__in=[JobState.QUEUED, JobState.RUNNING])


class JobRun(models.Model):
    """后台任务: the truth about one background job; the broker only rings the bell.

    A running job refreshes `beat_at`; one that stopped doing so is queued again by the tick. `key` keeps two jobs
    from making the same thing at once.
    """

    kind = models.CharField("种类", max_length=40)
    key = models.CharField("对象", max_length=80)
    title = models.CharField("名称", max_length=120)
    arguments = models.JSONField("参数", default=dict)
    state = models.CharField("状态", max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    percent = models.IntegerField("进度（%）", default=0)
    step = models.CharField("正在做", max_length=80, blank=True)
    failure = models.CharField("未完成的原因", max_length=400, blank=True)
    result = models.JSONField("结果", default=dict)
    attempt = models.IntegerField("第几次", default=0)
    queued_at = models.DateTimeField("提交时间")
    queued_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="提交人"
    )
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    beat_at = models.DateTimeField("最近心跳", null=True, blank=True, help_text="排队时为最近一次通知工作进程的时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        ordering = ["-queued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=Q(state__in=["queued", "running"]),
                name="job_one_at_a_time",
                violation_error_message="同样的任务正在进行，请等它完成。",
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100),
                name="job_percent_in_range",
                violation_error_message="进度应在 0 到 100 之间。",
            ),
        ]
        indexes = [models.Index(fields=["state", "beat_at"])]

    def __str__(self) -> str:
        return self.title

    @property
    def is_active(self) -> bool:
        return self.state in (JobState.QUEUED, JobState.RUNNING)


class Heartbeat(models.Model):
    """心跳: when the scheduler and the workers were last alive."""

    name = models.CharField("名称", max_length=40, unique=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "心跳"
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"

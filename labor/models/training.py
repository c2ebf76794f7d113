from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from labor.models.trade import Trade
from labor.models.worker import Worker
from projects.models import KeptFile, Project
from projects.models.constraints import signed
from units.models import Unit, User
from units.scope import UNIT_ROLES, scope_of


class TrainingKind(models.TextChoices):
    SKILL = "skill", "劳动技能培训"
    SAFETY = "safety", "安全生产培训"
    ON_JOB = "on_job", "以工代训"


class TrainingQuerySet(models.QuerySet["Training"]):
    def in_force(self) -> TrainingQuerySet:
        return self.filter(voided_at=None)

    def visible_to(self, user: User) -> TrainingQuerySet:
        scope = scope_of(user)
        if scope.reads_everything:
            return self
        own = Q(organizer__in=scope.unit_ids(*UNIT_ROLES))
        return self.filter(own | Q(project__in=Project.objects.visible_to(user)))


class Training(models.Model):
    """培训: one session on one day; longer courses are several sessions. Hours are kept in minutes."""

    title = models.CharField("名称", max_length=80)
    kind = models.CharField("类别", max_length=8, choices=TrainingKind.choices)
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.PROTECT, related_name="trainings", verbose_name="项目"
    )
    organizer = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="trainings", verbose_name="组织单位")
    trade = models.ForeignKey(
        Trade, null=True, blank=True, on_delete=models.PROTECT, related_name="trainings", verbose_name="培训工种"
    )
    held_on = models.DateField("日期")
    starts = models.TimeField("开始时间")
    ends = models.TimeField("结束时间")
    minutes = models.IntegerField("学时（分钟）")
    place = models.CharField("地点", max_length=80)
    teacher = models.CharField("授课人", max_length=80)
    note = models.CharField("内容", max_length=300, blank=True)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="作废人"
    )
    void_reason = models.CharField("作废原因", max_length=200, blank=True)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "培训"
        ordering = ["-held_on", "-starts", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")),
                name="training_ends_after_start",
                violation_error_message="结束时间应晚于开始时间。",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gt=0), name="training_minutes", violation_error_message="学时应大于0。"
            ),
            signed("training", "voided"),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.title}"


class Trainee(models.Model):
    """参训人: one person at one session; people (人) and attendances (人次) are counted apart."""

    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="trainees", verbose_name="培训")
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="trainings", verbose_name="人员")
    name = models.CharField("姓名", max_length=40)
    is_signed = models.BooleanField("本人签字", default=False)
    has_passed = models.BooleanField("考核合格", null=True, blank=True)
    remark = models.CharField("备注", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "参训人"
        ordering = ["training", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["training", "worker"],
                name="trainee_once",
                violation_error_message="这个人已在这次培训的名单里。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.training}"


class TrainingFileKind(models.TextChoices):
    SHEET = "sheet", "签到表"
    PHOTO = "photo", "影像"
    MATERIAL = "material", "培训资料"


class TrainingFile(KeptFile):
    """培训附件: the signed sheet, photos and papers of one session."""

    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="files", verbose_name="培训")
    file_kind = models.CharField("类别", max_length=8, choices=TrainingFileKind.choices)

    class Meta:
        verbose_name = verbose_name_plural = "培训附件"
        ordering = ["training", "file_kind", "pk"]
        constraints = [signed("training_file", "removed")]

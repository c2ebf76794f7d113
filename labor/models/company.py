from __future__ import annotations

from django.db import models
from django.db.models import Q

from labor.models.worker import Worker
from projects.models import Project
from projects.models.constraints import in_order, signed
from units.models import Unit, User
from units.scope import UNIT_ROLES, scope_of


class LaborCompany(models.Model):
    """劳务公司: organizes local people for projects (notice, 三（四）: 培育壮大劳务公司)."""

    name = models.CharField("名称", max_length=80)
    credit_code = models.CharField("统一社会信用代码", max_length=18, unique=True)
    township = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="labor_companies", verbose_name="所在镇街"
    )
    contact = models.CharField("联系人", max_length=40)
    phone = models.CharField("联系电话", max_length=20)
    founded_on = models.DateField("成立日期", null=True, blank=True)
    is_collective = models.BooleanField("村集体领办", default=False)
    note = models.CharField("说明", max_length=200, blank=True)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)
    retired_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="停用人"
    )
    version = models.IntegerField("版本", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "劳务公司"
        ordering = ["name", "pk"]
        constraints = [signed("labor_company", "retired")]

    def __str__(self) -> str:
        return self.name


class WelfarePostQuerySet(models.QuerySet["WelfarePost"]):
    def in_force(self) -> WelfarePostQuerySet:
        return self.filter(voided_at=None)

    def visible_to(self, user: User) -> WelfarePostQuerySet:
        scope = scope_of(user)
        if scope.reads_everything:
            return self
        return self.filter(
            Q(township__in=scope.unit_ids(*UNIT_ROLES)) | Q(project__in=Project.objects.visible_to(user))
        )


class WelfarePost(models.Model):
    """公益性岗位: one post kept for a person, with a project or in a township."""

    title = models.CharField("岗位名称", max_length=80)
    township = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="welfare_posts", verbose_name="镇街")
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.PROTECT, related_name="welfare_posts", verbose_name="项目"
    )
    worker = models.ForeignKey(
        Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="welfare_posts", verbose_name="在岗人员"
    )
    starts_on = models.DateField("上岗日期", null=True, blank=True)
    ends_on = models.DateField("期满日期", null=True, blank=True)
    month_fen = models.BigIntegerField("月补贴")
    duties = models.CharField("岗位职责", max_length=200)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    voided_at = models.DateTimeField("撤销时间", null=True, blank=True)
    voided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="撤销人"
    )
    void_reason = models.CharField("撤销原因", max_length=200, blank=True)
    version = models.IntegerField("版本", default=0)

    objects = WelfarePostQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公益性岗位"
        ordering = ["township__code", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(month_fen__gte=0),
                name="welfare_post_not_negative",
                violation_error_message="月补贴不能为负数。",
            ),
            models.CheckConstraint(
                condition=Q(worker=None) | Q(starts_on__isnull=False),
                name="welfare_post_started",
                violation_error_message="有在岗人员的，请填写上岗日期。",
            ),
            in_order("welfare_post", "starts_on", "ends_on", "期满日期不能早于上岗日期。"),
            signed("welfare_post", "voided"),
        ]

    def __str__(self) -> str:
        return f"{self.township} {self.title}"

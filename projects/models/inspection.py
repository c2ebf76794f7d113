from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from projects.models.constraints import signed
from projects.models.project import Project
from projects.models.proof import Proof
from units.models import Unit, User


class Sample(models.Model):
    """抽查名单: drawn at random from the projects under way; seed, share and population let anybody draw it again."""

    title = models.CharField("名称", max_length=80)
    drawn_on = models.DateField("抽取日期")
    share = models.DecimalField("抽查比例（%）", max_digits=5, decimal_places=2)
    seed = models.CharField("随机种子", max_length=64)
    population = models.JSONField("抽取范围（项目代码）", default=list)
    scope_note = models.CharField("范围说明", max_length=200, blank=True)
    drawn_at = models.DateTimeField("抽取时间")
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="抽取人")

    class Meta:
        verbose_name = verbose_name_plural = "抽查名单"
        ordering = ["-drawn_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(share__gt=0) & Q(share__lte=100),
                name="sample_share_is_percent",
                violation_error_message="抽查比例应大于0、不超过100。",
            ),
            models.CheckConstraint(
                condition=~Q(seed=""), name="sample_has_seed", violation_error_message="请写明随机种子。"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SampledProject(models.Model):
    """被抽中的项目, in the order the draw gave."""

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="drawn", verbose_name="抽查名单")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="sampled", verbose_name="项目")
    rank = models.IntegerField("次序")

    class Meta:
        verbose_name = verbose_name_plural = "被抽中的项目"
        ordering = ["sample", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["sample", "project"],
                name="sampled_project_once",
                violation_error_message="同一项目在一份名单里只出现一次。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sample} {self.project}"


class InspectionForm(models.TextChoices):
    SELF = "self", "项目单位自查"
    PATROL = "patrol", "镇街巡查"
    SAMPLE = "sample", "区级抽查"


class SiteVisit(models.TextChoices):
    """三到现场."""

    START = "start", "开工到现场"
    BUILDING = "building", "建设中到现场"
    FINISH = "finish", "竣工到现场"


class Inspection(Proof):
    """监管检查: one look at a project, by its own people, the township or the district (notice, 三（一）)."""

    proof_ptr = models.OneToOneField(
        Proof, parent_link=True, primary_key=True, on_delete=models.CASCADE, related_name="as_inspection"
    )
    form = models.CharField("检查方式", max_length=8, choices=InspectionForm.choices)
    visit = models.CharField("现场环节", max_length=10, choices=SiteVisit.choices, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="inspections", verbose_name="检查单位")
    inspectors = models.CharField("检查人", max_length=120)
    inspected_on = models.DateField("检查日期")
    summary = models.TextField("检查情况")
    is_clean = models.BooleanField("未发现问题", default=False)
    sample = models.ForeignKey(
        Sample, null=True, blank=True, on_delete=models.PROTECT, related_name="inspections", verbose_name="抽查名单"
    )

    class Meta:
        verbose_name = verbose_name_plural = "监管检查"
        ordering = ["-inspected_on", "-pk"]


class RectificationState(models.TextChoices):
    OPEN = "open", "待整改"
    ANSWERED = "answered", "已回复待核验"
    SENT_BACK = "sent_back", "核验未通过"
    CLOSED = "closed", "已销号"


class RectificationAct(models.TextChoices):
    ASK = "ask", "下达整改"
    ANSWER = "answer", "回复整改"
    SEND_BACK = "send_back", "退回重改"
    CLOSE = "close", "核验销号"
    EXTEND = "extend", "延期"


UNSETTLED = (RectificationState.OPEN, RectificationState.ANSWERED, RectificationState.SENT_BACK)


class Rectification(Proof):
    """整改: one finding of an inspection, who has to mend it by when, what was done, and that it was checked."""

    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="rectifications", verbose_name="检查"
    )
    year = models.IntegerField("通知年度")
    number = models.IntegerField("通知编号")
    finding = models.CharField("存在问题", max_length=300)
    demand = models.CharField("整改要求", max_length=300)
    responsible = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="责任单位（已登记）"
    )
    responsible_name = models.CharField("责任单位", max_length=80)
    due_on = models.DateField("整改期限")
    holds_project = models.BooleanField("整改期间项目不得流转", default=False)
    state = models.CharField("状态", max_length=10, choices=RectificationState.choices, default=RectificationState.OPEN)
    answer = models.TextField("整改情况", blank=True)
    answered_at = models.DateTimeField("回复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="回复人"
    )
    verdict = models.CharField("核验意见", max_length=200, blank=True)
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="销号人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "整改"
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "number"],
                name="rectification_number_once",
                violation_error_message="这个整改通知编号已经用过。",
            ),
            signed("rectification", "answered"),
            signed("rectification", "closed"),
            models.CheckConstraint(
                condition=~Q(state=RectificationState.CLOSED) | Q(closed_at__isnull=False),
                name="rectification_closed_is_signed",
                violation_error_message="销号须有销号人和时间。",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"])]

    @property
    def label(self) -> str:
        return f"〔{self.year}〕{self.number}号"

    @property
    def holds_still(self) -> bool:
        """It keeps the project from moving on: said so when it was made, neither closed nor voided since."""
        return self.holds_project and not self.is_void and self.state in UNSETTLED

    def is_overdue(self, *, on: date) -> bool:
        return self.state in UNSETTLED and self.due_on < on


class RectificationStep(models.Model):
    """整改经过."""

    rectification = models.ForeignKey(
        Rectification, on_delete=models.CASCADE, related_name="trail", verbose_name="整改"
    )
    act = models.CharField("办理", max_length=10, choices=RectificationAct.choices)
    state = models.CharField("办理后状态", max_length=10, choices=RectificationState.choices)
    words = models.CharField("内容", max_length=500, blank=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="办理人")

    class Meta:
        verbose_name = verbose_name_plural = "整改经过"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.rectification} {self.get_act_display()}"

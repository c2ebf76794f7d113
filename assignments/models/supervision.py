from __future__ import annotations

from django.db import models
from django.db.models import Q

from assignments.models.paper import IssuedPaper
from projects.models.constraints import in_order, signed
from units.models import MovingPaper, PaperStep, Unit, User
from units.scope import scope_of


class SourceKind(models.TextChoices):
    """What a 督办 came from; the key names the row on whatever floor it stands."""

    OWN = "own", "办公室立项"
    ASSIGNMENT = "assignment", "逾期任务"
    FILING = "filing", "逾期月报"
    ALERT = "alert", "预警"
    RECTIFICATION = "rectification", "检查整改"
    ISSUE = "issue", "新情况新问题"


class SupervisionState(models.TextChoices):
    DRAFT = "draft", "拟稿"
    ISSUED = "issued", "已下达待签收"
    SIGNED_FOR = "signed_for", "已签收待反馈"
    ANSWERED = "answered", "已反馈待核查"
    CLOSED = "closed", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"


class SupervisionAct(models.TextChoices):
    DRAFT = "draft", "立项"
    EDIT = "edit", "修改"
    ISSUE = "issue", "下达"
    SIGN_FOR = "sign_for", "签收"
    WRITE = "write", "拟写反馈"
    ANSWER = "answer", "报送反馈"
    REJECT = "reject", "核查退回"
    CLOSE = "close", "核查办结"
    EXTEND = "extend", "延期"
    ESCALATE = "escalate", "提级督办"
    WITHDRAW = "withdraw", "撤回"


class SupervisionQuerySet(models.QuerySet["SupervisionNotice"]):
    def visible_to(self, user: User) -> SupervisionQuerySet:
        """The office and leaders see all (leaders no drafts); a unit the notices issued to it."""
        scope = scope_of(user)
        if scope.is_office:
            return self
        issued = self.exclude(state=SupervisionState.DRAFT).exclude(paper=None)
        return issued if scope.reads_everything else issued.filter(unit__in=scope.unit_ids())

    def open(self) -> SupervisionQuerySet:
        return self.exclude(state__in=[SupervisionState.CLOSED, SupervisionState.WITHDRAWN])


class SupervisionNotice(MovingPaper):
    """督办单: issued, signed for, answered, checked, closed; three lamps, and a level that rises when it is overdue."""

    title = models.CharField("督办事项", max_length=80)
    state = models.CharField("状态", max_length=10, choices=SupervisionState.choices, default=SupervisionState.DRAFT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="supervisions", verbose_name="承办单位")
    basis = models.CharField("督办依据", max_length=300)
    demand = models.CharField("办理要求", max_length=1000)
    due_on = models.DateField("反馈期限")
    source = models.CharField("来源", max_length=15, choices=SourceKind.choices, default=SourceKind.OWN)
    source_key = models.CharField("来源编号", max_length=40, blank=True)
    source_label = models.CharField("来源说明", max_length=200, blank=True)
    paper = models.OneToOneField(
        IssuedPaper, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="督办通知"
    )
    issued_at = models.DateTimeField("下达时间", null=True, blank=True)
    signed_for_at = models.DateTimeField("签收时间", null=True, blank=True)
    signed_for_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="签收人"
    )
    answer = models.TextField("反馈情况", blank=True, max_length=2000)
    answered_at = models.DateTimeField("反馈时间", null=True, blank=True)
    verdict = models.CharField("核查意见", max_length=500, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    level = models.IntegerField("督办层级", default=0)
    escalated_at = models.DateTimeField("提级时间", null=True, blank=True)
    created_at = models.DateTimeField("立项时间")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="立项人")

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督办"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_key", "unit"],
                condition=~Q(source_key="") & ~Q(state__in=["closed", "withdrawn"]),
                name="supervision_one_open_per_source",
                violation_error_message="这件事已有办理中的督办，请在原督办单上办理。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(paper__isnull=False, issued_at__isnull=False),
                name="supervision_issued_has_paper",
                violation_error_message="下达的督办应有编号的督办通知。",
            ),
            signed("supervision", "signed_for", "签收人和签收时间应同时填写。"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}：{self.title}"


class SupervisionStep(PaperStep):
    paper = models.ForeignKey(SupervisionNotice, on_delete=models.PROTECT, related_name="steps", verbose_name="督办")
    act = models.CharField("办理", max_length=10, choices=SupervisionAct.choices)
    state = models.CharField("办后状态", max_length=10, choices=SupervisionState.choices)


class SupervisionRule(models.Model):
    """督办时限, in working days, by day of effect (◇ 办公室自定)."""

    starts_on = models.DateField("起用日期", unique=True)
    sign_within = models.IntegerField("签收时限（工作日）", default=1)
    answer_within = models.IntegerField("一般反馈时限（工作日）", default=5)
    warn_before = models.IntegerField("黄灯提前（工作日）", default=3)
    first_level_after = models.IntegerField("逾期提级到单位分管负责人（工作日）", default=1)
    second_level_after = models.IntegerField("逾期提级到区领导（工作日）", default=5)
    set_at = models.DateTimeField("设定时间", null=True, blank=True)
    set_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="设定人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "督办时限"
        ordering = ["-starts_on"]
        constraints = [
            in_order("supervision_rule", "first_level_after", "second_level_after", "二级提级不能早于一级提级。")
        ]

    def __str__(self) -> str:
        return f"{self.starts_on:%Y-%m-%d}起"


class SupervisionReportQuerySet(models.QuerySet["SupervisionReport"]):
    def visible_to(self, user: User) -> SupervisionReportQuerySet:
        """The office sees drafts too; leaders and units what is issued."""
        scope = scope_of(user)
        if scope.is_office:
            return self
        return self.exclude(paper=None) if scope.reads_everything or scope.unit_ids() else self.none()


class SupervisionReport(models.Model):
    """督办通报 of one quarter: the state of every 督办 as it was issued, in official layout."""

    year = models.IntegerField("年份")
    quarter = models.IntegerField("季度")
    text = models.TextField("通报文字", blank=True, max_length=6000)
    version = models.PositiveIntegerField("版本", default=1)
    rows = models.JSONField("定稿时的督办台账", default=list)
    paper = models.OneToOneField(
        IssuedPaper, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="督办通报"
    )
    created_at = models.DateTimeField("起草时间")
    created_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="起草人"
    )

    objects = SupervisionReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督办通报"
        ordering = ["-year", "-quarter"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "quarter"],
                name="supervision_report_once",
                violation_error_message="这个季度的督办通报已经起草，请在原稿上办理。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}年第{self.quarter}季度督办通报"

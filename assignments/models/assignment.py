from __future__ import annotations

from collections.abc import Collection

from django.db import models
from django.db.models import Q

from assignments.models.duty import Duty
from assignments.models.issue import Issue
from assignments.models.meeting import Decision
from projects.models.constraints import in_order, signed
from units.models import MovingPaper, PaperStep, Unit, User
from units.scope import READS_EVERYTHING, UNIT_ROLES, scope_of

BUSINESS = READS_EVERYTHING | UNIT_ROLES


class MandateQuerySet(models.QuerySet["Mandate"]):
    def visible_to(self, user: User) -> MandateQuerySet:
        """The office and leaders see all; a unit those it was given a part of."""
        scope = scope_of(user)
        if scope.reads_everything:
            return self
        given = Assignment.objects.visible_to(user).concerning(scope.unit_ids())
        return self.filter(pk__in=given.values("mandate"))


class Mandate(models.Model):
    """交办事项 of the district committee or government (通知 二（七）), with its source document and deadline."""

    issuer = models.CharField("交办机关", max_length=40)
    document = models.CharField("来文文号或批示", max_length=80)
    title = models.CharField("交办事项", max_length=120)
    demand = models.CharField("要求", max_length=500)
    received_on = models.DateField("收到日期")
    due_on = models.DateField("办结期限")
    registered_at = models.DateTimeField("登记时间")
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    replied_on = models.DateField("报告结果日期", null=True, blank=True)
    reply = models.CharField("办理结果", max_length=500, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "交办事项"
        ordering = ["-received_on", "-pk"]
        constraints = [in_order("mandate", "received_on", "due_on", "办结期限不能早于收到日期。")]

    def __str__(self) -> str:
        return self.title


class Cadence(models.TextChoices):
    ONCE = "once", "一次办结"
    MONTHLY = "monthly", "每月报告"
    QUARTERLY = "quarterly", "每季报告"
    STANDING = "standing", "长期坚持（年末报告）"


class AssignmentState(models.TextChoices):
    DRAFT = "draft", "拟订"
    ISSUED = "issued", "已下达"
    DONE = "done", "已办结"
    CANCELLED = "cancelled", "已撤销"


class AssignmentAct(models.TextChoices):
    DRAFT = "draft", "拟订"
    EDIT = "edit", "修改"
    ISSUE = "issue", "下达"
    EXTEND = "extend", "调整期限"
    CLOSE = "close", "办结"
    REOPEN = "reopen", "重新办理"
    CANCEL = "cancel", "撤销"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, user: User) -> AssignmentQuerySet:
        """What is issued is known to the whole house, as the notice is; drafts to the office alone."""
        scope = scope_of(user)
        if scope.is_office:
            return self
        return self.exclude(state=AssignmentState.DRAFT) if scope.has(*BUSINESS) else self.none()

    def concerning(self, unit_ids: Collection[int]) -> AssignmentQuerySet:
        """Those the units lead or support."""
        supported = Assignment.supports.through.objects.filter(unit_id__in=unit_ids).values("assignment_id")
        return self.filter(Q(lead_id__in=unit_ids) | Q(pk__in=supported))

    def open(self) -> AssignmentQuerySet:
        return self.filter(state=AssignmentState.ISSUED)


class Assignment(MovingPaper):
    """任务: one unit's work of one year, from a duty, a decision, a mandate or an issue; reported and accepted."""

    year = models.IntegerField("年度")
    serial = models.IntegerField("年内序号")
    title = models.CharField("工作任务", max_length=120)
    demand = models.CharField("工作要求", max_length=500, blank=True)
    state = models.CharField("状态", max_length=10, choices=AssignmentState.choices, default=AssignmentState.DRAFT)
    duty = models.ForeignKey(
        Duty, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments", verbose_name="通知条款"
    )
    decision = models.OneToOneField(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="assignment", verbose_name="议定事项"
    )
    mandate = models.ForeignKey(
        Mandate, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments", verbose_name="交办事项"
    )
    issue = models.ForeignKey(
        Issue, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments", verbose_name="问题"
    )
    lead = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="led_assignments", verbose_name="责任（牵头）单位"
    )
    supports = models.ManyToManyField(Unit, blank=True, related_name="supported_assignments", verbose_name="配合单位")
    cadence = models.CharField("报告频次", max_length=10, choices=Cadence.choices, default=Cadence.ONCE)
    starts_on = models.DateField("起")
    due_on = models.DateField("办结期限")
    measure = models.CharField("量化指标", max_length=40, blank=True)
    target = models.BigIntegerField(
        "目标值", null=True, blank=True, help_text="以指标的最小单位存：分、人、百分之一个百分点。"
    )
    remark = models.CharField("备注", max_length=200, blank=True)
    created_at = models.DateTimeField("拟订时间")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="拟订人")

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任务"
        ordering = ["year", "serial", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "serial"],
                name="assignment_numbered_once",
                violation_error_message="这个序号已经用过，请重新提交。",
            ),
            models.CheckConstraint(
                condition=Q(duty__isnull=False, decision=None, mandate=None, issue=None)
                | Q(duty=None, decision__isnull=False, mandate=None, issue=None)
                | Q(duty=None, decision=None, mandate__isnull=False, issue=None)
                | Q(duty=None, decision=None, mandate=None, issue__isnull=False),
                name="assignment_has_one_origin",
                violation_error_message="任务应出自一项通知条款、议定事项、交办事项或问题，只能选一项。",
            ),
            models.CheckConstraint(
                condition=Q(measure="", target=None) | (~Q(measure="") & Q(target__isnull=False)),
                name="assignment_measure_has_target",
                violation_error_message="量化指标和目标值应同时填写。",
            ),
            in_order("assignment", "starts_on", "due_on", "办结期限不能早于起始日期。"),
        ]

    def __str__(self) -> str:
        return f"{self.year}年第{self.serial}项 {self.title}"


class AssignmentStep(PaperStep):
    paper = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="steps", verbose_name="任务")
    act = models.CharField("办理", max_length=10, choices=AssignmentAct.choices)
    state = models.CharField("办后状态", max_length=10, choices=AssignmentState.choices)


class ReportState(models.TextChoices):
    DUE = "due", "待报"
    FILED = "filed", "已报待认可"
    RETURNED = "returned", "退回补充"
    ACCEPTED = "accepted", "已认可"
    WAIVED = "waived", "免报"


class ReportAct(models.TextChoices):
    FILE = "file", "报送"
    RETURN = "return", "退回补充"
    ACCEPT = "accept", "认可"
    UNACCEPT = "unaccept", "撤回认可"
    WAIVE = "waive", "免报"
    REQUIRE = "require", "恢复应报"


OWED = (ReportState.DUE, ReportState.RETURNED)


class ReportQuerySet(models.QuerySet["AssignmentReport"]):
    def visible_to(self, user: User) -> ReportQuerySet:
        """What a unit reports is read by the office, the leaders, and the units of the task."""
        scope = scope_of(user)
        if scope.reads_everything:
            return self
        return self.filter(assignment__in=Assignment.objects.visible_to(user).concerning(scope.unit_ids()))

    def owed(self) -> ReportQuerySet:
        """Not filed yet, or sent back, of tasks in force."""
        return self.filter(state__in=OWED, assignment__state=AssignmentState.ISSUED)


class AssignmentReport(MovingPaper):
    """任务报告: one due report of an assignment; planned when it is issued, written by the lead unit."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="reports", verbose_name="任务")
    label = models.CharField("报告期", max_length=10, help_text="2026-03、2026-Q1、2026。")
    state = models.CharField("状态", max_length=10, choices=ReportState.choices, default=ReportState.DUE)
    due_on = models.DateField("报送期限")
    text = models.TextField("进展情况", blank=True, max_length=2000)
    measured = models.BigIntegerField("指标实绩", null=True, blank=True)
    measured_as_of = models.CharField("实绩出处", max_length=40, blank=True)
    filed_at = models.DateTimeField("报送时间", null=True, blank=True)
    filed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="报送人"
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任务报告"
        ordering = ["assignment", "due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "label"],
                name="assignment_report_once",
                violation_error_message="这项任务的这个报告期已有报告。",
            ),
            signed("assignment_report", "filed", "报送人和报送时间应同时填写。"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment}（{self.label}）"

    @property
    def span(self) -> str:
        """The label in words: 2026年3月, 2026年第1季度, 2026年."""
        year, _, part = self.label.partition("-")
        if part.startswith("Q"):
            return f"{year}年第{part[1:]}季度"
        return f"{year}年{int(part)}月" if part else f"{year}年"


class ReportStep(PaperStep):
    paper = models.ForeignKey(AssignmentReport, on_delete=models.PROTECT, related_name="steps", verbose_name="任务报告")
    act = models.CharField("办理", max_length=10, choices=ReportAct.choices)
    state = models.CharField("办后状态", max_length=10, choices=ReportState.choices)


class AssignmentRule(models.Model):
    """任务报告的期限 by day of effect (◇ 办公室自定): when reports fall due, and when the lamp turns yellow."""

    starts_on = models.DateField("起用日期", unique=True)
    month_day = models.IntegerField("每月报告：次月几日", default=5)
    quarter_day = models.IntegerField("每季报告：季后首月几日", default=10)
    return_days = models.IntegerField("退回后补报时限（工作日）", default=2)
    soon_days = models.IntegerField("黄灯提前（工作日）", default=5)
    set_at = models.DateTimeField("设定时间")
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="设定人")

    class Meta:
        verbose_name = verbose_name_plural = "任务报告期限"
        ordering = ["-starts_on"]

    def __str__(self) -> str:
        return f"{self.starts_on:%Y-%m-%d}起"

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from assignments.models.paper import IssuedPaper
from projects.models import Project
from projects.models.constraints import in_order, signed
from units.models import MovingPaper, PaperStep, Unit, User
from units.scope import scope_of


class IssueKind(models.TextChoices):
    """问题类别, the office's own list (◇)."""

    PROCEDURE = "procedure", "前期手续和用地"
    FUNDING = "funding", "资金落实和拨付"
    LABOR = "labor", "用工组织和培训"
    PAY = "pay", "劳务报酬发放"
    SAFETY = "safety", "安全生产"
    DISASTER = "disaster", "灾情疫情影响"
    OTHER = "other", "其他"


class Urgency(models.TextChoices):
    NORMAL = "normal", "一般"
    URGENT = "urgent", "紧急"
    CRITICAL = "critical", "特急"


class IssueState(models.TextChoices):
    RAISED = "raised", "待交办"
    RETURNED = "returned", "退回补充"
    ASSIGNED = "assigned", "协调办理中"
    ANSWERED = "answered", "已办待核"
    CLOSED = "closed", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"


class IssueAct(models.TextChoices):
    RAISE = "raise", "提出"
    AMEND = "amend", "补充"
    HAND_BACK = "hand_back", "退回补充"
    ASSIGN = "assign", "交办"
    REASSIGN = "reassign", "改派或改期"
    OPINE = "opine", "提出协调意见"
    ANSWER = "answer", "报办理结果"
    REJECT = "reject", "退回重办"
    CLOSE = "close", "核定办结"
    REOPEN = "reopen", "重新办理"
    WITHDRAW = "withdraw", "撤回"
    MARK = "mark", "标为应上报"
    ESCALATE = "escalate", "列为重大事项"


class Ground(models.TextChoices):
    """Why an issue should go up to the district government (通知 二（六）)."""

    CROSSES = "crosses", "跨部门"
    OVERDUE = "overdue", "逾期未办结"


class IssueQuerySet(models.QuerySet["Issue"]):
    def visible_to(self, user: User) -> IssueQuerySet:
        """The office and leaders see all; a unit what it raised, leads or helps with."""
        scope = scope_of(user)
        if scope.reads_everything:
            return self
        units = scope.unit_ids()
        helps = Issue.supports.through.objects.filter(unit__in=units).values("issue")
        return self.filter(Q(unit__in=units) | Q(lead__in=units) | Q(pk__in=helps))

    def open(self) -> IssueQuerySet:
        return self.exclude(state__in=[IssueState.CLOSED, IssueState.WITHDRAWN])

    def overdue(self, *, on: date) -> IssueQuerySet:
        """Open past their day; what is answered waits for the office and is late no more."""
        return self.filter(state=IssueState.ASSIGNED, due_on__lt=on)


class Issue(MovingPaper):
    """新情况新问题 (通知 二（六）): raised by a unit, assigned and coordinated by the office, closed with a result."""

    year = models.IntegerField("年份")
    serial = models.IntegerField("年内序号")
    title = models.CharField("标题", max_length=80)
    kind = models.CharField("类别", max_length=10, choices=IssueKind.choices)
    urgency = models.CharField("紧急程度", max_length=10, choices=Urgency.choices, default=Urgency.NORMAL)
    state = models.CharField("状态", max_length=10, choices=IssueState.choices, default=IssueState.RAISED)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="raised_issues", verbose_name="提出单位")
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.PROTECT, related_name="issues", verbose_name="涉及项目"
    )
    situation = models.TextField("情况说明", max_length=2000)
    demand = models.CharField("需要协调解决", max_length=500)
    lead = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="led_issues", verbose_name="牵头办理单位"
    )
    supports = models.ManyToManyField(Unit, blank=True, related_name="supported_issues", verbose_name="配合单位")
    due_on = models.DateField("办理期限", null=True, blank=True)
    result = models.TextField("办理结果", blank=True, max_length=2000)
    marked_at = models.DateTimeField("标为应上报的时间", null=True, blank=True)
    ground = models.CharField("应上报的原因", max_length=10, choices=Ground.choices, blank=True)
    raised_at = models.DateTimeField("提出时间")
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="提出人")
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="核定人"
    )

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "新情况新问题"
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "serial"],
                name="issue_numbered_once",
                violation_error_message="这个编号已经用过，请重新提交。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["assigned", "answered", "closed"])
                | Q(lead__isnull=False, due_on__isnull=False),
                name="issue_assigned_has_lead_and_date",
                violation_error_message="交办要写明牵头办理单位和办理期限。",
            ),
            signed("issue", "closed", "核定人和办结时间应同时填写。"),
            models.CheckConstraint(
                condition=Q(marked_at=None, ground="") | Q(marked_at__isnull=False) & ~Q(ground=""),
                name="issue_marked_says_why",
                violation_error_message="标为应上报的问题应写明原因和时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """问题〔2026〕3号."""
        return f"问题〔{self.year}〕{self.serial}号"


class IssueStep(PaperStep):
    paper = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="steps", verbose_name="问题")
    act = models.CharField("办理", max_length=10, choices=IssueAct.choices)
    state = models.CharField("办后状态", max_length=10, choices=IssueState.choices)


class IssueOpinion(models.Model):
    """协调意见: what one unit says to an issue; never changed, a later one is added."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="opinions", verbose_name="问题")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="单位")
    text = models.CharField("意见", max_length=1000)
    given_at = models.DateTimeField("时间")
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="经办人")

    class Meta:
        verbose_name = verbose_name_plural = "协调意见"
        ordering = ["given_at", "pk"]


class IssueTerms(models.Model):
    """办理和上报时限 (◇): days to settle an issue, hours to report a major matter, by urgency, from a day on."""

    starts_on = models.DateField("起用日期", unique=True)
    normal_days = models.PositiveIntegerField("一般问题办理期限（工作日）")
    urgent_days = models.PositiveIntegerField("紧急问题办理期限（工作日）")
    critical_days = models.PositiveIntegerField("特急问题办理期限（工作日）")
    normal_hours = models.PositiveIntegerField("一般事项上报时限（小时）")
    urgent_hours = models.PositiveIntegerField("紧急事项上报时限（小时）")
    critical_hours = models.PositiveIntegerField("特急事项上报时限（小时）")
    set_at = models.DateTimeField("设定时间")
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="设定人")

    class Meta:
        verbose_name = verbose_name_plural = "问题办理和重大事项上报时限"
        ordering = ["-starts_on"]

    def __str__(self) -> str:
        return f"{self.starts_on:%Y-%m-%d}起的时限"


class MatterKind(models.TextChoices):
    """重大事项类别, the office's own list (◇)."""

    COORDINATION = "coordination", "跨部门协调"
    ACCIDENT = "accident", "安全生产事故"
    DISPUTE = "dispute", "群体性欠薪纠纷"
    DISASTER = "disaster", "灾情疫情"
    FUNDS = "funds", "资金违规"
    OTHER = "other", "其他"


class MatterState(models.TextChoices):
    DRAFT = "draft", "草稿"
    CHECKING = "checking", "待核稿"
    SIGNING = "signing", "待签发"
    SIGNED = "signed", "已签发"
    SENT = "sent", "已上报待批示"
    ANSWERED = "answered", "已有批示"
    CLOSED = "closed", "已办结"
    WITHDRAWN = "withdrawn", "不再上报"


UNSENT = [MatterState.DRAFT, MatterState.CHECKING, MatterState.SIGNING, MatterState.SIGNED]


class MatterAct(models.TextChoices):
    DRAFT = "draft", "起草"
    EDIT = "edit", "修改"
    SEND = "send", "送核"
    CHECK = "check", "核稿"
    SIGN = "sign", "签发"
    HAND_BACK = "hand_back", "退回修改"
    ISSUE = "issue", "编号上报"
    ANSWER = "answer", "登记批示"
    CLOSE = "close", "办结"
    WITHDRAW = "withdraw", "不再上报"


class MatterQuerySet(models.QuerySet["MajorMatter"]):
    def visible_to(self, user: User) -> MatterQuerySet:
        """The office and leaders see all; a unit those that came from an issue it knows, once they went up."""
        scope = scope_of(user)
        if scope.reads_everything:
            return self
        gone_up = [MatterState.SENT, MatterState.ANSWERED, MatterState.CLOSED]
        return self.filter(issue__in=Issue.objects.visible_to(user), state__in=gone_up)

    def unsent(self) -> MatterQuerySet:
        """Whose clock still runs."""
        return self.filter(state__in=UNSENT)


class MajorMatter(MovingPaper):
    """重大事项 (通知 二（六）): reported to the district government within its clock; the answer is recorded."""

    title = models.CharField("事由", max_length=60, help_text="写事由，不写“关于”和“的报告”。")
    kind = models.CharField("类别", max_length=20, choices=MatterKind.choices)
    urgency = models.CharField("紧急程度", max_length=10, choices=Urgency.choices)
    state = models.CharField("状态", max_length=10, choices=MatterState.choices, default=MatterState.DRAFT)
    issue = models.ForeignKey(
        Issue, null=True, blank=True, on_delete=models.PROTECT, related_name="matters", verbose_name="来自问题"
    )
    known_at = models.DateTimeField("知悉时间", help_text="时限从这一刻起算。")
    report_by = models.DateTimeField("上报时限")
    situation = models.TextField("基本情况", max_length=4000)
    handled = models.TextField("已采取的措施", max_length=4000, blank=True)
    next_steps = models.TextField("下一步安排", max_length=4000, blank=True)
    signer = models.CharField("签发人", max_length=20, blank=True)
    signed_on = models.DateField("签发日期", null=True, blank=True)
    paper = models.OneToOneField(
        IssuedPaper, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="报告"
    )
    reported_at = models.DateTimeField("上报时间", null=True, blank=True)
    answer = models.TextField("批示意见", max_length=2000, blank=True)
    answered_by = models.CharField("批示领导或机关", max_length=40, blank=True)
    answered_on = models.DateField("批示日期", null=True, blank=True)
    created_at = models.DateTimeField("起草时间")
    created_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="起草人"
    )

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "重大事项"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "answered", "closed"])
                | Q(paper__isnull=False, reported_at__isnull=False),
                name="matter_sent_has_paper",
                violation_error_message="重大事项上报后应有编号的报告。",
            ),
            in_order("matter", "known_at", "report_by", "上报时限不能早于知悉时间。"),
            models.UniqueConstraint(
                fields=["issue"],
                condition=Q(issue__isnull=False) & ~Q(state__in=["closed", "withdrawn"]),
                name="matter_one_open_per_issue",
                violation_error_message="这个问题已有办理中的重大事项报告，请在原报告上办理。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class MatterStep(PaperStep):
    paper = models.ForeignKey(MajorMatter, on_delete=models.PROTECT, related_name="steps", verbose_name="重大事项")
    act = models.CharField("办理", max_length=10, choices=MatterAct.choices)
    state = models.CharField("办后状态", max_length=10, choices=MatterState.choices)

from __future__ import annotations

from django.db import models
from django.db.models import Q

from assignments.models.paper import IssuedPaper
from projects.models.constraints import signed
from units.models import Membership, MovingPaper, PaperStep, Unit, User
from units.scope import scope_of


class MeetingKind(models.TextChoices):
    FULL = "full", "全体会议"
    PARTIAL = "partial", "部分成员会议"


class MeetingState(models.TextChoices):
    PROPOSED = "proposed", "已提议"
    DECLINED = "declined", "不予召开"
    PREPARING = "preparing", "筹备中"
    CONVENED = "convened", "已通知"
    HELD = "held", "已召开"
    MINUTED = "minuted", "纪要已印发"
    CANCELLED = "cancelled", "已取消"


class MeetingAct(models.TextChoices):
    PROPOSE = "propose", "提议召开"
    DECIDE = "decide", "决定召开"
    DECLINE = "decline", "不予召开"
    PREPARE = "prepare", "筹备"
    CONVENE = "convene", "发会议通知"
    POSTPONE = "postpone", "改期"
    HOLD = "hold", "确认已召开"
    UNHOLD = "unhold", "撤回召开确认"
    WRITE = "write", "拟写纪要"
    ISSUE = "issue", "印发纪要"
    CANCEL = "cancel", "取消会议"
    WITHDRAW = "withdraw", "撤回提议"


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: User) -> MeetingQuerySet:
        """The office and leaders see all; a unit what it proposed, what it is invited to, and what was decided of it.

        Invited is who got the notice: while a meeting is prepared its list is the office's own.
        """
        scope = scope_of(user)
        if scope.reads_everything:
            return self
        units = scope.unit_ids()
        invited = Invitee.objects.filter(unit__in=units, withdrawn_at=None).order_by().values("meeting")
        decided = Decision.objects.filter(unit__in=units).order_by().values("meeting")
        return self.filter(
            Q(proposed_by_unit__in=units)
            | Q(notice__isnull=False, pk__in=invited)
            | Q(state=MeetingState.MINUTED, pk__in=decided)
        )


class Meeting(MovingPaper):
    """会议: proposed by any member unit, decided by the office, held by all or part of the members (通知 五)."""

    title = models.CharField("会议名称", max_length=80)
    kind = models.CharField("范围", max_length=10, choices=MeetingKind.choices, default=MeetingKind.PARTIAL)
    state = models.CharField("状态", max_length=10, choices=MeetingState.choices, default=MeetingState.PROPOSED)
    proposed_by_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="proposed_meetings", verbose_name="提议单位"
    )
    proposal = models.CharField("提议理由", max_length=500)
    starts_at = models.DateTimeField("开会时间", null=True, blank=True)
    place = models.CharField("地点", max_length=60, blank=True)
    chair = models.CharField("主持人", max_length=30, blank=True)
    summary = models.TextField("纪要导语", blank=True, help_text="会议听取了什么、讨论了什么；议定事项另列。")
    recorder = models.CharField("记录人", max_length=30, blank=True)
    notice = models.OneToOneField(
        IssuedPaper, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="会议通知"
    )
    minutes = models.OneToOneField(
        IssuedPaper, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="会议纪要"
    )
    created_at = models.DateTimeField("提议时间")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="提议人")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会议"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["convened", "held", "minuted"]) | Q(starts_at__isnull=False),
                name="meeting_convened_has_time",
                violation_error_message="发会议通知前请先定开会时间。",
            ),
            models.CheckConstraint(
                condition=~Q(state="minuted") | Q(minutes__isnull=False),
                name="meeting_minuted_has_minutes",
                violation_error_message="纪要印发后才能办结会议。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class MeetingStep(PaperStep):
    paper = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="steps", verbose_name="会议")
    act = models.CharField("办理", max_length=10, choices=MeetingAct.choices)
    state = models.CharField("办后状态", max_length=10, choices=MeetingState.choices)


class MeetingReminder(models.Model):
    """会议提醒: when people are reminded of a meeting; the office's own (◇), one row."""

    days_before = models.PositiveIntegerField("提前几天提醒", default=1, help_text="0 为会前不提醒。")
    on_the_day = models.BooleanField("当天早上提醒", default=True)
    from_hour = models.PositiveIntegerField("几点起发提醒", default=8)
    unanswered_before = models.PositiveIntegerField("提前几个工作日催未回复", default=1, help_text="0 为不催。")

    class Meta:
        verbose_name = verbose_name_plural = "会议提醒"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"提前{self.days_before}天"


class InviteeRole(models.TextChoices):
    MEMBER = "member", "成员单位"
    OTHER = "other", "其他部门和单位"
    EXPERT = "expert", "专家"


class Reply(models.TextChoices):
    NONE = "none", "未回复"
    COMING = "coming", "参加"
    DEPUTY = "deputy", "替会"
    LEAVE = "leave", "请假"


class Invitee(models.Model):
    """参会: a unit of the house, another organization or an expert; answers, comes and signs in."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="invitees", verbose_name="会议")
    role = models.CharField("身份", max_length=10, choices=InviteeRole.choices)
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations", verbose_name="单位"
    )
    organization = models.CharField("外单位", max_length=60, blank=True)
    person = models.CharField("参会人", max_length=30, blank=True)
    post = models.CharField("职务或专业", max_length=40, blank=True)
    reply = models.CharField("回复", max_length=10, choices=Reply.choices, default=Reply.NONE)
    reply_note = models.CharField("请假原因或替会说明", max_length=200, blank=True)
    replied_at = models.DateTimeField("回复时间", null=True, blank=True)
    replied_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="回复人"
    )
    signed_in_at = models.DateTimeField("签到时间", null=True, blank=True)
    signed_in_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="签到登记人"
    )
    withdrawn_at = models.DateTimeField("撤回邀请时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "参会"
        ordering = ["meeting", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, organization="") | (Q(unit=None) & ~Q(organization="")),
                name="invitee_is_unit_or_outside",
                violation_error_message="参会请选本系统的单位，或写外单位名称，两者只填一项。",
            ),
            models.UniqueConstraint(
                fields=["meeting", "unit"],
                condition=Q(unit__isnull=False),
                name="invitee_unit_once",
                violation_error_message="这个单位已在参会名单里。",
            ),
            signed("invitee", "replied", "回复人和回复时间应同时填写。"),
            signed("invitee", "signed_in", "签到登记人和签到时间应同时填写。"),
        ]

    def __str__(self) -> str:
        return self.person or self.label

    @property
    def label(self) -> str:
        """The unit or organization as the minutes name it."""
        return self.unit.name if self.unit else self.organization


class AgendaItem(models.Model):
    """议题, with its papers (Enclosure) and what was said on it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda", verbose_name="会议")
    serial = models.IntegerField("序号")
    topic = models.CharField("议题", max_length=120)
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="汇报单位"
    )
    discussion = models.TextField("讨论情况", blank=True)
    is_dropped = models.BooleanField("已撤下", default=False, help_text="有材料的议题撤下后仍留存。")

    class Meta:
        verbose_name = verbose_name_plural = "议题"
        ordering = ["meeting", "serial", "pk"]

    def __str__(self) -> str:
        return self.topic


class DecisionKind(models.TextChoices):
    ASSIGNMENT = "assignment", "交办任务"
    MEMBER = "member", "增加成员单位"
    NOTED = "noted", "其他议定事项"


class Decision(models.Model):
    """议定事项: what a meeting decided; becomes an assignment, or a seat in the leading group (通知 三 末款)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions", verbose_name="会议")
    serial = models.IntegerField("序号")
    kind = models.CharField("类别", max_length=10, choices=DecisionKind.choices)
    text = models.CharField("议定事项", max_length=300)
    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decisions",
        verbose_name="承办或增补单位",
    )
    due_on = models.DateField("办结期限", null=True, blank=True)
    post = models.CharField("席位岗位", max_length=40, blank=True)
    effective_on = models.DateField("席位起始日", null=True, blank=True)
    membership = models.OneToOneField(
        Membership,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decided_by",
        verbose_name="据此增补的席位",
    )

    class Meta:
        verbose_name = verbose_name_plural = "议定事项"
        ordering = ["meeting", "serial", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="assignment") | Q(unit__isnull=False, due_on__isnull=False),
                name="decision_assignment_has_owner_and_date",
                violation_error_message="交办任务要写明承办单位和办结期限。",
            ),
            models.CheckConstraint(
                condition=~Q(kind="member") | Q(unit__isnull=False, effective_on__isnull=False),
                name="decision_member_has_unit_and_day",
                violation_error_message="增加成员单位要写明单位和席位起始日。",
            ),
        ]

    def __str__(self) -> str:
        return self.text

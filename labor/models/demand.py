from __future__ import annotations

from django.db import models
from django.db.models import Q

from labor.models.survey import SurveyResponse
from labor.models.trade import Trade
from labor.models.worker import Worker
from projects.models import Condition, GuidanceItem, Project, Stage
from projects.models.constraints import in_order, signed
from projects.models.trail import Step
from units.models import Unit, User
from units.scope import UNIT_ROLES, scope_of


class DemandState(models.TextChoices):
    DRAFT = "draft", "草稿"
    REVIEWING = "reviewing", "主管部门审核"
    RETURNED = "returned", "已退回"
    PUBLISHED = "published", "已发布"
    CLOSED = "closed", "已结束"


class DemandAct(models.TextChoices):
    START = "start", "起草"
    SAVE = "save", "保存"
    SEND = "send", "送审"
    WITHDRAW = "withdraw", "撤回"
    HAND_BACK = "hand_back", "退回修改"
    PUBLISH = "publish", "审核发布"
    CLOSE = "close", "结束招工"
    REOPEN = "reopen", "重新发布"
    DISCARD = "discard", "删除草稿"


SEEKING = Q(state=DemandState.PUBLISHED) & ~Q(project__stage=Stage.ARCHIVED) & ~Q(project__condition=Condition.REMOVED)


class DemandQuerySet(models.QuerySet["LaborDemand"]):
    def published(self) -> DemandQuerySet:
        """Those people are sought for: a project that is archived or off the list seeks nobody."""
        return self.filter(SEEKING)

    def visible_to(self, user: User) -> DemandQuerySet:
        """Those of one's projects in any state; what is published, by every township, which brings the people."""
        scope = scope_of(user)
        if scope.reads_everything:
            return self
        own = Q(project__in=Project.objects.visible_to(user))
        townships = Unit.objects.townships().filter(pk__in=scope.unit_ids(*UNIT_ROLES))
        if not townships.exists():
            return self.filter(own)
        return self.filter(own | Q(state__in=[DemandState.PUBLISHED, DemandState.CLOSED]))


class LaborDemand(models.Model):
    """务工需求: post, number, time and skill (R5), with the day's pay; from a work item of the project's list entry."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="demands", verbose_name="项目")
    work_item = models.ForeignKey(
        GuidanceItem, null=True, blank=True, on_delete=models.PROTECT, related_name="demands", verbose_name="用工环节"
    )
    task = models.CharField("建设任务和用工环节", max_length=120)
    trade = models.ForeignKey(Trade, on_delete=models.PROTECT, related_name="demands", verbose_name="岗位工种")
    headcount = models.IntegerField("需求人数（人）")
    starts_on = models.DateField("用工开始")
    ends_on = models.DateField("用工结束")
    skills = models.CharField("技能要求", max_length=200, help_text="没有要求的写“无”")
    needs_certificate = models.BooleanField("须持证", default=False)
    day_rate_fen = models.BigIntegerField("日工资")
    place = models.CharField("工作地点", max_length=120)
    township = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="demands_here", verbose_name="所在镇街")
    contact = models.CharField("联系人", max_length=40)
    phone = models.CharField("联系电话", max_length=20, help_text="公开在招工公告上")
    remark = models.CharField("备注", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=DemandState.choices, default=DemandState.DRAFT)
    version = models.IntegerField("版本", default=0)
    filed_at = models.DateTimeField("填报时间")
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="填报人")
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    published_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="发布人"
    )
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="结束人"
    )
    reason = models.CharField("退回或结束原因", max_length=200, blank=True)

    objects = DemandQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "务工需求"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(headcount__gt=0), name="demand_headcount", violation_error_message="需求人数应大于0。"
            ),
            models.CheckConstraint(
                condition=Q(day_rate_fen__gt=0), name="demand_day_rate", violation_error_message="日工资应大于0。"
            ),
            in_order("demand", "starts_on", "ends_on", "用工结束日期不能早于开始日期。"),
            signed("demand", "published"),
            signed("demand", "closed"),
        ]
        indexes = [models.Index(fields=["state", "starts_on"], name="demand_by_state")]

    def __str__(self) -> str:
        return f"{self.project} {self.trade} {self.headcount}人"


class DemandStep(Step):
    """务工需求的办理经过."""

    demand = models.ForeignKey(LaborDemand, on_delete=models.CASCADE, related_name="steps", verbose_name="务工需求")
    act = models.CharField("办理", max_length=10, choices=DemandAct.choices)
    state = models.CharField("办理后状态", max_length=10, choices=DemandState.choices)

    class Meta:
        verbose_name = verbose_name_plural = "务工需求经过"
        ordering = ["demand", "pk"]

    def __str__(self) -> str:
        return f"{self.demand} {self.get_act_display()}"


class PlacementState(models.TextChoices):
    PROPOSED = "proposed", "已推荐"
    CONFIRMED = "confirmed", "已确认"
    DECLINED = "declined", "未录用"
    WITHDRAWN = "withdrawn", "已撤回"


LIVE = (PlacementState.PROPOSED, PlacementState.CONFIRMED)


class PlacementQuerySet(models.QuerySet["Placement"]):
    def live(self) -> PlacementQuerySet:
        return self.filter(state__in=LIVE)

    def visible_to(self, user: User) -> PlacementQuerySet:
        """Both sides see the state: who asks for people, and the township that brings them."""
        scope = scope_of(user)
        if scope.reads_everything:
            return self
        asked = Q(demand__project__in=Project.objects.visible_to(user))
        return self.filter(asked | Q(township__in=scope.unit_ids(*UNIT_ROLES)))


class Placement(models.Model):
    """对接: a township proposes a person for a demand; the contractor takes or declines."""

    demand = models.ForeignKey(
        LaborDemand, on_delete=models.PROTECT, related_name="placements", verbose_name="务工需求"
    )
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="placements", verbose_name="人员")
    response = models.ForeignKey(
        SurveyResponse, on_delete=models.PROTECT, related_name="placements", verbose_name="摸底表"
    )
    township = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="placements", verbose_name="推荐镇街")
    state = models.CharField("状态", max_length=10, choices=PlacementState.choices, default=PlacementState.PROPOSED)
    reason = models.CharField("说明", max_length=200, blank=True)
    proposed_at = models.DateTimeField("推荐时间")
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="推荐人")
    decided_at = models.DateTimeField("答复时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="答复人"
    )

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "用工对接"
        ordering = ["demand", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["demand", "worker"],
                condition=Q(state__in=LIVE),
                name="placement_person_once",
                violation_error_message="这个人已推荐到这条需求。",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""),
                name="placement_declined_with_reason",
                violation_error_message="未录用的请写明原因，镇街会看到。",
            ),
            signed("placement", "decided"),
        ]
        indexes = [models.Index(fields=["worker", "state"], name="placement_of_worker")]

    def __str__(self) -> str:
        return f"{self.worker} → {self.demand}"


class PlacementAct(models.TextChoices):
    """What is done with a person's place: brought by the township, answered by the asking side."""

    PROPOSE = "propose", "推荐"
    CONFIRM = "confirm", "确认录用"
    DECLINE = "decline", "不录用"
    TAKE_BACK = "take_back", "撤回推荐"


class PlacementStep(Step):
    """用工对接的办理经过."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="steps", verbose_name="用工对接")
    act = models.CharField("办理", max_length=10, choices=PlacementAct.choices)
    state = models.CharField("办理后状态", max_length=10, choices=PlacementState.choices)
    reason = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "用工对接经过"
        ordering = ["placement", "pk"]

    def __str__(self) -> str:
        return f"{self.placement} {self.get_act_display()}"

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from labor.models.company import LaborCompany
from labor.models.demand import Placement
from labor.models.survey import Category
from labor.models.trade import Trade
from labor.models.training import Trainee
from labor.models.worker import Worker
from projects.models import Project
from projects.models.constraints import in_order, signed
from projects.models.trail import Step
from units.models import Unit, User
from units.scope import scope_of


class Relation(models.TextChoices):
    """用工形式."""

    SERVICE = "service", "劳务合同"
    LABOR = "labor", "劳动合同"


class EngagementQuerySet(models.QuerySet["Engagement"]):
    def in_force(self) -> EngagementQuerySet:
        return self.filter(voided_at=None)

    def on(self, day: date) -> EngagementQuerySet:
        """Those on the site on a day."""
        return self.in_force().filter(Q(left_on=None) | Q(left_on__gte=day), entered_on__lte=day)

    def visible_to(self, user: User) -> EngagementQuerySet:
        if scope_of(user).reads_everything:
            return self
        return self.filter(project__in=Project.objects.visible_to(user))


class Engagement(models.Model):
    """名册: one person's stay with one project, registered by real name before entry (R8; 国令724第28条).

    Phone and card are the stay's own: a change makes a step, and what was stated before stays readable there, masked.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="engagements", verbose_name="项目")
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="engagements", verbose_name="务工人员")
    placement = models.ForeignKey(
        Placement, null=True, blank=True, on_delete=models.PROTECT, related_name="engagements", verbose_name="用工对接"
    )
    name = models.CharField("姓名", max_length=40)
    category = models.CharField("人员类别", max_length=2, choices=Category.choices, blank=True)
    township = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="engaged_people", verbose_name="所属镇街"
    )
    address = models.CharField("住址", max_length=120)
    trade = models.ForeignKey(Trade, on_delete=models.PROTECT, related_name="engagements", verbose_name="工种")
    team = models.CharField("班组", max_length=40)
    company = models.ForeignKey(
        LaborCompany,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="engagements",
        verbose_name="劳务公司",
    )
    employer = models.CharField("用人单位", max_length=80)
    relation = models.CharField("用工形式", max_length=8, choices=Relation.choices)
    contract_on = models.DateField("合同签订日期", null=True, blank=True)
    day_rate_fen = models.BigIntegerField("约定日工资", null=True, blank=True)
    entered_on = models.DateField("进场日期")
    left_on = models.DateField("退场日期", null=True, blank=True)
    leave_reason = models.CharField("退场原因", max_length=200, blank=True)
    safety_training = models.ForeignKey(
        Trainee, null=True, blank=True, on_delete=models.PROTECT, related_name="engagements", verbose_name="安全培训"
    )
    waiver_reason = models.CharField("免训原因", max_length=200, blank=True)
    phone_sealed = models.CharField("电话（密）", max_length=200, blank=True)
    phone_masked = models.CharField("电话", max_length=11, blank=True)
    bank = models.CharField("开户行", max_length=80, blank=True)
    card_sealed = models.CharField("银行账号（密）", max_length=200, blank=True)
    card_index = models.CharField("银行账号索引", max_length=64, blank=True, db_index=True)
    card_masked = models.CharField("银行账号", max_length=19, blank=True)
    version = models.IntegerField("版本", default=0)
    registered_at = models.DateTimeField("登记时间")
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="作废人"
    )
    void_reason = models.CharField("作废原因", max_length=200, blank=True)

    objects = EngagementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "名册"
        ordering = ["project", "team", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "worker"],
                condition=Q(left_on=None, voided_at=None),
                name="engagement_once_open",
                violation_error_message="这个人已在本项目名册里，尚未退场。",
            ),
            models.CheckConstraint(
                condition=Q(safety_training__isnull=False) | ~Q(waiver_reason=""),
                name="engagement_trained_or_waived",
                violation_error_message="先训后上岗：请选择安全培训记录，免训的写明原因。",
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | ~Q(leave_reason=""),
                name="engagement_left_with_reason",
                violation_error_message="退场请写明原因。",
            ),
            models.CheckConstraint(
                condition=Q(day_rate_fen=None) | Q(day_rate_fen__gt=0),
                name="engagement_day_rate",
                violation_error_message="约定日工资应大于0。",
            ),
            in_order("engagement", "entered_on", "left_on", "退场日期不能早于进场日期。"),
            signed("engagement", "voided"),
        ]
        indexes = [
            models.Index(fields=["worker", "entered_on", "left_on"], name="engagement_of_worker"),
            models.Index(fields=["project", "team", "voided_at"], name="engagement_by_team"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.project}"


class EngagementAct(models.TextChoices):
    ENTER = "enter", "进场登记"
    CHANGE = "change", "变更"
    LEAVE = "leave", "退场"
    RETURN = "return", "撤销退场"
    VOID = "void", "作废"


class EngagementStep(Step):
    """名册的办理经过: what changed, numbers masked."""

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="steps", verbose_name="名册")
    act = models.CharField("办理", max_length=8, choices=EngagementAct.choices)

    class Meta:
        verbose_name = verbose_name_plural = "名册经过"
        ordering = ["engagement", "pk"]

    def __str__(self) -> str:
        return f"{self.engagement} {self.get_act_display()}"

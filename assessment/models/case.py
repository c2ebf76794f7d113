from __future__ import annotations

from django.db import models
from django.db.models import Q

from projects.models import KeptFile, Project
from projects.models.constraints import signed
from units.models import MovingPaper, PaperStep, Unit, User
from units.scope import scope_of


class CaseState(models.TextChoices):
    DRAFT = "draft", "草稿"
    REVIEWING = "reviewing", "待办公室审核"
    RETURNED = "returned", "退回修改"
    ACCEPTED = "accepted", "已入库"
    PROMOTED = "promoted", "已推广"
    DISCARDED = "discarded", "已撤回"


class CaseAct(models.TextChoices):
    START = "start", "起草"
    SAVE = "save", "修改"
    SEND = "send", "报送"
    HAND_BACK = "hand_back", "退回修改"
    ACCEPT = "accept", "审核入库"
    PROMOTE = "promote", "推广"
    WITHDRAW = "withdraw", "撤下推广"
    DISCARD = "discard", "撤回"


class CaseQuerySet(models.QuerySet["TypicalCase"]):
    def visible_to(self, user: User) -> CaseQuerySet:
        """The office sees all; a unit its own; everybody what is promoted, leaders what is accepted too."""
        scope = scope_of(user)
        if scope.is_office:
            return self
        if not scope.grants:
            return self.none()
        shown = [CaseState.PROMOTED] + ([CaseState.ACCEPTED] if scope.reads_everything else [])
        return self.filter(Q(state__in=shown) | Q(unit__in=scope.unit_ids()))


class TypicalCase(MovingPaper):
    """典型案例 (通知 三（一）): collected from units, reviewed, kept, promoted."""

    title = models.CharField("标题", max_length=80)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="typical_cases", verbose_name="报送单位")
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.PROTECT, related_name="typical_cases", verbose_name="项目"
    )
    state = models.CharField("状态", max_length=10, choices=CaseState.choices, default=CaseState.DRAFT)
    background = models.TextField("基本情况", max_length=2000, blank=True)
    practice = models.TextField("主要做法", max_length=4000, blank=True)
    effect = models.TextField("取得成效", max_length=2000, blank=True)
    promoted_on = models.DateField("推广日期", null=True, blank=True)
    promotion = models.CharField("推广方式", max_length=200, blank=True)
    created_at = models.DateTimeField("起草时间")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="起草人")

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "典型案例"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class CaseStep(PaperStep):
    paper = models.ForeignKey(TypicalCase, on_delete=models.PROTECT, related_name="steps", verbose_name="案例")
    act = models.CharField("办理", max_length=10, choices=CaseAct.choices)
    state = models.CharField("办后状态", max_length=10, choices=CaseState.choices)


class CaseFile(KeptFile):
    """案例附件: photos and papers."""

    case = models.ForeignKey(TypicalCase, on_delete=models.PROTECT, related_name="files", verbose_name="案例")

    class Meta:
        verbose_name = verbose_name_plural = "案例附件"
        ordering = ["pk"]
        constraints = [signed("case_file", "removed", "移除人和移除时间应同时填写。")]


class IncentiveKind(models.TextChoices):
    COMMEND = "commend", "督查激励"
    TALK = "talk", "约谈"


class IncentiveQuerySet(models.QuerySet["Incentive"]):
    def visible_to(self, user: User) -> IncentiveQuerySet:
        """The office and the leaders read all, a unit what concerns itself."""
        scope = scope_of(user)
        return self if scope.reads_everything else self.filter(unit__in=scope.unit_ids())


class Incentive(models.Model):
    """督查激励 or 约谈 of a unit: on what grounds, what was done, with what result."""

    kind = models.CharField("类别", max_length=10, choices=IncentiveKind.choices)
    year = models.IntegerField("年度")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="incentives", verbose_name="单位")
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.PROTECT, related_name="incentives", verbose_name="涉及项目"
    )
    held_on = models.DateField("日期")
    grounds = models.CharField("事由和依据", max_length=500)
    measures = models.CharField("激励措施或约谈要求", max_length=500)
    attended_by = models.CharField("约谈人和被约谈人", max_length=120, blank=True)
    result = models.CharField("落实情况", max_length=500, blank=True)
    result_on = models.DateField("落实日期", null=True, blank=True)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="作废人"
    )
    void_reason = models.CharField("作废原因", max_length=200, blank=True)

    objects = IncentiveQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督查激励和约谈"
        ordering = ["-held_on", "-pk"]
        constraints = [signed("incentive", "voided", "作废人和作废时间应同时填写。")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.unit}"

from __future__ import annotations

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from projects.models.constraints import in_order, not_negative, signed
from projects.models.guidance import GuidanceItem
from projects.models.listing import ListEntry, ListVersion
from projects.models.project import Nature, Project, ProjectKind, Stage
from projects.models.trail import AskedAgain, Step
from units.models import Sector, Unit, User
from units.scope import UNIT_ROLES, scope_of


class CollectionQuerySet(models.QuerySet["Collection"]):
    def open(self) -> CollectionQuerySet:
        return self.filter(closed_at=None)


class Collection(models.Model):
    """申报征集: the office asks the units for next year's projects, with a deadline."""

    year = models.IntegerField("清单年度")
    round = models.IntegerField("第几次", default=1)
    opens_on = models.DateField("开始日期")
    due_on = models.DateField("截止日期")
    note = models.CharField("申报要求", max_length=300, blank=True)
    opened_at = models.DateTimeField("开启时间")
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="开启人")
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="结束人"
    )

    objects = CollectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申报征集"
        ordering = ["-year", "-round"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "round"],
                name="collection_round_once",
                violation_error_message="这一年度的这一次征集已经开启过。",
            ),
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(closed_at=None),
                name="collection_one_open_a_year",
                violation_error_message="这一年度已有正在进行的征集，请先结束它，或直接延长它的截止日期。",
            ),
            in_order("collection", "opens_on", "due_on", "截止日期不能早于开始日期。"),
            signed("collection", "closed"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"{self.year}年度第{self.round}次申报"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class NominationState(models.TextChoices):
    DRAFT = "draft", "草稿"
    REVIEWING = "reviewing", "单位审核"
    SUBMITTED = "submitted", "已申报"
    RETURNED = "returned", "已退回"
    ADMITTED = "admitted", "同意纳入"
    DECLINED = "declined", "不予纳入"
    LISTED = "listed", "已列入清单"


WITH_OFFICE = (
    NominationState.SUBMITTED, NominationState.ADMITTED, NominationState.DECLINED, NominationState.LISTED,
)  # fmt: skip


class NominationSource(models.TextChoices):
    UNIT = "unit", "单位申报"
    OFFICE = "office", "办公室代报"


class NominationQuerySet(models.QuerySet["Nomination"]):
    def visible_to(self, user: User) -> NominationQuerySet:
        """The nominating unit its own; the office and leaders all; the department and township named in it once the
        office has it: what the unit's own reviewer handed back is still the unit's alone.
        """
        scope = scope_of(user)
        if scope.reads_everything:
            return self
        ids = scope.unit_ids(*UNIT_ROLES)
        concerned = Q(department_id__in=ids) | Q(township_id__in=ids)
        by_office = NominationStep.objects.filter(nomination=OuterRef("pk"), act=NominationAct.RETURN)
        seen = Q(state__in=WITH_OFFICE) | (Q(state=NominationState.RETURNED) & Exists(by_office))
        return self.filter(Q(unit_id__in=ids) | (concerned & seen))


COSTS = ("works_fen", "other_fen", "reserve_fen", "interest_fen", "issue_fen")
PLAN_COUNTS = ("planned_workers", "planned_priority_workers", "planned_training")
PLAN_MONEY = ("total_fen", "plan_fen", "planned_remuneration_fen")


class Nomination(models.Model):
    """申报: one project as a unit proposes it for a year's list. A draft may lack anything; what is sent may not."""

    collection = models.ForeignKey(
        Collection, on_delete=models.PROTECT, related_name="nominations", verbose_name="申报征集"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="nominations", verbose_name="申报单位")
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.PROTECT, related_name="nominations", verbose_name="已登记项目"
    )
    state = models.CharField(
        "状态", max_length=10, choices=NominationState.choices, default=NominationState.DRAFT, db_index=True
    )
    source = models.CharField("来源", max_length=10, choices=NominationSource.choices, default=NominationSource.UNIT)

    code = models.CharField("项目代码", max_length=24, blank=True)
    name = models.CharField("项目名称", max_length=120)
    sector = models.ForeignKey(Sector, null=True, blank=True, on_delete=models.PROTECT, verbose_name="领域")
    kind = models.CharField("类型", max_length=10, choices=ProjectKind.choices, blank=True)
    nature = models.CharField("建设性质", max_length=10, choices=Nature.choices, blank=True)
    township = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="责任镇街"
    )
    site = models.CharField("建设地点（镇街）", max_length=120, blank=True)
    content = models.TextField("主要建设内容及规模", blank=True)
    total_fen = models.BigIntegerField("总投资", null=True, blank=True)
    works_fen = models.BigIntegerField("其中：工程费", null=True, blank=True)
    other_fen = models.BigIntegerField("其中：工程建设其他费", null=True, blank=True)
    reserve_fen = models.BigIntegerField("其中：预备费", null=True, blank=True)
    interest_fen = models.BigIntegerField("其中：建设期利息", null=True, blank=True)
    issue_fen = models.BigIntegerField("其中：债券发行费", null=True, blank=True)
    funding_text = models.CharField("资金构成", max_length=200, blank=True)
    plan_fen = models.BigIntegerField("年度计划投资", null=True, blank=True)
    starts = models.CharField("开工年月", max_length=7, blank=True, help_text="形如 2026-03")
    ends = models.CharField("完工年月", max_length=7, blank=True, help_text="形如 2026-12")
    stage = models.CharField("阶段", max_length=20, choices=Stage.choices, blank=True)
    work_items = models.TextField("可实施以工代赈的建设任务和用工环节", blank=True)
    planned_workers = models.IntegerField("计划吸纳务工人数（人）", null=True, blank=True)
    planned_priority_workers = models.IntegerField("其中重点群体（人）", null=True, blank=True)
    planned_remuneration_fen = models.BigIntegerField("计划发放劳务报酬", null=True, blank=True)
    planned_training = models.IntegerField("计划培训（人次）", null=True, blank=True)
    owner_name = models.CharField("业主单位", max_length=80, blank=True)
    contractor_name = models.CharField("施工单位", max_length=80, blank=True)
    department = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="行业主管部门"
    )
    remark = models.CharField("备注", max_length=200, blank=True)

    filed_at = models.DateTimeField("填报时间", null=True, blank=True)
    filed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="填报人"
    )
    submitted_at = models.DateTimeField("申报时间", null=True, blank=True)
    submitted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="单位审核人"
    )
    decided_at = models.DateTimeField("办公室审核时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="办公室审核人"
    )
    decision_reason = models.CharField("审核意见", max_length=200, blank=True)
    listed_in = models.ForeignKey(
        ListVersion,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="nominations",
        verbose_name="列入版本",
    )
    version = models.IntegerField("修改次数", default=0)

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "项目申报"
        ordering = ["-collection__year", "-collection__round", "unit__code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "code"],
                condition=~Q(code=""),
                name="nomination_code_once",
                violation_error_message="本次征集里已有单位申报了这个项目代码，同一项目只由一个单位申报。",
            ),
            *[
                not_negative("nomination", field, "申报的金额和人数不能为负数。")
                for field in (*PLAN_MONEY, *COSTS, *PLAN_COUNTS)
            ],
            models.CheckConstraint(
                condition=Q(planned_priority_workers=None)
                | Q(planned_workers=None)
                | Q(planned_priority_workers__lte=F("planned_workers")),
                name="nomination_priority_within_workers",
                violation_error_message="重点群体人数不能超过计划吸纳务工人数。",
            ),
            models.CheckConstraint(
                condition=Q(ends="") | Q(starts="") | Q(ends__gte=F("starts")),
                name="nomination_years_in_order",
                violation_error_message="完工年月不能早于开工年月。",
            ),
            models.CheckConstraint(
                condition=~Q(state=NominationState.DECLINED) | ~Q(decision_reason=""),
                name="nomination_declined_with_reason",
                violation_error_message="不予纳入须写明原因。",
            ),
            models.CheckConstraint(
                condition=~Q(state=NominationState.LISTED) | Q(listed_in__isnull=False),
                name="nomination_listed_in_a_version",
                violation_error_message="已列入清单的申报应注明列入哪一版清单。",
            ),
            *[signed("nomination", who) for who in ("filed", "submitted", "decided")],
        ]
        indexes = [models.Index(fields=["collection", "state"]), models.Index(fields=["name"])]

    def __str__(self) -> str:
        return self.name


class NominationAct(models.TextChoices):
    """What people do to a nomination; who may, and in which state, stands in its move table."""

    START = "start", "开始申报"
    SAVE = "save", "保存"
    SEND = "send", "送审"
    WITHDRAW = "withdraw", "撤回"
    DISCARD = "discard", "删除草稿"
    HAND_BACK = "hand_back", "退回修改"
    SUBMIT = "submit", "申报"
    RETURN = "return", "退回"
    ADMIT = "admit", "纳入"
    DECLINE = "decline", "不予纳入"
    REOPEN = "reopen", "撤销审核意见"
    PROXY = "proxy", "代报"
    LIST = "list", "列入清单"


class NominationStep(Step):
    """申报经过: one act on one nomination."""

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="steps", verbose_name="申报")
    act = models.CharField("办理", max_length=10, choices=NominationAct.choices)
    state = models.CharField("办理后状态", max_length=10, choices=NominationState.choices)

    class Meta:
        verbose_name = verbose_name_plural = "申报经过"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.nomination} {self.get_act_display()}"


class NominationReturn(AskedAgain):
    """申报退回意见, by field."""

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="returns", verbose_name="申报")

    class Meta:
        verbose_name = verbose_name_plural = "申报退回意见"
        ordering = ["-returned_at", "pk"]

    def __str__(self) -> str:
        return f"{self.nomination} {self.field}"


class WorkItem(models.Model):
    """用工环节 chosen from the catalog: for a nomination, and from its listing on for the entry of the year's list."""

    nomination = models.ForeignKey(
        Nomination, null=True, blank=True, on_delete=models.CASCADE, related_name="items", verbose_name="申报"
    )
    entry = models.ForeignKey(
        ListEntry, null=True, blank=True, on_delete=models.CASCADE, related_name="items", verbose_name="清单项目"
    )
    guidance = models.ForeignKey(GuidanceItem, on_delete=models.PROTECT, related_name="picks", verbose_name="目录条目")

    class Meta:
        verbose_name = verbose_name_plural = "用工环节"
        ordering = ["guidance__task", "guidance__work_item", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(nomination__isnull=False) | Q(entry__isnull=False),
                name="work_item_belongs",
                violation_error_message="用工环节应属于一份申报或一个清单项目。",
            ),
            models.UniqueConstraint(
                fields=["nomination", "guidance"],
                name="work_item_once_a_nomination",
                violation_error_message="这个用工环节已经选过。",
            ),
            models.UniqueConstraint(
                fields=["entry", "guidance"],
                name="work_item_once_an_entry",
                violation_error_message="这个用工环节已经选过。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.guidance)

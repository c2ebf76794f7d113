from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from projects.models.period import Period
from projects.models.project import Project
from projects.models.trail import AskedAgain, Step
from units.models import User
from units.scope import UNIT_ROLES, scope_of


class FilingState(models.TextChoices):
    DRAFT = "draft", "草稿"
    REVIEWING = "reviewing", "单位审核"
    SUBMITTED = "submitted", "已报送"
    RETURNED = "returned", "已退回"
    ACCEPTED = "accepted", "已通过"


class FilingSource(models.TextChoices):
    UNIT = "unit", "单位填报"
    OFFICE = "office", "办公室代填"


# A filing counts as filed once the unit's reviewer has submitted it; what came before is the unit's own paper.
FILED = (FilingState.SUBMITTED, FilingState.ACCEPTED)


class Look(models.TextChoices):
    """形象进度, the four columns of the official form."""

    PREPARATION = "preparation", "前期工作"
    MAIN_WORK = "main_work", "主体施工"
    MAIN_DONE = "main_done", "主体完工"
    IN_USE = "in_use", "建成投用"


class FilingQuerySet(models.QuerySet["ProgressFiling"]):
    def filed(self) -> FilingQuerySet:
        return self.filter(state__in=FILED)

    def visible_to(self, user: User) -> FilingQuerySet:
        """Filings of the projects a person may see."""
        scope = scope_of(user)
        if scope.reads_everything:
            return self
        ids = scope.unit_ids(*UNIT_ROLES)
        return self.filter(
            Q(project__department_id__in=ids) | Q(project__township_id__in=ids) | Q(project__owner_id__in=ids)
        )


MONEY = [
    "invested_before_fen",
    "invested_new_fen",
    "allocated_before_fen",
    "allocated_new_fen",
    "remuneration_year_fen",
    "relief_issued_fen",
    "relief_used_fen",
    "relief_pooled_fen",
    "relief_paid_fen",
    "relief_paid_provincial_fen",
    "relief_remuneration_fen",
]
COUNTS = [
    "workers_on_day",
    "workers_year",
    "rural_workers_year",
    "relief_rural_workers",
    "relief_posts",
    "relief_trained",
]


class ProgressFiling(models.Model):
    """进度填报: one project's month as its unit states it.

    Fields up to `remuneration_year_fen` are the monthly ledger (月报); fields named `relief_…` are the official
    20-column form (调度表), whose sums run from the fund's start. The two are different facts and are kept apart.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="filings", verbose_name="项目")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="filings", verbose_name="调度期")
    state = models.CharField("状态", max_length=10, choices=FilingState.choices, default=FilingState.DRAFT)
    source = models.CharField("来源", max_length=10, choices=FilingSource.choices, default=FilingSource.UNIT)
    is_nil = models.BooleanField("本月无进展（零报告）", default=False)

    year_task = models.CharField("年度建设任务", max_length=200, blank=True)
    invested_before_fen = models.BigIntegerField("本月前已完成投资", null=True, blank=True)
    invested_new_fen = models.BigIntegerField("本月新增完成投资", null=True, blank=True)
    allocated_before_fen = models.BigIntegerField("本月前已拨付资金", null=True, blank=True)
    allocated_new_fen = models.BigIntegerField("本月新增拨付资金", null=True, blank=True)
    look = models.CharField("形象进度", max_length=12, choices=Look.choices, blank=True)
    preparation = models.CharField("前期工作程度", max_length=100, blank=True)
    not_started_reason = models.CharField("未开工主要原因", max_length=200, blank=True)
    planned_start = models.CharField("拟开工日期", max_length=20, blank=True)
    measures = models.CharField("主要措施", max_length=300, blank=True)
    workers_on_day = models.IntegerField("报告期当日吸纳就业人数（人）", null=True, blank=True)
    workers_year = models.IntegerField("本年累计已吸纳就业人数（人）", null=True, blank=True)
    rural_workers_year = models.IntegerField("其中农村劳动力（人）", null=True, blank=True)
    remuneration_year_fen = models.BigIntegerField("本年累计已发放劳动报酬", null=True, blank=True)

    relief_issued_fen = models.BigIntegerField("下达的以工代赈资金额度", null=True, blank=True)
    relief_used_fen = models.BigIntegerField("实际用于实施以工代赈项目的资金", null=True, blank=True)
    relief_pooled_fen = models.BigIntegerField("整合资金", null=True, blank=True)
    relief_paid_fen = models.BigIntegerField("已支付资金总额", null=True, blank=True)
    relief_paid_provincial_fen = models.BigIntegerField("已支付省级财政金额", null=True, blank=True)
    relief_remuneration_fen = models.BigIntegerField("已发放劳务报酬（调度表）", null=True, blank=True)
    relief_rural_workers = models.IntegerField("已吸纳农村群众务工（人数）", null=True, blank=True)
    relief_posts = models.IntegerField("已设置公益性岗位（个数）", null=True, blank=True)
    relief_trained = models.IntegerField("已组织劳动力技能培训（人数）", null=True, blank=True)
    results = models.CharField("主要建设内容及成果", max_length=300, blank=True)
    remark = models.CharField("备注", max_length=200, blank=True)
    explanation = models.TextField("情况说明", blank=True, help_text="累计数下降、与发放表不一致等情况在此说明")

    filed_at = models.DateTimeField("填报时间", null=True, blank=True)
    filed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="填报人"
    )
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    submitted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="单位审核人"
    )
    accepted_at = models.DateTimeField("通过时间", null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="通过人"
    )
    version = models.IntegerField("修改次数", default=0)

    objects = FilingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "进度填报"
        ordering = ["period", "project__code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "period"],
                name="filing_once_a_month",
                violation_error_message="这个项目本月已有填报，请在原填报上修改。",
            ),
            *[
                models.CheckConstraint(
                    condition=Q(**{f"{who}_at": None, f"{who}_by": None})
                    | Q(**{f"{who}_at__isnull": False, f"{who}_by__isnull": False}),
                    name=f"filing_{who}_by_and_at",
                    violation_error_message="经办人和经办时间应同时填写。",
                )
                for who in ("filed", "submitted", "accepted")
            ],
            *[
                models.CheckConstraint(
                    condition=Q(**{field: None}) | Q(**{f"{field}__gte": 0}),
                    name=f"filing_{field}_min",
                    violation_error_message="填报的金额和人数不能为负数；更正多报的数请改累计数并说明。",
                )
                for field in [*MONEY, *COUNTS]
                if field not in ("invested_new_fen", "allocated_new_fen")
            ],
            models.CheckConstraint(
                condition=Q(rural_workers_year=None)
                | Q(workers_year=None)
                | Q(rural_workers_year__lte=F("workers_year")),
                name="filing_rural_within_workers",
                violation_error_message="其中农村劳动力不能超过本年累计已吸纳就业人数。",
            ),
        ]
        indexes = [models.Index(fields=["period", "state"])]

    def __str__(self) -> str:
        return f"{self.project} {self.period}"

    @property
    def is_filed(self) -> bool:
        return self.state in FILED

    @property
    def invested_fen(self) -> int | None:
        """本年累计完成投资, 分; None unless both parts are stated: what is not stated is not 0."""
        return _sum(self.invested_before_fen, self.invested_new_fen)

    @property
    def allocated_fen(self) -> int | None:
        """本年累计拨付资金, 分."""
        return _sum(self.allocated_before_fen, self.allocated_new_fen)


def _sum(before: int | None, new: int | None) -> int | None:
    return None if before is None or new is None else before + new


class FilingAct(models.TextChoices):
    """What people do to a filing; who may, and in which state, stands in `projects.moves`."""

    START = "start", "开始填报"
    SAVE = "save", "保存"
    SEND = "send", "送审"
    NIL = "nil", "零报告"
    WITHDRAW = "withdraw", "撤回"
    HAND_BACK = "hand_back", "退回修改"
    SUBMIT = "submit", "报送"
    RETURN = "return", "退回"
    ACCEPT = "accept", "通过"
    PROXY = "proxy", "代填"


class FilingStep(Step):
    """填报经过: one act on one filing."""

    filing = models.ForeignKey(ProgressFiling, on_delete=models.CASCADE, related_name="steps", verbose_name="填报")
    act = models.CharField("办理", max_length=10, choices=FilingAct.choices)
    state = models.CharField("办理后状态", max_length=10, choices=FilingState.choices)

    class Meta:
        verbose_name = verbose_name_plural = "填报经过"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.filing} {self.get_act_display()}"


class FieldReturn(AskedAgain):
    """退回意见 on a filing, by field."""

    filing = models.ForeignKey(ProgressFiling, on_delete=models.CASCADE, related_name="returns", verbose_name="填报")

    class Meta:
        verbose_name = verbose_name_plural = "退回意见"
        ordering = ["-returned_at", "pk"]

    def __str__(self) -> str:
        return f"{self.filing} {self.field}"

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from projects.models import Period, Project
from units.models import User
from units.scope import scope_of


class GapWaiver(models.Model):
    """豁免: why a month was closed although one thing was missing."""

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="waivers", verbose_name="调度期")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+", verbose_name="项目")
    gap = models.CharField("缺项", max_length=40)
    reason = models.CharField("豁免原因", max_length=200)
    waived_at = models.DateTimeField("豁免时间")
    waived_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="豁免人")

    class Meta:
        verbose_name = verbose_name_plural = "关账豁免"
        ordering = ["period", "project__code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "project", "gap"],
                name="waiver_once",
                violation_error_message="这个缺项已经豁免过。",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="waiver_has_reason", violation_error_message="豁免须写明原因。"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.project} {self.gap}"


class RevisionQuerySet(models.QuerySet["FigureRevision"]):
    def visible_to(self, user: User) -> RevisionQuerySet:
        """The office and leaders see every freezing; member units those an issued report was made from."""
        scope = scope_of(user)
        if scope.reads_everything:
            return self
        issued = Q(bulletins__state="issued") | Q(reports__state="issued")
        return self.filter(issued).distinct() if scope.unit_ids() else self.none()


class FigureRevision(models.Model):
    """One freezing of a month's figures: 0 at the close, 1, 2 … for each correction, with its reason (R16)."""

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="revisions", verbose_name="调度期")
    number = models.IntegerField("修订号")
    reason = models.CharField("原因", max_length=200)
    frozen_at = models.DateTimeField("定稿时间")
    frozen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="定稿人")
    told_in = models.ForeignKey(
        "dispatch.Bulletin",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="restated",
        verbose_name="在哪份报告中说明",
        help_text="更正以后印发的下一份报告附更正说明",
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "数据定稿"
        ordering = ["period", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "number"],
                name="revision_number_once",
                violation_error_message="这个修订号已经用过。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.period} 第{self.number}次修订" if self.number else f"{self.period} 定稿"


class FigureQuerySet(models.QuerySet["PeriodFigure"]):
    def visible_to(self, user: User) -> FigureQuerySet:
        """A unit sees its own projects' rows at once, everybody's when the report is issued."""
        if scope_of(user).reads_everything:
            return self
        published = Q(revision__in=FigureRevision.objects.visible_to(user))
        return self.filter(published | Q(project__in=Project.objects.visible_to(user)))


class PeriodFigure(models.Model):
    """汇总数: what one project's month was when it was frozen. Names are copied: later renames change nothing.

    Money 分; heads 人; work in hundredths of a 工日. `None` means nobody stated it; totals say how many stated.
    """

    revision = models.ForeignKey(FigureRevision, on_delete=models.PROTECT, related_name="figures", verbose_name="定稿")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="figures", verbose_name="项目")
    project_code = models.CharField("项目代码", max_length=24)
    project_name = models.CharField("项目名称", max_length=120)
    kind = models.CharField("类型", max_length=10)
    sector_code = models.CharField("领域代码", max_length=2)
    sector_name = models.CharField("领域", max_length=20)
    unit_code = models.CharField("单位编码", max_length=10)
    unit_name = models.CharField("行业主管部门", max_length=60)
    township_name = models.CharField("责任镇街", max_length=60)
    stage = models.CharField("阶段", max_length=20)
    serial = models.IntegerField("清单序号")

    expected = models.BooleanField("应报", default=True)
    waived = models.BooleanField("免报", default=False)
    received = models.BooleanField("收到", default=False)
    returned_times = models.IntegerField("退回次数", default=0)
    filed = models.BooleanField("已报", default=False)
    on_time = models.BooleanField("按时", default=False)
    by_office = models.BooleanField("办公室代填", default=False)
    is_nil = models.BooleanField("零报告", default=False)
    started = models.BooleanField("已开工", default=False)
    should_have_started = models.BooleanField("应开工", default=False)
    is_new_start = models.BooleanField("本年计划新开工", default=False)
    look = models.CharField("形象进度", max_length=12, blank=True)
    not_started_reason = models.CharField("未开工主要原因", max_length=200, blank=True)
    measures = models.CharField("主要措施", max_length=300, blank=True)

    total_fen = models.BigIntegerField("总投资")
    plan_fen = models.BigIntegerField("年度计划投资")
    invested_fen = models.BigIntegerField("本年累计完成投资", null=True)
    invested_new_fen = models.BigIntegerField("本月新增完成投资", null=True)
    allocated_fen = models.BigIntegerField("本年累计拨付资金", null=True)
    planned_workers = models.IntegerField("计划吸纳人数")
    planned_remuneration_fen = models.BigIntegerField("计划发放劳务报酬")
    workers_on_day = models.IntegerField("当日吸纳就业人数", null=True)
    workers_year = models.IntegerField("本年累计吸纳就业人数（项目口径）", null=True)
    rural_workers_year = models.IntegerField("其中农村劳动力", null=True)
    remuneration_year_fen = models.BigIntegerField("本年累计已发放劳动报酬（填报）", null=True)

    relief_issued_fen = models.BigIntegerField("下达的以工代赈资金", null=True)
    relief_paid_fen = models.BigIntegerField("已支付以工代赈资金", null=True)
    relief_remuneration_fen = models.BigIntegerField("已发放劳务报酬（调度表）", null=True)
    relief_rural_workers = models.IntegerField("已吸纳农村群众务工", null=True)
    relief_posts = models.IntegerField("公益性岗位", null=True)
    relief_trained = models.IntegerField("技能培训人数", null=True)

    roll_count = models.IntegerField("发放表份数", default=0)
    roll_heads = models.IntegerField("本月发放表人数", default=0)
    roll_heads_year = models.IntegerField("本年发放表去重人数", default=0)
    roll_centidays = models.BigIntegerField("本月工日（百分之一）", default=0)
    roll_net_fen = models.BigIntegerField("本月发放表实发合计", default=0)
    roll_paid_fen = models.BigIntegerField("本月发放表已发放", default=0)
    roll_net_year_fen = models.BigIntegerField("本年发放表实发合计", default=0)
    roll_paid_year_fen = models.BigIntegerField("本年发放表已发放", default=0)
    floor_base_fen = models.BigIntegerField("报酬下限基数", null=True)
    floor_base_name = models.CharField("基数名称", max_length=80, blank=True)
    floor_share = models.DecimalField("报酬下限（%）", max_digits=5, decimal_places=2, null=True)

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "汇总数"
        ordering = ["revision", "serial", "project_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "project"],
                name="figure_once_per_revision",
                violation_error_message="同一次定稿中一个项目只有一行数据。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.revision} {self.project_name}"

    @property
    def is_owed(self) -> bool:
        """应报: expected of the unit and not exempted; 未报 and 迟报 are said of these alone."""
        return self.expected and not self.waived


class Headcount(models.Model):
    """去重人数: distinct people over several projects; cannot be added up, so it is frozen for each scope."""

    revision = models.ForeignKey(
        FigureRevision, on_delete=models.PROTECT, related_name="headcounts", verbose_name="定稿"
    )
    scope = models.CharField("范围", max_length=10, choices=[("total", "合计"), ("sector", "领域"), ("unit", "单位")])
    key = models.CharField("范围代码", max_length=10, blank=True)
    month_heads = models.IntegerField("本月去重人数")
    year_heads = models.IntegerField("本年去重人数")

    class Meta:
        verbose_name = verbose_name_plural = "去重人数"
        ordering = ["revision", "scope", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "scope", "key"],
                name="headcount_once",
                violation_error_message="同一范围的去重人数只存一行。",
            ),
            models.CheckConstraint(
                condition=Q(year_heads__gte=F("month_heads")),
                name="headcount_year_holds_month",
                violation_error_message="本年去重人数不能少于本月去重人数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.revision} {self.scope}{self.key}"

from __future__ import annotations

from django.db import models
from django.db.models import Q

from projects.models.constraints import in_order, signed
from units.models import Role, Unit, User
from units.scope import scope_of


class SchemeState(models.TextChoices):
    DRAFT = "draft", "拟订"
    IN_FORCE = "in_force", "施行"
    PUBLISHED = "published", "结果已公布"


class SchemeQuerySet(models.QuerySet["Scheme"]):
    def visible_to(self, user: User) -> SchemeQuerySet:
        """The office sees drafts too; leaders and the people of member units what is in force."""
        scope = scope_of(user)
        if scope.is_office:
            return self
        reads = scope.reads_everything or scope.has(Role.UNIT_FILER, Role.UNIT_REVIEWER)
        return self.exclude(state=SchemeState.DRAFT) if reads else self.none()


class Scheme(models.Model):
    """考核方案 of one year: its indicators, weights and rules are data (R17: 权重按年度可配, ◇)."""

    year = models.IntegerField("年度", unique=True)
    title = models.CharField("名称", max_length=80)
    basis = models.CharField("依据", max_length=200)
    state = models.CharField("状态", max_length=10, choices=SchemeState.choices, default=SchemeState.DRAFT)
    self_due_on = models.DateField("自评截止", null=True, blank=True)
    appeal_days = models.IntegerField("申诉期（工作日）", default=5)
    exempt = models.ManyToManyField(Unit, related_name="+", verbose_name="不参加考核的单位", blank=True)
    created_at = models.DateTimeField("拟订时间")
    created_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="拟订人"
    )
    adopted_at = models.DateTimeField("施行时间", null=True, blank=True)
    adopted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="核定人"
    )

    objects = SchemeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "考核方案"
        ordering = ["-year"]
        constraints = [
            signed("scheme", "adopted", "核定人和施行时间应同时填写。"),
            models.CheckConstraint(
                condition=Q(appeal_days__gte=1),
                name="scheme_appeal_days_min",
                violation_error_message="申诉期至少一个工作日。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class IndicatorKind(models.TextChoices):
    FORMULA = "formula", "公式计分"
    JUDGED = "judged", "材料评分"
    BONUS = "bonus", "加分"
    DEDUCTION = "deduction", "扣分"
    VETO = "veto", "一票否决"


class Audience(models.TextChoices):
    """Whom an indicator is for: the posts in which a unit answers for projects differ."""

    ALL = "all", "全部单位"
    SECTOR_DEPARTMENT = "sector_department", "行业主管部门"
    DEPARTMENT = "department", "其他区级部门"
    TOWNSHIP = "township", "镇街"


class Indicator(models.Model):
    """指标: what is scored, how many points, and by which formula over frozen figures, or on which evidence.

    Points are kept in hundredths (`_centi`); rates in hundredths of a percent (`_bp`).
    """

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="indicators", verbose_name="考核方案")
    serial = models.IntegerField("序号")
    dimension = models.CharField("一级指标", max_length=40)
    title = models.CharField("指标", max_length=80)
    kind = models.CharField("计分方式", max_length=10, choices=IndicatorKind.choices)
    audience = models.CharField("适用对象", max_length=20, choices=Audience.choices, default=Audience.ALL)
    points_centi = models.IntegerField("分值（百分之一分）")
    formula = models.CharField("公式", max_length=40, blank=True)
    target_bp = models.IntegerField("满分目标（百分之一个百分点）", null=True, blank=True)
    floor_bp = models.IntegerField("零分线（百分之一个百分点）", null=True, blank=True)
    rule = models.CharField("评分规则", max_length=300, blank=True)
    evidence = models.CharField("佐证材料", max_length=200, blank=True)
    basis = models.CharField("依据", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "指标"
        ordering = ["scheme", "serial", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "serial"],
                name="indicator_serial_once",
                violation_error_message="这个序号已有指标，请换一个。",
            ),
            models.CheckConstraint(
                condition=Q(points_centi__gte=0),
                name="indicator_points_min",
                violation_error_message="分值不能是负数；扣分项写最多扣多少分。",
            ),
            models.CheckConstraint(
                condition=(Q(kind="formula") & ~Q(formula="") & Q(target_bp__isnull=False))
                | (Q(kind__in=["deduction", "veto", "bonus"]))
                | (Q(kind="judged", formula="")),
                name="indicator_formula_has_target",
                violation_error_message="公式计分的指标要选公式并写满分目标；材料评分的指标不用公式。",
            ),
            in_order("indicator", "floor_bp", "target_bp", "满分目标不能低于零分线。"),
        ]

    def __str__(self) -> str:
        return self.title

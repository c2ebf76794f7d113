from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from units.models import Role, Sector, Unit, User
from units.scope import UNIT_ROLES, scope_of


class ProjectKind(models.TextChoices):
    """类型 (R1): which base and floor its remuneration has (R3)."""

    KEY = "key", "重推"
    RURAL = "rural", "农推"
    SPECIAL = "special", "专项"


class Nature(models.TextChoices):
    NEW = "new", "新建"
    REBUILD = "rebuild", "改建"
    EXPAND = "expand", "扩建"
    MOVE = "move", "迁建"
    RESTORE = "restore", "恢复"


class Stage(models.TextChoices):
    """环节 of a project's life (§2 of the rules); what each move asks for stands in `projects.stages.moves`."""

    PLANNING = "planning", "谋划"
    PREPARATION = "preparation", "前期"
    CONTRACTED = "contracted", "招标合同"
    CONSTRUCTION = "construction", "建设"
    COMPLETED = "completed", "完工"
    ACCEPTED = "accepted", "验收"
    MAINTAINED = "maintained", "管护"
    ARCHIVED = "archived", "归档"


class Condition(models.TextChoices):
    """旁路 beside the stages: a project that is not `NORMAL` does not move on."""

    NORMAL = "normal", "正常"
    PAUSED = "paused", "暂停"
    RECTIFYING = "rectifying", "整改中"
    REMOVED = "removed", "调出"


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: User) -> ProjectQuerySet:
        """A department its projects, a township its territory, an owner its own; the office and leaders all."""
        scope = scope_of(user)
        if scope.reads_everything:
            return self
        ids = scope.unit_ids(*UNIT_ROLES)
        return self.filter(Q(department_id__in=ids) | Q(township_id__in=ids) | Q(owner_id__in=ids))

    def entered_by(self, user: User) -> ProjectQuerySet:
        """Projects whose month this person may draft: a filer of the department in charge, or the owner's clerk."""
        scope = scope_of(user)
        return self.filter(
            Q(department_id__in=scope.unit_ids(Role.UNIT_FILER))
            | Q(owner_id__in=scope.unit_ids(Role.UNIT_FILER, Role.OWNER_CLERK))
        )

    def reviewed_by(self, user: User) -> ProjectQuerySet:
        """Projects whose month this person reviews and submits for the department in charge."""
        return self.filter(department_id__in=scope_of(user).unit_ids(Role.UNIT_REVIEWER))

    def filed_by(self, user: User) -> ProjectQuerySet:
        """Projects whose month this person drafts, reviews or submits."""
        return self.entered_by(user) | self.reviewed_by(user)


class Project(models.Model):
    """项目: what stays the same over the years; a year's plan is its ListEntry."""

    code = models.CharField(
        "项目代码", max_length=24, unique=True, error_messages={"unique": "这个项目代码已经在系统里。"}
    )
    name = models.CharField("项目名称", max_length=120)
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, verbose_name="领域")
    kind = models.CharField("类型", max_length=10, choices=ProjectKind.choices)
    nature = models.CharField("建设性质", max_length=10, choices=Nature.choices)
    township = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="territory", verbose_name="责任镇街")
    site = models.CharField("建设地点（镇街）", max_length=120)
    content = models.TextField("主要建设内容及规模")
    total_fen = models.BigIntegerField("总投资（分）")
    starts = models.CharField("开工年月", max_length=7, blank=True, help_text="形如 2026-03")
    ends = models.CharField("完工年月", max_length=7, blank=True, help_text="形如 2026-12")
    stage = models.CharField("阶段", max_length=20, choices=Stage.choices)
    condition = models.CharField("办理状态", max_length=12, choices=Condition.choices, default=Condition.NORMAL)
    condition_reason = models.CharField("原因", max_length=200, blank=True)
    condition_since = models.DateField("自何日起", null=True, blank=True)
    owner_name = models.CharField("业主单位", max_length=80)
    owner = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="owned", verbose_name="业主单位（已登记）"
    )
    contractor_name = models.CharField("施工单位", max_length=80, blank=True)
    department = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="supervised", verbose_name="行业主管部门"
    )
    created_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "项目"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(total_fen__gte=0),
                name="project_total_not_negative",
                violation_error_message="总投资不能为负数。",
            ),
            models.CheckConstraint(
                condition=Q(condition=Condition.NORMAL, condition_since=None)
                | (~Q(condition=Condition.NORMAL) & ~Q(condition_reason="") & Q(condition_since__isnull=False)),
                name="project_condition_explained",
                violation_error_message="暂停、整改、调出的项目须写明原因和起始日期。",
            ),
            models.CheckConstraint(
                condition=Q(ends="") | Q(ends__gte=F("starts")),
                name="project_years_in_order",
                violation_error_message="完工年月不能早于开工年月。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

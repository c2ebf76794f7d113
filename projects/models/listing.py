from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from projects.models.constraints import signed
from projects.models.period import Period
from projects.models.project import Project
from units.models import User
from units.scope import UNIT_ROLES, scope_of


class ProjectList(models.Model):
    """年度清单 of key projects suited to work relief."""

    year = models.IntegerField("年度", unique=True)
    title = models.CharField("名称", max_length=120)

    class Meta:
        verbose_name = verbose_name_plural = "年度清单"
        ordering = ["-year"]

    def __str__(self) -> str:
        return self.title


class ListEntryQuerySet(models.QuerySet["ListEntry"]):
    def in_force(self, *, on: date) -> ListEntryQuerySet:
        """Entries that still stand on their list on a day; one moved out (调出) on that day no longer does."""
        return self.filter(Q(left_on=None) | Q(left_on__gt=on))

    def owing(self, period: Period) -> ListEntryQuerySet:
        """Entries of the year that stand at the end of a month: theirs is the month's filing, and its report."""
        return self.in_force(on=period.last_day).filter(project_list__year=period.month.year)


class ListEntry(models.Model):
    """清单 row: what one project plans for one year, as it stands today. Published versions keep their own rows."""

    project_list = models.ForeignKey(
        ProjectList, on_delete=models.PROTECT, related_name="entries", verbose_name="年度清单"
    )
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="entries", verbose_name="项目")
    serial = models.IntegerField("序号")
    plan_fen = models.BigIntegerField("年度计划投资（分）")
    work_items = models.TextField("可实施以工代赈的建设任务和用工环节")
    planned_workers = models.IntegerField("计划吸纳务工人数（人）")
    planned_priority_workers = models.IntegerField("其中重点群体（人）", null=True, blank=True)
    planned_remuneration_fen = models.BigIntegerField("计划发放劳务报酬（分）")
    planned_training = models.IntegerField("计划培训（人次）", null=True, blank=True)
    funding_text = models.CharField("资金构成", max_length=200, blank=True)
    remark = models.CharField("备注", max_length=200, blank=True)
    leave_reason = models.CharField("调出原因", max_length=200, blank=True)
    leave_at = models.DateTimeField("提出调出时间", null=True, blank=True)
    leave_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="提出调出人"
    )
    left_on = models.DateField("调出日期", null=True, blank=True, help_text="新一版清单发布之日")

    objects = ListEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "清单项目"
        ordering = ["project_list__year", "serial", "pk"]
        indexes = [
            models.Index(fields=["project_list", "serial"]),
            models.Index(  # the list page sums the whole year: from here alone, without reading the rows
                fields=[
                    "project_list",
                    "left_on",
                    "project",
                    "plan_fen",
                    "planned_workers",
                    "planned_remuneration_fen",
                ],
                name="list_entry_covering",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project_list", "project"],
                name="list_entry_once_a_year",
                violation_error_message="这个项目已在该年度清单中，请直接修改原有一行。",
            ),
            models.CheckConstraint(
                condition=Q(plan_fen__gte=0) & Q(planned_workers__gte=0) & Q(planned_remuneration_fen__gte=0),
                name="list_entry_not_negative",
                violation_error_message="年度计划投资、计划人数和计划报酬不能为负数。",
            ),
            models.CheckConstraint(
                condition=Q(planned_priority_workers=None) | Q(planned_priority_workers__lte=F("planned_workers")),
                name="list_entry_priority_within_workers",
                violation_error_message="重点群体人数不能超过计划吸纳务工人数。",
            ),
            signed("list_entry", "leave"),
            models.CheckConstraint(
                condition=Q(leave_at=None, leave_reason="", left_on=None)
                | (Q(leave_at__isnull=False) & ~Q(leave_reason="")),
                name="list_entry_leaves_with_reason",
                violation_error_message="调出清单须写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_list.year} {self.project}"

    def owes(self, period: Period) -> bool:
        """Whether the month's filing is this entry's, as `ListEntryQuerySet.owing` says of many."""
        stands = self.left_on is None or self.left_on > period.last_day
        return stands and self.project_list.year == period.month.year


class Change(models.TextChoices):
    """How a row differs from the version before."""

    ADDED = "added", "增加"
    KEPT = "kept", "未变"
    ADJUSTED = "adjusted", "调整"
    REMOVED = "removed", "调出"


class ListVersionQuerySet(models.QuerySet["ListVersion"]):
    def visible_to(self, user: User) -> ListVersionQuerySet:
        """A published version is there for every business role; its rows have a scope of their own."""
        scope = scope_of(user)
        return self if scope.reads_everything or scope.has(*UNIT_ROLES) else self.none()


class ListVersion(models.Model):
    """清单版本: the list as it was published, numbered within its year; never changed afterwards.

    `totals` are the sums of the rows (分, 人, 人次) and `digest` the SM3 of everything the rows say.
    """

    project_list = models.ForeignKey(
        ProjectList, on_delete=models.PROTECT, related_name="versions", verbose_name="年度清单"
    )
    number = models.IntegerField("第几版")
    title = models.CharField("名称", max_length=120)
    basis = models.CharField("发布依据（文号）", max_length=120)
    published_on = models.DateField("发布日期")
    published_at = models.DateTimeField("发布时间")
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="发布人")
    totals = models.JSONField("合计", default=dict)
    digest = models.CharField("校验值", max_length=64)

    objects = ListVersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "清单版本"
        ordering = ["-project_list__year", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["project_list", "number"],
                name="list_version_number_once",
                violation_error_message="这一版清单刚刚已由别人发布，请刷新页面。",
            ),
            models.CheckConstraint(
                condition=~Q(basis=""),
                name="list_version_has_basis",
                violation_error_message="发布清单须写明依据（文号）。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_list.year}年度清单第{self.number}版"


class VersionRowQuerySet(models.QuerySet["VersionRow"]):
    def visible_to(self, user: User) -> VersionRowQuerySet:
        """Rows of the projects a person may see today, whatever unit the row itself names."""
        if scope_of(user).reads_everything:
            return self
        return self.filter(project__in=Project.objects.visible_to(user).values("pk"))


class VersionRow(models.Model):
    """One row of a published version, word for word. A project moved out keeps its row here, with the reason.

    `values` maps the keys of the official 清单 columns to what was printed (amounts in 分); `changes` maps each key
    that differs from the version before to [before, now].
    """

    version = models.ForeignKey(ListVersion, on_delete=models.PROTECT, related_name="rows", verbose_name="清单版本")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="version_rows", verbose_name="项目")
    serial = models.IntegerField("序号")
    change = models.CharField("变化", max_length=10, choices=Change.choices)
    reason = models.CharField("调出原因", max_length=200, blank=True)
    values = models.JSONField("各栏内容")
    changes = models.JSONField("改动", default=dict)

    objects = VersionRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "清单版本的行"
        ordering = ["version", "serial", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "project"],
                name="version_row_once",
                violation_error_message="同一项目在一版清单里只有一行。",
            ),
            models.CheckConstraint(
                condition=~Q(change=Change.REMOVED) | ~Q(reason=""),
                name="version_row_removed_with_reason",
                violation_error_message="调出的项目须写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.project}"

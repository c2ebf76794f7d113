from __future__ import annotations

from django.db import models
from django.db.models import Q

from projects.models import Project
from units.models import User
from units.scope import UNIT_ROLES, scope_of


class WorkerQuerySet(models.QuerySet["Worker"]):
    def visible_to(self, user: User) -> WorkerQuerySet:
        """People on a roll or roster of a project the user may see, or asked in a survey of the user's township."""
        if scope_of(user).reads_everything:
            return self
        projects, units = Project.objects.visible_to(user), scope_of(user).unit_ids(*UNIT_ROLES)
        on_roll = Q(pk__in=self.model.objects.filter(lines__project__in=projects).values("pk"))
        on_roster = Q(pk__in=self.model.objects.filter(engagements__project__in=projects).values("pk"))
        asked = Q(pk__in=self.model.objects.filter(responses__part__township__in=units).values("pk"))
        return self.filter(on_roll | on_roster | asked)


class Worker(models.Model):
    """务工人员: one person once. The ID number is sealed; `id_index` finds it; `id_masked` is what pages show.

    Phone and card number belong to the line that states them: they change, and a roll must keep what it said.
    """

    name = models.CharField("姓名", max_length=40)
    id_sealed = models.CharField("身份证号（密）", max_length=200)
    id_index = models.CharField("身份证号索引", max_length=64, unique=True)
    id_masked = models.CharField("身份证号", max_length=18)
    id_tail = models.CharField("身份证号尾号", max_length=3, default="", help_text="遮盖后仍显示的后三位，供查找")
    sex = models.CharField("性别", max_length=1, choices=[("M", "男"), ("F", "女")])
    born_on = models.DateField("出生日期")

    objects = WorkerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "务工人员"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(id_index=""), name="worker_has_id", violation_error_message="务工人员必须有身份证号。"
            )
        ]
        indexes = [
            models.Index(fields=["name"], name="worker_by_name"),
            models.Index(fields=["id_tail"], name="worker_by_tail"),
        ]

    def __str__(self) -> str:
        return self.name

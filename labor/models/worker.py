from __future__ import annotations

from django.db import models
from django.db.models import Q

from projects.models import Project
from units.models import User
from units.scope import scope_of


class WorkerQuerySet(models.QuerySet["Worker"]):
    def visible_to(self, user: User) -> WorkerQuerySet:
        """People on a roll of a project the user may see."""
        if scope_of(user).reads_everything:
            return self
        projects = Project.objects.visible_to(user)
        return self.filter(lines__project__in=projects).distinct()


class Worker(models.Model):
    """务工人员: one person once. The ID number is sealed; `id_index` finds it; `id_masked` is what pages show.

    Phone and card number belong to the line that states them: they change, and a roll must keep what it said.
    """

    name = models.CharField("姓名", max_length=40)
    id_sealed = models.CharField("身份证号（密）", max_length=200)
    id_index = models.CharField("身份证号索引", max_length=64, unique=True)
    id_masked = models.CharField("身份证号", max_length=18)
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

    def __str__(self) -> str:
        return self.name

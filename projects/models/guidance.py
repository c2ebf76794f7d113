from __future__ import annotations

from django.db import models

from projects.models.constraints import signed
from units.models import Sector, User

OWN_SOURCE = "办公室自定"


class GuidanceQuerySet(models.QuerySet["GuidanceItem"]):
    def in_force(self) -> GuidanceQuerySet:
        return self.filter(retired_at=None)

    def of_year(self, year: int) -> GuidanceQuerySet:
        return self.filter(year=year)


class GuidanceItem(models.Model):
    """指导目录: which labor (用工环节) of which construction task of a sector can be done as work relief.

    A year's catalog is its own version: next year's begins as a copy and is edited freely (notice, 二（二）).
    """

    year = models.IntegerField("年度")
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="guidance", verbose_name="领域")
    task = models.CharField("建设任务", max_length=80)
    work_item = models.CharField("用工环节", max_length=80)
    trades = models.CharField("常用工种", max_length=120, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    source = models.CharField("来源", max_length=120, default=OWN_SOURCE)
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)
    retired_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="停用人"
    )

    objects = GuidanceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "指导目录"
        ordering = ["-year", "sector__code", "task", "work_item", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "sector", "task", "work_item"],
                name="guidance_once_a_year",
                violation_error_message="本年度目录的这个领域里已有相同的建设任务和用工环节。",
            ),
            signed("guidance", "retired"),
        ]

    def __str__(self) -> str:
        return f"{self.task}：{self.work_item}"

    @property
    def is_own(self) -> bool:
        """办公室自定: no document of a higher office stands behind it."""
        return self.source == OWN_SOURCE

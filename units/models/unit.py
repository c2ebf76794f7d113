from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q


class Sector(models.Model):
    """领域: one of the seven fields of work relief (国办函〔2022〕58号)."""

    code = models.CharField("代码", max_length=2, unique=True)
    name = models.CharField("领域", max_length=20, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "领域"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class UnitKind(models.TextChoices):
    SECTOR_DEPARTMENT = "sector_department", "行业主管部门"
    DEPARTMENT = "department", "区级部门"
    TOWNSHIP = "township", "镇街"
    OWNER = "owner", "业主单位"
    CONTRACTOR = "contractor", "施工单位"


class UnitQuerySet(models.QuerySet["Unit"]):
    def named(self, name: str) -> Unit | None:
        """Find a unit by its name or one of its usual other names (区城管局 = 区城市管理局)."""
        wanted = name.strip()
        return next((unit for unit in self.all() if wanted in unit.names), None)

    def townships(self) -> UnitQuerySet:
        return self.filter(kind=UnitKind.TOWNSHIP)


class Unit(models.Model):
    """成员单位 and the owners and contractors they work with."""

    code = models.CharField("单位编码", max_length=10, unique=True)
    name = models.CharField("单位名称", max_length=60, unique=True)
    aliases = models.JSONField("其他叫法", default=list, blank=True)
    kind = models.CharField("类别", max_length=20, choices=UnitKind.choices)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    township_code = models.CharField("镇街区划代码", max_length=9, blank=True)
    sectors = models.ManyToManyField(Sector, verbose_name="主管领域", blank=True)
    is_office = models.BooleanField("办公室所在单位", default=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_office"],
                condition=Q(is_office=True),
                name="unit_one_office",
                violation_error_message="领导小组办公室只能设在一个单位。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def names(self) -> list[str]:
        return [self.name, *self.aliases]

    def has_seat(self, *, on: date) -> bool:
        """Whether any of its posts has a seat on that day; prefetch `memberships` for many units."""
        return any(seat.is_current(on=on) for seat in self.memberships.all())


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, *, on: date) -> MembershipQuerySet:
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)


class Membership(models.Model):
    """成员: a seat in the leading group, held by post; 大渡口府办发〔2022〕86号 一、三."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships", verbose_name="单位")
    post = models.CharField("岗位", max_length=40, default="分管负责人")
    starts_on = models.DateField("起")
    ends_on = models.DateField("止", null=True, blank=True)
    decision = models.CharField("依据", max_length=120)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "成员席位"
        ordering = ["unit__code", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="membership_dates_in_order",
                violation_error_message="席位的截止日期不能早于起始日期。",
            ),
            models.UniqueConstraint(
                fields=["unit", "post"],
                condition=Q(ends_on=None),
                name="membership_one_open_per_post",
                violation_error_message="该单位的这个岗位已有在任席位，请先填写原席位的截止日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}{self.post}"

    def is_current(self, *, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or self.ends_on >= on)

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from labor.models.worker import Worker
from projects.models import Period, Project
from units.models import User
from units.scope import scope_of


class RollKind(models.TextChoices):
    REGULAR = "regular", "当月发放"
    SUPPLEMENT = "supplement", "补发"


class RollQuerySet(models.QuerySet["WageRoll"]):
    def visible_to(self, user: User) -> RollQuerySet:
        if scope_of(user).reads_everything:
            return self
        return self.filter(project__in=Project.objects.visible_to(user))

    def in_force(self) -> RollQuerySet:
        return self.filter(voided_at=None)


class WageRoll(models.Model):
    """发放表: one project's wage roll of one month, as imported; voided and imported anew to correct it."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="rolls", verbose_name="项目")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="rolls", verbose_name="调度期")
    kind = models.CharField("种类", max_length=10, choices=RollKind.choices, default=RollKind.REGULAR)
    employer = models.CharField("用人单位", max_length=80)
    file_name = models.CharField("原文件名", max_length=200)
    file_sha256 = models.CharField("原文件校验值", max_length=64)
    warnings = models.JSONField("导入提示", default=list)
    imported_at = models.DateTimeField("导入时间")
    imported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="导入人")
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="作废人"
    )
    void_reason = models.CharField("作废原因", max_length=200, blank=True)

    objects = RollQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "发放表"
        ordering = ["-period__month", "project__code", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "period"],
                condition=Q(voided_at=None, kind="regular"),
                name="roll_one_in_force",
                violation_error_message="该项目本月已有发放表；如需更换，请先作废原表并写明原因。",
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None, voided_by=None, void_reason="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
                name="roll_voided_by_at_why",
                violation_error_message="作废发放表须同时记下经办人、时间和原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.period} 发放表"


class WageLine(models.Model):
    """发放表 line: what one person is owed and paid. Money in 分, work in hundredths of a 工日.

    `project`, `period` and `in_force` repeat the roll's, so that a constraint can forbid a second line for the same
    person, and one covering index can answer every sum.
    """

    roll = models.ForeignKey(WageRoll, on_delete=models.CASCADE, related_name="lines", verbose_name="发放表")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="lines", verbose_name="项目")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="lines", verbose_name="调度期")
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="lines", verbose_name="务工人员")
    in_force = models.BooleanField("有效", default=True)
    kind = models.CharField("种类", max_length=10, choices=RollKind.choices, default=RollKind.REGULAR)
    row = models.IntegerField("表中行号")
    serial = models.CharField("序号", max_length=10, blank=True)
    name = models.CharField("姓名", max_length=40)
    job = models.CharField("工种", max_length=40)
    centidays = models.IntegerField("工作时间（百分之一工日）")
    rate_fen = models.BigIntegerField("单价（分）")
    gross_fen = models.BigIntegerField("应发（分）")
    deduction_fen = models.BigIntegerField("代扣代缴扣除（分）", default=0)
    net_fen = models.BigIntegerField("实发（分）")
    card_sealed = models.CharField("账号（密）", max_length=200, blank=True)
    card_index = models.CharField("账号索引", max_length=64, blank=True)
    card_masked = models.CharField("账号", max_length=19, blank=True)
    pay_on = models.DateField("支付日期", null=True, blank=True)
    voucher = models.CharField("凭证或签字", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "发放明细"
        ordering = ["roll", "row"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "period", "worker"],
                condition=Q(in_force=True, kind="regular"),
                name="line_person_once_a_month",
                violation_error_message="同一人在同一项目的同一月份只能有一行当月发放。",
            ),
            models.CheckConstraint(
                condition=Q(net_fen=F("gross_fen") - F("deduction_fen")),
                name="line_net_is_gross_less_deduction",
                violation_error_message="实发应等于应发减去代扣代缴扣除。",
            ),
            models.CheckConstraint(
                condition=Q(centidays__gte=0, rate_fen__gte=0, gross_fen__gte=0, deduction_fen__gte=0, net_fen__gte=0),
                name="line_not_negative",
                violation_error_message="工作时间和金额不能为负数。",
            ),
        ]
        indexes = [
            models.Index(fields=["period", "project", "in_force", "worker", "net_fen", "pay_on"], name="line_covering"),
            models.Index(fields=["card_index"], name="line_card"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.roll}"

    @property
    def is_paid(self) -> bool:
        """A pay date and a voucher or signature make a payment (国令724第15条)."""
        return self.pay_on is not None and bool(self.voucher)

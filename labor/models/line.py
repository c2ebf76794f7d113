from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from labor.models.roll import RollKind, WageRoll
from labor.models.worker import Worker
from projects.models import Period, Project
from units.models import User
from units.scope import scope_of

DAYS_OF_LONGEST_MONTH = 31


class LineQuerySet(models.QuerySet["WageLine"]):
    def visible_to(self, user: User) -> LineQuerySet:
        if scope_of(user).reads_everything:
            return self
        return self.filter(project__in=Project.objects.visible_to(user))

    def in_force(self) -> LineQuerySet:
        return self.filter(in_force=True)


class WageLine(models.Model):
    """发放表 line: what one person is owed and paid (国令724第15条). Money in 分, work in hundredths of a 工日.

    `project`, `period`, `kind` and `in_force` repeat the roll's, so that a constraint can forbid a second line for
    the same person, and one covering index can answer every sum. So does `is_paid`: a pay date and a voucher or
    signature make a payment (国令724第15条); a constraint holds it to them, because SQLite answers no sum over a
    generated column from an index alone.
    """

    roll = models.ForeignKey(WageRoll, on_delete=models.CASCADE, related_name="lines", verbose_name="发放表")
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="lines", verbose_name="项目", db_index=False
    )
    period = models.ForeignKey(
        Period, on_delete=models.PROTECT, related_name="lines", verbose_name="调度期", db_index=False
    )
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="lines", verbose_name="务工人员")
    in_force = models.BooleanField("有效", default=True)
    kind = models.CharField("种类", max_length=10, choices=RollKind.choices, default=RollKind.REGULAR)
    row = models.IntegerField("表中行号")
    serial = models.CharField("序号", max_length=10, blank=True)
    employer = models.CharField("用人单位", max_length=80)
    name = models.CharField("姓名", max_length=40)
    phone_sealed = models.CharField("联系方式（密）", max_length=200, blank=True)
    phone_masked = models.CharField("联系方式", max_length=11, blank=True)
    job = models.CharField("工种", max_length=40, blank=True)
    centidays = models.IntegerField("工作时间（百分之一工日）")
    rate_fen = models.BigIntegerField("单价（分）")
    piece_fen = models.BigIntegerField("计时计件金额（分）", default=0, db_default=0)
    pay_basis = models.CharField("计酬说明", max_length=200, blank=True, default="", db_default="")
    gross_fen = models.BigIntegerField("应发（分）")
    deduction_fen = models.BigIntegerField("代扣代缴扣除（分）", default=0)
    deduction_item = models.CharField("扣除项目", max_length=80, blank=True, default="", db_default="")
    net_fen = models.BigIntegerField("实发（分）")
    bank = models.CharField("开户行", max_length=80, blank=True, default="", db_default="")
    card_sealed = models.CharField("账号（密）", max_length=200, blank=True)
    card_index = models.CharField("账号索引", max_length=64, blank=True)
    card_masked = models.CharField("账号", max_length=19, blank=True)
    pay_on = models.DateField("支付日期", null=True, blank=True)
    signed_on = models.DateField("本人签字日期", null=True, blank=True)
    voucher = models.CharField("凭证或签字", max_length=80, blank=True)
    is_paid = models.BooleanField("已发放", default=False)

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "发放明细"
        ordering = ["roll", "row", "pk"]
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
                # Whole numbers on every engine: adding 50 before dividing by 100 rounds half up to the 分.
                condition=Q(kind="supplement")
                | Q(gross_fen=(F("centidays") * F("rate_fen") + 50) / 100 + F("piece_fen")),
                name="line_gross_is_days_times_rate",
                violation_error_message="应发应等于工作时间乘以单价（四舍五入到分），再加计时计件金额。",
            ),
            models.CheckConstraint(
                condition=Q(centidays__gte=0, rate_fen__gte=0, piece_fen__gte=0, gross_fen__gte=0)
                & Q(deduction_fen__gte=0, net_fen__gte=0),
                name="line_not_negative",
                violation_error_message="工作时间和金额不能为负数。",
            ),
            models.CheckConstraint(
                condition=Q(is_paid=True, pay_on__isnull=False) & ~Q(voucher="")
                | Q(is_paid=False) & (Q(pay_on=None) | Q(voucher="")),
                name="line_paid_when_dated_and_signed",
                violation_error_message="填有支付日期并有凭证或签字的才是已发放。",
            ),
            models.CheckConstraint(
                condition=Q(centidays__lte=DAYS_OF_LONGEST_MONTH * 100),
                name="line_days_within_month",
                violation_error_message="一个月的工作时间不能超过31个工日。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["period", "project", "in_force", "worker", "net_fen", "centidays", "is_paid"],
                name="line_covering",
            ),
            models.Index(fields=["card_index", "in_force", "worker"], name="line_card"),
            models.Index(
                fields=["project", "worker", "roll", "employer", "net_fen"],
                condition=Q(in_force=True, is_paid=False),
                name="line_unpaid",
            ),
            models.Index(fields=["project", "pay_on"], condition=Q(in_force=True, is_paid=True), name="line_last_paid"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.roll}"

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from projects.models.constraints import in_order, not_negative, signed
from projects.models.funding import Funding
from projects.models.project import Project
from projects.models.proof import Proof
from units.models import Sector, Unit, User
from units.scope import UNIT_ROLES, scope_of


class DisbursementStep(models.TextChoices):
    ALLOCATED = "allocated", "拨付"
    PAID = "paid", "支付"


class Disbursement(Proof):
    """拨付、支付: money of one funding (下达) handed on to the owner (拨付), and paid out by it (支付)."""

    funding = models.ForeignKey(Funding, on_delete=models.PROTECT, related_name="disbursements", verbose_name="资金")
    step = models.CharField("环节", max_length=10, choices=DisbursementStep.choices)
    amount_fen = models.BigIntegerField("金额")
    done_on = models.DateField("日期")
    voucher = models.CharField("文号或凭证号", max_length=80)
    for_pay = models.BooleanField("用于劳务报酬", default=False)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "资金拨付支付"
        ordering = ["done_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0),
                name="disbursement_positive",
                violation_error_message="拨付、支付金额应大于0；记错的请作废后重新登记。",
            )
        ]


class Connection(models.Model):
    """衔接配套: a special-investment project serves a key project (notice, 二（五）)."""

    special = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="serves", verbose_name="专项投资项目")
    key = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="served_by", verbose_name="重点工程项目")
    purpose = models.CharField("配套内容", max_length=200)
    linked_at = models.DateTimeField("登记时间")
    linked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = verbose_name_plural = "衔接配套"
        ordering = ["key__code", "special__code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["special", "key"],
                name="connection_once",
                violation_error_message="这两个项目的衔接配套已经登记过。",
            ),
            models.CheckConstraint(
                condition=~Q(special=F("key")),
                name="connection_of_two",
                violation_error_message="项目不能与自己衔接配套。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.special} → {self.key}"


class FinancingKind(models.TextChoices):
    LOAN = "loan", "贷款"
    BOND = "bond", "债券"
    GUARANTEE = "guarantee", "担保"
    LEASE = "lease", "融资租赁"
    OTHER = "other", "其他"


class Financing(models.Model):
    """金融支持: a bank's support of a project carried out as work relief (notice, 三（七）), recorded by its unit."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="financings", verbose_name="项目")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="financings", verbose_name="登记单位")
    institution = models.CharField("金融机构", max_length=80)
    kind = models.CharField("方式", max_length=10, choices=FinancingKind.choices)
    amount_fen = models.BigIntegerField("授信（融资）金额")
    drawn_fen = models.BigIntegerField("已到位金额", default=0)
    granted_on = models.DateField("批准日期")
    ends_on = models.DateField("到期日期", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="作废人"
    )
    void_reason = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "金融支持"
        ordering = ["-granted_on", "pk"]
        constraints = [
            not_negative("financing", "drawn_fen", "已到位金额不能为负数。", nullable=False),
            models.CheckConstraint(
                condition=Q(drawn_fen__lte=F("amount_fen")),
                name="financing_drawn_within",
                violation_error_message="已到位金额不能超过授信（融资）金额。",
            ),
            in_order("financing", "granted_on", "ends_on", "到期日期不能早于批准日期。"),
            signed("financing", "voided"),
        ]

    def __str__(self) -> str:
        return f"{self.institution} {self.project}"


class SocialProjectQuerySet(models.QuerySet["SocialProject"]):
    def visible_to(self, user: User) -> SocialProjectQuerySet:
        """The guiding unit its own, the township its territory; the office and leaders all."""
        scope = scope_of(user)
        if scope.reads_everything:
            return self
        ids = scope.unit_ids(*UNIT_ROLES)
        return self.filter(Q(unit_id__in=ids) | Q(township_id__in=ids))


class SocialProject(models.Model):
    """社会力量公益性项目: carried out by private firms or social bodies as work relief (notice, 三（六）).

    It is not on the district's list and has no project code; the unit that guides it keeps it here.
    """

    name = models.CharField("项目名称", max_length=120)
    sponsor = models.CharField("实施主体", max_length=80, help_text="民营企业、社会组织等")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="social_projects", verbose_name="引导单位")
    township = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="所在镇街")
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, verbose_name="领域")
    content = models.CharField("主要内容", max_length=300)
    amount_fen = models.BigIntegerField("投入金额")
    workers = models.IntegerField("吸纳务工人数（人）", default=0)
    remuneration_fen = models.BigIntegerField("发放劳务报酬", default=0)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="作废人"
    )
    void_reason = models.CharField("作废原因", max_length=200, blank=True)

    objects = SocialProjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "社会力量公益性项目"
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sponsor", "name"],
                condition=Q(voided_at=None),
                name="social_project_once",
                violation_error_message="这个实施主体的同名项目已经登记过。",
            ),
            *[
                not_negative("social_project", field, "金额和人数不能为负数。", nullable=False)
                for field in ("amount_fen", "workers", "remuneration_fen")
            ],
            models.CheckConstraint(
                condition=Q(remuneration_fen__lte=F("amount_fen")),
                name="social_project_pay_within",
                violation_error_message="发放劳务报酬不能超过投入金额。",
            ),
            in_order("social_project", "starts_on", "ends_on", "结束日期不能早于开始日期。"),
            signed("social_project", "voided"),
        ]

    def __str__(self) -> str:
        return self.name

from __future__ import annotations

from django.db import models
from django.db.models import Q

from projects.models import KeptFile, PayChannel, Period, Project
from projects.models.constraints import signed
from projects.models.trail import Step
from units.models import User
from units.scope import scope_of


class RollKind(models.TextChoices):
    REGULAR = "regular", "当月发放"
    SUPPLEMENT = "supplement", "补发"


class RollOrigin(models.TextChoices):
    """Where a roll comes from: paid before it was written in here, brought by the contractor, or worked out here."""

    RECORDED = "recorded", "线下已发补录"
    IMPORTED = "imported", "导入编制"
    COMPUTED = "computed", "按考勤编制"


class RollState(models.TextChoices):
    """发放批次 (§2). A recorded roll was paid outside and goes straight to 备案."""

    RECORDED = "recorded", "已补录"
    DRAFT = "draft", "编制"
    SIGNING = "signing", "本人签字"
    OWNER = "owner", "业主审定"
    NOTICE = "notice", "公示"
    TOWNSHIP = "township", "镇街审查"
    COMMISSION = "commission", "发改审核"
    READY = "ready", "待支付"
    BANK = "bank", "银行处理"
    PARTLY = "partly", "部分失败"
    PAID = "paid", "已发放"
    FILED = "filed", "已备案"
    ARCHIVED = "archived", "已归档"


class RollAct(models.TextChoices):
    BUILD = "build", "编制"
    CORRECT = "correct", "更正"
    SEND = "send", "送签"
    SIGN = "sign", "登记签字"
    SUBMIT = "submit", "送审"
    APPROVE = "approve", "审定"
    POST = "post", "张贴公示"
    PASS = "pass", "公示期满"
    REVIEW = "review", "镇街审查通过"
    ENDORSE = "endorse", "发改审核通过"
    PAY = "pay", "生成支付文件"
    RECEIVE = "receive", "导入回执"
    WITHDRAW = "withdraw", "登记整批退回"
    RETURN = "return", "核对整批退回"
    FIX = "fix", "更正账号"
    CONFIRM = "confirm", "核对重报"
    REISSUE = "reissue", "失败重报"
    FILE = "file", "备案"
    ARCHIVE = "archive", "归档"
    HAND_BACK = "hand_back", "退回"
    VOID = "void", "作废"


class RollQuerySet(models.QuerySet["WageRoll"]):
    def visible_to(self, user: User) -> RollQuerySet:
        if scope_of(user).reads_everything:
            return self
        return self.filter(project__in=Project.objects.visible_to(user))

    def in_force(self) -> RollQuerySet:
        return self.filter(voided_at=None)


class WageRoll(models.Model):
    """发放表: one project's wage roll of one month, on its way from 编制 to 归档.

    A recorded one was paid outside this system and is voided and imported anew to correct it.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="rolls", verbose_name="项目")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="rolls", verbose_name="调度期")
    kind = models.CharField("种类", max_length=10, choices=RollKind.choices, default=RollKind.REGULAR)
    origin = models.CharField("来源", max_length=10, choices=RollOrigin.choices, default=RollOrigin.RECORDED)
    state = models.CharField("状态", max_length=10, choices=RollState.choices, default=RollState.RECORDED)
    channel = models.CharField("发放通道", max_length=12, choices=PayChannel.choices, blank=True)
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supplements", verbose_name="补发的原表"
    )
    due_on = models.DateField("应发放日", null=True, blank=True)
    version = models.IntegerField("版本", default=0)
    submission = models.IntegerField("第几次送审", default=0)
    employer = models.CharField("用人单位", max_length=80)
    file_name = models.CharField("原文件名", max_length=200)
    file_sha256 = models.CharField("原文件校验值", max_length=64)
    warnings = models.JSONField("导入提示", default=list, blank=True)
    notes = models.JSONField("读表说明", default=list, blank=True)
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
            models.CheckConstraint(
                condition=Q(kind="regular", corrects=None) | Q(kind="supplement", corrects__isnull=False),
                name="roll_supplement_of_a_roll",
                violation_error_message="补发表须写明补的是哪一张发放表。",
            ),
            models.CheckConstraint(
                condition=Q(origin="recorded", state__in=["recorded", "filed", "archived"])
                | ~Q(origin="recorded") & ~Q(state="recorded"),
                name="roll_state_fits_origin",
                violation_error_message="线下已发补录的发放表只备案、归档，不再走支付流程。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.period} 发放表"

    @property
    def subject(self) -> str:
        """How the audit trail names it: code and name of the project, and the month."""
        return f"{self.project.code} {self.project.name} {self.period.label}"


class RollStep(Step):
    """发放表的办理经过."""

    roll = models.ForeignKey(WageRoll, on_delete=models.CASCADE, related_name="steps", verbose_name="发放表")
    act = models.CharField("办理", max_length=10, choices=RollAct.choices)
    state = models.CharField("办理后状态", max_length=10, choices=RollState.choices)
    reason = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "发放表经过"
        ordering = ["roll", "pk"]

    def __str__(self) -> str:
        return f"{self.roll} {self.get_act_display()}"


class ApprovalBand(models.Model):
    """审定层级: from which sum a roll needs more than one person's approval (办公室自定)."""

    starts_on = models.DateField("起用日期")
    from_fen = models.BigIntegerField("实发合计达到（分）")
    approvals = models.IntegerField("审定人数（人）")
    set_at = models.DateTimeField("设定时间")
    set_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="设定人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "审定层级"
        ordering = ["-starts_on", "from_fen"]
        constraints = [
            models.UniqueConstraint(
                fields=["starts_on", "from_fen"],
                name="approval_band_once",
                violation_error_message="同一天起用的同一金额只能设定一次。",
            ),
            models.CheckConstraint(
                condition=Q(from_fen__gte=0, approvals__gte=1),
                name="approval_band_sane",
                violation_error_message="金额不能为负数，审定人数至少1人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} {self.from_fen} {self.approvals}人"


class RollApproval(models.Model):
    """审定意见: one person's approval of a roll as it stood; rows are added, never changed."""

    roll = models.ForeignKey(WageRoll, on_delete=models.PROTECT, related_name="approvals", verbose_name="发放表")
    state = models.CharField("环节", max_length=10, choices=RollState.choices)
    submission = models.IntegerField("第几次送审")
    sum_fen = models.BigIntegerField("审定的实发合计（分）")
    digest = models.CharField("审定内容校验值", max_length=64)
    approved_at = models.DateTimeField("审定时间")
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="审定人")

    class Meta:
        verbose_name = verbose_name_plural = "审定意见"
        ordering = ["roll", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["roll", "submission", "state", "digest", "approved_by"],
                name="roll_approval_once",
                violation_error_message="您已审定过这张发放表，请由另一人审定。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.roll} {self.approved_by}"


class RollFileKind(models.TextChoices):
    SIGNED = "signed", "签字表"
    VOUCHER = "voucher", "支付凭证"
    OTHER = "other", "其他"


class RollFile(KeptFile):
    """发放表附件: signed sheets and vouchers."""

    roll = models.ForeignKey(WageRoll, on_delete=models.PROTECT, related_name="files", verbose_name="发放表")
    file_kind = models.CharField("类别", max_length=8, choices=RollFileKind.choices)

    class Meta:
        verbose_name = verbose_name_plural = "发放表附件"
        ordering = ["roll", "file_kind", "pk"]
        constraints = [signed("roll_file", "removed")]

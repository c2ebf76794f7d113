from __future__ import annotations

from django.db import models
from django.db.models import Q

from projects.models.constraints import in_order, not_negative
from projects.models.proof import Proof


class ApprovalStep(models.TextChoices):
    PROPOSAL = "proposal", "项目建议书批复"
    FEASIBILITY = "feasibility", "可行性研究报告批复"
    DESIGN = "design", "初步设计批复"


class Approval(Proof):
    """批复 (R6): whether it asks for local labor, in which words, and the estimate (估算、概算) it approves (R13)."""

    step = models.CharField("批复类型", max_length=12, choices=ApprovalStep.choices)
    document_number = models.CharField("文号", max_length=80)
    issued_on = models.DateField("批复日期")
    authority = models.CharField("批复机关", max_length=80)
    asks_relief = models.BooleanField("写入以工代赈要求")
    clause = models.TextField("要求原文", blank=True, help_text="照录批复里吸纳当地群众务工的条款")
    lists_pay = models.BooleanField("劳务报酬单列", help_text="概（预）算逐项测算并单列劳务报酬")
    amount_fen = models.BigIntegerField("估算（概算）总投资")
    overrun_note = models.CharField("超估算说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批复"
        ordering = ["issued_on", "pk"]
        constraints = [
            not_negative("approval", "amount_fen", "估算、概算不能为负数。", nullable=False),
            models.CheckConstraint(
                condition=Q(asks_relief=False) | ~Q(clause=""),
                name="approval_clause_quoted",
                violation_error_message="勾选了“写入以工代赈要求”，请照录批复里的条款原文。",
            ),
        ]


class Contract(Proof):
    """合同 (R7): 招标文件 and 施工合同 carry a clause on work relief; the wage account and its officer."""

    section = models.CharField("标段", max_length=80, default="全部工程")
    client = models.CharField("发包人", max_length=80)
    contractor = models.CharField("承包人", max_length=80)
    credit_code = models.CharField("承包人统一社会信用代码", max_length=18)
    amount_fen = models.BigIntegerField("合同金额")
    signed_on = models.DateField("签订日期")
    tendered = models.BooleanField("经过招标", default=True)
    tender_clause = models.TextField("招标文件以工代赈条款", blank=True)
    clause = models.TextField("合同以工代赈专门条款", help_text="照录吸纳务工、发放报酬的条款")
    account_bank = models.CharField("农民工工资专用账户开户行", max_length=80, blank=True)
    officer = models.CharField("劳资专管员", max_length=40, blank=True)
    officer_phone_sealed = models.CharField("劳资专管员电话（密）", max_length=200, blank=True)
    officer_phone_masked = models.CharField("劳资专管员电话", max_length=11, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "合同"
        ordering = ["signed_on", "pk"]
        constraints = [
            not_negative("contract", "amount_fen", "合同金额不能为负数。", nullable=False),
            models.CheckConstraint(
                condition=~Q(clause=""),
                name="contract_has_clause",
                violation_error_message="合同没有以工代赈专门条款，请补签条款后再登记，并照录条款原文。",
            ),
        ]


class DemandNotice(Proof):
    """用工需求公布 (R5): posts, number, time and skills, made known in the townships before work begins."""

    posts = models.CharField("岗位工种", max_length=200)
    headcount = models.IntegerField("需求人数（人）")
    starts_on = models.DateField("用工开始")
    ends_on = models.DateField("用工结束")
    skills = models.CharField("技能要求", max_length=200, help_text="没有要求的写“无”")
    published_on = models.DateField("公布日期")
    published_at_place = models.CharField("公布地点（方式）", max_length=120)

    class Meta:
        verbose_name = verbose_name_plural = "用工需求公布"
        ordering = ["published_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(headcount__gt=0),
                name="demand_notice_headcount",
                violation_error_message="需求人数应大于0。",
            ),
            in_order("demand_notice", "starts_on", "ends_on", "用工结束日期不能早于开始日期。"),
        ]


class PayChannel(models.TextChoices):
    ONE_CARD = "one_card", "一卡通"
    WAGE_ACCOUNT = "wage_account", "农民工工资专用账户"


class EntryReadiness(Proof):
    """进场准备 (R8): real names registered before anyone enters, and the channel through which pay will go."""

    registered_count = models.IntegerField("已实名登记人数（人）")
    registered_on = models.DateField("实名登记日期")
    channel = models.CharField("发放通道", max_length=12, choices=PayChannel.choices)
    bank = models.CharField("开户银行", max_length=80)
    ready_on = models.DateField("通道开通日期")

    class Meta:
        verbose_name = verbose_name_plural = "进场准备"
        ordering = ["ready_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(registered_count__gt=0),
                name="entry_readiness_has_people",
                violation_error_message="先实名登记后进场，已登记人数应大于0。",
            )
        ]


class Settlement(Proof):
    """报酬结清: all pay has reached the people, and no objection is open."""

    settled_on = models.DateField("结清日期")
    workers = models.IntegerField("结清人数（人）")
    paid_fen = models.BigIntegerField("累计发放劳务报酬")
    open_objections = models.IntegerField("未办结异议（件）", default=0)
    statement = models.CharField("结清情况", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "报酬结清"
        ordering = ["settled_on", "pk"]
        constraints = [
            not_negative("settlement", "workers", "结清人数不能为负数。", nullable=False),
            not_negative("settlement", "paid_fen", "累计发放报酬不能为负数。", nullable=False),
            not_negative("settlement", "open_objections", "未办结异议件数不能为负数。", nullable=False),
        ]


class Acceptance(Proof):
    """验收: the files are complete, and what was planned stands beside what was achieved."""

    accepted_on = models.DateField("验收日期")
    authority = models.CharField("验收单位", max_length=80)
    document_number = models.CharField("验收文号", max_length=80)
    workers_filed = models.BooleanField("务工人员名册齐全")
    pay_filed = models.BooleanField("报酬发放档案齐全")
    training_filed = models.BooleanField("培训台账齐全")
    notice_filed = models.BooleanField("公示影像档案齐全")

    class Meta:
        verbose_name = verbose_name_plural = "验收"
        ordering = ["accepted_on", "pk"]


class MeasureKey(models.TextChoices):
    """What acceptance compares, each with its unit."""

    WORKERS = "workers", "吸纳务工人数（人）"
    REMUNERATION = "remuneration", "发放劳务报酬（分）"
    TRAINING = "training", "培训（人次）"


class AcceptanceMeasure(models.Model):
    """计划与实际: one measure; what differs is explained."""

    acceptance = models.ForeignKey(Acceptance, on_delete=models.CASCADE, related_name="measures", verbose_name="验收")
    key = models.CharField("指标", max_length=14, choices=MeasureKey.choices)
    planned = models.BigIntegerField("计划", null=True, blank=True)
    actual = models.BigIntegerField("实际", null=True, blank=True)
    explanation = models.CharField("偏差说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "验收指标"
        ordering = ["acceptance", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["acceptance", "key"],
                name="acceptance_measure_once",
                violation_error_message="同一指标只填一行。",
            ),
            *[not_negative("acceptance_measure", field, "计划和实际不能为负数。") for field in ("planned", "actual")],
        ]

    def __str__(self) -> str:
        return f"{self.acceptance} {self.get_key_display()}"


class Handover(Proof):
    """移交管护: who looks after the works from now on."""

    handed_on = models.DateField("移交日期")
    keeper = models.CharField("管护单位", max_length=80)
    duties = models.CharField("管护内容", max_length=300)
    document_number = models.CharField("移交文号", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "移交管护"
        ordering = ["handed_on", "pk"]

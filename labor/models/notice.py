from __future__ import annotations

from django.db import models
from django.db.models import Q

from labor.models.line import WageLine
from labor.models.roll import WageRoll
from projects.models import KeptFile
from projects.models.constraints import in_order, signed
from units.models import User


class NoticePlace(models.TextChoices):
    """公示地点 (§9)."""

    TOWNSHIP = "township", "乡镇（街道）公示栏"
    VILLAGE = "village", "村（社区）公示栏"
    SITE = "site", "施工现场"


class PublicNotice(models.Model):
    """公示 of a roll as it stood (R9): at least seven days; a changed roll is noticed anew."""

    roll = models.ForeignKey(WageRoll, on_delete=models.PROTECT, related_name="notices", verbose_name="发放表")
    round = models.IntegerField("第几次公示")
    places = models.JSONField("公示地点", default=list)
    place_note = models.CharField("具体位置", max_length=120, blank=True)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("期满日期")
    lines = models.IntegerField("公示行数（行）")
    sum_fen = models.BigIntegerField("公示的实发合计（分）")
    digest = models.CharField("公示内容校验值", max_length=64)
    posted_at = models.DateTimeField("登记时间")
    posted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    stopped_at = models.DateTimeField("中止时间", null=True, blank=True)
    stopped_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="中止人"
    )
    stop_reason = models.CharField("中止原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "发放公示"
        ordering = ["roll", "round"]
        constraints = [
            models.UniqueConstraint(
                fields=["roll", "round"], name="notice_round_once", violation_error_message="这一次公示已经登记。"
            ),
            models.UniqueConstraint(
                fields=["roll"],
                condition=Q(stopped_at=None),
                name="notice_one_running",
                violation_error_message="这张发放表已在公示；内容有变动的，请先中止再重新公示。",
            ),
            in_order("notice", "starts_on", "ends_on", "期满日期不能早于开始日期。"),
            signed("notice", "stopped"),
        ]

    def __str__(self) -> str:
        return f"{self.roll} 第{self.round}次公示"


class NoticeFile(KeptFile):
    """公示影像: photos of the posted sheet."""

    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, related_name="files", verbose_name="发放公示")

    class Meta:
        verbose_name = verbose_name_plural = "公示影像"
        ordering = ["notice", "pk"]
        constraints = [signed("notice_file", "removed")]


class ObjectionOutcome(models.TextChoices):
    PENDING = "pending", "待答复"
    UPHELD = "upheld", "异议成立"
    REJECTED = "rejected", "异议不成立"
    WITHDRAWN = "withdrawn", "登记有误，已撤销"


class Objection(models.Model):
    """异议: what somebody said against a posted roll, and the answer."""

    notice = models.ForeignKey(
        PublicNotice, on_delete=models.PROTECT, related_name="objections", verbose_name="发放公示"
    )
    line = models.ForeignKey(
        WageLine, null=True, blank=True, on_delete=models.PROTECT, related_name="objections", verbose_name="涉及的行"
    )
    received_on = models.DateField("收到日期")
    raised_by = models.CharField("提出人", max_length=40)
    content = models.CharField("异议内容", max_length=300)
    outcome = models.CharField(
        "处理结果", max_length=10, choices=ObjectionOutcome.choices, default=ObjectionOutcome.PENDING
    )
    answer = models.CharField("答复", max_length=300, blank=True)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="答复人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "公示异议"
        ordering = ["notice", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="pending", answered_at=None) | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="objection_answered_in_words",
                violation_error_message="答复异议请写明处理结果和理由。",
            ),
            signed("objection", "answered"),
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.raised_by}"

from __future__ import annotations

from django.db import models
from django.db.models import Q

from labor.models.line import WageLine
from labor.models.roll import WageRoll
from projects.models import PayChannel
from projects.models.constraints import signed
from units.models import User


class BankForm(models.Model):
    """支付文件格式: which columns a bank's pay file and result file have, in which order, under which headings."""

    name = models.CharField("名称", max_length=40)
    channel = models.CharField("发放通道", max_length=12, choices=PayChannel.choices)
    pay_columns = models.JSONField("支付文件各列", default=list)
    result_columns = models.JSONField("回执文件各列", default=dict)
    succeeded_words = models.JSONField("表示成功的字样", default=list)
    failed_words = models.JSONField("表示失败的字样", default=list)
    returned_words = models.JSONField("表示退汇的字样", default=list)
    is_own = models.BooleanField("办公室自定", default=True)
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)
    retired_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="停用人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "支付文件格式"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"], name="bank_form_once", violation_error_message="已有同名的支付文件格式。"
            ),
            signed("bank_form", "retired"),
        ]

    def __str__(self) -> str:
        return self.name


class PaymentBatch(models.Model):
    """支付批次: one file handed to the bank; a line stands in it once, and goes out again only when it failed."""

    roll = models.ForeignKey(WageRoll, on_delete=models.PROTECT, related_name="batches", verbose_name="发放表")
    number = models.IntegerField("第几次")
    channel = models.CharField("发放通道", max_length=12, choices=PayChannel.choices)
    form = models.ForeignKey(BankForm, on_delete=models.PROTECT, related_name="batches", verbose_name="支付文件格式")
    lines = models.IntegerField("笔数（笔）")
    sum_fen = models.BigIntegerField("金额（分）")
    made_at = models.DateTimeField("生成时间")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="生成人")

    class Meta:
        verbose_name = verbose_name_plural = "支付批次"
        ordering = ["roll", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["roll", "number"], name="batch_number_once", violation_error_message="这一次支付文件已经生成。"
            ),
            models.CheckConstraint(
                condition=Q(lines__gt=0, sum_fen__gt=0),
                name="batch_not_empty",
                violation_error_message="支付文件至少一笔，金额应大于0。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roll} 第{self.number}次支付"


class Receipt(models.Model):
    """回执: one result file of the bank; the same file again changes nothing."""

    roll = models.ForeignKey(WageRoll, on_delete=models.PROTECT, related_name="receipts", verbose_name="发放表")
    file_name = models.CharField("原文件名", max_length=200)
    file_sha256 = models.CharField("原文件校验值", max_length=64)
    succeeded = models.IntegerField("成功（笔）")
    failed = models.IntegerField("失败（笔）")
    returned = models.IntegerField("退汇（笔）", default=0)
    repeated = models.IntegerField("重复（笔）")
    imported_at = models.DateTimeField("导入时间")
    imported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="导入人")

    class Meta:
        verbose_name = verbose_name_plural = "银行回执"
        ordering = ["roll", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["roll", "file_sha256"],
                name="receipt_file_once",
                violation_error_message="这个回执文件已经导入过。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.roll} {self.file_name}"


class PaymentState(models.TextChoices):
    ISSUED = "issued", "银行处理中"
    SUCCEEDED = "succeeded", "成功"
    FAILED = "failed", "失败"


ALIVE = (PaymentState.ISSUED, PaymentState.SUCCEEDED)


class Payment(models.Model):
    """支付: one line's way through the bank. A line has at most one that is alive or has succeeded, whoever sends it.

    The card is the one it was sent to: a failed line goes out again on the same path with the corrected card.
    """

    batch = models.ForeignKey(PaymentBatch, on_delete=models.PROTECT, related_name="payments", verbose_name="支付批次")
    line = models.ForeignKey(WageLine, on_delete=models.PROTECT, related_name="payments", verbose_name="发放明细")
    attempt = models.IntegerField("第几次支付")
    amount_fen = models.BigIntegerField("金额（分）")
    account_name = models.CharField("户名", max_length=40)
    stated_name = models.CharField("回执户名", max_length=40, blank=True)
    bank = models.CharField("开户行", max_length=80, blank=True)
    card_sealed = models.CharField("账号（密）", max_length=200)
    card_index = models.CharField("账号索引", max_length=64, db_index=True)
    card_masked = models.CharField("账号", max_length=19)
    state = models.CharField("状态", max_length=10, choices=PaymentState.choices, default=PaymentState.ISSUED)
    receipt = models.ForeignKey(
        Receipt, null=True, blank=True, on_delete=models.PROTECT, related_name="payments", verbose_name="银行回执"
    )
    serial = models.CharField("银行流水号", max_length=60, blank=True)
    failure = models.CharField("失败原因", max_length=120, blank=True)
    result_on = models.DateField("结果日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "支付"
        ordering = ["batch", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(state__in=ALIVE),
                name="payment_once_alive",
                violation_error_message="这一行已在银行处理或已经发放成功，不能再付。",
            ),
            models.UniqueConstraint(
                fields=["line", "attempt"],
                name="payment_attempt_once",
                violation_error_message="这一行的这次支付已经登记。",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0),
                name="payment_positive",
                violation_error_message="支付金额应大于0。",
            ),
            models.CheckConstraint(
                condition=Q(state="issued", receipt=None, result_on=None, failure="")
                | Q(state="succeeded", receipt__isnull=False, result_on__isnull=False, failure="")
                | Q(state="failed", receipt__isnull=False, result_on__isnull=False) & ~Q(failure=""),
                name="payment_result_from_a_receipt",
                violation_error_message="支付结果须来自回执：成功的有日期，失败的有日期和原因。",
            ),
        ]
        indexes = [models.Index(fields=["state", "batch"], name="payment_by_state")]

    def __str__(self) -> str:
        return f"{self.line} 第{self.attempt}次"

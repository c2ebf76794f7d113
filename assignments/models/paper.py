from __future__ import annotations

from django.db import models

from units.models import User


class PaperKind(models.TextChoices):
    """Numbered papers of the office beside the dispatch reports; each kind is a series of its own."""

    SUPERVISION = "supervision", "督办通知"
    SUPERVISION_REPORT = "supervision_report", "督办通报"
    MEETING_NOTICE = "meeting_notice", "会议通知"
    MINUTES = "minutes", "会议纪要"
    MATTER = "matter", "重大事项报告"
    SITUATION = "situation", "综合研判"
    SCORES = "scores", "考核评价结果通报"


class PaperSeries(models.Model):
    """发文机关代字 of one kind of paper, the office's own to change (◇)."""

    kind = models.CharField("文种", max_length=20, choices=PaperKind.choices, unique=True)
    prefix = models.CharField("发文机关代字", max_length=20)

    class Meta:
        verbose_name = verbose_name_plural = "发文代字"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.prefix


class IssuedPaper(models.Model):
    """定稿公文: an official paper as it was issued: numbered within its year, frozen, never changed."""

    kind = models.CharField("文种", max_length=20, choices=PaperKind.choices)
    year = models.IntegerField("年份")
    number = models.IntegerField("序号")
    document_number = models.CharField("发文字号", max_length=40)
    title = models.CharField("标题", max_length=120)
    html = models.TextField("定稿")
    pdf_path = models.CharField("PDF 存放位置", max_length=120)
    pdf_sha256 = models.CharField("PDF 校验值", max_length=64)
    issued_on = models.DateField("印发日期")
    issued_at = models.DateTimeField("印发时间")
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="印发人")

    class Meta:
        verbose_name = verbose_name_plural = "定稿公文"
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "number"],
                name="issued_paper_numbered_once",
                violation_error_message="这个文号已经用过，请重新印发取下一个文号。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.document_number} {self.title}"

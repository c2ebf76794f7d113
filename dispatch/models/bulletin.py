from __future__ import annotations

from django.db import models
from django.db.models import Q

from dispatch.models.figure import FigureRevision
from projects.models import Period
from units.models import User
from units.scope import scope_of


class IssuingOffice(models.Model):
    """发文机关: what stands on the paper. 代字 and layout wording are the office's own (◇) and can be edited."""

    red_head = models.CharField("发文机关标志", max_length=60)
    issuer = models.CharField("署名", max_length=80)
    number_prefix = models.CharField("发文机关代字", max_length=20)
    signer = models.CharField("签发人", max_length=20)
    addressee = models.CharField("主送机关", max_length=60)
    copied_to = models.CharField("抄送", max_length=200, blank=True)
    printed_by = models.CharField("印发机关", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "发文机关"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.issuer


class BulletinKind(models.TextChoices):
    MONTH_REPORT = "month", "月度调度报告"


class BulletinState(models.TextChoices):
    DRAFT = "draft", "草稿"
    ISSUED = "issued", "已印发"


class BulletinQuerySet(models.QuerySet["Bulletin"]):
    def visible_to(self, user: User) -> BulletinQuerySet:
        """Drafts are the office's; an issued report is read by the office, leaders and member units."""
        scope = scope_of(user)
        if scope.is_office:
            return self
        if scope.reads_everything or scope.unit_ids():
            return self.filter(state=BulletinState.ISSUED)
        return self.none()


class Bulletin(models.Model):
    """调度报告: made from one revision's frozen figures; once issued, its content and files never change."""

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="bulletins", verbose_name="调度期")
    revision = models.ForeignKey(
        FigureRevision, on_delete=models.PROTECT, related_name="bulletins", verbose_name="所据定稿"
    )
    kind = models.CharField("种类", max_length=10, choices=BulletinKind.choices, default=BulletinKind.MONTH_REPORT)
    state = models.CharField("状态", max_length=10, choices=BulletinState.choices, default=BulletinState.DRAFT)
    problems = models.TextField("存在问题")
    next_steps = models.TextField("下步工作")
    year = models.IntegerField("文号年份", null=True, blank=True)
    number = models.IntegerField("文号序号", null=True, blank=True)
    document_number = models.CharField("发文字号", max_length=60, blank=True)
    signer = models.CharField("签发人", max_length=20, blank=True)
    issued_on = models.DateField("成文日期", null=True, blank=True)
    html = models.TextField("定稿版面", blank=True)
    pdf_path = models.CharField("PDF 文件", max_length=200, blank=True)
    pdf_sha256 = models.CharField("PDF 校验值", max_length=64, blank=True)
    xlsx_path = models.CharField("附表文件", max_length=200, blank=True)
    xlsx_sha256 = models.CharField("附表校验值", max_length=64, blank=True)
    created_at = models.DateTimeField("起草时间")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="起草人")
    issued_at = models.DateTimeField("印发时间", null=True, blank=True)
    issued_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="印发人"
    )
    version = models.IntegerField("修改次数", default=0)

    objects = BulletinQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "调度报告"
        ordering = ["-period__month", "kind", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "kind"],
                name="bulletin_once_a_period",
                violation_error_message="本期报告已经起草，请在原稿上修改。",
            ),
            models.UniqueConstraint(
                fields=["year", "number"],
                name="bulletin_number_once",
                violation_error_message="这个发文字号已经用过。",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", issued_at=None, issued_by=None, number=None)
                | (
                    Q(state="issued", issued_at__isnull=False, issued_by__isnull=False, number__isnull=False)
                    & ~Q(html="")
                    & ~Q(pdf_sha256="")
                ),
                name="bulletin_issued_is_whole",
                violation_error_message="印发的报告须有文号、印发人、印发时间和定稿文件。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period}{self.get_kind_display()}"


class NarrativeEdit(models.Model):
    """文字修改: each saved wording of a draft's narrative, so that an earlier one can be read and taken back."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="edits", verbose_name="报告")
    problems = models.TextField("存在问题")
    next_steps = models.TextField("下步工作")
    edited_at = models.DateTimeField("修改时间")
    edited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="修改人")

    class Meta:
        verbose_name = verbose_name_plural = "文字修改"
        ordering = ["-edited_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.bulletin} {self.edited_at:%Y-%m-%d %H:%M}"

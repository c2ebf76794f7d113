from __future__ import annotations

from django.db import models
from django.db.models import Q

from dispatch.models.figure import FigureRevision
from projects.models import Period, RoundKind, span_label
from units.models import Unit, User
from units.scope import scope_of


class BulletinKind(models.TextChoices):
    """Kinds of report, by their round: 报告 go upward with 签发人, the quarterly 通报 goes to the member units."""

    MONTH_REPORT = "month", "月度调度报告"
    QUARTER_NOTICE = "quarter", "季度通报"
    HALF_REPORT = "half", "半年报告"
    YEAR_REPORT = "year", "年度报告"


CALLED = {  # what follows the span in a report's name
    BulletinKind.MONTH_REPORT: "月度调度报告",
    BulletinKind.QUARTER_NOTICE: "通报",
    BulletinKind.HALF_REPORT: "报告",
    BulletinKind.YEAR_REPORT: "年度报告",
}
DOWNWARD = {BulletinKind.QUARTER_NOTICE}  # 下行文: no 签发人 on the red head, addressed to the member units


class BulletinState(models.TextChoices):
    DRAFT = "draft", "草稿"
    CHECKING = "checking", "待核稿"
    SIGNING = "signing", "待签发"
    SIGNED = "signed", "已签发"
    ISSUED = "issued", "已印发"


class BulletinAct(models.TextChoices):
    """What people do to a report; who may, and in which state, stands in `dispatch.moves`."""

    SEND = "send", "送核"
    TAKE_BACK = "take_back", "撤回"
    CHECK = "check", "核稿通过"
    SIGN = "sign", "签发"
    HAND_BACK = "hand_back", "退回修改"
    RENEW = "renew", "换用更正数字"
    ISSUE = "issue", "印发"


class BulletinQuerySet(models.QuerySet["Bulletin"]):
    def visible_to(self, user: User) -> BulletinQuerySet:
        """Drafts are the office's; leaders see what waits for 签发; issued ones are read by the member units too."""
        scope = scope_of(user)
        if scope.is_office:
            return self
        if scope.reads_everything:
            return self.filter(state__in=[BulletinState.SIGNING, BulletinState.SIGNED, BulletinState.ISSUED])
        if scope.unit_ids():
            return self.filter(state=BulletinState.ISSUED)
        return self.none()


class Bulletin(models.Model):
    """调度报告: made from frozen figures; once issued, its content and files never change.

    `period` is the last month of its span and `revision` that month's figures; `based_on` are all revisions its
    figures come from. An issued one is withdrawn only by a later edition (`replaces`) that is issued in its place.
    """

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="bulletins", verbose_name="调度期")
    revision = models.ForeignKey(
        FigureRevision, on_delete=models.PROTECT, related_name="bulletins", verbose_name="所据定稿"
    )
    based_on = models.ManyToManyField(FigureRevision, related_name="reports", verbose_name="所据各期定稿", blank=True)
    kind = models.CharField("种类", max_length=10, choices=BulletinKind.choices, default=BulletinKind.MONTH_REPORT)
    edition = models.IntegerField("第几版", default=1)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by", verbose_name="替代"
    )
    replace_reason = models.CharField("替代原因", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=BulletinState.choices, default=BulletinState.DRAFT)
    practices = models.TextField("典型做法", blank=True)
    problems = models.TextField("存在问题")
    tasks = models.JSONField("问题清单", default=list, blank=True, help_text="每项：问题、责任单位、完成时限")
    next_steps = models.TextField("下步工作")
    year = models.IntegerField("文号年份", null=True, blank=True)
    number = models.IntegerField("文号序号", null=True, blank=True)
    document_number = models.CharField("发文字号", max_length=60, blank=True)
    signer = models.CharField("签发人", max_length=20, blank=True)
    signed_on = models.DateField("签发日期", null=True, blank=True)
    issued_on = models.DateField("成文日期", null=True, blank=True)
    html = models.TextField("定稿版面", blank=True)
    pdf_path = models.CharField("PDF 文件", max_length=200, blank=True)
    pdf_sha256 = models.CharField("PDF 校验值", max_length=64, blank=True)
    xlsx_path = models.CharField("附表文件", max_length=200, blank=True)
    xlsx_sha256 = models.CharField("附表校验值", max_length=64, blank=True)
    docx_path = models.CharField("文字稿文件", max_length=200, blank=True)
    docx_sha256 = models.CharField("文字稿校验值", max_length=64, blank=True)
    code = models.CharField("核验码", max_length=24, blank=True)
    created_at = models.DateTimeField("起草时间")
    created_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="起草人",
        help_text="空白为系统按日程起草",
    )
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
                fields=["period", "kind", "edition"],
                name="bulletin_once_a_period",
                violation_error_message="本期报告已经起草，请在原稿上修改。",
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=~Q(code=""),
                name="bulletin_code_once",
                violation_error_message="这个核验码已经用过。",
            ),
            models.CheckConstraint(
                condition=Q(edition=1, replaces=None, replace_reason="")
                | (Q(edition__gt=1, replaces__isnull=False) & ~Q(replace_reason="")),
                name="bulletin_edition_replaces",
                violation_error_message="重新印发的报告须写明替代哪一份和原因。",
            ),
            models.UniqueConstraint(
                fields=["year", "number"],
                name="bulletin_number_once",
                violation_error_message="这个发文字号已经用过。",
            ),
            models.CheckConstraint(
                condition=(~Q(state="issued") & Q(issued_at=None, issued_by=None, number=None))
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
        again = f"（第{self.edition}版）" if self.edition > 1 else ""
        return f"{self.span}{CALLED[BulletinKind(self.kind)]}{again}"

    @property
    def span(self) -> str:
        """2026年10月, 2026年第三季度, 2026年上半年, 2026年."""
        return span_label(self.round_kind, self.period.month)

    @property
    def round_kind(self) -> RoundKind:
        return RoundKind(self.kind)

    @property
    def is_downward(self) -> bool:
        return self.kind in DOWNWARD


class BulletinStep(models.Model):
    """办文经过: one act on one report; `by` None is the machine, following the calendar."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="steps", verbose_name="报告")
    act = models.CharField("办理", max_length=10, choices=BulletinAct.choices)
    state = models.CharField("办理后状态", max_length=10, choices=BulletinState.choices)
    reason = models.CharField("原因", max_length=200, blank=True)
    changes = models.JSONField("改动", default=dict)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="办理人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "办文经过"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.bulletin} {self.get_act_display()}"


class Reader(models.Model):
    """分发: to whom an issued report went, and when they first opened it."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="readers", verbose_name="报告")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="收文人")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="收文单位")
    sent_at = models.DateTimeField("分发时间")
    opened_at = models.DateTimeField("首次打开", null=True, blank=True)
    openings = models.IntegerField("打开次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "报告分发"
        ordering = ["unit__code", "user__username", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bulletin", "user"],
                name="reader_once",
                violation_error_message="这份报告已经分发给这个人。",
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None, openings=0) | Q(opened_at__isnull=False, openings__gt=0),
                name="reader_opened_counted",
                violation_error_message="打开过的须有首次打开时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bulletin} {self.user}"


class NarrativeEdit(models.Model):
    """文字修改: each saved wording of a draft's narrative, so that an earlier one can be read and taken back."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="edits", verbose_name="报告")
    practices = models.TextField("典型做法", blank=True)
    problems = models.TextField("存在问题")
    tasks = models.JSONField("问题清单", default=list, blank=True)
    next_steps = models.TextField("下步工作")
    edited_at = models.DateTimeField("修改时间")
    edited_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="修改人",
        help_text="空白为系统的建议文字",
    )

    class Meta:
        verbose_name = verbose_name_plural = "文字修改"
        ordering = ["-edited_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.bulletin} {self.edited_at:%Y-%m-%d %H:%M}"

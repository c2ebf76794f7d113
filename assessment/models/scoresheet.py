from __future__ import annotations

from django.db import models
from django.db.models import Q

from assessment.models.scheme import Indicator, Scheme
from assignments.models import IssuedPaper
from projects.models import KeptFile
from projects.models.constraints import signed
from units.models import MovingPaper, PaperStep, Unit, User
from units.scope import scope_of


class SheetState(models.TextChoices):
    SELF = "self", "待自评"
    REVIEWING = "reviewing", "单位审核中"
    RETURNED = "returned", "退回补充"
    SUBMITTED = "submitted", "待办公室复核"
    NOTIFIED = "notified", "已告知（申诉期）"
    APPEALED = "appealed", "有申诉"
    SETTLED = "settled", "已定分"
    PUBLISHED = "published", "已公布"


class SheetAct(models.TextChoices):
    OPEN = "open", "开始自评"
    SAVE = "save", "保存自评"
    REFRESH = "refresh", "按最新数字重算"
    SEND = "send", "送单位审核"
    SUBMIT = "submit", "审核报送"
    HAND_BACK = "hand_back", "退回填报人"
    PROCEED = "proceed", "逾期直接复核"
    RESCORE = "rescore", "按更正重算"
    REVIEW = "review", "复核打分"
    SEND_BACK = "send_back", "退回补充"
    NOTIFY = "notify", "复核告知"
    APPEAL = "appeal", "申诉"
    DECIDE = "decide", "答复申诉"
    SETTLE = "settle", "定分"
    RECALL = "recall", "撤回复核"
    PUBLISH = "publish", "公布"
    REVISE = "revise", "更正后重新公布"


class ScoresheetQuerySet(models.QuerySet["Scoresheet"]):
    def visible_to(self, user: User) -> ScoresheetQuerySet:
        """The office and leaders see all; a unit its own, and everybody's once published."""
        scope = scope_of(user)
        if scope.reads_everything:
            return self
        units = scope.unit_ids()
        return self.filter(Q(unit__in=units) | Q(state=SheetState.PUBLISHED)) if units else self.none()


class Scoresheet(MovingPaper):
    """考核评分表 of one unit in one year: self-score → unit's review → office → appeal → published."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="sheets", verbose_name="考核方案")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="scoresheets", verbose_name="单位")
    state = models.CharField("状态", max_length=10, choices=SheetState.choices, default=SheetState.SELF)
    total_centi = models.IntegerField("总分（百分之一分）", null=True, blank=True)
    place = models.IntegerField("名次", null=True, blank=True)
    vetoed = models.BooleanField("一票否决", default=False)
    appeal_until = models.DateField("申诉截止", null=True, blank=True)

    objects = ScoresheetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "考核评分表"
        ordering = ["scheme", "unit__code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "unit"],
                name="scoresheet_once",
                violation_error_message="这个单位这一年已有评分表。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.scheme.year}年{self.unit}考核评分表"


class SheetStep(PaperStep):
    paper = models.ForeignKey(Scoresheet, on_delete=models.PROTECT, related_name="steps", verbose_name="评分表")
    act = models.CharField("办理", max_length=10, choices=SheetAct.choices)
    state = models.CharField("办后状态", max_length=10, choices=SheetState.choices)


class Score(models.Model):
    """得分 of one indicator: what the unit claims, what the office gives, and the arithmetic it rests on.

    Of a deduction the points are those taken off; of a veto 0 says it does not apply, anything above that it does.
    `final_centi` is filled when the office tells the unit, and by an upheld appeal.
    """

    sheet = models.ForeignKey(Scoresheet, on_delete=models.PROTECT, related_name="scores", verbose_name="评分表")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="scores", verbose_name="指标")
    formula_centi = models.IntegerField("公式得分（百分之一分）", null=True, blank=True)
    arithmetic = models.JSONField("计算过程", default=dict)
    self_centi = models.IntegerField("自评得分（百分之一分）", null=True, blank=True)
    self_note = models.CharField("自评说明", max_length=500, blank=True)
    office_centi = models.IntegerField("复核得分（百分之一分）", null=True, blank=True)
    office_note = models.CharField("复核说明", max_length=500, blank=True)
    final_centi = models.IntegerField("最终得分（百分之一分）", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "得分"
        ordering = ["sheet", "indicator__serial", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "indicator"],
                name="score_once",
                violation_error_message="这项指标已有得分。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.indicator}"


class Verdict(models.TextChoices):
    UPHELD = "upheld", "采纳"
    REJECTED = "rejected", "维持"


class Appeal(models.Model):
    """申诉 against one score, decided by the office with reasons; what it changes is that score alone."""

    score = models.ForeignKey(Score, on_delete=models.PROTECT, related_name="appeals", verbose_name="得分")
    reason = models.CharField("申诉理由", max_length=500)
    asked_centi = models.IntegerField("主张得分（百分之一分）", null=True, blank=True)
    raised_at = models.DateTimeField("申诉时间")
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="申诉人")
    verdict = models.CharField("处理结果", max_length=10, choices=Verdict.choices, blank=True)
    decision = models.CharField("答复", max_length=500, blank=True)
    before_centi = models.IntegerField("原得分（百分之一分）", null=True, blank=True)
    after_centi = models.IntegerField("改后得分（百分之一分）", null=True, blank=True)
    decided_at = models.DateTimeField("答复时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="答复人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "考核申诉"
        ordering = ["raised_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["score"],
                condition=Q(verdict=""),
                name="appeal_one_open_per_score",
                violation_error_message="这项得分的申诉正在处理，请等答复。",
            ),
            signed("appeal", "decided", "答复人和答复时间应同时填写。"),
        ]

    def __str__(self) -> str:
        return f"{self.score}的申诉"


class Evidence(KeptFile):
    """佐证材料 of one score; what came with an appeal says so."""

    score = models.ForeignKey(Score, on_delete=models.PROTECT, related_name="files", verbose_name="得分")
    appeal = models.ForeignKey(
        Appeal, null=True, blank=True, on_delete=models.PROTECT, related_name="files", verbose_name="申诉"
    )

    class Meta:
        verbose_name = verbose_name_plural = "考核佐证"
        ordering = ["pk"]
        constraints = [signed("evidence", "removed", "移除人和移除时间应同时填写。")]


class Publication(models.Model):
    """公布: a year's result as it was published; a later edition replaces it, nothing changes in place."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="publications", verbose_name="考核方案")
    edition = models.IntegerField("版次")
    rows = models.JSONField("定稿得分", default=list)
    reason = models.CharField("再版原因", max_length=200, blank=True)
    paper = models.OneToOneField(IssuedPaper, on_delete=models.PROTECT, related_name="+", verbose_name="结果通报")
    xlsx_path = models.CharField("附表存放位置", max_length=120, blank=True)
    xlsx_sha256 = models.CharField("附表校验值", max_length=64, blank=True)
    published_at = models.DateTimeField("公布时间")
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="公布人")

    class Meta:
        verbose_name = verbose_name_plural = "考核结果"
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "edition"],
                name="publication_edition_once",
                violation_error_message="这一版结果已经公布。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.scheme}结果第{self.edition}版"

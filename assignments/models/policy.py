from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from projects.models.constraints import in_order, not_negative, signed
from units.models import Unit, User
from units.scope import UNIT_ROLES, scope_of


class PolicyLevel(models.TextChoices):
    NATIONAL = "national", "国家"
    CITY = "city", "市级"
    DISTRICT = "district", "区级"
    ELSEWHERE = "elsewhere", "外地参照"
    OFFICE = "office", "办公室自定"


class PolicyQuerySet(models.QuerySet["Policy"]):
    def visible_to(self, user: User) -> PolicyQuerySet:
        """Everybody with a business post reads the library; the three administrators do not."""
        scope = scope_of(user)
        return self if scope.reads_everything or scope.has(*UNIT_ROLES) else self.none()

    def from_the_top(self) -> PolicyQuerySet:
        """The highest level first, the latest first within it."""
        ranks = [models.When(level=level, then=models.Value(rank)) for rank, level in enumerate(PolicyLevel.values)]
        rank = models.Case(*ranks, output_field=models.IntegerField())
        return self.order_by(rank, F("issued_on").desc(nulls_last=True), "pk")


class Policy(models.Model):
    """政策文件: a document with its validity; a later one may supersede it."""

    title = models.CharField("标题", max_length=160)
    document_number = models.CharField("文号", max_length=60, blank=True)
    level = models.CharField("层级", max_length=10, choices=PolicyLevel.choices)
    issuer = models.CharField("发文机关", max_length=80)
    issued_on = models.DateField("成文日期", null=True, blank=True)
    effective_on = models.DateField("生效日期", null=True, blank=True)
    expires_on = models.DateField("失效日期", null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes", verbose_name="被何文件替代"
    )
    summary = models.TextField("要点", blank=True, max_length=2000)
    source = models.CharField("来源说明", max_length=120, blank=True, help_text="读到原文、网页片段、推断，如实写。")
    registered_at = models.DateTimeField("登记时间")
    registered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="登记人"
    )

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "政策文件"
        ordering = ["level", "-issued_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document_number"],
                condition=~Q(document_number=""),
                name="policy_number_once",
                violation_error_message="这个文号的政策已在库中。",
            ),
            models.CheckConstraint(
                condition=Q(superseded_by=None) | ~Q(superseded_by=F("pk")),
                name="policy_not_superseded_by_itself",
                violation_error_message="文件不能被自己替代。",
            ),
            in_order("policy", "effective_on", "expires_on", "失效日期不能早于生效日期。"),
        ]

    def __str__(self) -> str:
        return f"《{self.title}》" + (f"（{self.document_number}）" if self.document_number else "")


class PolicyCitation(models.Model):
    """引用: which rule of the system (R1–R18) stands on which clause of a policy."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="citations", verbose_name="政策")
    rule = models.CharField("规则", max_length=4)
    clause = models.CharField("条款", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "政策引用"
        ordering = ["rule", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "rule", "clause"],
                name="policy_citation_once",
                violation_error_message="这条规则已引用这份文件的这一条。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.policy}{self.clause}"


class PolicyTalkQuerySet(models.QuerySet["PolicyTalk"]):
    def visible_to(self, user: User) -> PolicyTalkQuerySet:
        """The office and the leaders read all talks, a unit its own."""
        scope = scope_of(user)
        return self if scope.reads_everything else self.filter(unit__in=scope.unit_ids())


class PolicyTalk(models.Model):
    """政策宣讲 by a township (通知 三（八）): when, where, on what, to how many (人次)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="policy_talks", verbose_name="宣讲单位")
    held_on = models.DateField("日期")
    place = models.CharField("地点", max_length=80)
    topic = models.CharField("内容", max_length=120)
    speaker = models.CharField("宣讲人", max_length=40)
    attendances = models.IntegerField("参加人次")
    policies = models.ManyToManyField(Policy, blank=True, related_name="talks", verbose_name="宣讲的文件")
    remark = models.CharField("备注", max_length=200, blank=True)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="登记人")
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="作废人"
    )
    void_reason = models.CharField("作废原因", max_length=200, blank=True)

    objects = PolicyTalkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "政策宣讲"
        ordering = ["-held_on", "-pk"]
        constraints = [
            not_negative("policy_talk", "attendances", "参加人次不能是负数。", nullable=False),
            signed("policy_talk", "voided", "作废人和作废时间应同时填写。"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.held_on:%Y-%m-%d} {self.topic}"

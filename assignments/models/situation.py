from __future__ import annotations

from datetime import date

from django.db import models
from django.utils import timezone

from assignments.models.paper import IssuedPaper
from projects.models.constraints import signed
from units.models import MovingPaper, PaperStep, Unit, User
from units.scope import scope_of


class NoteState(models.TextChoices):
    DRAFT = "draft", "拟订"
    ASKED = "asked", "征集中"
    EDITING = "editing", "汇稿中"
    CHECKING = "checking", "待核稿"
    ISSUED = "issued", "已印发"
    WITHDRAWN = "withdrawn", "已撤销"


class NoteAct(models.TextChoices):
    DRAFT = "draft", "起草"
    ASK = "ask", "征集材料"
    CHANGE = "change", "调整征集"
    GIVE = "give", "报送材料"
    RETURN = "return", "退回补充"
    ASSEMBLE = "assemble", "汇稿"
    REOPEN = "reopen", "重新征集"
    EDIT = "edit", "修改"
    SEND = "send", "送核"
    HAND_BACK = "hand_back", "退回修改"
    ISSUE = "issue", "核稿印发"
    WITHDRAW = "withdraw", "撤销"


class NoteQuerySet(models.QuerySet["SituationNote"]):
    def visible_to(self, user: User) -> NoteQuerySet:
        """The office sees all; leaders what is issued; a unit what it is asked for, and what is issued."""
        scope = scope_of(user)
        if scope.is_office:
            return self
        issued = models.Q(state=NoteState.ISSUED)
        if scope.reads_everything:
            return self.filter(issued)
        units = scope.unit_ids()
        asked = NoteAsk.objects.filter(unit__in=units, asked_at__isnull=False).values("note")
        return self.filter(issued | models.Q(pk__in=asked)) if units else self.none()


class SituationNote(MovingPaper):
    """综合研判 (通知 二（一）): figures from the labor floor, text by the units asked, assembled, edited, issued."""

    year = models.IntegerField("年份")
    label = models.CharField("期别", max_length=10, help_text="2026-Q1 或 2026-03。")
    title = models.CharField("标题", max_length=80)
    state = models.CharField("状态", max_length=10, choices=NoteState.choices, default=NoteState.DRAFT)
    as_of = models.DateField("数据截止日")
    figures = models.JSONField("汇稿时的数据", default=list, help_text="取数后固定，不随源数据变化。")
    figures_at = models.DateTimeField("取数时间", null=True, blank=True)
    body = models.TextField("研判正文", blank=True, max_length=20000)
    paper = models.OneToOneField(
        IssuedPaper, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="综合研判"
    )
    created_at = models.DateTimeField("起草时间")
    created_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="起草人"
    )

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "综合研判"
        ordering = ["-year", "-label", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["label"],
                condition=~models.Q(state="withdrawn"),
                name="situation_note_once",
                violation_error_message="这一期综合研判已经起草，请在原稿上办理。",
            )
        ]

    def __str__(self) -> str:
        return self.title


class NoteStep(PaperStep):
    paper = models.ForeignKey(SituationNote, on_delete=models.PROTECT, related_name="steps", verbose_name="研判")
    act = models.CharField("办理", max_length=10, choices=NoteAct.choices)
    state = models.CharField("办后状态", max_length=10, choices=NoteState.choices)


class Topic(models.TextChoices):
    LABOR = "labor", "劳动力就业"
    DISASTER = "disaster", "灾情"
    EPIDEMIC = "epidemic", "疫情"
    FARMING = "farming", "农业农村"
    OTHER = "other", "其他情况"


class NoteAskQuerySet(models.QuerySet["NoteAsk"]):
    def visible_to(self, user: User) -> NoteAskQuerySet:
        """The office sees all; leaders those of issued notes; a unit what it is asked itself."""
        scope = scope_of(user)
        if scope.is_office:
            return self
        if scope.reads_everything:
            return self.filter(note__state=NoteState.ISSUED)
        return self.filter(unit__in=scope.unit_ids(), asked_at__isnull=False)

    def unanswered(self) -> NoteAskQuerySet:
        """Asked, not given yet (or given back), of notes that still take answers."""
        return self.filter(note__state=NoteState.ASKED, asked_at__isnull=False, given_at=None)


class NoteAsk(models.Model):
    """向单位征集: what one unit is asked to write for a note, and what it wrote."""

    note = models.ForeignKey(SituationNote, on_delete=models.PROTECT, related_name="asks", verbose_name="研判")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="note_asks", verbose_name="单位")
    topic = models.CharField("内容", max_length=10, choices=Topic.choices)
    request = models.CharField("具体要求", max_length=300, blank=True)
    due_on = models.DateField("报送期限")
    asked_at = models.DateTimeField("征集时间", null=True, blank=True)
    text = models.TextField("报送内容", blank=True, max_length=4000)
    given_at = models.DateTimeField("报送时间", null=True, blank=True)
    given_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="报送人"
    )
    returned_reason = models.CharField("退回原因", max_length=200, blank=True)

    objects = NoteAskQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "研判征集"
        ordering = ["note", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["note", "unit", "topic"],
                name="note_ask_once",
                violation_error_message="这个单位的这项内容已经征集。",
            ),
            signed("note_ask", "given", "报送人和报送时间应同时填写。"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}：{self.get_topic_display()}"

    @property
    def given_on(self) -> date | None:
        """The local day of the answer."""
        return timezone.localdate(self.given_at) if self.given_at else None

    def days_late(self, *, on: date) -> int:
        """Days (天) the answer came, or stands out, after its due day; 0 in time."""
        return max(0, ((self.given_on or on) - self.due_on).days)

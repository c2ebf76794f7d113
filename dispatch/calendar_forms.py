"""Forms of 调度日程: they shape what is typed; whether it may stand, the actions say."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from labor.clocks.forms import MonthField
from projects.forms import day_field
from projects.models import Round, RoundKind
from projects.round_changes import NOTE_LENGTH, stamp
from projects.round_rules import BASIS_LENGTH, COUNTS, Counted
from projects.rounds import DAYS, LABELS, days_of
from projects.working_days import span

WORKS, RESTS = "work", "rest"


class RoundForm(forms.Form):
    """The four days of one round, and why they are changed."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    opens_on = day_field(LABELS["opens_on"], error_messages={"required": "请填开启日。"})
    due_on = day_field(LABELS["due_on"], error_messages={"required": "请填报送截止日。"})
    review_on = day_field(
        LABELS["review_on"],
        error_messages={"required": "请填审核截止日。"},
        help_text="月度日程锁定的，这天以后单位不能再填报，除非个别放开。",
    )
    issue_on = day_field(LABELS["issue_on"], error_messages={"required": "请填印发日。"})
    note = forms.CharField(
        label="调整说明",
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea({"rows": 2, "required": True}),
        help_text="为什么改、依据什么；显示在日程上，各单位都看得到。",
    )

    @classmethod
    def of(cls, held: Round, data: Any = None) -> RoundForm:
        days = days_of(held)
        values = {name: getattr(days, name) for name in DAYS}
        return cls(data, initial={**values, "note": held.note, "seen": stamp(held)})

    def seen_again(self, held: Round) -> None:
        """The person has been told what others changed: the next save is made against it."""
        self.data = {**self.data.dict(), "seen": stamp(held)}  # type: ignore[attr-defined]


class CountingField(forms.IntegerField):
    """Days (天) from the end of a round; negative ones lie before it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput({"autocomplete": "off"}), **options)
        self.error_messages["invalid"] = "请填整数，例如 5 或 -6。"


class RuleForm(forms.Form):
    """A rule from a month on."""

    kind = forms.ChoiceField(
        label="频次",
        choices=RoundKind.choices,
        error_messages={"required": "请选择频次。", "invalid_choice": "没有这个频次，请重新选择。"},
    )
    month = MonthField(
        label="从哪个月起",
        error_messages={"required": "请选择从哪个月起。"},
        help_text="本月或以后；季度、半年、年度看末月。",
    )
    opens = CountingField(label="开启（天）", help_text="从期末最后一天数起：-6 是期末前6天，1 是次月1日。")
    due = CountingField(label="报送截止（天）", help_text="5 是次月5日；遇休息日自动顺延。")
    review = CountingField(label="审核截止（天）")
    issue = CountingField(label="印发（天）")
    locks = forms.BooleanField(
        label="审核截止后锁定填报",
        required=False,
        help_text="只对月度起作用；锁定后单位不能再填，可以个别放开。",
    )
    basis = forms.CharField(
        label="依据",
        max_length=BASIS_LENGTH,
        error_messages={"required": "请写明依据；没有文件依据的写“办公室自定”。"},
        help_text="文件名称和文号；没有文件依据的写“办公室自定”。",
    )

    def counted(self) -> Counted:
        said = self.cleaned_data
        return Counted(**{name: said[name] for name in (*COUNTS, "locks")})


class ChangedDayForm(forms.Form):
    """A day, or some days in a row, that the office sets by hand; `looked` says which effect was shown."""

    looked = forms.CharField(required=False, widget=forms.HiddenInput)
    day = day_field("日期", error_messages={"required": "请填日期。", "invalid": "请填日期，例如 2027-02-05。"})
    until = day_field("至（连续几天时填）", required=False, error_messages={"invalid": "请填日期，例如 2027-02-11。"})
    works = forms.ChoiceField(
        label="改为",
        choices=[(RESTS, "休息"), (WORKS, "上班")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择改为休息还是上班。", "invalid_choice": "请选择改为休息还是上班。"},
    )
    basis = forms.CharField(
        label="依据",
        max_length=BASIS_LENGTH,
        error_messages={"required": "请写明依据：通知的名称和文号，或领导小组办公室的决定。"},
        help_text="例如：国办发明电〔2026〕×号；或领导小组办公室的决定。",
    )

    def said(self) -> dict[str, Any]:
        typed = self.cleaned_data
        return {
            "day": typed["day"],
            "until": typed["until"],
            "is_working": typed["works"] == WORKS,
            "basis": typed["basis"],
        }

    def changes(self) -> dict[date, bool | None]:
        said = self.said()
        return dict.fromkeys(span(said["day"], said["until"]), said["is_working"])

    @property
    def token(self) -> str:
        """Which days were looked at."""
        said = self.said()
        return f"{said['day']}|{said['until'] or ''}|{said['is_working']}"

    def was_looked_at(self) -> bool:
        return bool(self.cleaned_data["looked"] == self.token)

    def look(self) -> None:
        """Let the next sending save: its effect is shown now."""
        self.data = {**self.data.dict(), "looked": self.token}  # type: ignore[attr-defined]

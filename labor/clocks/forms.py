"""The office's two forms: the days pay may take, and a dated wage standard; what may stand the actions say."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from labor.clocks.terms import RULES, Term
from labor.clocks.wages import LONGEST, Stated
from labor.forms import YuanField
from labor.models import WageStandard
from projects.forms import CountField, day_field

OFFICIAL, DRAFT = "official", "draft"


class MonthField(forms.CharField):
    """A month as the browser's calendar writes it ("2026-12"); the cleaned value is its first day."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"type": "month", "placeholder": "2026-12"})
        super().__init__(max_length=7, widget=widget, **options)

    def clean(self, value: Any) -> date:
        text = super().clean(value)
        try:
            return date.fromisoformat(f"{text}-01")
        except ValueError:
            raise forms.ValidationError("请选择月份，例如 2026-12。") from None


class TermForm(forms.Form):
    """One setting from a month on."""

    term = forms.ChoiceField(
        label="期限",
        choices=[(term.value, RULES[term].label) for term in Term],
        error_messages={"required": "请选择要设定的期限。", "invalid_choice": "没有这项期限，请重新选择。"},
    )
    days = CountField(label="天数（天）", error_messages={"required": "请填天数。"})
    month = MonthField(label="从哪个月起", error_messages={"required": "请选择从哪个月起。"})


class StandardForm(forms.Form):
    """A wage standard from a day on."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    starts_on = day_field("起用日期", error_messages={"required": "请填起用日期。"}, help_text="按文件写的施行日期。")
    month_fen = YuanField(label="月最低工资（元）", error_messages={"required": "请填月最低工资。"})
    hour_fen = YuanField(
        label="时最低工资（元）",
        error_messages={"required": "请填时最低工资。"},
        help_text="最低日工资按它的8倍核对。",
    )
    usual_day_max_fen = YuanField(
        label="日工资提示上限（元）",
        error_messages={"required": "请填日工资提示上限。"},
        help_text="办公室自定；日工资高于它时提示核对，不拦截。",
    )
    standing = forms.ChoiceField(
        label="性质",
        choices=[(OFFICIAL, "正式文件"), (DRAFT, "征求意见稿（只备查，不用来核对）")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择是正式文件还是征求意见稿。"},
    )
    basis = forms.CharField(
        label="依据",
        max_length=LONGEST,
        help_text="文件名称和文号，例如：渝府发〔2022〕1号《关于调整最低工资标准的通知》。",
        error_messages={"required": "请写明依据的文件名称和文号。"},
    )

    def stated(self) -> Stated:
        """What was typed, money in 分."""
        said = self.cleaned_data
        return Stated(
            starts_on=said["starts_on"],
            month_fen=said["month_fen"],
            hour_fen=said["hour_fen"],
            usual_day_max_fen=said["usual_day_max_fen"],
            basis=said["basis"].strip(),
            is_official=said["standing"] == OFFICIAL,
        )


def initial_of(standard: WageStandard, seen: str) -> dict[str, Any]:
    """What the form shows of a standard on record."""
    names = ("starts_on", "month_fen", "hour_fen", "usual_day_max_fen", "basis")
    values = {name: getattr(standard, name) for name in names}
    return {**values, "standing": OFFICIAL if standard.is_official else DRAFT, "seen": seen}

"""Forms of 应报 and 个别放开: the shape of what is typed; what may stand the actions say."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from projects.exceptions import SAY_WHY
from projects.forms import day_field
from projects.models import Condition, Period, Stage
from units.models import Unit


class RuleForm(forms.Form):
    """A rule from a month on."""

    stages = forms.MultipleChoiceField(
        label="应报的阶段",
        choices=Stage.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="处于所选阶段的清单项目每月应报。",
    )
    resting = forms.MultipleChoiceField(
        label="不列入应报的办理状态",
        choices=[choice for choice in Condition.choices if choice[0] != Condition.NORMAL],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="月末前已处于所选状态的项目不列入，也不催报。",
    )
    month = forms.CharField(
        label="从哪个月起",
        max_length=7,
        widget=forms.TextInput({"type": "month", "placeholder": "2026-12"}),
        error_messages={"required": "请选择从哪个月起。"},
    )
    basis = forms.CharField(
        label="依据", max_length=120, required=False, initial="办公室自定", widget=forms.TextInput({"required": True})
    )

    def clean_month(self) -> date:
        try:
            return date.fromisoformat(f"{self.cleaned_data['month']}-01")
        except ValueError:
            raise forms.ValidationError("请选择月份，例如 2026-12。") from None


class ExceptionForm(forms.Form):
    """One unit, one locked month, until a day, and why."""

    period = forms.ModelChoiceField(
        label="调度期",
        queryset=Period.objects.none(),
        empty_label="请选择",
        error_messages={"required": "请选择调度期。", "invalid_choice": "没有这个可放开的调度期，请重新选择。"},
        help_text="只列没有关账、有锁定日的月份。",
    )
    unit = forms.ModelChoiceField(
        label="单位",
        queryset=Unit.objects.none(),
        empty_label="请选择",
        error_messages={"required": "请选择单位。", "invalid_choice": "没有这个单位，请重新选择。"},
        help_text="项目的行业主管部门；放开后它主管的项目都可填报，业主单位的录入人也可以。",
    )
    last_day = day_field(
        "放开至", error_messages={"required": "请填放开至哪一天。"}, help_text="含当天；一般三个工作日。"
    )
    reason = forms.CharField(
        label="放开原因",
        error_messages={"required": SAY_WHY},  # told with the other faults, not after them
        widget=forms.Textarea({"rows": 2, "maxlength": 200}),
        help_text="单位会看到。",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["period"].queryset = Period.objects.open().filter(locks_on__isnull=False)  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.filter(supervised__isnull=False).distinct()  # type: ignore[attr-defined]


class ExtendForm(forms.Form):
    """Another last day."""

    last_day = day_field("放开至", error_messages={"required": "请填放开至哪一天。"}, help_text="含当天。")

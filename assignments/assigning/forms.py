"""Forms of tasks: the shape of what people type; what fits together is judged by the actions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from assignments.assigning.checking import OF_THE_HOUSE
from assignments.measures import find, measures
from assignments.models import Assignment, Cadence, Duty
from projects.forms import day_field, long_field
from units.models import Unit


def house() -> Any:
    """Departments and townships, to whom tasks are given."""
    return Unit.objects.filter(kind__in=OF_THE_HOUSE).order_by("code")


class AssignmentForm(forms.Form):
    """One task. `target` is typed in the measure's printed unit."""

    title = forms.CharField(label="工作任务", max_length=120)
    demand = long_field("工作要求", 3, max_length=500, required=False)
    lead = forms.ModelChoiceField(label="责任（牵头）单位", queryset=Unit.objects.none(), empty_label="请选择")
    supports = forms.ModelMultipleChoiceField(
        label="配合单位", queryset=Unit.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    cadence = forms.ChoiceField(
        label="报告频次", choices=Cadence.choices, help_text="下达后按频次排定报告，报送期限遇节假日顺延。"
    )
    starts_on = day_field("起始日期")
    due_on = day_field("办结期限")
    measure = forms.ChoiceField(
        label="量化指标", required=False, help_text="实绩从关账定稿的数字中取，填报时不用也不能手填。"
    )
    target = forms.DecimalField(
        label="目标值", required=False, max_digits=14, decimal_places=2, help_text="按指标后面括号里的单位填写。"
    )
    remark = forms.CharField(label="备注", max_length=200, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["lead"].queryset = house()  # type: ignore[attr-defined]
        self.fields["supports"].queryset = house()  # type: ignore[attr-defined]
        offered = [(one.key, f"{one.label}（{one.unit}）") for one in measures()]
        self.fields["measure"].choices = [("", "不设量化指标"), *offered]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the actions ask for, without the supporting units."""
        said = dict(self.cleaned_data)
        said.pop("supports")
        measure, typed = find(said["measure"]), said["target"]
        said["target"] = measure.kept(typed) if measure and typed is not None else _whole(typed)
        return said


def _whole(typed: Decimal | None) -> int | None:
    """A target without its measure is kept as it is, for the action to refuse."""
    return None if typed is None else int(typed)


class DutyTaskForm(AssignmentForm):
    """A further task under a clause of the notice."""

    duty = forms.ModelChoiceField(label="通知条款", queryset=Duty.objects.order_by("number"), empty_label="请选择")
    field_order = ["duty"]

    def values(self) -> dict[str, Any]:
        said = super().values()
        said["origin"] = said.pop("duty")
        return said


def initial_of(assignment: Assignment) -> dict[str, Any]:
    """What the edit form shows before anybody types."""
    names = ("title", "demand", "lead", "cadence", "starts_on", "due_on", "measure", "remark")
    measure = find(assignment.measure)
    target = assignment.target
    return {
        **{name: getattr(assignment, name) for name in names},
        "lead": assignment.lead_id,
        "supports": [unit.pk for unit in assignment.supports.all()],
        "target": measure.printed(target) if measure and target is not None else target,
    }


def _days(label: str, most: int, help_text: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=most, help_text=help_text)


class RuleForm(forms.Form):
    """任务报告期限 (◇)."""

    starts_on = day_field("起用日期", help_text="今天或以后；同一天再设定的，以后一次为准")
    month_day = _days("每月报告：次月几日", 28, "遇节假日顺延到下一个工作日。")
    quarter_day = _days("每季报告：季后首月几日", 28, "遇节假日顺延到下一个工作日。")
    return_days = _days("退回后补报时限（工作日）", 20, "退回补充的报告，从退回那天起另给的时间。")
    soon_days = _days("黄灯提前（工作日）", 30, "报告到期前几个工作日亮黄灯并提醒。")

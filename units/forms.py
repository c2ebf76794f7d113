"""Forms of units and seats. They shape the input; whether it may be done is the action's to say."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from units.models import Sector, Unit, UnitKind

_PARTS = re.compile(r"[\n;；、，,]+")


class DayInput(forms.DateInput):
    """A day picker in the format browsers want."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class UnitForm(forms.Form):
    """A unit's details; `aliases` holds one name a line."""

    name = forms.CharField(label="单位名称", max_length=60)
    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), *UnitKind.choices])
    credit_code = forms.CharField(
        label="统一社会信用代码", max_length=18, required=False, help_text="18 位，不知道可先留空。"
    )
    aliases = forms.CharField(
        label="其他叫法",
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="一行一个。导入表格时，这些叫法都认作本单位，如“区城管局”。",
    )
    sectors = forms.ModelMultipleChoiceField(
        label="主管领域",
        required=False,
        queryset=Sector.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        help_text="行业主管部门填写；没有的不选。",
    )

    def clean_aliases(self) -> list[str]:
        return [part.strip() for part in _PARTS.split(self.cleaned_data["aliases"]) if part.strip()]


def initial_of(unit: Unit) -> dict[str, Any]:
    """What the edit form shows before anybody types."""
    return {
        "name": unit.name,
        "kind": unit.kind,
        "credit_code": unit.credit_code,
        "aliases": "\n".join(unit.aliases),
        "sectors": [sector.pk for sector in unit.sectors.all()],
    }


class SeatForm(forms.Form):
    """增补成员席位."""

    post = forms.CharField(label="岗位", max_length=40, initial="分管负责人")
    starts_on = forms.DateField(label="起始日期", widget=DayInput())
    decision = forms.CharField(label="依据", max_length=120, help_text="文号或会议名称，如“大渡口府办发〔2022〕86号”。")


class SeatEndForm(forms.Form):
    """撤销成员席位."""

    ends_on = forms.DateField(label="截止日期", widget=DayInput())
    decision = forms.CharField(label="依据", max_length=120)

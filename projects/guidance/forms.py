"""Forms of the catalog and of the yearly collections. They shape the input; whether it may be done the action says."""

from __future__ import annotations

from typing import Any

from django import forms

from projects.guidance.freshness import SHOWN, mark_of
from projects.guidance.items import FIRST_YEAR, LAST_YEAR
from projects.models import Collection, GuidanceItem
from projects.models.guidance import OWN_SOURCE
from units.forms import DayInput
from units.models import Sector


def _longest(name: str) -> int | None:
    return GuidanceItem._meta.get_field(name).max_length  # type: ignore[union-attr]


class GuidanceForm(forms.Form):
    """One entry; `seen` carries what the person was shown, so that nobody saves over another's change unawares."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput())
    sector = forms.ModelChoiceField(label="领域", queryset=Sector.objects.all(), empty_label="请选择")
    task = forms.CharField(
        label="建设任务",
        max_length=_longest("task"),
        widget=forms.TextInput({"list": "known-tasks", "autocomplete": "off"}),
        help_text="同一建设任务的环节写同样的名称，会排在一起，如“农村公路养护”。",
    )
    work_item = forms.CharField(
        label="用工环节", max_length=_longest("work_item"), help_text="可以组织群众务工的那一段活，如“边沟清淤”。"
    )
    trades = forms.CharField(
        label="常用工种", required=False, max_length=_longest("trades"), help_text="几个工种用顿号隔开。"
    )
    note = forms.CharField(
        label="说明", required=False, max_length=_longest("note"), widget=forms.Textarea({"rows": 2})
    )
    source = forms.CharField(
        label="来源",
        required=False,
        max_length=_longest("source"),
        help_text=f"依据的文件和文号；不填为“{OWN_SOURCE}”。",
    )

    def values(self) -> dict[str, Any]:
        """What the entry is to say, by field name."""
        return {name: self.cleaned_data[name] for name in SHOWN}


class NewGuidanceForm(GuidanceForm):
    """A new entry also says whose year it is."""

    year = forms.IntegerField(label="年度", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    field_order = ("year",)


def initial_of(item: GuidanceItem) -> dict[str, Any]:
    """What the edit form shows before anybody types."""
    return {"seen": mark_of(item)} | {name: getattr(item, name) for name in SHOWN}


class GuidanceUploadForm(forms.Form):
    """A year's catalog as a workbook."""

    year = forms.IntegerField(
        label="目录年度", min_value=FIRST_YEAR, max_value=LAST_YEAR, help_text="须与表头的年度一致。"
    )
    file = forms.FileField(
        label="工作簿",
        help_text=".xlsx、.xls 或 .ods，不超过 20 MB；列的先后不限，按表头识别。",
        widget=forms.ClearableFileInput({"accept": ".xlsx,.xls,.ods"}),
        error_messages={"required": "请选择要导入的文件。", "empty": "文件是空的，请重新选择。"},
    )


class CollectionForm(forms.Form):
    """开启申报征集."""

    year = forms.IntegerField(
        label="清单年度", min_value=FIRST_YEAR, max_value=LAST_YEAR, help_text="征集哪一年度的清单，如 2027。"
    )
    opens_on = forms.DateField(label="开始日期", widget=DayInput(), help_text="征集通知写的起始日期。")
    due_on = forms.DateField(label="截止日期", widget=DayInput(), help_text="当天仍可申报；以后可以延长。")
    note = forms.CharField(
        label="申报要求",
        required=False,
        max_length=Collection._meta.get_field("note").max_length,
        widget=forms.Textarea({"rows": 3}),
        help_text="单位申报时能看到，如依据的文件、须附的材料。",
    )


class DueForm(forms.Form):
    """A new last day: extending an open collection, or reopening one whose deadline is past."""

    due_on = forms.DateField(label="新的截止日期", widget=DayInput())

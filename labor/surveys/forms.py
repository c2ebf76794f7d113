"""Forms of the survey pages. They shape the input; whether it may be done the actions say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from labor.models import LaborSurvey
from units.forms import DayInput
from units.models import Unit

if TYPE_CHECKING:
    UnitsChoice = forms.ModelMultipleChoiceField[Unit]
else:
    UnitsChoice = forms.ModelMultipleChoiceField


def _longest(name: str) -> int | None:
    return LaborSurvey._meta.get_field(name).max_length  # type: ignore[union-attr]


class SurveyForm(forms.Form):
    """开启摸底调查."""

    year = forms.IntegerField(label="年度", min_value=2015, max_value=2100, help_text="今年或明年，如 2026。")
    title = forms.CharField(
        label="名称", max_length=_longest("title"), help_text="同一年度不重名，如“冬季务工意愿摸底”。"
    )
    opens_on = forms.DateField(label="开始日期", widget=DayInput(), help_text="这一天起镇街可以登记。")
    due_on = forms.DateField(label="截止日期", widget=DayInput(), help_text="当天仍可登记；以后可以延长。")
    townships = UnitsChoice(
        label="发给哪些镇街",
        queryset=Unit.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一个镇街。"},
    )
    note = forms.CharField(
        label="要求",
        required=False,
        max_length=_longest("note"),
        widget=forms.Textarea({"rows": 3}),
        help_text="镇街登记时能看到，如重点登记哪些人、依据的文件。",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["townships"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Unit.objects.townships()


class DueForm(forms.Form):
    """A new last day of a closed survey that goes on."""

    due_on = forms.DateField(label="新的截止日期", widget=DayInput())


class ExtensionForm(DueForm):
    """A new last day of an open survey, for all its townships or for some."""

    townships = UnitsChoice(
        label="改哪些镇街",
        required=False,
        queryset=Unit.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="一个都不选，就是所有镇街都改。",
        error_messages={"invalid_choice": "所选镇街不在本次摸底里，请重新选择。"},
    )

    def __init__(self, *args: Any, survey: LaborSurvey, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["townships"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Unit.objects.filter(survey_parts__survey=survey).order_by("code")

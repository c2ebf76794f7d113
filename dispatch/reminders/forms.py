"""Forms of reminding: the shape of what people type; whether it may stand the actions say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q

from dispatch.models import Audience
from dispatch.reminders.ledger import STANDINGS
from dispatch.reminders.steps import Step
from projects.forms import day_field
from projects.models import Period
from projects.questions import NOT_DEPARTMENTS
from units.models import Unit

ROWS = 10  # steps the page offers
PARTS = ("offset", "audience", "by_mail", "by_chat", "with_letter")


class LedgerForm(forms.Form):
    """What of a month's ledger to show."""

    q = forms.CharField(
        label="单位", required=False, widget=forms.TextInput({"type": "search", "placeholder": "单位名称"})
    )
    standing = forms.ChoiceField(label="欠报", required=False, choices=[("", "全部"), *STANDINGS])


class StepsForm(forms.Form):
    """催报步骤 from a day on: up to ROWS rows; a row without working days is left out."""

    starts_on = day_field("起用日期", help_text="今天或以后；已发出的催报不改。")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["starts_on"].error_messages.update(
            required="请填起用日期。", invalid="日期写成 2026-11-12 这样的形式。"
        )
        for row in range(ROWS):
            self.fields[f"offset_{row}"] = forms.IntegerField(
                label="工作日", required=False, widget=forms.TextInput({"inputmode": "text", "size": 4}),
                error_messages={"invalid": f"第{row + 1}行的工作日请填整数，截止日前填负数，例如 -3。"},
            )  # fmt: skip
            self.fields[f"audience_{row}"] = forms.ChoiceField(label="催谁", choices=Audience.choices, required=False)
            for part, label in (("by_mail", "邮件"), ("by_chat", "工作群"), ("with_letter", "催报单")):
                self.fields[f"{part}_{row}"] = forms.BooleanField(label=label, required=False)

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each row, as the page lays them out."""
        return [[self[f"{part}_{row}"] for part in PARTS] for row in range(ROWS)]

    @property
    def steps(self) -> list[Step]:
        """The rows that are filled."""
        said = self.cleaned_data
        return [
            Step(
                said[f"offset_{row}"],
                Audience(said[f"audience_{row}"] or Audience.BOTH),
                said[f"by_mail_{row}"],
                said[f"by_chat_{row}"],
                said[f"with_letter_{row}"],
            )
            for row in range(ROWS)
            if said.get(f"offset_{row}") is not None
        ]


def begun_with(steps: Sequence[Step]) -> dict[str, Any]:
    """The form's beginning values from the steps in force."""
    return {f"{part}_{row}": getattr(step, part) for row, step in enumerate(steps[:ROWS]) for part in PARTS}


class LetterForm(forms.Form):
    """出具催报单: which unit, which month."""

    period = forms.ModelChoiceField(
        label="月份", queryset=Period.objects.none(), to_field_name="month", empty_label=None,
        error_messages={"required": "请选择月份。", "invalid_choice": "这个月份没有开启，或已经关账，不能出催报单。"},
    )  # fmt: skip
    unit = forms.ModelChoiceField(
        label="单位",
        queryset=Unit.objects.none(),
        empty_label="请选择",
        help_text="只给已经逾期的单位出；每个单位一个月一份，出具后编号，不能作废，补齐后自动办结。",
        error_messages={"required": "请选择单位。", "invalid_choice": "没有这个单位，请重新选择。"},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        period, unit = self.fields["period"], self.fields["unit"]
        assert isinstance(period, forms.ModelChoiceField)
        assert isinstance(unit, forms.ModelChoiceField)
        period.queryset = Period.objects.open().order_by("-month")
        answers = Q(supervised__isnull=False) | Q(expected__is_owed=True)  # others never owe
        unit.queryset = Unit.objects.exclude(kind__in=NOT_DEPARTMENTS).filter(answers).distinct()

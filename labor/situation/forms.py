"""What the page of 供求研判 is asked: month, township, sector, trade."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from labor.models import Trade
from labor.situation.assessing import Question
from labor.situation.months import AHEAD, Month, read_month
from units.models import Sector, Unit
from units.refusals import Refusal


class SituationForm(forms.Form):
    """The filters; what cannot be read is told at its field and not applied."""

    month = forms.CharField(label="月份", required=False, widget=forms.Select)
    township = forms.ModelChoiceField(
        label="镇街", queryset=Unit.objects.none(), required=False, empty_label="全部镇街"
    )
    sector = forms.ModelChoiceField(
        label="领域（只筛选需求）", queryset=Sector.objects.none(), required=False, empty_label="全部领域"
    )
    trade = forms.ModelChoiceField(label="工种", queryset=Trade.objects.none(), required=False, empty_label="全部工种")

    def __init__(self, data: Mapping[str, Any], *, on: date) -> None:
        asked = {name: data.get(name, "") for name in self.base_fields}
        self.now = Month(on.replace(day=1))
        super().__init__({**asked, "month": asked["month"] or self.now.key})
        choices: dict[str, Any] = {
            "township": Unit.objects.townships(),
            "sector": Sector.objects,
            "trade": Trade.objects,
        }
        for name, rows in choices.items():
            self.fields[name].queryset = rows.all()  # type: ignore[attr-defined]
        self.fields["month"].widget.choices = self._months()

    def _months(self) -> list[tuple[str, str]]:
        """A year back and a year ahead, and the month in the address where it lies beyond."""
        near = {self.now.later(number) for number in range(-AHEAD, AHEAD + 1)}
        with suppress(Refusal):
            near.add(read_month(self.data["month"]))
        return [(month.key, month.label) for month in sorted(near)]

    def clean_month(self) -> Month:
        try:
            return read_month(self.cleaned_data["month"])
        except Refusal as refusal:
            raise ValidationError(f"{refusal}下面显示的是{self.now.label}。") from None

    def question(self) -> Question:
        """What is asked; a filter that cannot be read narrows nothing."""
        self.full_clean()
        said = self.cleaned_data
        return Question(said.get("month") or self.now, said.get("township"), said.get("sector"), said.get("trade"))

    def conditions(self) -> list[str]:
        """The filters in words: 工种＝砌筑工."""
        named = {"township": "镇街", "sector": "领域", "trade": "工种"}
        return [f"{label}＝{value}" for name, label in named.items() if (value := self.cleaned_data.get(name))]

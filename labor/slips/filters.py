"""Questions to the year's wage ledger. No filter takes a personal number: it would stand in the address."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms

from labor.filters import projects_seen
from labor.models import WageLine
from labor.models.line import LineQuerySet
from labor.slips.yearly import years
from projects.questions import SEARCH, by_department, by_township, year_choices


class LedgerFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By year (always one), name, project, units, and whether something is still owed."""

    q = django_filters.CharFilter(
        label="姓名", field_name="worker__name", lookup_expr="icontains",
        widget=forms.TextInput({**SEARCH, "placeholder": "姓名"}),
    )  # fmt: skip
    year = django_filters.ChoiceFilter(label="年度", method="by_year", empty_label=None)
    project = django_filters.ModelChoiceFilter(label="项目", queryset=projects_seen, empty_label="全部项目")
    department = by_department("project__department")
    township = by_township("project__township")
    paid = django_filters.ChoiceFilter(
        label="发放", field_name="is_paid", choices=[("True", "已发放"), ("False", "未发放")], empty_label="全部"
    )

    class Meta:
        model = WageLine
        fields: list[str] = []

    def __init__(self, data: Any, *args: Any, on: date, **options: Any) -> None:
        asked = data.copy()
        self.year = _year(asked.get("year"), on)
        asked["year"] = str(self.year)
        super().__init__(asked, *args, **options)
        self.filters["year"].extra["choices"] = year_choices({*years(), self.year})

    def by_year(self, lines: LineQuerySet, name: str, year: str) -> LineQuerySet:  # noqa: ARG002
        return lines.filter(period__month__range=(date(int(year), 1, 1), date(int(year), 12, 1)))


def _year(asked: str | None, on: date) -> int:
    return (
        int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) == 4 and asked > "1999" else on.year
    )

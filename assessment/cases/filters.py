"""Questions asked of the cases; page and workbook read the same filter."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from assessment.models import CaseState, TypicalCase
from projects.questions import SEARCH, by_sector, has_words, year_choices
from units.models import Unit


class CaseFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By words, state, unit, sector of the project, and year."""

    q = django_filters.CharFilter(
        label="标题或内容", method="by_text", widget=forms.TextInput({**SEARCH, "placeholder": "如 培训、路基"})
    )
    state = django_filters.ChoiceFilter(label="状态", choices=CaseState.choices, empty_label="全部状态")
    unit = django_filters.ModelChoiceFilter(
        label="报送单位", queryset=Unit.objects.exclude(typical_cases=None).distinct(), empty_label="全部单位"
    )
    sector = by_sector("project__sector")
    year = django_filters.ChoiceFilter(label="年度", field_name="created_at__year", empty_label="全部年度")

    class Meta:
        model = TypicalCase
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[TypicalCase]) -> None:
        super().__init__(data, queryset=queryset)
        self.filters["year"].extra["choices"] = year_choices(one.year for one in queryset.dates("created_at", "year"))

    def by_text(self, found: QuerySet[TypicalCase], name: str, text: str) -> QuerySet[TypicalCase]:  # noqa: ARG002
        return found.filter(has_words(("title", "background", "practice", "effect", "project__name"), text))

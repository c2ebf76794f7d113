"""Filters of the list of 督办; page, workbook and print read the same."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from assignments.models import SourceKind, SupervisionNotice, SupervisionState
from assignments.supervision.lamps import Lamp, lamps_of
from assignments.supervision.rules import Rules
from projects.questions import has_words, year_choices
from units.models import Unit

LEVELS = [("0", "没有提级"), ("1", "到分管负责人"), ("2", "到区领导")]
WORDS = ("title", "basis", "demand", "source_label", "paper__document_number")


class SupervisionFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By state, lamp, unit, source, level, year and words. A lamp is worked out on the day, by the rule of each."""

    q = django_filters.CharFilter(
        label="事项或文号",
        method="by_text",
        widget=forms.TextInput({"type": "search", "placeholder": "事项、依据、文号"}),
    )
    state = django_filters.ChoiceFilter(label="状态", choices=SupervisionState.choices, empty_label="全部状态")
    lamp = django_filters.ChoiceFilter(label="亮灯", choices=Lamp.choices, method="by_lamp", empty_label="全部")
    unit = django_filters.ModelChoiceFilter(label="承办单位", queryset=Unit.objects.none(), empty_label="全部单位")
    source = django_filters.ChoiceFilter(label="来源", choices=SourceKind.choices, empty_label="全部来源")
    level = django_filters.ChoiceFilter(label="提级", choices=LEVELS, empty_label="不限")
    year = django_filters.ChoiceFilter(label="年度", method="by_year", empty_label="全部年度")

    class Meta:
        model = SupervisionNotice
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[SupervisionNotice], *, on: date) -> None:
        super().__init__(data, queryset=queryset)
        self.on, self.rules = on, Rules()
        self.filters["unit"].queryset = Unit.objects.filter(pk__in=queryset.order_by().values("unit"))
        years = queryset.order_by().values_list("created_at__year", flat=True).distinct()
        self.filters["year"].extra["choices"] = year_choices(years)

    def by_text(self, found: QuerySet[SupervisionNotice], name: str, text: str) -> Any:  # noqa: ARG002
        return found.filter(has_words(WORDS, text))

    def by_year(self, found: QuerySet[SupervisionNotice], name: str, year: str) -> Any:  # noqa: ARG002
        return found.filter(created_at__year=year)

    def by_lamp(self, found: QuerySet[SupervisionNotice], name: str, lamp: str) -> Any:  # noqa: ARG002
        shining = lamps_of(found, on=self.on, rules=self.rules)
        return found.filter(Q(pk__in=[pk for pk, one in shining.items() if one == lamp]))

"""Filters of the list of tasks; page and workbook read the same."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from assignments.assigning.forms import house
from assignments.assigning.lamp import Clock, Lamp, shining
from assignments.assigning.listing import ORIGINS
from assignments.models import Assignment, AssignmentState, Duty
from projects.questions import has_words, year_choices

WORDS = ("title", "demand", "lead__name", "remark")


class AssignmentFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By year, unit and its part, lamp, state, origin, clause, words."""

    year = django_filters.ChoiceFilter(label="年度", choices=[], empty_label="全部年度")
    unit = django_filters.ModelChoiceFilter(
        label="单位",
        queryset=lambda request: house(),  # noqa: ARG005
        method="by_unit",
        empty_label="全部单位",
    )
    lamp = django_filters.ChoiceFilter(
        label="亮灯", choices=[(lamp.key, lamp.label) for lamp in Lamp], method="by_lamp", empty_label="全部"
    )
    state = django_filters.ChoiceFilter(label="状态", choices=AssignmentState.choices, empty_label="全部状态")
    origin = django_filters.ChoiceFilter(
        label="来源", choices=list(ORIGINS.items()), method="by_origin", empty_label="全部来源"
    )
    duty = django_filters.ModelChoiceFilter(
        label="条款", queryset=Duty.objects.order_by("number"), empty_label="全部条款"
    )
    waiting = django_filters.ChoiceFilter(
        label="报告", choices=[("yes", "有待认可的报告")], method="by_waiting", empty_label="不限"
    )
    q = django_filters.CharFilter(
        label="包含", method="by_text", widget=forms.TextInput({"type": "search", "placeholder": "任务、要求、单位"})
    )

    class Meta:
        model = Assignment
        fields: list[str] = []

    def __init__(self, *args: Any, clock: Clock, **options: Any) -> None:
        super().__init__(*args, **options)
        self.clock = clock
        years = self.queryset.order_by().values_list("year", flat=True).distinct()
        self.filters["year"].extra["choices"] = year_choices({*years, clock.on.year})

    def by_unit(self, found: Any, name: str, unit: Any) -> Any:  # noqa: ARG002
        return found.concerning([unit.pk])

    def by_lamp(self, found: Any, name: str, key: str) -> Any:  # noqa: ARG002
        return shining(found, Lamp[key.upper()], self.clock)

    def by_origin(self, found: QuerySet[Assignment], name: str, key: str) -> QuerySet[Assignment]:  # noqa: ARG002
        return found.filter(**{f"{key}__isnull": False})

    def by_waiting(self, found: Any, name: str, choice: str) -> Any:  # noqa: ARG002
        return found.filter(state=AssignmentState.ISSUED, waiting__gt=0)

    def by_text(self, found: QuerySet[Assignment], name: str, text: str) -> QuerySet[Assignment]:  # noqa: ARG002
        return found.filter(has_words(WORDS, text))

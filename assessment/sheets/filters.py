"""Filters of the lists of sheets and appeals; each answers page and workbook alike."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet

from assessment.models import Appeal, Audience, Scheme, Scoresheet, SheetState
from projects.questions import year_choices
from units.models import Unit

GROUPS = [choice for choice in Audience.choices if choice[0] != Audience.ALL]


def _years() -> list[tuple[str, str]]:
    return year_choices(Scheme.objects.filter(sheets__isnull=False).values_list("year", flat=True).distinct())


class SheetFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By year, group, unit and state."""

    year = django_filters.ChoiceFilter(label="年度", field_name="scheme__year", choices=_years, empty_label="全部年度")
    group = django_filters.ChoiceFilter(
        label="排名分组", field_name="unit__kind", choices=GROUPS, empty_label="全部分组"
    )
    state = django_filters.ChoiceFilter(label="状态", choices=SheetState.choices, empty_label="全部状态")
    unit = django_filters.ModelChoiceFilter(
        label="单位", queryset=Unit.objects.filter(scoresheets__isnull=False).distinct(), empty_label="全部单位"
    )

    class Meta:
        model = Scoresheet
        fields: list[str] = []


class AppealFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By year and what became of it."""

    year = django_filters.ChoiceFilter(
        label="年度", field_name="score__sheet__scheme__year", choices=_years, empty_label="全部年度"
    )
    verdict = django_filters.ChoiceFilter(
        label="处理",
        method="by_verdict",
        choices=[("open", "待答复"), ("upheld", "采纳"), ("rejected", "维持")],
        empty_label="全部",
    )

    class Meta:
        model = Appeal
        fields: list[str] = []

    def by_verdict(self, appeals: QuerySet[Any], name: str, choice: str) -> QuerySet[Any]:  # noqa: ARG002
        return appeals.filter(verdict="" if choice == "open" else choice)

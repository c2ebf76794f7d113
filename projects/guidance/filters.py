"""Filters of the catalog's page; the same filter answers page and workbook."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Q, QuerySet

from projects.models import GuidanceItem
from projects.models.guidance import OWN_SOURCE, GuidanceQuerySet
from projects.questions import SEARCH, by_sector, has_words

WORDS = ("task", "work_item", "trades", "note", "source")
RETIRED, ALL = "retired", "all"
STATES = [(RETIRED, "已停用"), (ALL, "在用和已停用")]
OWN, FROM_DOCUMENT = "own", "document"
SOURCES = [(OWN, OWN_SOURCE), (FROM_DOCUMENT, "有文件依据")]


class GuidanceFilter(django_filters.FilterSet):  # type: ignore[misc]
    """One year's catalog, by sector, words, source and state; retired entries show only when asked for."""

    q = django_filters.CharFilter(
        label="查找", method="by_text", widget=forms.TextInput({**SEARCH, "placeholder": "任务、环节、工种或说明"})
    )
    sector = by_sector()
    source = django_filters.ChoiceFilter(label="来源", method="by_source", choices=SOURCES, empty_label="全部来源")
    state = django_filters.ChoiceFilter(label="状态", method="by_state", choices=STATES, empty_label="在用")

    class Meta:
        model = GuidanceItem
        fields: list[str] = []

    def __init__(self, data: Any, year: int) -> None:
        super().__init__(data, queryset=items_of(year))

    def by_text(self, items: QuerySet[GuidanceItem], name: str, text: str) -> QuerySet[GuidanceItem]:  # noqa: ARG002
        return items.filter(has_words(WORDS, text))

    def by_source(self, items: QuerySet[GuidanceItem], name: str, choice: str) -> QuerySet[GuidanceItem]:  # noqa: ARG002
        own = Q(source=OWN_SOURCE)
        return items.filter(own if choice == OWN else ~own)

    def by_state(self, items: QuerySet[GuidanceItem], name: str, state: str) -> QuerySet[GuidanceItem]:  # noqa: ARG002
        return items.filter(retired_at__isnull=False) if state == RETIRED else items

    def filter_queryset(self, queryset: QuerySet[GuidanceItem]) -> QuerySet[GuidanceItem]:
        found: QuerySet[GuidanceItem] = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.filter(retired_at=None)


def items_of(year: int) -> GuidanceQuerySet:
    """One year's entries in the order of the page: by sector, task and work item."""
    items = GuidanceItem.objects.of_year(year).select_related("sector")
    return items.order_by("sector__code", "task", "work_item", "pk")


def years_held() -> dict[int, int]:
    """The years that have a catalog, newest first, each with its number of entries in force."""
    counted = GuidanceItem.objects.order_by("-year").values("year")
    in_force = Count("pk", filter=Q(retired_at=None))
    return dict(counted.annotate(number=in_force).values_list("year", "number"))

"""Filters of the list of nominations; the same filter answers page and workbook."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict

from projects.models import Collection, Nomination, NominationState
from projects.nominations.table import SORTS
from projects.nominations.waiting import LABELS, waits
from projects.questions import NAME_OR_CODE, SEARCH, by_sector, by_township, has_words, year_choices
from units.models import Unit, UnitKind, User

RELATED = ("collection", "unit", "sector", "township", "department", "filed_by")


class NominationFilter(django_filters.FilterSet):  # type: ignore[misc]
    """One year at a time unless all are asked for; what waits for a person is asked for over all years."""

    year = django_filters.ChoiceFilter(label="年度", field_name="collection__year", empty_label="全部年度")
    collection = django_filters.ModelChoiceFilter(
        label="征集", queryset=Collection.objects.all(), empty_label="全部征集"
    )
    q = django_filters.CharFilter(label="名称或代码", method="by_text", widget=forms.TextInput(SEARCH))
    unit = django_filters.ModelChoiceFilter(
        label="申报单位",
        queryset=Unit.objects.filter(Q(kind=UnitKind.TOWNSHIP) | Q(sectors__isnull=False)).distinct(),
        empty_label="全部单位",
    )
    sector = by_sector()
    township = by_township()
    waiting = django_filters.ChoiceFilter(label="待办", method="by_waiting", empty_label="不限")
    state = django_filters.ChoiceFilter(label="状态", choices=NominationState.choices, widget=forms.HiddenInput)
    sort = django_filters.OrderingFilter(fields=[(path, key) for key, path in SORTS.items()], widget=forms.HiddenInput)

    class Meta:
        model = Nomination
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, user: User, on: date, collections: Iterable[Collection]) -> None:
        self.waits = {wait.value: condition for wait, condition in waits(user, on=on).items()}
        years = sorted({collection.year for collection in collections}, reverse=True)
        asked = data.copy()
        if not {"year", "collection", "waiting"} & set(asked) and years:
            asked["year"] = str(years[0])
        super().__init__(asked, queryset=Nomination.objects.visible_to(user).select_related(*RELATED))
        self.filters["year"].extra["choices"] = year_choices(years)
        self.filters["waiting"].extra["choices"] = [
            (wait.value, label.removesuffix("的申报")) for wait, label in LABELS.items() if wait in self.waits
        ]
        if not self.waits:
            del self.filters["waiting"]
        self.asked_year = next((year for year in years if str(year) == asked.get("year")), None)

    def by_text(self, nominations: QuerySet[Nomination], name: str, text: str) -> QuerySet[Nomination]:  # noqa: ARG002
        return nominations.filter(has_words(NAME_OR_CODE, text))

    def by_waiting(self, nominations: QuerySet[Nomination], name: str, wait: str) -> QuerySet[Nomination]:  # noqa: ARG002
        return nominations.filter(self.waits[wait])


def counted_by_state(data: QueryDict, *, user: User, on: date, collections: Iterable[Collection]) -> dict[str, int]:
    """How many nominations each state holds under all the other filters."""
    others = data.copy()
    others.pop("state", None)
    found: Any = NominationFilter(others, user=user, on=on, collections=collections).qs
    return dict(found.order_by().values_list("state").annotate(Count("pk")))

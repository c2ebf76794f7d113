"""Filters of the list of placements; the same filter answers page and workbook."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Count, QuerySet
from django.http import QueryDict

from labor.models import LaborDemand, Placement, PlacementState
from labor.waiting import PLACEMENT_TURNS, placements_in_turn
from projects.questions import SEARCH, by_department, by_township, has_words
from units.models import User

WORDS = ("response__name", "demand__project__name", "demand__project__code", "demand__trade__name")
RELATED = (
    "demand__project__department", "demand__trade", "worker", "response", "township", "proposed_by", "decided_by",
)  # fmt: skip
LATEST = ("-proposed_at", "-pk")


class PlacementFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By words, whose turn it is, demand and units; the state is chosen by tabs."""

    q = django_filters.CharFilter(
        label="姓名、项目或岗位",
        method="by_text",
        widget=forms.TextInput({**SEARCH, "placeholder": "姓名、项目、岗位"}),
    )
    turn = django_filters.ChoiceFilter(label="待办", method="by_turn", choices=PLACEMENT_TURNS, empty_label="不限")
    township = by_township(label="推荐镇街")
    department = by_department("demand__project__department")
    demand = django_filters.ModelChoiceFilter(
        label="用工需求", queryset=LaborDemand.objects.none(), empty_label="全部需求"
    )
    state = django_filters.ChoiceFilter(label="状态", choices=PlacementState.choices, widget=forms.HiddenInput)

    class Meta:
        model = Placement
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, user: User) -> None:
        self.user = user
        seen = Placement.objects.visible_to(user)
        super().__init__(data, queryset=seen.select_related(*RELATED).defer("response__phone_sealed"))
        demands = LaborDemand.objects.filter(pk__in=seen.order_by().values("demand"))
        self.filters["demand"].queryset = demands.select_related("project", "trade")

    def by_text(self, found: QuerySet[Placement], name: str, text: str) -> QuerySet[Placement]:  # noqa: ARG002
        return found.filter(has_words(WORDS, text))

    def by_turn(self, found: QuerySet[Placement], name: str, turn: str) -> QuerySet[Placement]:  # noqa: ARG002
        return found.filter(pk__in=placements_in_turn(turn, self.user).order_by().values("pk"))


def ordered(found: PlacementFilter) -> QuerySet[Placement]:
    """The latest proposal first."""
    placements: Any = found.qs
    told: QuerySet[Placement] = placements.order_by(*LATEST)
    return told


def counted_by_state(data: QueryDict, *, user: User) -> dict[str, int]:
    """How many placements each state holds under all the other filters."""
    others = data.copy()
    others.pop("state", None)
    found: Any = PlacementFilter(others, user=user).qs
    return dict(found.order_by().values_list("state").annotate(Count("pk")))

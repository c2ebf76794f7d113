"""Filters of the list of demands; the same filter answers page and workbooks."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Count, F, QuerySet
from django.http import QueryDict

from labor.demands.counting import RELATED, counted
from labor.demands.tables import AGE, SORTS
from labor.models import DemandState, LaborDemand, Trade
from labor.waiting import DEMAND_WAITS, demands_waiting
from projects.models import Project
from projects.questions import SEARCH, by_department, by_sector, by_township, has_words
from units.models import User
from units.requests import today

WORDS = ("project__name", "project__code", "trade__name", "task", "place")
UNFILLED = "yes"
OLDEST = (F("waiting_since").asc(nulls_last=True), "-starts_on", "-pk")


class DemandOrder(django_filters.OrderingFilter):  # type: ignore[misc]
    """Sorted by a column; by age, those without an age stand last whichever way round."""

    def get_ordering_value(self, param: str) -> Any:
        since = F("waiting_since")
        ages = {AGE: since.desc(nulls_last=True), f"-{AGE}": since.asc(nulls_last=True)}
        return ages.get(param) or super().get_ordering_value(param)


class DemandFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By words, project, trade, units, month of work, open posts; the state is chosen by tabs."""

    q = django_filters.CharFilter(
        label="项目、岗位或地点",
        method="by_text",
        widget=forms.TextInput({**SEARCH, "placeholder": "名称、代码、岗位"}),
    )
    project = django_filters.ModelChoiceFilter(label="项目", queryset=Project.objects.none(), empty_label="全部项目")
    trade = django_filters.ModelChoiceFilter(label="岗位工种", queryset=Trade.objects.all(), empty_label="全部工种")
    sector = by_sector("project__sector")
    department = by_department("project__department")
    township = by_township(label="用工所在镇街")
    month = django_filters.DateFilter(
        label="用工月份",
        method="by_month",
        input_formats=["%Y-%m"],
        widget=forms.DateInput({"type": "month"}, format="%Y-%m"),
        error_messages={"invalid": "月份写成 2026-10 这样的形式。"},
    )
    unfilled = django_filters.ChoiceFilter(
        label="招工", method="by_unfilled", choices=[(UNFILLED, "只看没招满的")], empty_label="不限"
    )
    waiting = django_filters.ChoiceFilter(label="待办", method="by_waiting", choices=DEMAND_WAITS, empty_label="不限")
    state = django_filters.ChoiceFilter(label="状态", choices=DemandState.choices, widget=forms.HiddenInput)
    sort = DemandOrder(
        fields=[(path, key) for key, path in SORTS.items()] + [("waiting_since", AGE)], widget=forms.HiddenInput
    )

    class Meta:
        model = LaborDemand
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, user: User) -> None:
        seen = LaborDemand.objects.visible_to(user)
        self.user = user
        super().__init__(data, queryset=counted(seen.select_related(*RELATED)))
        projects = Project.objects.filter(pk__in=seen.order_by().values("project")).order_by("name", "pk")
        self.filters["project"].extra["queryset"] = projects
        self.filters["project"].queryset = projects

    def by_text(self, demands: QuerySet[LaborDemand], name: str, text: str) -> QuerySet[LaborDemand]:  # noqa: ARG002
        return demands.filter(has_words(WORDS, text))

    def by_month(self, demands: QuerySet[LaborDemand], name: str, first: date) -> QuerySet[LaborDemand]:  # noqa: ARG002
        """People are at work on at least one day of the month."""
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        return demands.filter(starts_on__lte=last, ends_on__gte=first)

    def by_unfilled(self, demands: QuerySet[Any], name: str, said: str) -> QuerySet[LaborDemand]:  # noqa: ARG002
        return demands.filter(waiting_since__isnull=False)

    def by_waiting(self, demands: QuerySet[LaborDemand], name: str, wait: str) -> QuerySet[LaborDemand]:  # noqa: ARG002
        """What the first page counts, and no other."""
        return demands.filter(pk__in=demands_waiting(wait, self.user, on=today()).order_by().values("pk"))


def ordered(found: DemandFilter) -> QuerySet[LaborDemand]:
    """As asked; then those whose posts have been open longest, then the latest."""
    demands: Any = found.qs
    asked = demands.query.order_by
    told: QuerySet[LaborDemand] = demands.order_by(*asked, *OLDEST)
    return told


def counted_by_state(data: QueryDict, *, user: User) -> dict[str, int]:
    """How many demands each state holds under all the other filters."""
    others = data.copy()
    others.pop("state", None)
    found: Any = DemandFilter(others, user=user).qs
    return dict(found.order_by().values_list("state").annotate(Count("pk")))

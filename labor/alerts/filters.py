"""Filters of the list of alerts; the same filter answers page, workbook, lamps and command."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from django.http import QueryDict

from labor.alerts.catalog import CODES
from labor.models import Alert, AlertState, Severity
from projects.models import Project
from projects.questions import PROJECT_NAME_OR_CODE, SEARCH, by_department, by_township, has_words
from units.models import User

OPEN, ALL = "open", "all"
STATES = [(OPEN, "未销号"), *AlertState.choices, (ALL, "全部")]
RELATED = ("project__department", "project__township", "period")
GRADE = Case(
    *(When(severity=value, then=Value(place)) for place, value in enumerate(Severity.values)),
    output_field=IntegerField(),
)
GRAVEST = (GRADE, "-last_seen_at", "project__code", "code", "pk")


class AlertFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By words, grade, check, project, units; the state is chosen by tabs, and is 未销号 unless told."""

    q = django_filters.CharFilter(label="项目名称或代码", method="by_text", widget=forms.TextInput(SEARCH))
    severity = django_filters.ChoiceFilter(label="等级", choices=Severity.choices, empty_label="全部等级")
    code = django_filters.ChoiceFilter(label="预警事项", choices=CODES, empty_label="全部事项")
    project = django_filters.ModelChoiceFilter(label="项目", queryset=Project.objects.none(), empty_label="全部项目")
    department = by_department("project__department")
    township = by_township("project__township")
    state = django_filters.ChoiceFilter(label="状态", method="by_state", choices=STATES, widget=forms.HiddenInput)

    class Meta:
        model = Alert
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, user: User) -> None:
        told = data.copy()
        told.setdefault("state", OPEN)
        seen = Alert.objects.visible_to(user)
        super().__init__(told, queryset=seen.select_related(*RELATED))
        projects = Project.objects.filter(pk__in=seen.order_by().values("project")).order_by("name", "pk")
        self.filters["project"].extra["queryset"] = projects
        self.filters["project"].queryset = projects

    def by_text(self, alerts: QuerySet[Alert], name: str, text: str) -> QuerySet[Alert]:  # noqa: ARG002
        return alerts.filter(has_words(PROJECT_NAME_OR_CODE, text))

    def by_state(self, alerts: QuerySet[Alert], name: str, state: str) -> QuerySet[Alert]:  # noqa: ARG002
        if state == OPEN:
            return alerts.exclude(state=AlertState.CLOSED)
        return alerts if state == ALL else alerts.filter(state=state)


def gravest_first(found: AlertFilter) -> QuerySet[Alert]:
    """As filtered: red before yellow before hints, the latest found first."""
    alerts: QuerySet[Alert] = found.qs
    return alerts.order_by(*GRAVEST)


def counted_by(field: str, data: QueryDict, *, user: User) -> dict[str, int]:
    """How many alerts each state or grade holds under all the other filters."""
    others = data.copy()
    others.pop(field, None)
    if field == "state":
        others["state"] = ALL
    found: Any = AlertFilter(others, user=user).qs
    return dict(found.order_by().values_list(field).annotate(Count("pk")))

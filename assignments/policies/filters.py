"""Questions asked of the library and of the talks; page and workbook read the same filter."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from assignments.models import Policy, PolicyLevel, PolicyTalk
from assignments.policies.rules import CHOICES
from assignments.policies.validity import Validity, with_validity
from projects.questions import SEARCH, by_township, has_words, year_choices
from units.requests import today

STATES = [("void", "已作废")]


class PolicyFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By words, level, validity on the day, and the rule that stands on it."""

    q = django_filters.CharFilter(
        label="标题、文号或要点",
        method="by_text",
        widget=forms.TextInput({**SEARCH, "placeholder": "如 58号、农民工工资"}),
    )
    level = django_filters.ChoiceFilter(label="层级", choices=PolicyLevel.choices, empty_label="全部层级")
    validity = django_filters.ChoiceFilter(label="效力", choices=Validity.choices, empty_label="全部效力")
    rule = django_filters.ChoiceFilter(label="支撑的规则", method="by_rule", choices=CHOICES, empty_label="不限")

    class Meta:
        model = Policy
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[Policy], *, on: date | None = None) -> None:
        super().__init__(data, with_validity(queryset, on=on or today()))

    def by_text(self, found: QuerySet[Policy], name: str, text: str) -> QuerySet[Policy]:  # noqa: ARG002
        return found.filter(has_words(("title", "document_number", "summary", "issuer"), text))

    def by_rule(self, found: QuerySet[Policy], name: str, rule: str) -> QuerySet[Policy]:  # noqa: ARG002
        return found.filter(pk__in=Policy.objects.filter(citations__rule=rule).values("pk"))


class TalkFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By words, year, township and the policy talked about. Voided ones are shown only when asked for."""

    q = django_filters.CharFilter(
        label="内容、地点、宣讲人", method="by_text", widget=forms.TextInput({**SEARCH, "placeholder": "如 村民小组"})
    )
    year = django_filters.ChoiceFilter(label="年度", field_name="held_on__year", empty_label="全部年度")
    unit = by_township("unit", label="镇街")
    policy = django_filters.ModelChoiceFilter(
        label="宣讲的文件", field_name="policies", queryset=Policy.objects.from_the_top(), empty_label="全部文件"
    )
    state = django_filters.ChoiceFilter(label="状态", method="by_state", choices=STATES, empty_label="有效")

    class Meta:
        model = PolicyTalk
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[PolicyTalk]) -> None:
        super().__init__(data, queryset=queryset)
        years = queryset.order_by().values_list("held_on__year", flat=True).distinct()
        self.filters["year"].extra["choices"] = year_choices(years)

    def filter_queryset(self, queryset: QuerySet[PolicyTalk]) -> QuerySet[PolicyTalk]:
        found: QuerySet[PolicyTalk] = super().filter_queryset(queryset)
        return found.filter(voided_at__isnull=self.form.cleaned_data.get("state") != "void")

    def by_text(self, found: QuerySet[PolicyTalk], name: str, text: str) -> QuerySet[PolicyTalk]:  # noqa: ARG002
        return found.filter(has_words(("topic", "place", "speaker"), text))

    def by_state(self, found: QuerySet[PolicyTalk], name: str, said: str) -> QuerySet[PolicyTalk]:  # noqa: ARG002
        return found

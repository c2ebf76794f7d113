"""Questions asked of 督查激励 and 约谈; page and workbook read the same filter."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from assessment.models import Incentive, IncentiveKind
from projects.questions import SEARCH, has_words, year_choices
from units.models import Unit


class IncentiveFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By words, kind, year, unit, and whether its result is known. Voided ones are shown only when asked for."""

    q = django_filters.CharFilter(
        label="事由、措施", method="by_text", widget=forms.TextInput({**SEARCH, "placeholder": "如 支付率"})
    )
    kind = django_filters.ChoiceFilter(label="类别", choices=IncentiveKind.choices, empty_label="全部类别")
    year = django_filters.ChoiceFilter(label="年度", empty_label="全部年度")
    unit = django_filters.ModelChoiceFilter(
        label="单位", queryset=Unit.objects.exclude(incentives=None).distinct(), empty_label="全部单位"
    )
    result = django_filters.ChoiceFilter(
        label="落实情况", method="by_result", choices=[("no", "未登记"), ("yes", "已登记")], empty_label="不限"
    )
    state = django_filters.ChoiceFilter(
        label="状态", method="by_state", choices=[("void", "已作废")], empty_label="有效"
    )

    class Meta:
        model = Incentive
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[Incentive]) -> None:
        super().__init__(data, queryset=queryset)
        years = queryset.order_by().values_list("year", flat=True).distinct()
        self.filters["year"].extra["choices"] = year_choices(years)

    def filter_queryset(self, queryset: QuerySet[Incentive]) -> QuerySet[Incentive]:
        found: QuerySet[Incentive] = super().filter_queryset(queryset)
        return found.filter(voided_at__isnull=self.form.cleaned_data.get("state") != "void")

    def by_text(self, found: QuerySet[Incentive], name: str, text: str) -> QuerySet[Incentive]:  # noqa: ARG002
        return found.filter(has_words(("grounds", "measures", "result"), text))

    def by_result(self, found: QuerySet[Incentive], name: str, said: str) -> QuerySet[Incentive]:  # noqa: ARG002
        return found.filter(result="") if said == "no" else found.exclude(result="")

    def by_state(self, found: QuerySet[Incentive], name: str, said: str) -> QuerySet[Incentive]:  # noqa: ARG002
        return found

"""Filters of the survey pages; the same filter answers page and workbook, and takes the keys of the summaries."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from labor.models import (
    Ability,
    Category,
    Employment,
    LaborSurvey,
    SurveyPart,
    SurveyResponse,
    Trade,
    Willingness,
)
from labor.surveys.summaries import AGE_BANDS, age_label, born_between
from projects.questions import year_choices

IN_FORCE, WITHDRAWN = "in_force", "withdrawn"
BANDS = {f"age_{band[0]}": band for band in AGE_BANDS}


class SurveyFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By year, open or ended."""

    year = django_filters.ChoiceFilter(label="年度", empty_label="全部年度")
    state = django_filters.ChoiceFilter(
        label="状态", method="by_state", choices=[("open", "没有结束"), ("closed", "已结束")], empty_label="全部状态"
    )

    class Meta:
        model = LaborSurvey
        fields: list[str] = []

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        years = self.queryset.order_by().values_list("year", flat=True).distinct()
        self.filters["year"].extra["choices"] = year_choices(years, of="年")

    def by_state(self, surveys: QuerySet[LaborSurvey], name: str, state: str) -> QuerySet[LaborSurvey]:  # noqa: ARG002
        return surveys.filter(closed_at__isnull=state == "open")


class ResponseFilter(django_filters.FilterSet):  # type: ignore[misc]
    """People of one township's part. No filter takes a personal number: it would stand in the address."""

    q = django_filters.CharFilter(
        label="姓名",
        field_name="name",
        lookup_expr="icontains",
        widget=forms.TextInput({"type": "search", "placeholder": "姓名", "maxlength": "20"}),
    )
    village = django_filters.ChoiceFilter(label="村（社区）", empty_label="全部村（社区）")
    age = django_filters.ChoiceFilter(
        label="年龄",
        method="by_age",
        choices=[(key, age_label(*band)) for key, band in BANDS.items()],
        empty_label="全部年龄",
    )
    category = django_filters.ChoiceFilter(
        label="人员类别", field_name="categories__category", choices=Category.choices, empty_label="全部类别"
    )
    skill = django_filters.ModelChoiceFilter(
        label="技能", field_name="skills", queryset=Trade.objects.all(), to_field_name="code", empty_label="全部技能"
    )
    willingness = django_filters.ChoiceFilter(label="务工意愿", choices=Willingness.choices, empty_label="全部意愿")
    ability = django_filters.ChoiceFilter(label="劳动能力", choices=Ability.choices, empty_label="全部")
    employment = django_filters.ChoiceFilter(label="就业状态", choices=Employment.choices, empty_label="全部")
    state = django_filters.ChoiceFilter(
        label="登记状态",
        method="by_state",
        choices=[(IN_FORCE, "有效"), (WITHDRAWN, "已撤销")],
        empty_label=None,
    )

    class Meta:
        model = SurveyResponse
        fields: list[str] = []

    def __init__(self, data: Any, *args: Any, part: SurveyPart, on: date, **options: Any) -> None:
        asked = data.copy()
        asked.setdefault("state", IN_FORCE)
        super().__init__(asked, *args, **options)
        self.on = on
        villages = SurveyResponse.objects.filter(part=part).order_by("village")
        self.filters["village"].extra["choices"] = [
            (name, name) for name in villages.values_list("village", flat=True).distinct()
        ]

    def by_age(self, people: QuerySet[SurveyResponse], name: str, key: str) -> QuerySet[SurveyResponse]:  # noqa: ARG002
        return people.filter(born_between(*BANDS[key], self.on))

    def by_state(self, people: QuerySet[SurveyResponse], name: str, state: str) -> QuerySet[SurveyResponse]:  # noqa: ARG002
        return people.filter(withdrawn_at__isnull=state == IN_FORCE)

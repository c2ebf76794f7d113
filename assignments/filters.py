"""Filters of the duty list; page and workbook read the same."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from assignments.duties import of_unit
from assignments.models import Assignment, Duty
from projects.questions import year_choices
from units.models import Unit
from units.requests import today

PARTS = [("lead", "牵头（责任）"), ("support", "配合")]


class DutyFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By unit, its part in the duty, and words of the text."""

    unit = django_filters.ModelChoiceFilter(
        label="单位", queryset=Unit.objects.all(), method="by_unit", empty_label="全部单位"
    )
    part = django_filters.ChoiceFilter(label="承担方式", choices=PARTS, method="by_part", empty_label="牵头或配合")
    q = django_filters.CharFilter(
        label="任务包含",
        method="by_text",
        widget=forms.TextInput({"type": "search", "placeholder": "如 摸底、清单、三（四）"}),
    )

    year = django_filters.ChoiceFilter(
        label="任务年度", choices=[], method="by_year", empty_label="今年", required=False
    )

    class Meta:
        model = Duty
        fields: list[str] = []

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        years = Assignment.objects.order_by().values_list("year", flat=True).distinct()
        self.filters["year"].extra["choices"] = year_choices({*years, today().year})

    @property
    def year_shown(self) -> int:
        """The year whose tasks stand beside the duties."""
        self.form.is_valid()
        return int(self.form.cleaned_data.get("year") or today().year)

    def by_year(self, duties: QuerySet[Duty], name: str, year: str) -> QuerySet[Duty]:  # noqa: ARG002
        """The duties are those of the notice, whatever the year."""
        return duties

    def by_unit(self, duties: QuerySet[Duty], name: str, unit: Unit) -> QuerySet[Duty]:  # noqa: ARG002
        return of_unit(duties, unit, self.form.cleaned_data.get("part") or "")

    def by_part(self, duties: QuerySet[Duty], name: str, part: Any) -> QuerySet[Duty]:  # noqa: ARG002
        """With a unit chosen it narrows that unit's duties; alone it asks for duties that have such units at all."""
        if self.form.cleaned_data.get("unit"):
            return duties
        return duties.exclude(supports=None) if part == "support" else duties.exclude(leads=None)

    def by_text(self, duties: QuerySet[Duty], name: str, text: str) -> QuerySet[Duty]:  # noqa: ARG002
        wanted = text.strip()
        return duties.filter(Q(text__icontains=wanted) | Q(clause__icontains=wanted) | Q(remark__icontains=wanted))

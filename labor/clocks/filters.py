"""Filters of the red/yellow list: of projects in the query, of lamps and matters in what was found."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from labor.clocks.listing import MATTERS, SHOWN, Shown
from projects.models import Project
from projects.questions import NAME_OR_CODE, SEARCH, by_department, by_township, has_words


class ClockFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By words of project name or code, units, lamp and matter; red and yellow unless asked otherwise."""

    q = django_filters.CharFilter(label="项目名称或代码", method="by_text", widget=forms.TextInput(SEARCH))
    lamp = django_filters.ChoiceFilter(label="灯", method="later", choices=SHOWN, empty_label=None)
    matter = django_filters.ChoiceFilter(label="情形", method="later", choices=MATTERS, empty_label="全部情形")
    department = by_department()
    township = by_township()

    class Meta:
        model = Project
        fields: list[str] = []

    def __init__(self, data: Any, *args: Any, **options: Any) -> None:
        asked = data.copy()
        asked.setdefault("lamp", Shown.LIT.value)
        super().__init__(asked, *args, **options)

    def by_text(self, projects: QuerySet[Project], name: str, text: str) -> QuerySet[Project]:  # noqa: ARG002
        return projects.filter(has_words(NAME_OR_CODE, text))

    def later(self, projects: QuerySet[Project], name: str, value: str) -> QuerySet[Project]:  # noqa: ARG002
        """Lamps are worked out from what was found, not asked of the database."""
        return projects

    @property
    def shown(self) -> str:
        """The lamps asked for; red and yellow where the address names none there are."""
        asked = self.form.cleaned_data.get("lamp") if self.form.is_valid() else None
        return asked or Shown.LIT.value

    @property
    def matter_asked(self) -> str:
        return (self.form.cleaned_data.get("matter") if self.form.is_valid() else "") or ""

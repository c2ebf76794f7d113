"""The questions most lists are asked: which sector, department, township or year, which words; and what was asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import django_filters
from django.db.models import Q
from django.forms import Field, ModelChoiceField

from units.models import Sector, Unit, UnitKind

SEARCH = {"type": "search", "placeholder": "项目名称或代码"}
NOT_DEPARTMENTS = [UnitKind.TOWNSHIP, UnitKind.OWNER, UnitKind.CONTRACTOR]
NAME_OR_CODE = ("name", "code")
PROJECT_NAME_OR_CODE = ("project__name", "project__code")


def by_sector(path: str = "sector") -> Any:
    """A filter by 领域; `path` leads from the row to the sector, as in the two below."""
    return django_filters.ModelChoiceFilter(
        label="领域", field_name=path, queryset=Sector.objects.all(), empty_label="全部领域"
    )


def by_department(path: str = "department") -> Any:
    """A filter by 行业主管部门: any unit that is neither a township nor a firm."""
    departments = Unit.objects.exclude(kind__in=NOT_DEPARTMENTS)
    return django_filters.ModelChoiceFilter(
        label="行业主管部门", field_name=path, queryset=departments, empty_label="全部部门"
    )


def by_township(path: str = "township", *, label: str = "责任镇街") -> Any:
    """A filter by 镇街; the 责任镇街 of a project unless the label says otherwise."""
    return django_filters.ModelChoiceFilter(
        label=label, field_name=path, queryset=Unit.objects.townships(), empty_label="全部镇街"
    )


def year_choices(years: Iterable[int], *, of: str = "年") -> list[tuple[str, str]]:
    """Choices of a filter by year, the latest first: ("2026", "2026年")."""
    return [(str(year), f"{year}{of}") for year in sorted(set(years), reverse=True)]


def has_words(paths: Iterable[str], text: str) -> Q:
    """The condition that the text stands in one of the columns."""
    wanted = Q()
    for path in paths:
        wanted |= Q(**{f"{path}__icontains": text.strip()})
    return wanted


def said_conditions(found: Any, *, besides: Collection[str] = ()) -> list[str]:
    """The filters in force, in words: 领域＝交通. Those named in `besides` are told elsewhere on the page."""
    form = found.form
    form.is_valid()  # whoever asks first has it read
    return [
        f"{form.fields[name].label}＝{_said(form.fields[name], value)}"
        for name, value in form.cleaned_data.items()
        if name not in besides and value not in (None, "", [])
    ]


def _said(field: Field, value: Any) -> Any:
    if isinstance(field, ModelChoiceField):
        return value  # its choices would be read from the database only to find the row at hand
    return {str(key): label for key, label in getattr(field, "choices", [])}.get(str(value), value)

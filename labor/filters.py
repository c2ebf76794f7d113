"""Filters of the roll pages; the same filter answers page and workbook. No filter takes a personal number: it would
stand in the address."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from labor.masking import without_numbers
from labor.models import WageLine, WageRoll
from projects.models import Period, Project
from projects.questions import (
    PROJECT_NAME_OR_CODE,
    SEARCH,
    by_department,
    by_township,
    has_words,
    said_conditions,
)
from units.models import User

IN_FORCE, VOIDED, ALL = "in_force", "voided", "all"


def projects_seen(request: Any) -> QuerySet[Project]:
    """The choices of the project filter: what the person sees."""
    return Project.objects.visible_to(request.user) if request is not None else Project.objects.none()


def month_choices() -> list[tuple[str, str]]:
    """Months as addresses name them ("2026-10"), the latest first."""
    return [(period.key, period.label) for period in Period.objects.order_by("-month")]


class RollFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By words of project name or code, month, project, units, state."""

    q = django_filters.CharFilter(
        label="项目名称或代码",
        method="by_text",
        widget=forms.TextInput(SEARCH),
    )
    month = django_filters.ChoiceFilter(label="月份", method="by_month", empty_label="全部月份")
    project = django_filters.ModelChoiceFilter(label="项目", queryset=projects_seen, empty_label="全部项目")
    department = by_department("project__department")
    township = by_township("project__township")
    state = django_filters.ChoiceFilter(
        label="状态",
        method="by_state",
        choices=[(IN_FORCE, "有效"), (VOIDED, "已作废"), (ALL, "有效和已作废")],
        empty_label=None,
    )

    class Meta:
        model = WageRoll
        fields: list[str] = []

    def __init__(self, data: Any, *args: Any, **options: Any) -> None:
        asked = data.copy()
        asked.setdefault("state", IN_FORCE)
        super().__init__(asked, *args, **options)
        self.filters["month"].extra["choices"] = month_choices()

    def by_text(self, rolls: QuerySet[WageRoll], name: str, text: str) -> QuerySet[WageRoll]:  # noqa: ARG002
        return rolls.filter(has_words(PROJECT_NAME_OR_CODE, text))

    def by_month(self, rolls: QuerySet[WageRoll], name: str, key: str) -> QuerySet[WageRoll]:  # noqa: ARG002
        return rolls.filter(period__month=date.fromisoformat(f"{key}-01"))

    def by_state(self, rolls: QuerySet[WageRoll], name: str, state: str) -> QuerySet[WageRoll]:  # noqa: ARG002
        return rolls if state == ALL else rolls.filter(voided_at__isnull=state == IN_FORCE)


class LineFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Lines of one roll: by name or trade, paid or not."""

    q = django_filters.CharFilter(
        label="姓名或工种",
        method="by_text",
        widget=forms.TextInput({**SEARCH, "placeholder": "姓名或工种"}),
    )
    paid = django_filters.ChoiceFilter(
        label="发放",
        field_name="is_paid",
        choices=[("True", "已发放"), ("False", "未发放")],
        empty_label="全部",
    )

    class Meta:
        model = WageLine
        fields: list[str] = []

    def by_text(self, lines: QuerySet[WageLine], name: str, text: str) -> QuerySet[WageLine]:  # noqa: ARG002
        return lines.filter(has_words(("name", "job"), text))


def visible_rolls(user: User) -> QuerySet[WageRoll]:
    """Rolls a person may see with what lists show of them; the long texts stay behind."""
    related = ("project__department", "project__township", "period", "imported_by", "voided_by")
    rolls = WageRoll.objects.visible_to(user).select_related(*related).defer("warnings", "notes")
    return rolls.order_by("-period__month", "project__code", "-pk")


def conditions(found: Any, *, besides: Collection[str] = ()) -> list[str]:
    """The filters in force, in words: 月份＝2026年10月; without numbers of people: it goes to the audit trail."""
    return [without_numbers(said) for said in said_conditions(found, besides=besides)]

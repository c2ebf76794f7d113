"""Filters of this floor's lists; the same filter answers page and workbook."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import F, FilteredRelation, Q, QuerySet

from projects.models import Condition, FilingState, ListEntry, Period, Project, ProjectKind, ProjectList, Stage
from projects.models.listing import ListEntryQuerySet
from projects.owing import with_duty
from projects.questions import (
    PROJECT_NAME_OR_CODE,
    SEARCH,
    by_department,
    by_sector,
    by_township,
    has_words,
    year_choices,
)
from projects.tables import SORTS
from units.models import User
from units.requests import today
from units.scope import scope_of

NOT_FILED, NOT_OWED = "none", "exempt"
LEAVING, LEFT, EVERY = "leaving", "left", "all"
STANDINGS = [(LEAVING, "待调出"), (LEFT, "已调出"), (EVERY, "全部（含已调出）")]


class EntryFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By words of name or code, and by what the list says of the project."""

    q = django_filters.CharFilter(label="名称或代码", method="by_text", widget=forms.TextInput(SEARCH))
    sector = by_sector("project__sector")
    kind = django_filters.ChoiceFilter(
        label="类型", field_name="project__kind", choices=ProjectKind.choices, empty_label="全部类型"
    )
    stage = django_filters.ChoiceFilter(
        label="阶段", field_name="project__stage", choices=Stage.choices, empty_label="全部阶段"
    )
    department = by_department("project__department")
    township = by_township("project__township")

    class Meta:
        model = ListEntry
        fields: list[str] = []

    def by_text(self, entries: QuerySet[ListEntry], name: str, text: str) -> QuerySet[ListEntry]:  # noqa: ARG002
        return entries.filter(has_words(PROJECT_NAME_OR_CODE, text))


class ListFilter(EntryFilter):
    """The project list: one year at a time, sortable."""

    condition = django_filters.ChoiceFilter(
        label="办理状态", field_name="project__condition", choices=Condition.choices, empty_label="全部状态"
    )
    year = django_filters.ChoiceFilter(label="年度", field_name="project_list__year", empty_label=None)
    standing = django_filters.ChoiceFilter(
        label="在列情况", method="by_standing", choices=STANDINGS, empty_label="在列（不含已调出）"
    )
    sort = django_filters.OrderingFilter(fields=[(path, key) for key, path in SORTS.items()], widget=forms.HiddenInput)

    def __init__(self, data: Any, queryset: QuerySet[ListEntry]) -> None:
        years = list(ProjectList.objects.values_list("year", flat=True))
        asked, present = data.copy(), today().year  # next year's list may be there long before its year begins
        if not asked.get("year") and years:
            asked["year"] = str(present if present in years else years[0])
        super().__init__(asked, queryset=queryset)
        self.filters["year"].extra["choices"] = year_choices(years)
        self.filters.move_to_end("year", last=False)
        self.year = asked.get("year", "")

    def filter_queryset(self, queryset: QuerySet[ListEntry]) -> QuerySet[ListEntry]:
        """Unless asked for, an entry that left is neither shown nor summed; whoever asks for 调出 asks for it."""
        found: QuerySet[ListEntry] = super().filter_queryset(queryset)
        said = self.form.cleaned_data
        asked = said.get("standing") or said.get("condition") == Condition.REMOVED
        return found if asked else found.filter(left_on=None)

    def by_standing(self, entries: QuerySet[ListEntry], name: str, standing: str) -> QuerySet[ListEntry]:  # noqa: ARG002
        wanted = {LEAVING: Q(left_on=None, leave_at__isnull=False), LEFT: Q(left_on__isnull=False), EVERY: Q()}
        return entries.filter(wanted[standing])


class MonthFilter(EntryFilter):
    """The filings of one month: each listed project with its filing, or with none."""

    state = django_filters.ChoiceFilter(
        label="填报状态",
        method="by_state",
        choices=[(NOT_FILED, "未填报"), (NOT_OWED, "不需填报"), *FilingState.choices],
        widget=forms.HiddenInput,
    )

    def by_state(self, entries: QuerySet[ListEntry], name: str, state: str) -> QuerySet[ListEntry]:  # noqa: ARG002
        if state in (NOT_FILED, NOT_OWED):
            unfiled = entries.filter(filing_state=None)  # type: ignore[misc]
            return unfiled.filter(duty="") if state == NOT_FILED else unfiled.exclude(duty="")  # type: ignore[misc]
        return entries.filter(filing_state=state)  # type: ignore[misc]


def visible_entries(user: User) -> ListEntryQuerySet:
    """Rows of the lists whose projects a person may see, with what a list shows of them."""
    related = ("project__sector", "project__department", "project__township")
    entries = ListEntry.objects.select_related(*related)
    if scope_of(user).reads_everything:
        return entries  # a subquery over every project would cost and say nothing
    return entries.filter(project__in=Project.objects.visible_to(user).values("pk"))


def month_entries(user: User, period: Period) -> QuerySet[ListEntry]:
    """The visible rows of the month's list, each with its filing as `filing_…` annotations (None when unfiled).

    `duty` is "" where the month is owed (应报), else the key of `projects.owing.DUTIES` that says why not.
    """
    entries = with_duty(visible_entries(user).owing(period), period)
    joined = FilteredRelation("project__filings", condition=Q(project__filings__period=period))
    return entries.annotate(filing=joined).annotate(filing_pk=F("filing__pk"), filing_state=F("filing__state"))

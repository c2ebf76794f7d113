"""Filters of inspections, rectifications and of the projects they cover; the same filter answers page and workbook."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from projects.inspections.waiting import to_answer_for, to_verify_for
from projects.models import (
    UNSETTLED,
    Inspection,
    InspectionForm,
    Project,
    ProjectKind,
    Rectification,
    RectificationState,
    SiteVisit,
)
from projects.questions import (
    NAME_OR_CODE,
    PROJECT_NAME_OR_CODE,
    SEARCH,
    by_department,
    by_sector,
    by_township,
    has_words,
    year_choices,
)
from units.models import Unit, User

VOID = "void"
PROBLEM = ("finding", "demand")
SEARCH_PROBLEMS = {**SEARCH, "placeholder": "名称、代码、问题"}


class InspectionFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By year, form, visit, unit, place and what was found. Voided ones are shown only when asked for."""

    q = django_filters.CharFilter(label="项目或检查内容", method="by_text", widget=forms.TextInput(SEARCH_PROBLEMS))
    year = django_filters.ChoiceFilter(label="年度", field_name="inspected_on__year", empty_label="全部年度")
    form = django_filters.ChoiceFilter(label="检查方式", choices=InspectionForm.choices, empty_label="全部方式")
    visit = django_filters.ChoiceFilter(label="现场环节", choices=SiteVisit.choices, empty_label="全部环节")
    unit = django_filters.ModelChoiceFilter(label="检查单位", queryset=Unit.objects.all(), empty_label="全部单位")
    township = by_township("project__township")
    department = by_department("project__department")
    outcome = django_filters.ChoiceFilter(
        label="检查结果",
        method="by_outcome",
        empty_label="全部结果",
        choices=[("clean", "未发现问题"), ("found", "发现问题"), ("unsettled", "有未销号整改"), (VOID, "已作废")],
    )

    class Meta:
        model = Inspection
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[Inspection]) -> None:
        super().__init__(data, queryset=queryset)
        self.filters["year"].extra["choices"] = year_choices(one.year for one in queryset.dates("inspected_on", "year"))

    def filter_queryset(self, queryset: QuerySet[Inspection]) -> QuerySet[Inspection]:
        found: QuerySet[Inspection] = super().filter_queryset(queryset)
        asked_for_void = self.form.cleaned_data.get("outcome") == VOID
        return found.filter(voided_at__isnull=not asked_for_void)

    def by_text(self, found: QuerySet[Inspection], name: str, text: str) -> QuerySet[Inspection]:  # noqa: ARG002
        problems: QuerySet[Rectification] = QuerySet(Rectification).filter(has_words(PROBLEM, text))
        words = has_words((*PROJECT_NAME_OR_CODE, "summary", "inspectors"), text)
        return found.filter(words | Q(pk__in=problems.values("inspection")))

    def by_outcome(self, found: QuerySet[Inspection], name: str, said: str) -> QuerySet[Inspection]:  # noqa: ARG002
        open_ones: QuerySet[Rectification] = QuerySet(Rectification).filter(state__in=UNSETTLED, voided_at__isnull=True)
        tests = {
            "clean": Q(is_clean=True),
            "found": Q(is_clean=False),
            "unsettled": Q(pk__in=open_ones.values("inspection")),
        }
        return found.filter(tests.get(said, Q()))


class RectificationFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By state, by whose turn it is, by who has to mend and who inspected. Voided ones only when asked for."""

    q = django_filters.CharFilter(label="项目或问题", method="by_text", widget=forms.TextInput(SEARCH_PROBLEMS))
    year = django_filters.ChoiceFilter(label="通知年度", empty_label="全部年度")
    state = django_filters.ChoiceFilter(
        label="状态",
        method="by_state",
        choices=[*RectificationState.choices, (VOID, "已作废")],
        empty_label="全部状态",
    )
    late = django_filters.ChoiceFilter(
        label="期限", method="by_late", choices=[("yes", "逾期未销号")], empty_label="不限"
    )
    turn = django_filters.ChoiceFilter(
        label="待我办理",
        method="by_turn",
        choices=[("answer", "待我回复"), ("verify", "待我核验")],
        empty_label="不限",
    )
    responsible = django_filters.ModelChoiceFilter(
        label="责任单位", method="by_responsible", queryset=Unit.objects.all(), empty_label="全部单位"
    )
    unit = django_filters.ModelChoiceFilter(
        label="检查单位", field_name="inspection__unit", queryset=Unit.objects.all(), empty_label="全部单位"
    )

    class Meta:
        model = Rectification
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[Rectification], *, user: User, on: date) -> None:
        super().__init__(data, queryset=queryset)
        self.user, self.on = user, on
        years = queryset.order_by("-year").values_list("year", flat=True).distinct()
        self.filters["year"].extra["choices"] = year_choices(years)

    def filter_queryset(self, queryset: QuerySet[Rectification]) -> QuerySet[Rectification]:
        found: QuerySet[Rectification] = super().filter_queryset(queryset)
        asked_for_void = self.form.cleaned_data.get("state") == VOID
        return found.filter(voided_at__isnull=not asked_for_void)

    def by_text(self, found: QuerySet[Rectification], name: str, text: str) -> QuerySet[Rectification]:  # noqa: ARG002
        return found.filter(has_words((*PROJECT_NAME_OR_CODE, *PROBLEM), text))

    def by_state(self, found: QuerySet[Rectification], name: str, said: str) -> QuerySet[Rectification]:  # noqa: ARG002
        return found if said == VOID else found.filter(state=said)

    def by_late(self, found: QuerySet[Rectification], name: str, said: str) -> QuerySet[Rectification]:  # noqa: ARG002
        return found.filter(state__in=UNSETTLED, due_on__lt=self.on)

    def by_turn(self, found: QuerySet[Rectification], name: str, said: str) -> QuerySet[Rectification]:  # noqa: ARG002
        mine = to_answer_for(self.user) if said == "answer" else to_verify_for(self.user)
        return found.filter(pk__in=mine.values("pk"))

    def by_responsible(self, found: QuerySet[Rectification], name: str, unit: Unit) -> QuerySet[Rectification]:  # noqa: ARG002
        return found.filter(Q(responsible=unit) | Q(responsible_name=unit.name))


class CoverageFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Projects of one year's list by what has been looked at."""

    q = django_filters.CharFilter(label="名称或代码", method="by_text", widget=forms.TextInput(SEARCH))
    sector = by_sector()
    kind = django_filters.ChoiceFilter(label="类型", choices=ProjectKind.choices, empty_label="全部类型")
    township = by_township()
    department = by_department()
    lacks = django_filters.ChoiceFilter(
        label="检查情况",
        method="by_lack",
        empty_label="全部情况",
        choices=[("all", "从未检查"), *((visit.value, f"没有{visit.label}") for visit in SiteVisit)],
    )

    class Meta:
        model = Project
        fields: list[str] = []

    def by_text(self, found: QuerySet[Project], name: str, text: str) -> QuerySet[Project]:  # noqa: ARG002
        return found.filter(has_words(NAME_OR_CODE, text))

    def by_lack(self, found: QuerySet[Project], name: str, said: str) -> QuerySet[Project]:  # noqa: ARG002
        return found.filter(**{"visits_any" if said == "all" else f"visits_{said}": 0})

"""Filters of the roster pages; the same filter answers page, workbook and paper. None takes a personal number."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from labor.models import Engagement, LaborCompany, Trade
from projects.models import Project, Stage
from projects.questions import NAME_OR_CODE, SEARCH, by_department, by_township, has_words

IN_FORCE, HERE, LEFT, VOIDED = "in_force", "here", "left", "voided"
STATES = [(IN_FORCE, "在场和已退场"), (HERE, "在场"), (LEFT, "已退场"), (VOIDED, "已作废")]
WITH, WITHOUT = "with", "without"


class RosterListFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Projects by words, units, stage, and whether anybody is on their roster."""

    q = django_filters.CharFilter(label="项目名称或代码", method="by_text", widget=forms.TextInput(SEARCH))
    department = by_department()
    township = by_township()
    stage = django_filters.ChoiceFilter(label="环节", choices=Stage.choices, empty_label="全部环节")
    held = django_filters.ChoiceFilter(
        label="花名册",
        method="by_held",
        choices=[
            (HERE, "有人在场"), (WITH, "登记过人"), (WITHOUT, "还没有登记"), ("waived", "在场有免训"),
            ("cardless", "在场有未登记银行卡"),
        ],
        empty_label="全部",
    )  # fmt: skip

    class Meta:
        model = Project
        fields: list[str] = []

    def by_text(self, projects: QuerySet[Project], name: str, text: str) -> QuerySet[Project]:  # noqa: ARG002
        return projects.filter(has_words(NAME_OR_CODE, text))

    def by_held(self, projects: QuerySet[Project], name: str, held: str) -> QuerySet[Project]:  # noqa: ARG002
        wanted = {WITHOUT: Q(registered=0), WITH: Q(registered__gt=0)}
        return projects.filter(wanted.get(held, Q(**{f"{held}__gt": 0})))


class RosterFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Stays of one project's roster."""

    q = django_filters.CharFilter(
        label="姓名或班组",
        method="by_text",
        widget=forms.TextInput({"type": "search", "placeholder": "姓名或班组", "autocomplete": "off"}),
    )
    state = django_filters.ChoiceFilter(label="状态", method="by_state", choices=STATES, empty_label=None)
    day = django_filters.DateFilter(
        label="某日在场", method="by_day", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    team = django_filters.ChoiceFilter(label="班组单位", field_name="team", empty_label="全部班组")
    trade = django_filters.ModelChoiceFilter(label="工种", queryset=Trade.objects.all(), empty_label="全部工种")
    township = by_township(label="所属镇街")
    company = django_filters.ModelChoiceFilter(
        label="劳务公司", queryset=LaborCompany.objects.all(), empty_label="全部"
    )
    training = django_filters.ChoiceFilter(
        label="安全培训", method="by_training", choices=[(WITH, "已培训"), (WITHOUT, "免训")], empty_label="全部"
    )
    card = django_filters.ChoiceFilter(
        label="银行卡", method="by_card", choices=[(WITH, "已登记"), (WITHOUT, "未登记")], empty_label="全部"
    )

    class Meta:
        model = Engagement
        fields: list[str] = []

    def __init__(self, data: Any, stays: QuerySet[Engagement], *, today: date) -> None:
        asked = data.copy()
        asked.setdefault("state", IN_FORCE)
        super().__init__(asked, queryset=stays)
        self.today = today
        teams = stays.order_by("team").values_list("team", flat=True).distinct()
        self.filters["team"].extra["choices"] = [(team, team) for team in teams]

    def by_text(self, stays: QuerySet[Engagement], name: str, text: str) -> QuerySet[Engagement]:  # noqa: ARG002
        return stays.filter(has_words(("name", "team"), text))

    def by_state(self, stays: QuerySet[Engagement], name: str, state: str) -> QuerySet[Engagement]:  # noqa: ARG002
        if state == VOIDED:
            return stays.exclude(voided_at=None)
        if state == HERE:
            return stays.filter(pk__in=Engagement.objects.on(self.today).values("pk"))
        return stays.filter(voided_at=None, **({"left_on__isnull": False} if state == LEFT else {}))

    def by_day(self, stays: QuerySet[Engagement], name: str, day: date) -> QuerySet[Engagement]:  # noqa: ARG002
        return stays.filter(pk__in=Engagement.objects.on(day).values("pk"))

    def by_training(self, stays: QuerySet[Engagement], name: str, said: str) -> QuerySet[Engagement]:  # noqa: ARG002
        return stays.filter(safety_training__isnull=said == WITHOUT)

    def by_card(self, stays: QuerySet[Engagement], name: str, said: str) -> QuerySet[Engagement]:  # noqa: ARG002
        return stays.filter(card_masked="") if said == WITHOUT else stays.exclude(card_masked="")

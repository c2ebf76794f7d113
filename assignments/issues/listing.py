"""The list of issues: what it asks, how many stand where, and its columns taken out."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from assignments.assigning.lamp import Clock, Lamp
from assignments.issues.lamps import lamp_of
from assignments.issues.moves import with_gone_up
from assignments.issues.sheets import Ledger, Shown
from assignments.issues.waiting import TURNS, Turn, asked, should_go_up
from assignments.models import Issue, IssueKind, IssueState, MajorMatter, MatterState, Urgency
from documents.workbooks import Kind
from projects.models import Project
from projects.questions import has_words, year_choices
from units.models import Unit, User

OPEN = "open"
WORDS = ("title", "situation", "demand", "project__name", "project__code")
RELATED = ("unit", "lead", "project")


class IssueFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By words, year, state, kind, urgency, unit, time, whether it should go up, and whose turn it is."""

    q = django_filters.CharFilter(
        label="问题或项目",
        method="by_text",
        widget=forms.TextInput({"type": "search", "placeholder": "标题、情况、项目"}),
    )
    year = django_filters.ChoiceFilter(label="年度", empty_label="全部年度")
    state = django_filters.ChoiceFilter(
        label="状态", method="by_state", choices=[(OPEN, "未办结"), *IssueState.choices], empty_label="全部状态"
    )
    kind = django_filters.ChoiceFilter(label="类别", choices=IssueKind.choices, empty_label="全部类别")
    urgency = django_filters.ChoiceFilter(label="紧急程度", choices=Urgency.choices, empty_label="不限")
    unit = django_filters.ModelChoiceFilter(label="提出单位", queryset=Unit.objects.all(), empty_label="全部单位")
    lead = django_filters.ModelChoiceFilter(label="牵头单位", queryset=Unit.objects.all(), empty_label="全部单位")
    late = django_filters.ChoiceFilter(label="期限", method="by_late", choices=[("yes", "逾期")], empty_label="不限")
    up = django_filters.ChoiceFilter(
        label="上报",
        method="by_up",
        choices=[("should", "应上报未上报"), ("done", "已列重大事项")],
        empty_label="不限",
    )
    turn = django_filters.ChoiceFilter(
        label="待我办理",
        method="by_turn",
        choices=[(turn.value, label) for turn, (label, _) in TURNS.items()],
        empty_label="不限",
    )
    project = django_filters.ModelChoiceFilter(queryset=Project.objects.none(), widget=forms.HiddenInput)

    class Meta:
        model = Issue
        fields: list[str] = []

    def __init__(self, data: Any, *, user: User, on: date) -> None:
        seen = Issue.objects.visible_to(user)
        super().__init__(data, queryset=seen)
        self.user, self.on = user, on
        years = seen.order_by("-year").values_list("year", flat=True).distinct()
        self.filters["year"].extra["choices"] = year_choices(years)
        self.filters["project"].queryset = Project.objects.filter(issues__in=seen.order_by()).distinct()

    def by_text(self, found: QuerySet[Issue], name: str, text: str) -> QuerySet[Issue]:  # noqa: ARG002
        return found.filter(has_words(WORDS, text))

    def by_state(self, found: QuerySet[Issue], name: str, said: str) -> QuerySet[Issue]:  # noqa: ARG002
        closed = [IssueState.CLOSED, IssueState.WITHDRAWN]
        return found.exclude(state__in=closed) if said == OPEN else found.filter(state=said)

    def by_late(self, found: QuerySet[Issue], name: str, said: str) -> QuerySet[Issue]:  # noqa: ARG002
        return found.filter(self.overdue)

    def by_up(self, found: QuerySet[Issue], name: str, said: str) -> QuerySet[Issue]:  # noqa: ARG002
        reported = MajorMatter.objects.exclude(state=MatterState.WITHDRAWN).exclude(issue=None)
        went = Q(pk__in=reported.values("issue"))
        unsettled = ~Q(state__in=[IssueState.CLOSED, IssueState.WITHDRAWN])
        return found.filter(went if said == "done" else should_go_up(reported) & unsettled)

    def by_turn(self, found: QuerySet[Issue], name: str, said: str) -> QuerySet[Issue]:  # noqa: ARG002
        return found.filter(asked(self.user, Turn(said)))

    @property
    def overdue(self) -> Q:
        return Q(state=IssueState.ASSIGNED, due_on__lt=self.on)


def ordered(found: QuerySet[Issue]) -> Any:
    return with_gone_up(found).select_related(*RELATED).prefetch_related("supports").order_by("-year", "-serial")


def tallies(found: QuerySet[Issue], overdue: Q) -> list[tuple[str, str, str, int]]:
    """Label, query name, value and number of the states, and of what is late and marked; one query."""
    asked_for = {state.value: Count("pk", filter=Q(state=state)) for state in IssueState}
    sums = found.order_by().aggregate(late=Count("pk", filter=overdue), **asked_for)
    lines = [(str(state.label), "state", str(state.value), int(sums[state.value])) for state in IssueState]
    return [*lines, ("其中逾期", "late", "yes", int(sums["late"]))]


def ledger(clock: Clock) -> Ledger:
    """The columns of workbook and print, lamps told on the clock's day."""
    return Ledger(
        title="新情况新问题台账",
        unit="件",
        closing="通知二（六）：及时研判和解决新情况、新问题，重大事项及时向区政府报告。",
        columns=(
            Shown("编号", lambda one: one.number, width=1.7),
            Shown("标题", lambda one: one.title, width=3, align="left"),
            Shown("类别", lambda one: one.get_kind_display(), width=1.4),
            Shown("紧急程度", lambda one: one.get_urgency_display(), width=0.8),
            Shown("涉及项目", lambda one: one.project.name if one.project else "", width=2.2, align="left"),
            Shown("提出单位", lambda one: one.unit.name, width=1.4),
            Shown("提出日期", lambda one: timezone.localdate(one.raised_at), kind=Kind.DATE, width=0),
            Shown("情况说明", lambda one: one.situation, width=0),
            Shown("需要协调解决", lambda one: one.demand, width=0),
            Shown("牵头单位", lambda one: one.lead.name if one.lead else "", width=1.4),
            Shown("配合单位", lambda one: "、".join(unit.name for unit in one.supports.all()), width=1.8),
            Shown("办理期限", lambda one: one.due_on, kind=Kind.DATE, width=1.5),
            Shown("状态", lambda one: one.get_state_display(), width=1.1),
            Shown("亮灯", lambda one: _lit(one, clock), width=1.3),
            Shown("应上报", lambda one: one.get_ground_display(), width=0.9),
            Shown("办理结果", lambda one: one.result, width=0),
        ),
    )


def _lit(issue: Issue, clock: Clock) -> str:
    lit = lamp_of(issue, clock)
    return lit.lamp.label if lit.lamp in (Lamp.UNLIT, Lamp.GREY) else f"{lit.lamp.label}：{lit.why}"

"""Filters of the list of meetings and of what they decided; page and workbook read the same."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from assignments.meetings.permissions import SPEAKERS
from assignments.models import Decision, DecisionKind, Invitee, Meeting, MeetingKind, MeetingState, Reply
from units.models import Unit, User
from units.requests import today
from units.scope import scope_of

YEARS = range(2000, 2200)  # those a database can be asked for, and more than the house will ever hold
TURNS = [("answer", "待我单位回复"), ("coming", "我单位要参加"), ("ahead", "还没有开")]
SEARCH = {"type": "search", "placeholder": "会议名称或议题"}


class MeetingFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By state, kind, year of the meeting, proposing unit, what waits, and words of title or agenda."""

    state = django_filters.ChoiceFilter(label="状态", choices=MeetingState.choices, empty_label="全部状态")
    kind = django_filters.ChoiceFilter(label="范围", choices=MeetingKind.choices, empty_label="全体或部分")
    year = django_filters.NumberFilter(label="年份", method="by_year", widget=forms.NumberInput({"min": 2022}))
    unit = django_filters.ModelChoiceFilter(
        label="参会单位", queryset=Unit.objects.all(), method="by_unit", empty_label="全部单位"
    )
    turn = django_filters.ChoiceFilter(label="待办", choices=TURNS, method="by_turn", empty_label="不限")
    q = django_filters.CharFilter(label="包含", method="by_words", widget=forms.TextInput(SEARCH))

    class Meta:
        model = Meeting
        fields: list[str] = []

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    def by_year(self, meetings: QuerySet[Meeting], name: str, year: Any) -> QuerySet[Meeting]:  # noqa: ARG002
        wanted = int(year)
        if wanted not in YEARS:
            return meetings.none()
        return meetings.filter(Q(starts_at__year=wanted) | Q(starts_at=None, created_at__year=wanted))

    def by_unit(self, meetings: QuerySet[Meeting], name: str, unit: Unit) -> QuerySet[Meeting]:  # noqa: ARG002
        invited = Invitee.objects.filter(unit=unit, withdrawn_at=None).order_by().values("meeting")
        return meetings.filter(pk__in=invited)

    def by_turn(self, meetings: QuerySet[Meeting], name: str, turn: str) -> QuerySet[Meeting]:  # noqa: ARG002
        ahead = meetings.filter(state=MeetingState.CONVENED, starts_at__date__gte=today())
        if turn == "ahead":
            return ahead
        replies = [Reply.NONE] if turn == "answer" else [Reply.COMING, Reply.DEPUTY]
        units = scope_of(self.user).unit_ids(*SPEAKERS)
        mine = Invitee.objects.filter(unit__in=units, withdrawn_at=None, reply__in=replies).order_by()
        return ahead.filter(pk__in=mine.values("meeting"))

    def by_words(self, meetings: QuerySet[Meeting], name: str, text: str) -> QuerySet[Meeting]:  # noqa: ARG002
        wanted = text.strip()
        topical = Meeting.objects.filter(agenda__topic__icontains=wanted, agenda__is_dropped=False).order_by()
        return meetings.filter(Q(title__icontains=wanted) | Q(pk__in=topical.values("pk")))


class DecisionFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By kind, unit and words."""

    kind = django_filters.ChoiceFilter(label="类别", choices=DecisionKind.choices, empty_label="全部类别")
    unit = django_filters.ModelChoiceFilter(label="单位", queryset=Unit.objects.all(), empty_label="全部单位")
    q = django_filters.CharFilter(
        label="包含",
        method="by_words",
        widget=forms.TextInput({"type": "search", "placeholder": "议定事项或会议名称"}),
    )

    class Meta:
        model = Decision
        fields = ["kind", "unit"]

    def by_words(self, decisions: QuerySet[Decision], name: str, text: str) -> QuerySet[Decision]:  # noqa: ARG002
        wanted = text.strip()
        return decisions.filter(Q(text__icontains=wanted) | Q(meeting__title__icontains=wanted))

"""Filters of the list of notes, how each asked unit stands, and what of it waits for a person."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from assignments.models import NoteAsk, NoteState, SituationNote
from assignments.situation.moves import WRITERS, WRITTEN
from projects.questions import said_conditions, year_choices
from units.models import Role, User
from units.scope import scope_of

GIVE, ASSEMBLE, WRITE, CHECK = "give", "assemble", "write", "check"
TURNS = {
    GIVE: "待我单位报送",
    ASSEMBLE: "待征集、汇稿",
    WRITE: "待修改、送核",
    CHECK: "待我核稿",
}


def asks_waiting_for(user: User) -> QuerySet[NoteAsk]:
    """Asks the person's unit has still to answer."""
    units = scope_of(user).unit_ids(*WRITERS)
    return NoteAsk.objects.unanswered().filter(unit__in=units)


def notes_in_turn(turn: str, user: User, *, on: date) -> QuerySet[SituationNote]:
    """Notes that wait for this person to do one thing; nothing for a turn that is not theirs."""
    notes, scope = SituationNote.objects.visible_to(user), scope_of(user)
    if turn == GIVE:
        return notes.filter(pk__in=asks_waiting_for(user).values("note"))
    if not scope.is_office:
        return notes.none()
    if turn == CHECK:
        written = [one.value for one in WRITTEN]
        mine = SituationNote.objects.filter(steps__act__in=written, steps__by=user)
        allowed = notes.filter(state=NoteState.CHECKING).exclude(pk__in=mine.values("pk"))
        return allowed if scope.has(Role.OFFICE_ADMIN) else notes.none()
    if turn == WRITE:
        return notes.filter(state=NoteState.EDITING)
    open_asks = NoteAsk.objects.unanswered().filter(due_on__gte=on).values("note")
    ready = Q(state=NoteState.ASKED) & ~Q(pk__in=open_asks)
    return notes.filter(Q(state=NoteState.DRAFT) | ready)


class NoteFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By year, state and whose turn it is."""

    year = django_filters.ChoiceFilter(label="年份", empty_label="全部年份")
    state = django_filters.ChoiceFilter(label="状态", choices=NoteState.choices, empty_label="全部状态")
    turn = django_filters.ChoiceFilter(label="待办", method="by_turn", choices=list(TURNS.items()), empty_label="不限")

    class Meta:
        model = SituationNote
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[SituationNote], *, user: User, on: date) -> None:
        super().__init__(data, queryset=queryset)
        self.user, self.on = user, on
        years = queryset.order_by("-year").values_list("year", flat=True).distinct()
        self.filters["year"].extra["choices"] = year_choices(years)

    def by_turn(self, notes: QuerySet[SituationNote], name: str, turn: str) -> QuerySet[SituationNote]:  # noqa: ARG002
        return notes.filter(pk__in=notes_in_turn(turn, self.user, on=self.on).values("pk"))

    @property
    def conditions(self) -> list[str]:
        return said_conditions(self)


def standing_of(ask: NoteAsk, *, on: date) -> tuple[str, str]:
    """(words, tone) of how one ask stands on a day."""
    late = ask.days_late(on=on)
    if ask.given_at:
        return (f"迟报{late}天", "warn") if late else ("已报送", "good")
    if ask.asked_at is None:
        return "未发出", "neutral"
    if ask.note.state not in (NoteState.ASKED, NoteState.DRAFT):
        return "未报送", "bad"
    if late:
        return f"逾期{late}天", "bad"
    return ("退回待补充", "warn") if ask.returned_reason else ("待报送", "info")

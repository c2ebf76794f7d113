"""The list of major matters: what it asks, how many stand where, and its columns taken out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from assignments.issues.sheets import Ledger, Shown
from assignments.matters.clock import standing_of
from assignments.models import UNSENT, MajorMatter, MatterKind, MatterState, Urgency
from documents.workbooks import Kind
from projects.questions import has_words, year_choices
from units.models import User

WORDS = ("title", "situation", "answer", "issue__title", "paper__document_number")
RELATED = ("issue__unit", "paper", "created_by")


class MatterFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By words, year, state, kind, urgency, and whether the limit was kept."""

    q = django_filters.CharFilter(
        label="事由或文号",
        method="by_text",
        widget=forms.TextInput({"type": "search", "placeholder": "事由、情况、批示、文号"}),
    )
    year = django_filters.ChoiceFilter(label="年度", field_name="known_at__year", empty_label="全部年度")
    state = django_filters.ChoiceFilter(label="状态", choices=MatterState.choices, empty_label="全部状态")
    kind = django_filters.ChoiceFilter(label="类别", choices=MatterKind.choices, empty_label="全部类别")
    urgency = django_filters.ChoiceFilter(label="紧急程度", choices=Urgency.choices, empty_label="不限")
    late = django_filters.ChoiceFilter(
        label="时限", method="by_late", choices=[("yes", "超过时限")], empty_label="不限"
    )

    class Meta:
        model = MajorMatter
        fields: list[str] = []

    def __init__(self, data: Any, *, user: User, at: datetime) -> None:
        seen = MajorMatter.objects.visible_to(user)
        super().__init__(data, queryset=seen)
        self.at = at
        self.filters["year"].extra["choices"] = year_choices(one.year for one in seen.datetimes("known_at", "year"))

    def by_text(self, found: QuerySet[MajorMatter], name: str, text: str) -> QuerySet[MajorMatter]:  # noqa: ARG002
        return found.filter(has_words(WORDS, text))

    def by_late(self, found: QuerySet[MajorMatter], name: str, said: str) -> QuerySet[MajorMatter]:  # noqa: ARG002
        return found.filter(self.overdue)

    @property
    def overdue(self) -> Q:
        """Unsent past its limit, or sent after it."""
        return Q(state__in=UNSENT, report_by__lt=self.at) | Q(reported_at__gt=F("report_by"))


def ordered(found: QuerySet[MajorMatter]) -> QuerySet[MajorMatter]:
    return found.select_related(*RELATED).order_by("-known_at", "-pk")


def tallies(found: QuerySet[MajorMatter], overdue: Q) -> list[tuple[str, str, str, int]]:
    """Label, query name, value and number of the states, and of what missed its limit; one query."""
    asked = {state.value: Count("pk", filter=Q(state=state)) for state in MatterState}
    sums = found.order_by().aggregate(late=Count("pk", filter=overdue), **asked)
    lines = [(str(state.label), "state", str(state.value), int(sums[state.value])) for state in MatterState]
    return [*lines, ("其中超过时限", "late", "yes", int(sums["late"]))]


def ledger(at: datetime) -> Ledger:
    """The columns of workbook and print, clocks told at a moment."""
    return Ledger(
        title="重大事项报告台账",
        unit="件",
        closing="通知二（六）：重大事项及时向区政府报告。上报时限由办公室自定，从知悉时间起算。",
        columns=(
            Shown("事由", lambda one: one.title, width=3, align="left"),
            Shown("类别", lambda one: one.get_kind_display(), width=1.2),
            Shown("紧急程度", lambda one: one.get_urgency_display(), width=1),
            Shown("来自问题", lambda one: str(one.issue or ""), width=0),
            Shown("知悉时间", lambda one: _moment(one.known_at), width=1.4),
            Shown("上报时限", lambda one: _moment(one.report_by), width=1.4),
            Shown("上报时间", lambda one: _moment(one.reported_at), width=1.4),
            Shown("时限情况", lambda one: standing_of(one, at).said, width=1.3),
            Shown("发文字号", lambda one: one.paper.document_number if one.paper else "", width=1.8),
            Shown("状态", lambda one: one.get_state_display(), width=1.2),
            Shown("签发人", lambda one: one.signer, width=1.2),
            Shown("批示领导或机关", lambda one: one.answered_by, width=1.6),
            Shown("批示日期", lambda one: one.answered_on, kind=Kind.DATE, width=0),
            Shown("批示意见", lambda one: one.answer, width=0),
        ),
    )


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""

"""How a letter stands, in words and color, and the filters of the list of letters."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from dispatch.models import ReminderLetter
from projects.models import Period
from projects.questions import has_words

PRINTING, WAITING, SIGNED, ANSWERED, LEFT = "printing", "waiting", "signed", "answered", "left"
STANDINGS = {
    PRINTING: ("排印中", "neutral"),
    WAITING: ("待签收", "warn"),
    SIGNED: ("已签收，待补报", "info"),
    ANSWERED: ("已补齐", "good"),
    LEFT: ("关账时未补齐", "bad"),
}
OPEN = Q(answered_at=None, period__closed_at=None)
FOUND = {
    PRINTING: OPEN & Q(pdf_path=""),
    WAITING: OPEN & ~Q(pdf_path="") & Q(signed_for_at=None),
    SIGNED: OPEN & Q(signed_for_at__isnull=False),
    ANSWERED: Q(answered_at__isnull=False),
    LEFT: Q(answered_at=None, period__closed_at__isnull=False),
}


def standing_of(letter: ReminderLetter) -> tuple[str, str]:
    """(words, tone) of how a letter stands."""
    return STANDINGS[_key(letter)]


def _key(letter: ReminderLetter) -> str:
    if letter.answered_at is not None:
        return ANSWERED
    if not letter.period.is_open:
        return LEFT
    if letter.signed_for_at is not None:
        return SIGNED
    return WAITING if letter.pdf_path else PRINTING


class LetterFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By words of the unit's name, month, and how it stands."""

    q = django_filters.CharFilter(
        label="单位", method="by_text", widget=forms.TextInput({"type": "search", "placeholder": "单位名称"})
    )
    month = django_filters.ChoiceFilter(label="月份", method="by_month", empty_label="全部月份")
    standing = django_filters.ChoiceFilter(
        label="状态",
        method="by_standing",
        choices=[(key, words) for key, (words, _) in STANDINGS.items()],
        empty_label="全部状态",
    )

    class Meta:
        model = ReminderLetter
        fields: list[str] = []

    def __init__(self, data: Any, *args: Any, **options: Any) -> None:
        super().__init__(data, *args, **options)
        months = Period.objects.filter(letters__isnull=False).order_by("-month").distinct()
        self.filters["month"].extra["choices"] = [(period.key, period.label) for period in months]

    def by_text(self, letters: QuerySet[ReminderLetter], name: str, text: str) -> QuerySet[ReminderLetter]:  # noqa: ARG002
        return letters.filter(has_words(("unit__name",), text))

    def by_month(self, letters: QuerySet[ReminderLetter], name: str, key: str) -> QuerySet[ReminderLetter]:  # noqa: ARG002
        return letters.filter(period__month=date.fromisoformat(f"{key}-01"))

    def by_standing(self, letters: QuerySet[ReminderLetter], name: str, standing: str) -> QuerySet[ReminderLetter]:  # noqa: ARG002
        return letters.filter(FOUND[standing])

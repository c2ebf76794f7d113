"""Which appeals and scores a person may read: those of the sheets whose inside is open to them."""

from __future__ import annotations

from django.db.models import QuerySet

from assessment.models import Appeal, Scheme, Score, Scoresheet, SheetState
from units.models import User
from units.scope import scope_of

TONES: dict[str, str] = {
    SheetState.SELF: "neutral",
    SheetState.REVIEWING: "info",
    SheetState.RETURNED: "warn",
    SheetState.SUBMITTED: "info",
    SheetState.NOTIFIED: "info",
    SheetState.APPEALED: "warn",
    SheetState.SETTLED: "good",
    SheetState.PUBLISHED: "good",
}


def appeals_visible_to(user: User) -> QuerySet[Appeal]:
    """All for the office and leaders; a unit its own."""
    scope = scope_of(user)
    if scope.reads_everything:
        return Appeal.objects.all()
    return Appeal.objects.filter(score__sheet__unit__in=scope.unit_ids())


def scores_visible_to(user: User) -> QuerySet[Score]:
    """The rows of the sheets a person may see."""
    return Score.objects.filter(sheet__in=Scoresheet.objects.visible_to(user))


def appeals_of_year(scheme: Scheme) -> QuerySet[Appeal]:
    """All appeals against the sheets of one year."""
    return Appeal.objects.filter(score__sheet__scheme=scheme)

"""Who may open a 定稿公文: the office and leaders all of them, a unit those whose owner it sees.

Each kind of paper names its owner here; a floor above registers the owners of its own kinds when the house starts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from assignments.models import (
    IssuedPaper,
    MajorMatter,
    Meeting,
    PaperKind,
    SituationNote,
    SupervisionNotice,
    SupervisionReport,
)
from units.models import User
from units.scope import scope_of

Keys = Callable[[User], QuerySet[Any, Any]]

OWNERS: dict[PaperKind, Keys] = {
    PaperKind.SUPERVISION: lambda user: SupervisionNotice.objects.visible_to(user).values("paper"),
    PaperKind.SUPERVISION_REPORT: lambda user: SupervisionReport.objects.visible_to(user).values("paper"),
    PaperKind.MEETING_NOTICE: lambda user: Meeting.objects.visible_to(user).values("notice"),
    PaperKind.MINUTES: lambda user: Meeting.objects.visible_to(user).values("minutes"),
    PaperKind.MATTER: lambda user: MajorMatter.objects.visible_to(user).values("paper"),
    PaperKind.SITUATION: lambda user: SituationNote.objects.visible_to(user).values("paper"),
}


def register(kind: PaperKind, keys: Keys) -> None:
    """Say which papers of a kind a unit sees: `keys(user)` asks for their keys."""
    OWNERS[kind] = keys


def papers_visible_to(user: User) -> QuerySet[IssuedPaper]:
    """The papers a person may open; a kind without an owner is the office's and leaders' alone."""
    scope = scope_of(user)
    if scope.reads_everything:
        return IssuedPaper.objects.all()
    found = IssuedPaper.objects.none()
    if not scope.unit_ids():
        return found
    for kind, keys in OWNERS.items():
        found |= IssuedPaper.objects.filter(kind=kind, pk__in=keys(user).order_by())
    return found

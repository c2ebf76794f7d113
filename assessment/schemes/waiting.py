"""What of the schemes waits for a person: drafts for the administrators who put them in force."""

from __future__ import annotations

from datetime import date

from assessment.models import Scheme, SchemeState
from assessment.schemes.permissions import may_adopt_schemes
from units.models import User
from units.waiting import Waiting


def waiting_for(user: User, *, on: date) -> list[Waiting]:
    """Drafts of this year and earlier, to be put in force; next year's may still be weighed. One query."""
    if not may_adopt_schemes(user):
        return []
    drafts = Scheme.objects.filter(state=SchemeState.DRAFT, year__lte=on.year).order_by("year")
    return [
        Waiting(f"{scheme.year}年考核方案待核定施行", 1, "份", "scheme_detail", "warn", argument=scheme.pk)
        for scheme in drafts
    ]

"""The unit is told what was recorded of it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from assessment.models import Incentive, IncentiveKind
from units.models import MessageKind, Role, User
from units.telling import Word, tell


def tell_unit(made: Incentive, *, by: User, at: datetime) -> int:
    """Tell the unit's filers and reviewers."""
    day = timezone.localdate(at)
    current = Q(grants__starts_on__lte=day) & (Q(grants__ends_on=None) | Q(grants__ends_on__gte=day))
    own = Q(grants__unit=made.unit_id, grants__role__in=[Role.UNIT_FILER, Role.UNIT_REVIEWER])
    people = User.objects.filter(own & current, is_active=True).exclude(pk=by.pk).order_by("pk").distinct()
    word = Word(
        kind=MessageKind.SCORE, key=f"incentive-{made.pk}", title=f"{made.year}年度{made.get_kind_display()}",
        body=f"办公室已登记对{made.unit}的{made.get_kind_display()}。", url=reverse("incentive_detail", args=[made.pk]),
        tone="good" if made.kind == IncentiveKind.COMMEND else "warn",
    )  # fmt: skip
    return tell(word, to=people, at=at)

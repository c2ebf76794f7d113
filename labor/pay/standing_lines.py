"""Which lines a roll consists of: every sum, digest, page and file of a roll asks here.

A line taken out of a draft stays in the table for the trail, out of force. The lines of a voided roll are all out of
force; what the roll once said is read from all of them.
"""

from __future__ import annotations

from django.db.models import Q

from labor.models import WageLine, WageRoll
from labor.models.line import LineQuerySet

STANDING = Q(in_force=True) | Q(roll__voided_at__isnull=False)  # for lines of several rolls


def lines_of(roll: WageRoll) -> LineQuerySet:
    """The lines a roll consists of: those in force; of a voided roll all it had. Ordered as in the table."""
    lines = WageLine.objects.filter(roll=roll)
    return lines if roll.voided_at is not None else lines.filter(in_force=True)


def removed_lines_of(roll: WageRoll) -> LineQuerySet:
    """Lines taken out of a roll that still stands: shown on their own, counted nowhere."""
    lines = WageLine.objects.filter(roll=roll, in_force=False)
    return lines.none() if roll.voided_at is not None else lines

"""What a roll's notices are at a moment: the one running, its photos, its objections, the rounds before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from labor.models import Objection, ObjectionOutcome, PublicNotice, RollState, WageRoll
from labor.notices.days import is_over, run_said
from labor.pay.digests import content_digest

# Where an objection that came in time still holds a roll up: from its notice until it is handed to the bank.
OPEN_STATES = (RollState.NOTICE, RollState.TOWNSHIP, RollState.COMMISSION, RollState.READY)


def running_notice(roll: WageRoll) -> PublicNotice | None:
    """The notice that holds for a roll: posted and not stopped, whether or not its days are over."""
    return roll.notices.filter(stopped_at=None).select_related("posted_by").first()


def rounds_of(roll: WageRoll) -> QuerySet[PublicNotice]:
    """All notices of a roll, the first round first, with their photos and objections."""
    people = ("posted_by", "stopped_by")
    kept = ("files__uploaded_by", "files__removed_by", "objections__recorded_by", "objections__answered_by")
    return roll.notices.select_related(*people).prefetch_related(*kept, "objections__line").order_by("round")


def fits(notice: PublicNotice, roll: WageRoll) -> bool:
    """Whether what was posted is what the roll says now."""
    return notice.digest == content_digest(roll)


def photos_of(notice: PublicNotice) -> int:
    """Photos of the posted sheet that are in force."""
    return notice.files.filter(removed_at=None).count()


def pending_of(roll: WageRoll) -> QuerySet[Objection]:
    """Objections to any of a roll's notices that nobody has answered: those before a correction are answered too."""
    return Objection.objects.filter(notice__roll=roll, outcome=ObjectionOutcome.PENDING)


def told(notices: Sequence[PublicNotice], on: date) -> str:
    """One line on where a roll's notice stands: 第1次公示，已公示3天，还差4天."""
    if not notices:
        return "还没有登记张贴公示"
    last = notices[-1]
    if last.stopped_at is not None:
        return f"第{last.round}次公示已中止，更正后要重新公示"
    ending = "" if is_over(last, on) else "；公示期内不得支付"
    return f"第{last.round}次公示，{run_said(last, on)}{ending}"

"""Which lines of a roll can be paid now, and which of the paid ones failed last."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from labor.models import Engagement, Payment, PaymentState, WageRoll
from labor.models.payment import ALIVE
from labor.pay.standing_lines import lines_of


def payable_lines(roll: WageRoll) -> QuerySet[Any]:
    """Lines in force with something to pay and no payment at the bank or done; `last` is how often they were sent."""
    own = Payment.objects.filter(line=OuterRef("pk"))
    last = own.order_by().values("line").annotate(last=Max("attempt")).values("last")
    lines = lines_of(roll).filter(~Exists(own.filter(state__in=ALIVE)), net_fen__gt=0)
    told: QuerySet[Any] = lines.annotate(last=Coalesce(Subquery(last), 0))
    return told


def failed_payments(roll: WageRoll) -> QuerySet[Payment]:
    """The last payment of each line that failed and was not sent again, in the order of the table."""
    alive = Payment.objects.filter(line=OuterRef("line"), state__in=ALIVE)
    later = Payment.objects.filter(line=OuterRef("line"), attempt__gt=OuterRef("attempt"))
    failed = Payment.objects.filter(~Exists(alive), ~Exists(later), line__roll=roll, state=PaymentState.FAILED)
    return failed.select_related("line__worker").order_by("line__row", "line")


def banks_known(roll: WageRoll) -> dict[tuple[int, str], str]:
    """(person, account's index) → the bank the project's roster states for that account."""
    stays = Engagement.objects.filter(project=roll.project_id, voided_at=None).exclude(bank="").exclude(card_index="")
    return {(worker, card): bank for worker, card, bank in stays.values_list("worker_id", "card_index", F("bank"))}

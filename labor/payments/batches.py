"""The batches of a roll as its page shows them: how many payments, of what sum, in which state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum

from labor.models import Payment, PaymentBatch, PaymentState, WageRoll

STATES = tuple(PaymentState)


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch, and (笔, 分) of its payments in each state, in the order of `STATES`."""

    batch: PaymentBatch
    figures: list[tuple[int, int]]

    @property
    def is_answered(self) -> bool:
        """Whether the bank has said something of any of its payments."""
        return self.figures[0][0] != self.batch.lines


def batch_rows(roll: WageRoll) -> list[BatchRow]:
    """All batches of a roll, the latest first; two queries."""
    batches = PaymentBatch.objects.filter(roll=roll).select_related("form", "made_by").order_by("-number")
    counted = dict(_counted(roll))
    return [BatchRow(batch, counted.get(batch.pk, [])) for batch in batches]


def _counted(roll: WageRoll) -> list[tuple[int, list[tuple[int, int]]]]:
    asked: dict[str, Any] = {f"lines_{state}": Count("pk", filter=Q(state=state)) for state in STATES}
    asked |= {f"fen_{state}": Sum("amount_fen", filter=Q(state=state)) for state in STATES}
    rows: Any = Payment.objects.filter(batch__roll=roll).order_by().values("batch").annotate(**asked)
    return [
        (row["batch"], [(row[f"lines_{state}"], row[f"fen_{state}"] or 0) for state in STATES]) for row in rows
    ]  # fmt: skip

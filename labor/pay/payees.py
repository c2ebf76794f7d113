"""Who a 补发 may go to: everybody of the roll it corrects, and everybody on the project's roster in that month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from labor.attendance.ledger import touching
from labor.models import Engagement, RollKind, WageLine, WageRoll
from labor.pay.standing_lines import lines_of


@dataclass(slots=True, kw_only=True)
class Payee:
    """One person; phone, bank and card are of the latest stay, or of the line where the roster has no card.

    Money in 分: `net_fen` is on the roll, `unpaid_fen` what of it has not reached the person, `pending_fen` on its
    supplements and not paid yet.
    """

    worker_id: int
    name: str
    id_masked: str
    source: Engagement | WageLine
    job: str
    net_fen: int | None = None
    unpaid_fen: int = 0
    pending_fen: int = 0

    @property
    def label(self) -> str:
        """“张兰”（50*************123）: the ID number masked."""
        return f"“{self.name}”（{self.id_masked}）"


def payees_of(roll: WageRoll) -> dict[int, Payee]:
    """Person → payee, by name; three queries for any number of people."""
    found: dict[int, Payee] = {}
    for stay in touching(roll.period).filter(project=roll.project_id).select_related("worker", "trade").order_by("pk"):
        found[stay.worker_id] = _on_roster(stay)
    for line in lines_of(roll).select_related("worker"):
        payee = found.setdefault(line.worker_id, _on_roll(line))
        payee.net_fen, payee.unpaid_fen = line.net_fen, 0 if line.is_paid else line.net_fen
        if not payee.source.card_sealed:
            payee.source = line
    for person, amount in _pending(roll):
        if person in found:
            found[person].pending_fen += amount
    return dict(sorted(found.items(), key=lambda each: (each[1].name, each[0])))


def _on_roster(stay: Engagement) -> Payee:
    worker = stay.worker
    return Payee(
        worker_id=worker.pk, name=stay.name, id_masked=worker.id_masked, source=stay, job=str(stay.trade)
    )  # fmt: skip


def _on_roll(line: WageLine) -> Payee:
    return Payee(
        worker_id=line.worker_id, name=line.name, id_masked=line.worker.id_masked, source=line, job=line.job
    )  # fmt: skip


def _pending(roll: WageRoll) -> Iterable[tuple[int, int]]:
    """Person and 实发 of each supplement line of this roll that is not paid yet."""
    lines = WageLine.objects.in_force().filter(roll__corrects=roll, kind=RollKind.SUPPLEMENT, is_paid=False)
    return lines.order_by().values_list("worker_id", "net_fen")

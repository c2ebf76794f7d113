"""What was signed, approved and posted, as one value: a roll that differs from it was changed since."""

from __future__ import annotations

from hashlib import sha256

from labor.models import WageRoll
from labor.pay.standing_lines import lines_of

CONTENT = (
    "worker_id", "name", "centidays", "rate_fen", "piece_fen", "gross_fen", "deduction_fen", "deduction_item",
    "net_fen",
)  # fmt: skip


def content_digest(roll: WageRoll) -> str:
    """SHA-256 over who gets how much for what; accounts are not part of it, for they are not posted (§6)."""
    rows = lines_of(roll).order_by("worker_id", "pk").values_list(*CONTENT)
    return _digest(rows.iterator())


def account_digest(roll: WageRoll) -> str:
    """SHA-256 over the accounts and banks that the roll's lines are paid to; a corrected one changes it."""
    rows = lines_of(roll).order_by("pk").values_list("pk", "card_index", "bank", "name", "net_fen")
    return _digest(rows.iterator())


def _digest(rows: object) -> str:
    made = sha256()
    for row in rows:  # type: ignore[attr-defined]
        made.update(repr(row).encode())
    return made.hexdigest()

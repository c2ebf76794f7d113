"""查看完整号码: one person's full ID, phone and card number, for a reason, with an audit entry (个保法; §6, §12)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from labor.masking import without_numbers
from labor.models import WageLine
from labor.permissions import require_works_on
from units.audit import record
from units.models import User
from units.refusals import Refusal
from units.secrecy import unseal

SHORTEST_REASON = 4


@dataclass(frozen=True, slots=True)
class FullNumbers:
    """Numbers to be shown once; they do not appear in the object's own text, so no log can hold them by accident."""

    id_number: str = field(repr=False)
    phone: str = field(repr=False)
    card: str = field(repr=False)


@transaction.atomic
def open_numbers(*, line: WageLine, reason: str, by: User, at: datetime) -> FullNumbers:
    """Unseal one line's numbers and write down who saw whose, when and what for.

    Raises:
        NotAllowed: the person's post does not handle the project (leaders and administrators never see full numbers).
        Refusal: the reason says too little.
    """
    require_works_on(by, line.project, "查看完整号码")
    why = without_numbers(reason.strip())
    if len(why) < SHORTEST_REASON:
        raise Refusal("请写明查看原因，至少四个字，让事后查看的人看得懂。")
    record(
        act="查看完整号码",
        subject=f"{line.name}（{line.worker.id_masked}） {line.project.code} {line.period.label}",
        by=by,
        at=at,
        detail={"reason": why, "line": line.pk, "roll": line.roll_id},
    )
    return FullNumbers(unseal(line.worker.id_sealed), unseal(line.phone_sealed), unseal(line.card_sealed))

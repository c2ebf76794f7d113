"""核定施行 and its way back: an adopted scheme is what sheets are opened on; it goes back only before the first one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from assessment.models import Scheme, SchemeState
from assessment.schemes.checking import scheme_faults
from assessment.schemes.drafting import held_draft
from assessment.schemes.permissions import allow_adopt
from units.audit import record
from units.models import User
from units.reasons import stated
from units.refusals import Refusal, WrongState


@transaction.atomic
def adopt_scheme(*, scheme: Scheme, by: User, at: datetime) -> Scheme:
    """Put a draft in force. A sole administrator may adopt what they drafted themselves; both are recorded.

    Raises:
        NotAllowed: `by` is not an office administrator.
        WrongState: it is no draft.
        Refusal: with everything that is wrong with its indicators and weights.
    """
    allow_adopt(by)
    held = held_draft(scheme)
    if faults := scheme_faults(held.indicators.all()):
        raise Refusal(*faults)
    held.state, held.adopted_at, held.adopted_by = SchemeState.IN_FORCE, at, by
    held.save(update_fields=["state", "adopted_at", "adopted_by"])
    detail = {"拟订人": held.created_by.username if held.created_by else ""}
    record(act="核定考核方案", subject=str(held), by=by, at=at, rows=held.indicators.count(), detail=detail)
    return held


@transaction.atomic
def reopen_scheme(*, scheme: Scheme, reason: str, by: User, at: datetime) -> Scheme:
    """Back to a draft, as long as no unit's sheet was opened on it."""
    allow_adopt(by)
    why = stated(reason, lacking="退回拟订请写明原因。", least=1, most=200)
    held = Scheme.objects.select_for_update().get(pk=scheme.pk)
    if held.state != SchemeState.IN_FORCE:
        raise WrongState(f"{held}现在是“{held.get_state_display()}”，不能退回拟订。")
    if opened := held.sheets.count():
        raise Refusal(f"{held}已经发出{opened}张评分表，不能再改指标和分值；要调整请写进明年的方案。")
    held.state, held.adopted_at, held.adopted_by = SchemeState.DRAFT, None, None
    held.save(update_fields=["state", "adopted_at", "adopted_by"])
    record(act="考核方案退回拟订", subject=str(held), by=by, at=at, detail={"原因": why})
    return held

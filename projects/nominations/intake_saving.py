"""Saving a checked sheet of nominations as a whole: rows, steps and one audit entry, in few queries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from projects.models import Nomination, NominationAct, NominationSource, NominationStep, WorkItem
from projects.nominations.intake_rows import IntakePlan
from projects.nominations.moves import MOVES
from units.audit import record
from units.models import User


def save_nominations(plan: IntakePlan, *, name: str, by: User, at: datetime) -> None:
    """Write the new nominations, each with its step: sent to review by a unit, submitted by the office (代报)."""
    proxied = plan.source is NominationSource.OFFICE
    move = MOVES[NominationAct.PROXY if proxied else NominationAct.SEND]
    signed: dict[str, Any] = {"filed_by": by, "filed_at": at, "state": move.target}
    if proxied:
        signed |= {"submitted_by": by, "submitted_at": at}
    for nomination in plan.new:
        for key, value in signed.items():
            setattr(nomination, key, value)
    Nomination.objects.bulk_create(plan.new, batch_size=500)
    WorkItem.objects.bulk_create(
        (
            WorkItem(nomination=nomination, guidance_id=item)
            for nomination, items in zip(plan.new, plan.picks, strict=True)
            for item in items
        ),
        batch_size=500,
    )
    NominationStep.objects.bulk_create(
        (
            NominationStep(nomination=one, act=move.act, state=move.target or one.state, at=at, by=by, changes={})
            for one in plan.new
        ),
        batch_size=500,
    )
    detail = {"file": name, "collection": str(plan.collection), "created": len(plan.new), "unchanged": plan.unchanged}
    record(
        act="代报导入项目申报" if proxied else "导入项目申报", subject=str(plan.collection), by=by, at=at,
        rows=len(plan.new), detail=detail,
    )  # fmt: skip

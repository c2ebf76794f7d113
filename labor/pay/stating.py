"""What a roll is, in words and in data: its state, sums, what each next act lacks, checks, floor, notices, payments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Sum

from documents.formats import yuan
from labor.clocks.floor import floor_standing
from labor.figures import total_of
from labor.models import Payment, RollAct, RollState, RollStep, WageRoll
from labor.pay.approving import approvals_of
from labor.pay.difference import severity_of
from labor.pay.guards import lacking_for
from labor.pay.head import days_late, name_of
from labor.pay.moves import MOVES, Move
from labor.pay.permissions import WHO
from labor.pay.reconciling import reconcile
from labor.pay.signing import signing_of
from labor.pay.standing_lines import lines_of
from labor.pay.submitted import changes_said
from labor.pay.way import onward


def step_words(step: RollStep) -> Iterator[str]:
    """A step's reason and what it changed: 实发：4200.00 → 4100.00."""
    if step.reason:
        yield f"说明：{step.reason}"
    yield from changes_said(step)


def state_of(roll: WageRoll, *, on: date) -> dict[str, Any]:
    """A roll as data (money in 分, days in hundredths of a 工日). A sentence may name the row to mend; no number does.

    `lacking` maps each act that its state allows to the sentences it lacks on the day; `lines` tells it to a person.
    """
    said = {
        "roll": roll.pk, "project": roll.project.code, "month": roll.period.key, "kind": roll.kind,
        "origin": roll.origin, "channel": roll.channel, "version": roll.version, "submission": roll.submission,
        "state": roll.state, "state_label": str(RollState(roll.state).label), "is_void": roll.voided_at is not None,
        "due_on": roll.due_on and roll.due_on.isoformat(), "days_late": days_late(roll, on),
        "sums": _sums(roll), "signing": _signing(roll), "approval": _approval(roll, on),
        "lacking": {move.name: _lacking(roll, move, on) for move in _open_moves(roll)},
        "checks": _checks(roll), "floor": _floor(roll, on), "notices": _notices(roll), "payments": _payments(roll),
        "steps": [_step(step) for step in roll.steps.select_related("by")],
    }  # fmt: skip
    return {**said, "sentences": _lines(roll, said)}


def _open_moves(roll: WageRoll) -> list[Move]:
    return [] if roll.voided_at else [move for move in MOVES.values() if roll.state in move.sources]


def _lacking(roll: WageRoll, move: Move, on: date) -> list[str]:
    return [lack.sentence for lack in lacking_for(roll, move.act, on=on)]


def _sums(roll: WageRoll) -> dict[str, int]:
    sums = total_of(lines_of(roll))
    names = ("lines", "heads", "centidays", "gross_fen", "deduction_fen", "net_fen", "paid_lines", "paid_fen")
    return {name: getattr(sums, name) for name in names}


def _signing(roll: WageRoll) -> dict[str, int]:
    held = signing_of(roll)
    return {"people": held["people"], "signed": held["signed"], "sheets": len(held["sheets"])}


def _approval(roll: WageRoll, on: date) -> dict[str, Any]:
    standing = approvals_of(roll, on=on)
    given = [
        {"by": one.approved_by.username, "at": one.approved_at.isoformat(), "sum_fen": one.sum_fen}
        for one in standing.given
    ]
    return {"needed": standing.needed, "given": given, "missing": standing.missing, "digest": standing.digest}


def _checks(roll: WageRoll) -> list[dict[str, Any]]:
    """Differences between the roll and the month's ledgers, counted by kind: nobody is named in an answer."""
    if roll.voided_at is not None:
        return []
    by_kind = reconcile(roll).by_kind.items()
    return [
        {"kind": kind.value, "label": str(kind.label), "severity": severity_of(kind).value, "rows": rows}
        for kind, rows in by_kind
    ]


def _floor(roll: WageRoll, on: date) -> dict[str, Any]:
    """The project's remuneration floor (R3) with its arithmetic, and what its rolls have paid so far."""
    standing = floor_standing(roll.project, on)
    floor = standing.floor
    return {
        "base_fen": floor.base_fen, "base": floor.base_name, "required_fen": floor.required_fen,
        "share": None if floor.share is None else str(floor.share), "paid_fen": standing.paid_fen,
        "paid_share": standing.share, "arithmetic": standing.arithmetic,
    }  # fmt: skip


def _notices(roll: WageRoll) -> list[dict[str, Any]]:
    return [
        {
            "round": one.round, "starts_on": one.starts_on.isoformat(), "ends_on": one.ends_on.isoformat(),
            "is_stopped": one.stopped_at is not None, "stop_reason": one.stop_reason,
        }
        for one in roll.notices.all()
    ]  # fmt: skip


def _payments(roll: WageRoll) -> list[dict[str, Any]]:
    held = Payment.objects.filter(batch__roll=roll).order_by().values("state")
    return [dict(row) for row in held.annotate(number=Count("pk"), sum_fen=Sum("amount_fen")).order_by("state")]


def _step(step: RollStep) -> dict[str, Any]:
    """A step as data; whose line was corrected, and from what pay to what, stays on the page."""
    changes = {"更正（处）": len(step.changes)} if step.act == RollAct.CORRECT else step.changes
    return {
        "at": step.at.isoformat(), "by": step.by.username, "act": step.act, "state": step.state,
        "reason": step.reason, "changes": changes,
    }  # fmt: skip


def _lines(roll: WageRoll, said: dict[str, Any]) -> list[str]:
    """The same for a person to read."""
    sums, move = said["sums"], onward(roll)
    lines = [
        f"{name_of(roll)}：{'已作废' if roll.voided_at else said['state_label']}，第{roll.version}版",
        f"{sums['lines']}行、{sums['heads']}人，实发合计{yuan(sums['net_fen'])}元，已发放{yuan(sums['paid_fen'])}元",
        *([f"已逾期{said['days_late']}天（应于{said['due_on']}前发放）"] if said["days_late"] else []),
        *(f"核对：{one['label']} {one['rows']}处" for one in said["checks"]),
        f"报酬下限：{said['floor']['arithmetic']}",
    ]
    if move:
        lacks = said["lacking"].get(move.name, [])
        lines.append(f"下一步“{move.label}”，由{WHO[move.post]}办理{'，还缺：' if lacks else '。'}")
        lines += [f"  · {sentence}" for sentence in lacks]
    return lines

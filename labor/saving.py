"""Saving a checked roll: roll, people, lines and one audit entry in one transaction, in bulk."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from documents.formats import mask_card, mask_phone
from documents.workbooks import Reading, Row
from labor.attendance.locking import lock_sheet
from labor.bulk import insert_rows, sentence_of
from labor.checks.history import Acquaintance
from labor.models import RollKind, WageLine, WageRoll
from labor.pay.drafts import draft_fields, leave_first_step
from labor.registry import enroll
from projects.models import Period, Project
from projects.outcome import ImportOutcome
from projects.periods import hold_open, open_period
from units.audit import record
from units.models import User
from units.refusals import Refusal
from units.secrecy import seal

LINE_FIELDS = [
    "roll", "project", "period", "worker", "in_force", "kind", "row", "serial", "employer", "name", "phone_sealed",
    "phone_masked", "job", "centidays", "rate_fen", "gross_fen", "deduction_fen", "deduction_item", "net_fen",
    "card_sealed", "card_index", "card_masked", "pay_on", "voucher", "is_paid",
]  # fmt: skip
EMPLOYER_LENGTH = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class RollDraft:
    """A roll without errors, ready to be saved; warnings are stored as they were shown, numbers masked."""

    reading: Reading
    met: Acquaintance
    project: Project
    period: Period
    file_sha256: str
    outcome: ImportOutcome
    is_draft: bool = False

    @property
    def default_employer(self) -> str:
        """用人单位 for lines that state none: the line above the table, else the project's owner."""
        return (self.reading.stated("用人单位") or self.project.owner_name)[:EMPLOYER_LENGTH]


def save_roll(draft: RollDraft, *, by: User, at: datetime) -> WageRoll:
    """Save everything or nothing.

    Raises:
        PeriodClosed: the month was closed meanwhile.
        Refusal: a constraint said no, in its own words: somebody imported the same month at the same moment.
    """
    try:
        with transaction.atomic():
            return _save(draft, by=by, at=at)
    except IntegrityError as error:
        said = sentence_of(error, WageRoll, WageLine)
        if said is None:
            raise
        raise Refusal(f"{said}没有保存任何内容。") from error


def _save(draft: RollDraft, *, by: User, at: datetime) -> WageRoll:
    period = draft.period if draft.period.pk else open_period(month=draft.period.month, by=by, at=at)
    if not draft.is_draft:  # a draft is paid when its month is over, closed or not
        period = hold_open(period)
    roll = WageRoll(
        project=draft.project,
        period=period,
        employer=_employers(draft),
        file_name=draft.outcome.file_name,
        file_sha256=draft.file_sha256,
        warnings=[warning.as_dict() for warning in draft.outcome.warnings],
        notes=list(draft.outcome.notes),
        imported_at=at,
        imported_by=by,
        **(draft_fields(draft.project, period) if draft.is_draft else {}),
    )
    roll.save(force_insert=True)
    _insert_lines(draft, roll)
    record(
        act="导入发放表",
        subject=f"{draft.project.code} {draft.project.name} {period.label}",
        by=by,
        at=at,
        rows=len(draft.reading.rows),
        detail=_said_in_audit(draft, roll),
    )
    if draft.is_draft:  # the attendance it is held against stays open until the roll is sent
        leave_first_step(roll, lines=len(draft.reading.rows), by=by, at=at)
    else:
        lock_sheet(roll=roll, by=by, at=at)
    return roll


def _said_in_audit(draft: RollDraft, roll: WageRoll) -> dict[str, Any]:
    """Row count and sums, so that the trail alone shows what came in."""
    outcome = draft.outcome
    sums = {key: outcome.facts[key] for key in ("lines", "gross", "deduction", "net")}
    return {
        "roll": roll.pk,
        "file": outcome.file_name,
        "sha256": draft.file_sha256,
        "way": roll.get_origin_display(),
        "warnings": len(outcome.warnings),
        **sums,
    }


def _employers(draft: RollDraft) -> str:
    """The employer of most lines; further ones are counted."""
    counted = Counter(row["employer"] or draft.default_employer for row in draft.reading.rows)
    name, _ = counted.most_common(1)[0]
    return name if len(counted) == 1 else f"{name[:70]}等{len(counted)}家"


def _insert_lines(draft: RollDraft, roll: WageRoll) -> None:
    rows, met = draft.reading.rows, draft.met
    people = enroll({row["id_number"]: row["name"] for row in rows}, met.id_indexes, met.known)
    fixed = (roll.pk, roll.project_id, roll.period_id)
    employer = draft.default_employer
    insert_rows(
        WageLine,
        LINE_FIELDS,
        [_line(row, (*fixed, people[met.id_indexes[row["id_number"]]]), employer, met) for row in rows],
    )


def _line(row: Row, keys: tuple[int, int, int, int], employer: str, met: Acquaintance) -> tuple[Any, ...]:
    """One line in the order of LINE_FIELDS; phone and card are sealed here."""
    value = row.values
    phone, card = value["phone"], value["card"]
    return (
        *keys, True, RollKind.REGULAR.value, row.number, value["serial"], value["employer"] or employer, value["name"],
        seal(phone), mask_phone(phone) if phone else "", value["job"], value["days"], value["rate"], value["gross"],
        value["deduction"] or 0, value["deduction_item"] if value["deduction"] else "", value["net"], seal(card),
        met.card_indexes.get(card, ""), mask_card(card) if card else "", value["pay_on"], value["voucher"],
        value["pay_on"] is not None and bool(value["voucher"]),
    )  # fmt: skip

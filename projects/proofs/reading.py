"""A proof as people read it: its fields in words, what it still lacks, and opening its officer's phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models, transaction

from documents.formats import MISSING, count, wan
from projects.models import Acceptance, Contract, MeasureKey, Proof
from projects.proofs.kinds import KINDS, PHONE, Kind
from projects.proofs.measures import TITLES
from projects.proofs.permissions import SIDE, works_on
from projects.proofs.resting import ORDER
from projects.stages.guards import missing_for
from projects.stages.moves import FORWARD
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, Refusal
from units.secrecy import unseal

SHORTEST_REASON = 4
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a proof in words."""

    title: str
    said: str


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure: plan, outcome, and what explains their difference."""

    title: str
    planned: str
    actual: str
    differs: bool
    explanation: str


def whole(proof: Proof) -> Proof:
    """The proof as its own kind, with all its fields."""
    found: models.QuerySet[Any] = models.QuerySet(KINDS[proof.proof_kind].model)
    row: Proof = found.select_related("project", "recorded_by", "voided_by").get(pk=proof.pk)
    return row


def lines_of(proof: Proof) -> list[Line]:
    """Each field in the order of its form; a phone stays masked."""
    kind = KINDS[proof.proof_kind]
    return [Line(kind.title(name), _said(kind, proof, name)) for name in kind.fields]


def measure_lines(proof: Proof) -> list[MeasureLine]:
    """Planned beside actual for each measure of an acceptance, with why they differ; none for other proofs."""
    if not isinstance(proof, Acceptance):
        return []
    return [
        MeasureLine(
            TITLES[MeasureKey(one.key)], _figure(one.key, one.planned), _figure(one.key, one.actual),
            one.planned != one.actual, one.explanation,
        )
        for one in proof.measures.all()
    ]  # fmt: skip


def still_missing(proof: Proof, *, on: date) -> list[str]:
    """What a stage still to come lacks of this kind: so a proof that is not enough says so at once."""
    here = ORDER[proof.project.stage]
    acts = [
        act for act, move in FORWARD.items() if proof.proof_kind in move.rests_on and ORDER[str(move.target)] > here
    ]
    return [
        f"办理“{act.label}”前：{missing.sentence}"
        for act in acts
        for missing in missing_for(proof.project, act, on=on)
        if missing.place == proof.proof_kind
    ]


@transaction.atomic
def open_phone(*, contract: Contract, reason: str, by: User, at: datetime) -> str:
    """The officer's full phone number; who saw it and what for goes to the audit trail (个保法; §6, §12).

    Raises:
        NotAllowed: not of the project's side.
        Refusal: the reason says too little or too much, or there is no number.
    """
    if not works_on(by, contract.project):
        raise NotAllowed(f"完整号码只由经办这个项目的人查看：{SIDE}。")
    words = reason.strip()
    if not SHORTEST_REASON <= len(words) <= LONGEST_REASON:
        raise Refusal(f"请写明查看原因，{SHORTEST_REASON}至{LONGEST_REASON}字，让事后查看的人看得懂。")
    if not contract.officer_phone_sealed:
        raise Refusal("这份合同没有登记劳资专管员电话。")
    subject = f"劳资专管员{contract.officer}（{contract.officer_phone_masked}） {contract.project.code}"
    record(act="查看完整号码", subject=subject, by=by, at=at, detail={"reason": words, "proof": contract.pk})
    return unseal(contract.officer_phone_sealed)


def _said(kind: Kind, proof: Proof, name: str) -> str:
    value: Any = getattr(proof, "officer_phone_masked" if name == PHONE else name)
    if value is None or value == "":
        return MISSING
    if isinstance(value, bool):
        return "是" if value else "否"
    if name.endswith("_fen"):
        return wan(value)
    if isinstance(value, date):
        return value.isoformat()
    if name != PHONE and kind.column(name).choices:
        return str(dict(kind.column(name).flatchoices).get(value, value))
    return count(value) if isinstance(value, int) else str(value)


def _figure(key: str, value: int | None) -> str:
    return wan(value) if key == MeasureKey.REMUNERATION else count(value)

"""Proofs of a project as its page shows them: by kind, the newest first, the voided ones apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from documents.formats import wan
from projects.models import Project, Proof, ProofKind
from projects.proofs.permissions import STAGE_KINDS, closed, why_not_record
from projects.views.places import address
from units.models import User

CHILDREN = {
    ProofKind.APPROVAL: "approval",
    ProofKind.CONTRACT: "contract",
    ProofKind.DEMAND: "demandnotice",
    ProofKind.ENTRY: "entryreadiness",
    ProofKind.SETTLEMENT: "settlement",
    ProofKind.ACCEPTANCE: "acceptance",
    ProofKind.HANDOVER: "handover",
}
HEADLINES: dict[ProofKind, Callable[[Any], str]] = {
    ProofKind.APPROVAL: lambda one: (
        f"{one.get_step_display()} {one.document_number}，{one.issued_on}，"
        f"{'写入' if one.asks_relief else '没有写入'}以工代赈要求，劳务报酬{'单列' if one.lists_pay else '没有单列'}"
    ),
    ProofKind.CONTRACT: lambda one: f"{one.section}，{one.contractor}，{wan(one.amount_fen)}万元，{one.signed_on}签订",
    ProofKind.DEMAND: lambda one: f"{one.posts} {one.headcount}人，{one.published_on}在{one.published_at_place}公布",
    ProofKind.ENTRY: lambda one: (
        f"实名登记{one.registered_count}人，{one.get_channel_display()}（{one.bank}），{one.ready_on}开通"
    ),
    ProofKind.SETTLEMENT: lambda one: (
        f"{one.settled_on}结清{one.workers}人、{wan(one.paid_fen)}万元，未办结异议{one.open_objections}件"
    ),
    ProofKind.ACCEPTANCE: lambda one: f"{one.authority} {one.document_number}，{one.accepted_on}验收",
    ProofKind.HANDOVER: lambda one: f"{one.handed_on}移交{one.keeper}",
}


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One proof: what it says in one line, where it is read whole, how many files hang on it."""

    proof: Proof
    headline: str
    url: str
    files: int


@dataclass(frozen=True, slots=True)
class ProofGroup:
    """The proofs of one kind; `new_url` is where this person records another, "" when they may not."""

    label: str
    held: tuple[ProofLine, ...]
    voided: tuple[ProofLine, ...]
    new_url: str


def proofs_of(project: Project) -> QuerySet[Proof]:
    """Proofs of the stages with their own words and their number of files (`file_count`), in one question."""
    found = Proof.objects.filter(project=project, proof_kind__in=STAGE_KINDS)
    standing = Count("files", filter=Q(files__removed_at=None))
    related = found.select_related("recorded_by", "voided_by", *CHILDREN.values())
    return related.annotate(file_count=standing).order_by("-recorded_at", "-pk")


def proof_groups(project: Project, user: User) -> list[ProofGroup]:
    """One group for each kind, in the order of the stages."""
    lines = [_line(proof) for proof in proofs_of(project)]
    return [_group(kind, lines, project, user) for kind in STAGE_KINDS]


def _group(kind: ProofKind, lines: Iterable[ProofLine], project: Project, user: User) -> ProofGroup:
    own = [line for line in lines if line.proof.proof_kind == kind]
    may = not (closed(project) or why_not_record(user, project, kind))
    return ProofGroup(
        label=str(kind.label),
        held=tuple(line for line in own if not line.proof.is_void),
        voided=tuple(line for line in own if line.proof.is_void),
        new_url=address("proof_new", project.pk, kind.value) if may else "",
    )


def _line(proof: Any) -> ProofLine:
    kind = ProofKind(proof.proof_kind)
    headline = HEADLINES[kind](getattr(proof, CHILDREN[kind]))
    return ProofLine(proof, headline, address("proof_detail", proof.pk), proof.file_count)

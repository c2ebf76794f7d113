"""Through which channel a project's pay goes: what its 进场准备 states, else what its kind usually takes (§2)."""

from __future__ import annotations

from django.db.models import QuerySet

from projects.models import EntryReadiness, PayChannel, Project, ProjectKind


def channel_of(project: Project) -> PayChannel:
    """Return the channel the latest 进场准备 in force states; else 一卡通 for 专项, the wage account for the others."""
    proofs: QuerySet[EntryReadiness] = QuerySet(EntryReadiness)
    stated = proofs.filter(project=project, voided_at=None).order_by("-ready_on", "-pk")
    said = stated.values_list("channel", flat=True).first()
    if said:
        return PayChannel(said)
    return PayChannel.ONE_CARD if project.kind == ProjectKind.SPECIAL else PayChannel.WAGE_ACCOUNT

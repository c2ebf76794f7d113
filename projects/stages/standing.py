"""The proofs of one kind that count: those of the project that nobody has voided."""

from __future__ import annotations

from typing import TypeVar

from django.db import models

from projects.models import Project, Proof

P = TypeVar("P", bound=Proof)


def in_force(model: type[P], project: Project) -> models.QuerySet[P]:
    """Proofs of one kind in force, in the order of their dates; the last one holds where one must."""
    return models.QuerySet(model).filter(project=project, voided_at=None)

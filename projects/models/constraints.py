"""Constraints that several models of this floor need, written once."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


def signed(model: str, who: str, sentence: str = "经办人和经办时间应同时填写。") -> models.CheckConstraint:
    """`<who>_at` and `<who>_by` are one fact: both set or both empty."""
    return models.CheckConstraint(
        condition=Q(**{f"{who}_at": None, f"{who}_by": None})
        | Q(**{f"{who}_at__isnull": False, f"{who}_by__isnull": False}),
        name=f"{model}_{who}_by_and_at",
        violation_error_message=sentence,
    )


def not_negative(model: str, field: str, sentence: str, *, nullable: bool = True) -> models.CheckConstraint:
    """An amount or a count below nought is a slip of the pen."""
    condition = Q(**{f"{field}__gte": 0})
    return models.CheckConstraint(
        condition=Q(**{field: None}) | condition if nullable else condition,
        name=f"{model}_{field}_min",
        violation_error_message=sentence,
    )


def in_order(model: str, first: str, last: str, sentence: str) -> models.CheckConstraint:
    """`last` may be unknown, but never before `first`."""
    return models.CheckConstraint(
        condition=Q(**{last: None}) | Q(**{f"{last}__gte": F(first)}),
        name=f"{model}_{last}_after_{first}",
        violation_error_message=sentence,
    )

"""经过: the steps of a paper in words, as its page tells them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Model

from units.models.moving import PaperStep

Change = tuple[str, str, str]


def told_steps(paper: Model, *, without: Collection[str] = ()) -> list[tuple[PaperStep, list[Change]]]:
    """The acts on a paper, the latest first, each with what it changed: label, before, after; one query.

    `without` are acts that are none of the reader's business: what was drafted before the paper came to them.
    """
    fields = {field.name: field for field in paper._meta.get_fields()}
    return [
        (step, [_change(name, pair, fields.get(name)) for name, pair in step.changes.items()])
        for step in _steps(paper).exclude(act__in=without).select_related("by").order_by("-at", "-pk")
    ]


def _steps(paper: Any) -> Any:
    return paper.steps


def _change(name: str, pair: Any, field: Any) -> Change:
    """A change in words: fields and choices by their labels."""
    labels = {str(key): str(label) for key, label in (getattr(field, "choices", None) or ())}
    before, after = (_said(value, labels) for value in pair)
    return str(getattr(field, "verbose_name", name)), before, after


def _said(value: Any, labels: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return "、".join(_said(one, labels) for one in value)
    return "" if value is None else labels.get(str(value), str(value))

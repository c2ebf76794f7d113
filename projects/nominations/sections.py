"""A nomination laid out for reading: its fields by section, the parts of its investment, and its trail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField, Form

from documents.formats import MISSING, wan
from projects.models import COSTS, Nomination, NominationAct, NominationReturn, NominationStep
from projects.nominations.completeness import costs_differ
from projects.nominations.fields import BY_NAME, FIELDS, WRITTEN, Field, Shape
from projects.nominations.moving import REASON, RETURNED
from projects.nominations.writing import ITEMS
from projects.trails import Event, asked_by_field, events

GROUPS = tuple(dict.fromkeys(field.group for field in FIELDS))


@dataclass(frozen=True, slots=True)
class Line:
    """One field: its value, what was asked to be corrected; `bound` where a reason can be typed."""

    field: Field
    value: str
    returns: list[NominationReturn]
    settled: list[NominationReturn]
    bound: BoundField | None = None

    @property
    def is_part(self) -> bool:
        """One of the five parts of the total investment."""
        return self.field.name in COSTS


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: list[Line]


def nomination_sections(nomination: Nomination, form: Form | None) -> list[Section]:
    """The nomination as it stands; with `form`, a place for a reason beside each field."""
    waiting, settled = asked_by_field(nomination.returns.all())
    return [
        Section(
            group,
            [
                Line(
                    field=field,
                    value=field.written(nomination),
                    returns=waiting.get(field.name, []),
                    settled=settled.get(field.name, []),
                    bound=form[field.name] if form else None,
                )
                for field in FIELDS
                if field.group == group
            ],
        )
        for group in GROUPS
    ]


@dataclass(frozen=True, slots=True)
class Parts:
    """The stated parts of the investment summed up (分), against its total; `fault` says how they differ."""

    sum_fen: int | None
    fault: str

    @property
    def said(self) -> str:
        if self.sum_fen is None:
            return "没有写明分项"
        return self.fault or "与总投资一致"


def parts_of(nomination: Nomination) -> Parts:
    """The stated parts of the total summed up (None when none is stated), and how they disagree with it."""
    parts = [getattr(nomination, cost) for cost in COSTS]
    stated = [part for part in parts if part is not None]
    return Parts(sum(stated) if stated else None, costs_differ(nomination.total_fen, parts))


def trail(nomination: Nomination) -> list[Event]:
    """Who did what and when, the latest first; the changes of each step in words."""
    return events(nomination.steps.all(), _details)


def _details(step: NominationStep) -> Iterator[str]:
    for name, said in step.changes.items():
        if name == RETURNED:
            yield from (f"{_label(field)}：{reason}" for field, reason in said.items())
        elif name == REASON:
            yield f"{'原因' if step.act == NominationAct.DECLINE else '意见'}：{said}"
        elif name == ITEMS:
            before, after = ("、".join(names) or MISSING for names in said)
            yield f"从目录选择的用工环节：{before} → {after}"
        else:
            yield f"{_label(name)}：{_said(name, said[0])} → {_said(name, said[1])}"


def _label(name: str) -> str:
    return BY_NAME[name].label if name in BY_NAME else name


def _said(name: str, value: Any) -> str:
    """A stored value in words: money in 万元, a choice by its label."""
    field = BY_NAME.get(name)
    if field is None or value is None or value == "":
        return MISSING if value in (None, "") else str(value)
    if field.shape is Shape.CHOICE:
        choices = dict(Nomination._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
        return str(choices.get(value, value))
    written = str(WRITTEN.get(field.shape, str)(value))
    return f"{written}万元" if WRITTEN.get(field.shape) is wan else written

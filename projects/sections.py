"""A filing laid out for reading and writing: groups of fields, last month's figure beside each, and the trail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField, Form

from documents.formats import MISSING
from projects.completeness import comparable, falls
from projects.fields import BY_NAME, FIELDS, GROUPS, Field, Shape, Span, written
from projects.models import FieldReturn, FilingAct, FilingStep, Look, ProgressFiling
from projects.moving import RETURNED
from projects.rolled import RolledFigures
from projects.rolled_lines import RolledLine, rolled_lines
from projects.trails import Event, asked_by_field, events

YEARLY = frozenset({"invested_before_fen", "allocated_before_fen"})


@dataclass(frozen=True, slots=True)
class Line:
    """One field: its value, what was filed last, what was asked to be corrected; `bound` when it can be typed."""

    field: Field
    value: str
    before: str
    returns: list[FieldReturn]
    settled: list[FieldReturn]
    bound: BoundField | None = None
    fell: str = ""
    rolled: RolledLine | None = None

    @property
    def is_number(self) -> bool:
        return self.field.shape in (Shape.MONEY, Shape.COUNT)

    @property
    def is_changed(self) -> bool:
        return self.value != self.before


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: list[Line]

    @property
    def has_content(self) -> bool:
        return any(line.value != MISSING or line.returns for line in self.lines)


def form_sections(
    form: Form, filing: ProgressFiling, previous: ProgressFiling | None, figures: RolledFigures | None = None
) -> list[Section]:
    """The filing form: every field can be typed, the rolls' number beside those the rolls state too."""
    return list(_sections(filing, previous, form, figures))


def filing_sections(filing: ProgressFiling, previous: ProgressFiling | None, form: Form | None) -> list[Section]:
    """The filing as filed; with `form`, a place for a reason beside each field."""
    return list(_sections(filing, previous, form))


def _sections(
    filing: ProgressFiling, previous: ProgressFiling | None, form: Form | None, figures: RolledFigures | None = None
) -> Iterator[Section]:
    open_returns, settled = asked_by_field(filing.returns.all() if filing.pk else ())
    fell = {fall.figure.field: fall.sentence for fall in falls(filing, previous)}
    told = rolled_lines(filing, figures)
    for group in GROUPS:
        lines = [
            Line(
                field=field,
                value=field.written(filing),
                before=said_before(field, filing, previous),
                returns=open_returns.get(field.name, []),
                settled=settled.get(field.name, []),
                bound=form[field.name] if form else None,
                fell=fell.get(field.name, ""),
                rolled=told.get(field.name),
            )
            for field in FIELDS
            if field.group == group
        ]
        yield Section(group, lines)


def said_before(field: Field, filing: ProgressFiling, previous: ProgressFiling | None) -> str:
    """What was filed last; a yearly sum of another year says nothing about this one."""
    span = Span.YEAR if field.name in YEARLY else field.span
    if previous is None or (span is Span.YEAR and not comparable(span, filing.period.month, previous)):
        return MISSING
    return field.written(previous)


def trail(filing: ProgressFiling) -> list[Event]:
    """Who did what and when, the latest first; the changes of each step in words."""
    return events(filing.steps.all(), _details)


def _details(step: FilingStep) -> Iterator[str]:
    if step.act in (FilingAct.RETURN, FilingAct.HAND_BACK):
        for name, reason in step.changes.get(RETURNED, {}).items():
            yield f"{BY_NAME[name].label}：{reason}"
        return
    for name, (before, after) in step.changes.items():
        field = BY_NAME[name]
        yield f"{field.label}：{_said(field, before)} → {_said(field, after)}"


def _said(field: Field, value: Any) -> str:
    if field.shape is Shape.CHOICE and value:
        return str(Look(value).label)
    return written(field.shape, value)

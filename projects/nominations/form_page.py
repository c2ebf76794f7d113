"""The form of a nomination laid out: groups of fields, what was returned beside each, what others saved meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.forms import BoundField

from projects.models import Nomination, NominationReturn
from projects.nominations.fields import FIELDS, Field
from projects.nominations.forms import NominationForm
from projects.trails import asked_by_field


@dataclass(frozen=True, slots=True)
class FormLine:
    """One field with its input, what is asked to be corrected, and what stands saved when another person saved."""

    field: Field
    bound: BoundField
    returns: list[NominationReturn]
    saved: str = ""


@dataclass(slots=True)
class FormSection:
    title: str
    lines: list[FormLine] = field(default_factory=list)


def form_sections(form: NominationForm, nomination: Nomination, *, stale: bool) -> list[FormSection]:
    """The form in the groups of its fields; `stale` shows beside each field what another person saved."""
    sections: dict[str, FormSection] = {}
    for line in _lines(form, nomination, stale=stale):
        sections.setdefault(line.field.group, FormSection(line.field.group)).lines.append(line)
    return list(sections.values())


def _lines(form: NominationForm, nomination: Nomination, *, stale: bool) -> Iterator[FormLine]:
    waiting, _ = asked_by_field(nomination.returns.all() if nomination.pk else ())
    typed = form.readable() if stale else {}
    for one in FIELDS:
        differs = stale and typed[one.name] != getattr(nomination, one.name)
        saved = one.written(nomination) if differs else ""
        yield FormLine(one, form[one.name], waiting.get(one.name, []), saved)

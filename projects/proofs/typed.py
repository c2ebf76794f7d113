"""The form of one kind of proof, made from the kind's own table; money is typed in 万元."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db import models

from projects.forms import CountField, WanField, day_field
from projects.models import MeasureKey, Project, Proof
from projects.proofs.faults import EMPTY
from projects.proofs.forms import FilesField
from projects.proofs.kinds import PHONE, Kind
from projects.proofs.measures import TITLES, Measure, known_measures

UNREADABLE_DATE = "日期写成 2026-11-23 这样的形式。"


class ProofForm(forms.Form):
    """What a person types of one proof. What does not fit is said by the action; here only what cannot be read."""

    use_required_attribute = False

    def __init__(self, kind: Kind, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        for name in kind.fields:
            self.fields[name] = _field(kind, name)
        if kind.kind.value == "acceptance":
            self.fields.update(_measure_fields())
        self.fields["attachments"] = FilesField(required=False)

    def values(self) -> dict[str, Any]:
        """What could be read, by field name; what could not counts as not typed."""
        return {name: self.cleaned_data.get(name, _nothing(self.kind, name)) for name in self.kind.fields}

    def measures(self) -> dict[MeasureKey, Measure]:
        said = self.cleaned_data
        return {
            key: Measure(said.get(f"{key}_planned"), said.get(f"{key}_actual"), said.get(f"{key}_explanation", ""))
            for key in MeasureKey
        }

    def uploads(self) -> list[Any]:
        return list(self.cleaned_data.get("attachments") or [])

    def plain(self) -> list[forms.BoundField]:
        """The kind's own fields, in order."""
        return [self[name] for name in self.kind.fields]

    def measured(self) -> list[tuple[str, list[forms.BoundField]]]:
        """For an acceptance, each measure with its three fields."""
        if f"{MeasureKey.WORKERS}_actual" not in self.fields:
            return []
        parts = ("planned", "actual", "explanation")
        return [(TITLES[key], [self[f"{key}_{part}"] for part in parts]) for key in MeasureKey]


def initial_of(kind: Kind, project: Project, old: Proof | None, *, on: date) -> dict[str, Any]:
    """What the form begins with: the voided proof that is recorded anew, or what the house knows already.

    The phone of a voided contract is not brought along: it is sealed, and opening it needs a reason.
    """
    if old is None:
        known = known_measures(project, on=on) if kind.kind.value == "acceptance" else {}
        return _initial_measures(known) | _known(kind, project)
    measures = getattr(old, "measures", None)
    kept = {one.key: Measure(one.planned, one.actual, one.explanation) for one in measures.all()} if measures else {}
    return {name: getattr(old, name) for name in kind.fields if name != PHONE} | _initial_measures(kept)


def _known(kind: Kind, project: Project) -> dict[str, Any]:
    """What the project itself says, and the columns' own beginnings."""
    known = {"client": project.owner_name, "contractor": project.contractor_name}
    begun = {
        name: kind.column(name).get_default()
        for name in kind.fields
        if name != PHONE and kind.column(name).has_default()
    }
    return begun | {name: said for name, said in known.items() if name in kind.fields}


def _initial_measures(known: Mapping[Any, Measure]) -> dict[str, Any]:
    return {
        f"{key}_{part}": getattr(one, part)
        for key, one in known.items()
        for part in ("planned", "actual", "explanation")
    }


def _nothing(kind: Kind, name: str) -> Any:
    if name == PHONE:
        return ""
    column = kind.column(name)
    if isinstance(column, models.BooleanField):
        return False
    return "" if isinstance(column, models.CharField | models.TextField) else None


def _field(kind: Kind, name: str) -> forms.Field:
    if name == PHONE:
        widget = forms.TextInput({"inputmode": "tel", "autocomplete": "off"})
        return forms.CharField(label=kind.title(name), required=False, help_text=kind.helps[name], widget=widget)
    column = kind.column(name)
    options: dict[str, Any] = {
        "label": kind.title(name),
        "required": not column.blank and not isinstance(column, models.BooleanField),
        "help_text": kind.helps.get(name, column.help_text),
    }
    field = _typed(column, options)
    field.error_messages["required"] = kind.asked.get(name, EMPTY)
    return field


def _typed(column: models.Field, options: dict[str, Any]) -> forms.Field:  # type: ignore[type-arg]  # any column
    if column.name.endswith("_fen"):
        return WanField(**options)
    if isinstance(column, models.DateField):
        return day_field(**options, error_messages={"invalid": UNREADABLE_DATE})
    if isinstance(column, models.IntegerField):
        return CountField(**options)
    if isinstance(column, models.BooleanField):
        return forms.BooleanField(**options)
    if column.choices:
        return forms.ChoiceField(choices=[("", "请选择"), *column.flatchoices], **options)
    long = isinstance(column, models.TextField) or (column.max_length or 0) >= 300
    return forms.CharField(widget=forms.Textarea({"rows": 3}) if long else forms.TextInput(), **options)


def _measure_fields() -> dict[str, forms.Field]:
    made: dict[str, forms.Field] = {}
    for key, title in TITLES.items():
        number = WanField if key is MeasureKey.REMUNERATION else CountField
        made[f"{key}_planned"] = number(label=f"计划{title}", required=False)
        made[f"{key}_actual"] = number(label=f"实际{title}", required=False)
        made[f"{key}_explanation"] = forms.CharField(
            label=f"{title.split('（')[0]}偏差说明",
            required=False,
            widget=forms.Textarea({"rows": 2}),
            help_text="计划与实际不一致时必填",
        )
    return made

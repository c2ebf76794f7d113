"""One row of the grid as a form: its cells, the version and the values the person saw, the box for 零报告."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from projects.fields import Field, Shape
from projects.forms import filing_field
from projects.models import ProgressFiling


class RowForm(forms.Form):
    """Cells are named `p<project>-<field>`; `seen` is what the page showed: an untouched row is left alone."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput())
    seen = forms.CharField(required=False, widget=forms.HiddenInput())
    nil = forms.BooleanField(required=False, label="零报告")

    def __init__(self, data: Any, *, filing: ProgressFiling, fields: Sequence[Field]) -> None:
        values = {field.name: getattr(filing, field.name) for field in fields}
        initial = {"version": filing.version if filing.pk else None, "seen": digest(values), **values}
        super().__init__(data, prefix=prefix_of(filing.project_id), initial=initial)
        self.project, self.columns = filing.project, fields
        self.fields["nil"].widget.attrs["aria-label"] = f"{filing.project.name}：本月零报告"
        for field in fields:
            self.fields[field.name] = _cell(field, filing.project.name)

    def values(self) -> dict[str, Any]:
        """Typed values by field name, money in 分."""
        return {field.name: self.cleaned_data[field.name] for field in self.columns}

    @property
    def is_touched(self) -> bool:
        """Whether the person changed anything in this row; what cannot be read was certainly typed."""
        if self.errors or self.cleaned_data["nil"]:
            return True
        return bool(digest(self.values()) != self.cleaned_data["seen"])


def prefix_of(project_id: int) -> str:
    return f"p{project_id}"


def digest(values: Mapping[str, Any]) -> str:
    """A short mark of a row's values; spaces and line ends do not count, browsers change them."""
    said = [" ".join(value.split()) if isinstance(value, str) else value for value in values.values()]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def _cell(field: Field, project: str) -> forms.Field:
    made = filing_field(field)
    made.help_text = ""
    made.widget.attrs |= {"aria-label": f"{project}：{field.label}", "data-cell": ""}
    if field.shape is Shape.LONG:
        made.widget.attrs["rows"] = 1
    return made

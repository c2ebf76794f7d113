"""Forms of the office's papers. They shape the input; whether it may be is the action's to say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from assignments.models import PaperSeries


class SeriesForm(forms.Form):
    """One 代字 for each kind of paper; what is wrong with one is the action's to say, all at once."""

    def __init__(self, series: Sequence[PaperSeries], numbers: Sequence[int], data: Any = None) -> None:
        super().__init__(data)
        for one, number in zip(series, numbers, strict=True):
            self.fields[one.kind] = forms.CharField(
                label=one.get_kind_display(),
                initial=one.prefix,
                required=False,
                help_text=f"今年下一份是第{number}号。",
            )

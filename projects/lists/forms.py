"""What people type on the pages of the year's list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from projects.lists.leaving import REASON_LENGTH
from projects.lists.publishing import BASIS_LENGTH
from projects.lists.sheet import Row
from projects.models import Change

STANDING = "standing"
CHANGED = "changed"
TABS = {
    CHANGED: ("有变动", frozenset({Change.ADDED, Change.ADJUSTED, Change.REMOVED})),
    STANDING: ("在列", frozenset({Change.ADDED, Change.ADJUSTED, Change.KEPT})),
    **{
        change.value: (str(change.label), frozenset({change}))
        for change in (Change.ADDED, Change.ADJUSTED, Change.REMOVED, Change.KEPT)
    },
}


class PublishForm(forms.Form):
    """发布: the document the version rests on."""

    basis = forms.CharField(
        label="发布依据（文件名或文号）",
        max_length=BASIS_LENGTH,
        widget=forms.TextInput({"placeholder": "例如：渡以工代赈办〔2026〕3号", "autocomplete": "off"}),
        error_messages={"required": "请写明发布清单的依据（文件名或文号）。"},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput())


class LeaveForm(forms.Form):
    """提出调出: why."""

    reason = forms.CharField(
        label="调出原因",
        max_length=REASON_LENGTH,
        widget=forms.Textarea({"rows": 3}),
        help_text=f"不超过{REASON_LENGTH}字；随新一版清单公布，并写在项目的办理经过里。",
        error_messages={"required": "请写明调出原因。"},
    )


class RowFilterForm(forms.Form):
    """Narrow the rows of a proposal or version by the words they themselves hold."""

    q = forms.CharField(
        label="名称或代码",
        required=False,
        widget=forms.TextInput({"type": "search", "placeholder": "项目名称或代码"}),
    )
    sector = forms.ChoiceField(label="领域", required=False)
    department = forms.ChoiceField(label="行业主管部门", required=False)
    township = forms.ChoiceField(label="责任镇街", required=False)

    def __init__(self, data: Any, rows: Sequence[Row]) -> None:
        super().__init__(data)
        for key in ("sector", "department", "township"):
            words = sorted({str(row.values[key]) for row in rows} - {""})
            self.fields[key].choices = [("", "全部"), *((word, word) for word in words)]  # type: ignore[attr-defined]

    @property
    def is_narrowing(self) -> bool:
        return self.is_valid() and any(self.cleaned_data.values())

    def kept(self, rows: Iterable[Any]) -> list[Any]:
        """The rows asked for; a choice that no row offers keeps all."""
        asked = self.cleaned_data if self.is_valid() else {}
        return [row for row in rows if self._fits(row, asked)]

    def _fits(self, row: Row, asked: dict[str, str]) -> bool:
        words = asked.get("q", "").strip().lower()
        named = words in f"{row.values['name']} {row.values['code']}".lower()
        keys = ("sector", "department", "township")
        return named and all(not asked.get(key) or row.values[key] == asked[key] for key in keys)

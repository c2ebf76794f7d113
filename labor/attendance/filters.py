"""Filters of the attendance pages; none takes a personal number: it would stand in the address."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms

from labor.attendance.conflicts import Conflict, ConflictKind
from labor.attendance.ledger import Rows, with_standing
from labor.attendance.standing import Standing
from projects.models import Project
from projects.questions import NAME_OR_CODE, SEARCH, by_department, by_township, has_words

CONFLICT_KINDS = [(ConflictKind.HALVES.value, "同日两地各半天"), (ConflictKind.ROLLS.value, "同月两表、考勤不足")]


class LedgerFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Projects of a month: by words of name or code, units, state. The month is asked beside it."""

    q = django_filters.CharFilter(label="项目名称或代码", method="by_text", widget=forms.TextInput(SEARCH))
    department = by_department()
    township = by_township()
    standing = django_filters.ChoiceFilter(
        label="状态", method="by_standing", choices=Standing.choices, empty_label="全部状态"
    )

    class Meta:
        model = Project
        fields: list[str] = []

    def by_text(self, rows: Rows, name: str, text: str) -> Rows:  # noqa: ARG002
        return rows.filter(has_words(NAME_OR_CODE, text))

    def by_standing(self, rows: Rows, name: str, standing: str) -> Rows:  # noqa: ARG002
        return with_standing(rows, standing)


class ConflictForm(forms.Form):
    """Which of the month's conflicts: of one kind, of projects with these words in their name."""

    kind = forms.ChoiceField(label="情形", choices=[("", "全部情形"), *CONFLICT_KINDS], required=False)
    q = forms.CharField(label="姓名或项目", max_length=60, required=False, widget=forms.TextInput(
        {**SEARCH, "placeholder": "姓名或项目名称"}
    ))  # fmt: skip

    def chosen(self, found: list[Conflict]) -> list[Conflict]:
        """Those asked for; an unknown kind asks for none."""
        if not self.is_valid():
            return []
        kind, words = self.cleaned_data["kind"], self.cleaned_data["q"].strip()
        return [each for each in found if (not kind or each.kind == kind) and _says(each, words)]

    def said(self) -> list[str]:
        """The conditions in words."""
        asked: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        kind = dict(CONFLICT_KINDS).get(asked.get("kind", ""), "")
        return [
            text
            for text in (f"情形＝{kind}" if kind else "", f"姓名或项目＝{asked['q']}" if asked.get("q") else "")
            if text
        ]


def _says(each: Conflict, words: str) -> bool:
    return words in each.worker.name or any(words in project.name for project in each.projects)

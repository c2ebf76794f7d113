"""The form in which the office words a report: three texts and the rows of 问题清单."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.formsets import TOTAL_FORM_COUNT, BaseFormSet

from dispatch.wording import LONGEST, LONGEST_PROBLEM, MOST_TASKS, Task, Wording
from units.models import Membership

PREFIX = "tasks"
SPARE_ROWS = 1


class NarrativeForm(forms.Form):
    """The texts; `version` tells whether somebody else saved in the meantime."""

    practices = forms.CharField(
        label="典型做法",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text="可以不写；写了就排在“存在的问题”前面。",
    )
    problems = forms.CharField(
        label="存在的问题",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 10}),
        help_text="一行一段。以“（一）标题。”开头的行，标题排楷体。",
    )
    next_steps = forms.CharField(
        label="下步工作", max_length=LONGEST, required=False, widget=forms.Textarea({"rows": 10})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def made_against(self, version: int) -> None:
        """Let the next save be made against what is shown now: the person has seen what others wrote."""
        self.data = {**self.data.dict(), "version": str(version)}  # type: ignore[attr-defined]


class TaskForm(forms.Form):
    """One row of 问题清单; a row left wholly empty is no row."""

    problem = forms.CharField(
        label="问题", required=False, max_length=LONGEST_PROBLEM, widget=forms.Textarea({"rows": 2})
    )
    unit = forms.ChoiceField(label="责任单位", required=False)
    due = forms.CharField(label="完成时限", required=False, max_length=10, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.initial.get("unit", "")  # a unit that has left the group stays where it was named
        left = [(kept, kept)] if kept and (kept, kept) not in units else []
        self.fields["unit"].choices = [("", "请选择"), *units, *left]  # type: ignore[attr-defined]


def unit_choices(on: Any) -> list[tuple[str, str]]:
    """Member units in force on a day, by their names."""
    names = Membership.objects.current(on=on).order_by("unit__code").values_list("unit__name", flat=True)
    return [(name, name) for name in dict.fromkeys(names)]


def task_rows(
    tasks: list[Task], *, on: Any, data: Mapping[str, Any] | None = None, more: bool = False
) -> BaseFormSet[TaskForm]:
    """The rows to fill in: those there are, and an empty one; `more` adds one to those typed."""
    made = forms.formset_factory(TaskForm, extra=SPARE_ROWS, can_delete=True, max_num=MOST_TASKS + SPARE_ROWS)
    typed = _one_more(data) if more and data is not None else data
    return made(typed, initial=tasks, prefix=PREFIX, form_kwargs={"units": unit_choices(on)})


def _one_more(data: Mapping[str, Any]) -> dict[str, Any]:
    grown = {name: data[name] for name in data}
    key = f"{PREFIX}-{TOTAL_FORM_COUNT}"
    grown[key] = str(min(int(grown.get(key) or 0) + 1, MOST_TASKS + SPARE_ROWS))
    return grown


def tasks_of(rows: BaseFormSet[TaskForm]) -> list[Task]:
    """What the rows say, without empty and struck ones."""
    said = [
        {key: str(row.get(key) or "").strip() for key in ("problem", "unit", "due")}
        for row in (form.cleaned_data for form in rows if form.is_valid())
        if not row.get("DELETE")
    ]
    return [task for task in said if any(task.values())]


def texts_of(wording: Wording) -> dict[str, str]:
    return {"practices": wording.practices, "problems": wording.problems, "next_steps": wording.next_steps}

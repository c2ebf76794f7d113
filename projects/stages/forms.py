"""What a person sends with a move of a project."""

from __future__ import annotations

from django import forms

from projects.models import Condition, Project, Stage, StageAct

NO_ACT = "没有这项办理，请用页面上的按钮。"


def standing_of(project: Project) -> str:
    """The stage and condition as a page shows them, sent back with each move so that a stale page is noticed."""
    return f"{project.stage}.{project.condition}"


class MoveForm(forms.Form):
    """One button: the act, what the page showed (`version`), and the reason where one is asked for."""

    act = forms.TypedChoiceField(
        choices=StageAct.choices, coerce=StageAct, error_messages={"required": NO_ACT, "invalid_choice": NO_ACT}
    )
    version = forms.ChoiceField(
        choices=[(f"{stage}.{condition}", "") for stage in Stage for condition in Condition],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "页面不完整，请刷新后再办。"),
    )
    reason = forms.CharField(required=False)

    def seen(self) -> tuple[str, str]:
        """The stage and condition the person had before them."""
        stage, condition = self.cleaned_data["version"].split(".")
        return stage, condition

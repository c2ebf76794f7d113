"""Forms of 督查激励 and 约谈: the shape of what people type."""

from __future__ import annotations

from typing import Any

from django import forms

from assessment.models import IncentiveKind
from projects.forms import day_field, long_field
from projects.models import Project
from projects.money.forms import ProjectField
from units.models import Unit, User


class IncentiveForm(forms.Form):
    """One of either kind."""

    kind = forms.ChoiceField(label="类别", choices=IncentiveKind.choices)
    year = forms.IntegerField(label="年度", help_text="依据哪个年度的工作。")
    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.all(), empty_label="请选择")
    project = ProjectField(label="涉及项目", required=False, help_text="不针对某个项目的不填。")
    held_on = day_field("日期")
    grounds = long_field(
        "事由和依据", 3, max_length=500,
        help_text="写明依据哪期通报、哪份评分或哪次检查；重点工程不以用人工代替机械为由（R4）。",
    )  # fmt: skip
    measures = long_field("激励措施或约谈要求", 3, max_length=500)
    attended_by = forms.CharField(
        label="约谈人和被约谈人", max_length=120, required=False, help_text="约谈必填，写单位和职务。"
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["project"].offer(Project.objects.visible_to(user), "project")  # type: ignore[attr-defined]


class ResultForm(forms.Form):
    """落实情况: what came of it, and when."""

    result = long_field("落实情况", 3, max_length=500)
    result_on = day_field("落实日期")

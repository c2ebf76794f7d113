"""编制发放表 begins with three choices: project, month, and where the roll comes from."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from labor.attendance.sheets import period_of
from labor.forms import ProjectField
from labor.models import RollOrigin
from labor.pay.drafts import require_may_prepare
from labor.permissions import works_on
from projects.models import PayChannel, Period, Project
from units.models import User
from units.refusals import NotAllowed, Refusal

WAYS = [
    (RollOrigin.COMPUTED, "按考勤编制：出勤工日×约定日工资，加计时计件"),
    (RollOrigin.IMPORTED, "导入编制：上传单位的发放表，核对考勤后走签字、公示、支付"),
    (RollOrigin.RECORDED, "线下已发补录：已经发了的，补进来备案、归档"),
]


class BeginForm(forms.Form):
    """Which project, which month, which way; read from the address."""

    project = ProjectField(
        label="项目",
        queryset=Project.objects.none(),
        empty_label="请选择项目",
        error_messages={"required": "请选择项目。", "invalid_choice": "您不经办这个项目，请重新选择。"},
    )
    month = forms.DateField(
        label="做工的月份",
        input_formats=["%Y-%m"],
        widget=forms.DateInput({"type": "month"}, format="%Y-%m"),
        error_messages={"invalid": "月份写成 2026-10 这样的形式。", "required": "请选择做工的月份。"},
    )
    way = forms.ChoiceField(
        label="怎样编制",
        choices=WAYS,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择怎样编制。", "invalid_choice": "没有这种编制方式，请重新选择。"},
    )

    def __init__(self, *args: Any, user: User, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = self.fields["project"]
        assert isinstance(choices, ProjectField)
        choices.queryset = Project.objects.visible_to(user).select_related("department").order_by("name", "pk")
        self.user, self.at = user, at

    def clean_month(self) -> date:
        """The month's first day; `period` is its period, saved or not.

        Raises:
            ValidationError: it has not begun.
        """
        month: date = self.cleaned_data["month"]
        try:
            self.period: Period = period_of(month, self.at)
        except Refusal as refusal:
            raise ValidationError([*refusal.sentences]) from refusal
        return month.replace(day=1)

    def clean(self) -> dict[str, Any]:
        project, way = self.cleaned_data.get("project"), self.cleaned_data.get("way")
        if project is not None and way == RollOrigin.RECORDED and not works_on(self.user, project):
            self.add_error("project", "您不经办这个项目，请重新选择。")
        elif project is not None and way not in (None, RollOrigin.RECORDED):
            self._require_prepares(project)
        return self.cleaned_data

    def _require_prepares(self, project: Project) -> None:
        try:
            require_may_prepare(self.user, project)
        except NotAllowed as refused:
            self.add_error("project", [*refused.sentences])


class ChannelForm(forms.Form):
    """Through which channel the roll is paid."""

    channel = forms.ChoiceField(
        label="发放通道",
        choices=PayChannel.choices,
        help_text="按项目的进场准备带出；与实际不符的在这里改。",
        error_messages={"required": "请选择发放通道。", "invalid_choice": "没有这个发放通道，请重新选择。"},
    )

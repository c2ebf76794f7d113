"""Forms of major matters: the shape of what people type; what fits together is judged by the actions."""

from __future__ import annotations

from typing import Any

from django import forms

from assignments.issues.forms import SeenForm
from assignments.models import MatterKind, Urgency
from projects.forms import day_field, long_field, moment_field
from projects.proofs.forms import FilesField

URGENT = "定上报时限；紧急的报告印“加急”，特急的印“特急”。"
SHORT = "写事由，不写“关于”和“的报告”，如“建胜镇产业道路劳务报酬代领问题”。"


class MatterForm(SeenForm):
    """What a report says, and since when the matter is known."""

    title = forms.CharField(label="事由", max_length=60, help_text=SHORT)
    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), *MatterKind.choices])
    urgency = forms.ChoiceField(label="紧急程度", choices=Urgency.choices, help_text=URGENT)
    known_at = moment_field("知悉时间", help_text="上报时限从这一刻起算，不晚于现在。")
    situation = long_field("基本情况", 6, max_length=4000, help_text="时间、地点、涉及项目和单位、经过、影响。")
    handled = long_field("已采取的措施", 4, max_length=4000, required=False, help_text="送核前应填写。")
    next_steps = long_field(
        "下一步安排", 4, max_length=4000, required=False, help_text="送核前应填写；只作陈述，不得夹带请示事项。"
    )
    attachments = FilesField(label="附件", required=False)

    def values(self) -> dict[str, Any]:
        """What the actions ask for, without the moment, files and version."""
        apart = ("known_at", "attachments", "version")
        return {name: value for name, value in self.cleaned_data.items() if name not in apart}


class SignForm(SeenForm):
    """A leader who signs here sends the version alone."""


class RegisterForm(SeenForm):
    """登记纸质签发."""

    signer = forms.CharField(label="签发人", max_length=20, required=False, help_text="纸质签发单上的签名。")
    signed_on = day_field("签发日期", required=False, help_text="不早于核稿，不晚于今天。")


class AnswerForm(SeenForm):
    answered_by = forms.CharField(label="批示领导或机关", max_length=40)
    answered_on = day_field("批示日期")
    answer = long_field("批示意见", 3, max_length=2000, help_text="按批示原文登记。")
    attachments = FilesField(label="批示件", required=False)


class CloseForm(SeenForm):
    reason = long_field("办结说明", 2, max_length=500, required=False, help_text="没有批示就办结的须写明原因。")

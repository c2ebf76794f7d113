"""Forms of 督办. They shape the input; whether it may be is the actions' to say."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from assignments.models import SupervisionAct, SupervisionNotice
from assignments.supervision.raising import FIRMS, MOST
from assignments.supervision.rules import FIELDS, labels
from projects.forms import day_field, long_field
from projects.proofs.forms import FilesField
from units.models import Unit


class NoticeForm(forms.Form):
    """立项和修改: one unit, what is pressed for, on what ground, by when."""

    unit = forms.ModelChoiceField(
        label="承办单位", queryset=Unit.objects.none(), empty_label="请选择",
        error_messages={"required": "请选择承办单位。", "invalid_choice": "没有这个单位，请重新选择。"},
        help_text="一件督办一个承办单位；业主和施工单位由主管部门或责任镇街承办。",
    )  # fmt: skip
    title = forms.CharField(
        label="督办事项", max_length=MOST["title"], help_text="写进通知标题，例如：产业道路10月劳务报酬公示整改。"
    )
    basis = long_field("督办依据", 2, max_length=MOST["basis"], help_text="会议、批示、检查或台账，写明文号和日期。")
    demand = long_field("办理要求", 5, max_length=MOST["demand"], help_text="每行一段，写明要办成什么、附什么佐证。")
    due_on = day_field("反馈期限", help_text="须是工作日。")
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = Unit.objects.exclude(kind__in=FIRMS)  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        """What the actions take."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def begun_with(notice: SupervisionNotice) -> dict[str, Any]:
    """The form's beginning values of a draft."""
    return {name: getattr(notice, name) for name in ("unit", "title", "basis", "demand", "due_on", "version")}


class AnswerForm(forms.Form):
    """反馈: what was done, with files; whether it is kept or sent is the button pressed."""

    answer = long_field("办理情况", 6, help_text="做了什么、结果如何、还有什么没有办完；最多2000个字。")
    attachments = FilesField(label="佐证材料", required=False)


class CloseForm(forms.Form):
    reason = long_field("核查意见", 2, max_length=500, help_text="怎样核查、是否到位，承办单位看得到。")


class RejectForm(forms.Form):
    reason = long_field("核查意见", 2, max_length=500, help_text="哪里不到位、还要怎样办，承办单位看得到。")
    due_on = day_field("新的反馈期限", required=False, help_text="不填则期限不变；填了从新期限重新计算亮灯和提级。")


class ExtendForm(forms.Form):
    due_on = day_field("新的反馈期限", help_text="须晚于原期限，是工作日；亮灯和提级重新计算。")
    reason = long_field("延期原因", 2, max_length=500)


class WithdrawForm(forms.Form):
    reason = long_field("撤回原因", 2, max_length=500)


FORMS: dict[SupervisionAct, type[forms.Form]] = {  # in the order of the page
    SupervisionAct.ANSWER: AnswerForm,
    SupervisionAct.WRITE: AnswerForm,
    SupervisionAct.CLOSE: CloseForm,
    SupervisionAct.REJECT: RejectForm,
    SupervisionAct.EXTEND: ExtendForm,
    SupervisionAct.WITHDRAW: WithdrawForm,
}


class RuleForm(forms.Form):
    """督办时限 from a day on."""

    starts_on = day_field("起用日期", help_text="从这一天起下达的督办按新的时限；已下达的不变。")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, label in labels().items():
            self.fields[name] = forms.IntegerField(
                label=label, widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
                error_messages={"invalid": "请填整数，单位工作日。"},
            )  # fmt: skip

    @property
    def numbers(self) -> dict[str, int]:
        """工作日 of each field."""
        return {name: self.cleaned_data[name] for name in FIELDS}

    @property
    def day(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        return day


class ReportForm(forms.Form):
    """三、工作要求 of a 通报."""

    text = long_field("工作要求", 10, help_text="每行一段；行首写（一）（二）的，第一句排成小标题。")
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

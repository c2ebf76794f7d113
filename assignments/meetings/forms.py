"""What people type about meetings; whether it may be done is the action's to say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from assignments.meetings.minutes import Decided
from assignments.meetings.preparing import Topic
from assignments.models import AgendaItem, DecisionKind, InviteeRole, MeetingKind, Reply
from projects.forms import day_field, long_field, moment_field
from projects.proofs.forms import FilesField
from units.models import Unit
from units.models.unit import UnitQuerySet

ANSWERS = [("", "请选择"), *((one.value, one.label) for one in Reply if one != Reply.NONE)]
OUTSIDE = [(one.value, one.label) for one in (InviteeRole.EXPERT, InviteeRole.OTHER)]


class ProposeForm(forms.Form):
    """提议召开."""

    unit = forms.ModelChoiceField(label="提议单位", queryset=Unit.objects.none(), empty_label=None)
    title = forms.CharField(label="会议名称", max_length=80, help_text="如“劳务报酬及时足额发放协调会”。")
    reason = long_field("提议理由", 3, max_length=500, help_text="要解决什么问题，为什么要开会研究。")
    topics = long_field("建议研究的议题", 3, help_text="一行一个。")

    def __init__(self, *args: Any, units: UnitQuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class PrepareForm(forms.Form):
    """How the meeting is to be; what is not settled may stay open."""

    title = forms.CharField(label="会议名称", max_length=80)
    kind = forms.ChoiceField(label="范围", choices=MeetingKind.choices)
    starts_at = moment_field("开会时间", required=False)
    place = forms.CharField(label="地点", max_length=60, required=False)
    chair = forms.CharField(label="主持人", max_length=30, required=False)


class TopicForm(forms.Form):
    """One row of the agenda."""

    item = forms.IntegerField(required=False, widget=forms.HiddenInput())
    topic = forms.CharField(label="议题", max_length=120, required=False)
    unit = forms.ModelChoiceField(label="汇报单位", queryset=Unit.objects.all(), required=False, empty_label="没有")

    def value(self) -> Topic:
        said: dict[str, Any] = {name: self.cleaned_data.get(name) for name in ("topic", "unit", "item")}
        return Topic(**said)


class UnitsForm(forms.Form):
    """Units of the house to be invited."""

    units = forms.ModelMultipleChoiceField(
        label="单位",
        queryset=Unit.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择要邀请的单位。"},
    )

    def __init__(self, *args: Any, invited: Iterable[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["units"].queryset = Unit.objects.exclude(pk__in=list(invited))  # type: ignore[attr-defined]


class OutsideForm(forms.Form):
    """Somebody from outside the house; no telephone is asked for."""

    role = forms.ChoiceField(label="身份", choices=OUTSIDE)
    organization = forms.CharField(label="所在单位", max_length=60)
    person = forms.CharField(label="姓名", max_length=30, required=False, help_text="专家必填。不登记电话。")
    post = forms.CharField(label="职务或专业", max_length=40, required=False)


class PostponeForm(forms.Form):
    """改期."""

    starts_at = moment_field("新的开会时间")
    place = forms.CharField(label="地点", max_length=60, required=False, help_text="不变可不改。")
    reason = long_field("改期原因", 2, max_length=500)


class ReplyForm(forms.Form):
    """Answer of an invited unit."""

    answer = forms.ChoiceField(label="回复", choices=ANSWERS)
    person = forms.CharField(label="参会人或替会人", max_length=30, required=False, help_text="请假可不填。")
    note = long_field("替会人职务和替会原因，或请假原因", 2, max_length=200, required=False)


class SignForm(forms.Form):
    person = forms.CharField(label="签到人", max_length=30)


class PapersForm(forms.Form):
    attachments = FilesField(label="议题材料")


class MinutesForm(forms.Form):
    """The minutes without their decisions: one field for each topic, `discussion<key>`."""

    summary = long_field(
        "导语", 4, max_length=4000, required=False, help_text="接在“某年某月某日，某人在某处主持召开某会议。”之后。"
    )
    recorder = forms.CharField(label="记录人", max_length=30, required=False)

    def __init__(self, *args: Any, agenda: Iterable[AgendaItem], **options: Any) -> None:
        super().__init__(*args, **options)
        self.items = {f"discussion{item.pk}": item.pk for item in agenda}
        for item in agenda:
            label = f"议题“{item.topic}”的讨论情况"
            self.fields[f"discussion{item.pk}"] = long_field(
                label, 4, max_length=4000, required=False, initial=item.discussion
            )

    def values(self) -> dict[str, Any]:
        said = {pk: self.cleaned_data.get(name, "") for name, pk in self.items.items()}
        return {
            "summary": self.cleaned_data["summary"],
            "recorder": self.cleaned_data["recorder"],
            "discussions": said,
        }


class DecisionForm(forms.Form):
    """One row of the decisions; which of its fields are asked for depends on the kind."""

    kind = forms.ChoiceField(label="类别", choices=DecisionKind.choices)
    text = long_field("议定事项", 2, max_length=300, required=False)
    unit = forms.ModelChoiceField(
        label="承办或增补单位", queryset=Unit.objects.all(), required=False, empty_label="请选择"
    )
    due_on = day_field("办结期限（交办任务）", required=False)
    post = forms.CharField(
        label="席位岗位（增加成员单位）", max_length=40, required=False, help_text="不填为分管负责人。"
    )
    effective_on = day_field("席位起始日（增加成员单位）", required=False)

    def value(self) -> Decided:
        names = ("kind", "text", "unit", "due_on", "post", "effective_on")
        said: dict[str, Any] = {name: self.cleaned_data.get(name) for name in names}
        return Decided(**said)


class ReminderForm(forms.Form):
    """会议提醒（◇）."""

    days_before = forms.IntegerField(label="提前几天提醒", min_value=0, max_value=10, help_text="0 为会前不提醒。")
    on_the_day = forms.BooleanField(label="当天早上提醒", required=False)
    from_hour = forms.IntegerField(label="几点起发提醒", min_value=0, max_value=23)
    unanswered_before = forms.IntegerField(
        label="提前几个工作日催未回复的单位", min_value=0, max_value=10, help_text="0 为不催。"
    )

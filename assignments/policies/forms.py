"""Forms of the library and of the talks: the shape of what people type; what fits together is judged by the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from assignments.models import Policy, PolicyLevel, PolicyTalk
from assignments.policies.permissions import talk_units
from assignments.policies.rules import CHOICES
from assignments.policies.validity import to_talk_about
from projects.forms import CountField, day_field, long_field
from projects.proofs.forms import FilesField
from projects.requests import DIGITS
from units.models import Unit, User
from units.requests import today

SHORT = 30  # characters of a title beside its box


class PolicyForm(forms.Form):
    """One document of the library."""

    title = forms.CharField(label="标题", max_length=160, help_text="按原文写全称，不加书名号。")
    document_number = forms.CharField(
        label="文号", max_length=60, required=False, help_text="如 国办函〔2022〕58号；没有或没读到的不填。"
    )
    level = forms.ChoiceField(label="层级", choices=PolicyLevel.choices)
    issuer = forms.CharField(label="发文机关", max_length=80)
    issued_on = day_field("成文日期", required=False)
    effective_on = day_field("生效日期", required=False, help_text="不填视为已生效。")
    expires_on = day_field("失效日期", required=False, help_text="从这一天起不再有效；长期有效的不填。")
    summary = long_field("要点", 4, max_length=2000, required=False, help_text="用自己的话概括，不整段摘抄。")
    source = forms.CharField(
        label="来源说明", max_length=120, required=False, help_text="读到原文、只见网页片段、二手转述，如实写。"
    )


class SupersedeForm(forms.Form):
    """被何文件替代; none takes the mark back."""

    successor = forms.ModelChoiceField(
        label="被何文件替代", queryset=Policy.objects.none(), required=False, empty_label="没有被替代",
        help_text="新文件要先登记。从新文件生效之日起，这份文件标为“被替代”。",
    )  # fmt: skip

    def __init__(self, *args: Any, policy: Policy, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["successor"].queryset = Policy.objects.exclude(pk=policy.pk).from_the_top()  # type: ignore[attr-defined]


class ExpireForm(forms.Form):
    """从何日起失效, and why."""

    expires_on = day_field("失效日期", help_text="从这一天起不再有效。")
    reason = long_field("原因和依据", 2, max_length=200)


class CiteForm(forms.Form):
    """Which rule stands on which clause."""

    rule = forms.ChoiceField(label="规则", choices=CHOICES)
    clause = forms.CharField(label="条款", max_length=80, required=False, help_text="如 第24条；不清楚的不填。")


class PoliciesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Policies to be ticked, each by its number, or its title where it has none."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        if any(len(str(key)) > DIGITS for key in value or ()):  # larger than any key a database can be asked for
            raise ValidationError("请从列出的文件里选择。", code="invalid_choice")
        return super().clean(value)

    def label_from_instance(self, obj: Any) -> str:
        title = f"《{obj.title if len(obj.title) <= SHORT else obj.title[:SHORT] + '…'}》"
        return f"{obj.document_number} {title}".strip()


class TalkForm(forms.Form):
    """One talk; attendances (人次), never heads."""

    unit = forms.ModelChoiceField(label="宣讲单位", queryset=Unit.objects.none(), empty_label=None)
    held_on = day_field("日期")
    place = forms.CharField(label="地点", max_length=80)
    topic = forms.CharField(label="内容", max_length=120)
    speaker = forms.CharField(label="宣讲人", max_length=40)
    attendances = CountField(label="参加人次", min_value=1, help_text="到场一次算一人次，不与务工人数相加。")
    policies = PoliciesField(
        label="宣讲的文件", queryset=Policy.objects.none(), required=False,
        help_text="可多选，列出现行的国家、市、区文件；库里没有的写在“内容”里。",
    )  # fmt: skip
    remark = forms.CharField(label="备注", max_length=200, required=False)
    attachments = FilesField(label="照片、签到表", required=False)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = talk_units(user)  # type: ignore[attr-defined]
        self.fields["policies"].queryset = to_talk_about(on=today())  # type: ignore[attr-defined]


def initial_of(talk: PolicyTalk) -> dict[str, Any]:
    """A talk as the beginning of another one: everything but its day, its attendances and its photos."""
    names = ("unit", "place", "topic", "speaker")
    return {name: getattr(talk, name) for name in names} | {"policies": list(talk.policies.all())}

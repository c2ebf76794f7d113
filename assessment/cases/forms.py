"""Forms of the cases: the shape of what people type."""

from __future__ import annotations

from typing import Any

from django import forms

from assessment.models import TypicalCase
from projects.forms import day_field, long_field
from projects.models import Project
from projects.money.forms import ProjectField
from projects.proofs.forms import FilesField
from units.models import Role, Unit, User
from units.scope import scope_of

CRITERIA = (
    "写清组织群众务工、培训、按时足额发放报酬的做法。重点工程不以“用人工代替机械”为评价标准，"
    "能用人工不用机械只是专项项目的要求（R4）。"
)


def _text(label: str, rows: int, most: int, help_text: str = "") -> forms.CharField:
    said = help_text or "可以先存草稿，报送前写完。"
    return long_field(label, rows, max_length=most, required=False, help_text=said)


class CaseForm(forms.Form):
    """The three chapters of a case; `version` is what the person saw."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput())
    title = forms.CharField(label="标题", max_length=80)
    project = ProjectField(label="项目", required=False, help_text="不属于某个项目的不填。")
    background = _text("基本情况", 4, 2000)
    practice = _text("主要做法", 8, 4000, CRITERIA)
    effect = _text("取得成效", 4, 2000, "数字写明单位和截止时间；人数和人次分开写。")

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["project"].offer(Project.objects.visible_to(user), "project")  # type: ignore[attr-defined]


class NewCaseForm(CaseForm):
    """With the unit in whose name, and the first photos."""

    unit = forms.ModelChoiceField(label="报送单位", queryset=Unit.objects.none(), empty_label=None)
    attachments = FilesField(label="照片和材料", required=False)
    field_order = ("unit", "title")

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        own = scope_of(user).unit_ids(Role.UNIT_FILER)
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=own)  # type: ignore[attr-defined]


class PromoteForm(forms.Form):
    """推广: when and how."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput())
    promoted_on = day_field("推广日期")
    promotion = long_field(
        "推广方式", 2, max_length=200,
        help_text="例如：全区通报推广、现场观摩、区融媒体报道。推广后所有成员单位都能看到，并收到消息。",
    )  # fmt: skip


def initial_of(case: TypicalCase) -> dict[str, Any]:
    names = ("version", "title", "project", "background", "practice", "effect")
    return {name: getattr(case, name) for name in names}

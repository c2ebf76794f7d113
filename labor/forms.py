"""Fields several forms of this floor share, and the forms of the roll pages."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from documents.formats import days, hundredths, yuan
from labor.pay.drafts import Way
from labor.pay.permissions import may_prepare
from labor.permissions import works_on
from projects.models import Project
from units.models import User

if TYPE_CHECKING:
    ProjectChoice = forms.ModelChoiceField[Project]
else:
    ProjectChoice = forms.ModelChoiceField


class ProjectField(ProjectChoice):
    """A project by name and code."""

    def label_from_instance(self, project: Project) -> str:
        return f"{project.name}（{project.code}）"


class TypedNumber(forms.DecimalField):
    """A number with two decimals as people type it, full-width digits and commas too; cleaned to integer hundredths."""

    most_digits = 12
    example = "例如 12 或 12.5"

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_digits=self.most_digits, decimal_places=2, widget=widget, **options)
        self.error_messages["invalid"] = f"请填数字，{self.example}。"

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).replace(",", "").replace(" ", "")
        return super().to_python(value)

    def clean(self, value: Any) -> int | None:
        number = super().clean(value)
        return None if number is None else hundredths(number)

    def prepare_value(self, value: Any) -> Any:
        """Hundredths of the object become a decimal; what a person typed stays as typed."""
        return self.shown(value) if isinstance(value, int) else value

    def shown(self, value: int) -> str:
        """Hundredths as the field shows them."""
        return days(value)


class YuanField(TypedNumber):
    """Money typed in 元; the cleaned value is integer 分."""

    example = "单位元，例如 220 或 220.50"

    def shown(self, value: int) -> str:
        """分 as 元, whole ones without decimals."""
        return yuan(value).removesuffix(".00")


class RollUploadForm(forms.Form):
    """发放表: paid already or to be paid here, which project, which month, which file."""

    way = forms.ChoiceField(
        label="这张表",
        choices=[(Way.RECORDED, "线下已发，补录"), (Way.DRAFT, "还没有发，导入编制")],
        widget=forms.RadioSelect,
        required=False,
        help_text="补录的只备案、归档；导入编制的随后核对考勤、签字、审定、公示、支付，每笔扣除须写明扣除项目。",
        error_messages={"invalid_choice": "请选择线下已发补录，或导入编制。"},
    )

    project = ProjectField(
        label="项目",
        queryset=Project.objects.none(),
        empty_label="请选择项目",
        help_text="须与表上的项目代码一致。",
        error_messages={
            "required": "请选择发放表属于哪个项目。",
            "invalid_choice": "您不经办这个项目，请重新选择。",
        },
    )
    month = forms.DateField(
        label="支付周期",
        input_formats=["%Y-%m"],
        widget=forms.DateInput({"type": "month"}, format="%Y-%m"),
        help_text="做工的月份，不是支付的月份。",
        error_messages={"invalid": "月份写成 2026-10 这样的形式。", "required": "请选择支付周期所在的月份。"},
    )
    file = forms.FileField(
        label="发放表工作簿",
        help_text=".xlsx、.xls 或 .ods，不超过 20 MB；列的先后不限，按表头识别。",
        widget=forms.ClearableFileInput({"accept": ".xlsx,.xls,.ods"}),
        error_messages={"required": "请选择要导入的文件。", "empty": "文件是空的，请重新选择。"},
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = self.fields["project"]
        assert isinstance(choices, ProjectField)
        choices.queryset = Project.objects.visible_to(user).order_by("name", "pk")
        self.user = user

    def clean_way(self) -> Way:
        return Way(self.cleaned_data["way"] or Way.RECORDED)

    def clean_project(self) -> Project:
        project: Project = self.cleaned_data["project"]
        if self.cleaned_data.get("way") == Way.DRAFT and not may_prepare(self.user, project):
            raise ValidationError("您不编制这个项目的发放表，请重新选择，或改选线下已发补录。")
        if not works_on(self.user, project):
            raise ValidationError("您不经办这个项目，请重新选择。")
        return project

    def clean_month(self) -> date:
        month: date = self.cleaned_data["month"]
        return month.replace(day=1)


class PurposeForm(forms.Form):
    """查看完整号码: what for."""

    reason = forms.CharField(
        label="查看原因",
        min_length=4,
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off", "placeholder": "例如：通知本人上岗；银行退票，核对账号"}),
        help_text="会和您的姓名、时间一起记入审计日志。不要在这里写身份证号或银行卡号。",
        error_messages={
            "required": "请写明为什么要看完整号码。",
            "min_length": "原因至少写四个字，让事后查看的人看得懂。",
        },
    )

"""Forms of the money pages: the shape of what people type; what fits together is judged by the actions."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from projects.forms import CountField, FundingForm, WanField, day_field
from projects.models import DisbursementStep, FinancingKind, FundingSource, Project, ProjectKind
from projects.money.permissions import recording_projects, social_units
from projects.proofs.forms import FilesField
from units.models import Sector, Unit, User

OFFERED = 300  # projects named in the drop-down while typing; any other is found by its code or name


class ProjectField(forms.CharField):
    """A project typed by its code or its whole name, with the likely ones offered; the value is the Project."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=150, **options)
        self.within: QuerySet[Project] = Project.objects.none()

    def offer(self, within: QuerySet[Project], name: str) -> None:
        """Take only these projects, and name the first of them in the drop-down `name`."""
        self.within = within
        self.widget.attrs |= {"list": f"{name}-offered", "autocomplete": "off", "placeholder": "项目代码或名称"}

    @property
    def offered(self) -> list[tuple[str, str]]:
        return list(self.within.order_by("name").values_list("code", "name")[:OFFERED])

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, Project) else value

    def clean(self, value: Any) -> Any:
        typed = unicodedata.normalize("NFKC", super().clean(value)).strip()
        if not typed:
            return None
        found = list(self.within.filter(Q(code__iexact=typed) | Q(name=super().clean(value).strip()))[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(f"有几个项目都叫“{typed}”，请填写项目代码。")
        alike = [f"{one.name}（{one.code}）" for one in self.within.filter(name__icontains=typed)[:3]]
        near = f"相近的有：{'、'.join(alike)}。" if alike else ""
        raise ValidationError(f"没有找到“{typed}”，请填写项目代码或全称，也可以从下拉中选。{near}")


class FundingNewForm(FundingForm):
    """One more source of money with its document."""

    source = forms.ChoiceField(label="资金类型", choices=FundingSource.choices)
    label = forms.CharField(
        label="资金名称", max_length=80, help_text="与清单“资金构成”的叫法一致，例如：中央预算内资金。"
    )
    attachments = FilesField(label="下达文件", required=False)
    field_order = ("source", "label", "amount_fen", "issued_on", "document_number", "agreed_share", "attachments")


class FundingEditForm(FundingForm):
    """What the document says, with the document itself."""

    attachments = FilesField(label="下达文件", required=False)


class DisbursementForm(forms.Form):
    """一笔拨付或支付."""

    step = forms.ChoiceField(label="环节", choices=DisbursementStep.choices, widget=forms.RadioSelect)
    amount_fen = WanField(label="金额（万元）", min_value=0)
    done_on = day_field("日期")
    voucher = forms.CharField(label="文号或凭证号", max_length=80)
    for_pay = forms.BooleanField(label="用于劳务报酬", required=False, help_text="只在登记支付时勾选。")
    note = forms.CharField(label="说明", max_length=200, required=False)
    attachments = FilesField(label="凭证", required=False)


class ConnectionForm(forms.Form):
    special = ProjectField(label="专项投资项目", help_text="以工代赈专项投资项目，类型为“专项”。")
    key = ProjectField(label="重点工程项目", help_text="它所配套的重点工程，类型为“重推”。")
    purpose = forms.CharField(
        label="配套内容",
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
        help_text="例如：配套建设进场道路、排水沟渠。",
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        seen = Project.objects.visible_to(user)
        for name, kind in (("special", ProjectKind.SPECIAL), ("key", ProjectKind.KEY)):
            field = self.fields[name]
            if isinstance(field, ProjectField):
                field.offer(seen.filter(kind=kind), name)


class FinancingForm(forms.Form):
    project = ProjectField(label="项目")
    institution = forms.CharField(label="金融机构", max_length=80)
    kind = forms.ChoiceField(label="方式", choices=FinancingKind.choices)
    amount_fen = WanField(label="授信（融资）金额（万元）", min_value=0)
    drawn_fen = WanField(label="已到位金额（万元）", min_value=0, help_text="还没有到位的填 0。")
    granted_on = day_field("批准日期")
    ends_on = day_field("到期日期", required=False)
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["project"]
        if isinstance(field, ProjectField):
            field.offer(recording_projects(user), "project")


class SocialForm(forms.Form):
    name = forms.CharField(label="项目名称", max_length=120)
    sponsor = forms.CharField(label="实施主体", max_length=80, help_text="民营企业、社会组织等的全称。")
    unit = forms.ModelChoiceField(label="引导单位", queryset=Unit.objects.none(), empty_label="请选择")
    township = forms.ModelChoiceField(label="所在镇街", queryset=Unit.objects.townships(), empty_label="请选择")
    sector = forms.ModelChoiceField(label="领域", queryset=Sector.objects.all(), empty_label="请选择")
    content = forms.CharField(label="主要内容", max_length=300, widget=forms.Textarea({"rows": 3}))
    amount_fen = WanField(label="投入金额（万元）", min_value=0)
    workers = CountField(label="吸纳务工人数（人）", min_value=0)
    remuneration_fen = WanField(label="发放劳务报酬（万元）", min_value=0)
    starts_on = day_field("开始日期")
    ends_on = day_field("结束日期", required=False)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        units = social_units(user)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if units.count() == 1:
            self.fields["unit"].initial = units[0]

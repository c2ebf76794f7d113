"""Forms of inspections: the shape of what people type; what fits together is judged by the actions."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from projects.forms import day_field, long_field
from projects.inspections.permissions import capacities
from projects.inspections.recording import Finding
from projects.models import InspectionForm, Project, Sample, SiteVisit, Stage
from projects.proofs.forms import FilesField
from units.models import Unit, User

ROWS = 3  # empty rows for findings to begin with
MORE = 2  # added by 再加两行
MOST = 20
NOT_DRAWN = "本项目没有被抽中过，不能登记区级抽查；请先在“抽查名单”里抽取名单。"


class InspectionRecordForm(forms.Form):
    """One inspection without its findings. `capacity` is form and unit in one: 镇街巡查（建胜镇）."""

    capacity = forms.ChoiceField(label="检查方式（以何单位名义）")
    sample = forms.ModelChoiceField(
        label="抽查名单", queryset=Sample.objects.none(), required=False, empty_label="不是区级抽查",
        help_text="区级抽查须选定抽中本项目的名单。",
    )  # fmt: skip
    visit = forms.ChoiceField(
        label="现场环节（三到现场）", required=False, choices=[("", "不属于三到现场"), *SiteVisit.choices]
    )
    inspected_on = day_field("检查日期")
    inspectors = forms.CharField(label="检查人", max_length=120, help_text="两人以上用顿号隔开。")
    summary = long_field("检查情况", 3, help_text="看了什么、查了哪些资料、总体情况如何。")
    is_clean = forms.BooleanField(label="未发现问题", required=False, help_text="勾选后下面不再填问题。")
    attachments = FilesField(label="检查记录、照片等附件", required=False)

    def __init__(self, *args: Any, user: User, project: Project, **options: Any) -> None:
        super().__init__(*args, **options)
        self.project = project
        held = capacities(user, project)
        names = dict(Unit.objects.filter(pk__in=[unit for _, unit in held]).values_list("pk", "name"))
        choices = [(f"{form.value}:{unit}", f"{form.label}（{names[unit]}）") for form, unit in held]
        self.fields["capacity"].choices = choices  # type: ignore[attr-defined]
        if any(form == InspectionForm.SAMPLE for form, _ in held):
            drawn = Sample.objects.filter(drawn__project=project)
            self.fields["sample"].queryset = drawn  # type: ignore[attr-defined]
            if len(held) == 1:
                self.fields["sample"].empty_label = "请选择"  # type: ignore[attr-defined]
            if not drawn:
                self.fields["sample"].help_text = NOT_DRAWN
        else:
            del self.fields["sample"]

    def values(self) -> dict[str, Any]:
        """What `record_inspection` asks for, without the findings."""
        said = dict(self.cleaned_data)
        form, unit = said.pop("capacity").split(":")
        files, sample = said.pop("attachments"), said.pop("sample", None)
        return {
            **said,
            "form": InspectionForm(form),
            "unit": Unit.objects.get(pk=unit),
            "sample": sample,
            "files": files,
        }


class FindingForm(forms.Form):
    """One row of the findings; an empty row is passed over."""

    finding = long_field("存在问题", 2, max_length=300)
    demand = long_field("整改要求", 2, max_length=300)
    responsible = forms.ModelChoiceField(
        label="责任单位", queryset=Unit.objects.all(), required=False, empty_label="请选择"
    )
    responsible_name = forms.CharField(
        label="或未登记的责任单位",
        required=False,
        max_length=80,
        widget=forms.TextInput({"placeholder": "如施工单位全称"}),
    )
    due_on = day_field("整改期限")
    holds_project = forms.BooleanField(label="整改期间项目不得转入下一环节", required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        unit, name = said.get("responsible"), said.get("responsible_name", "")
        if unit is None and not name:
            self.add_error("responsible", "请选择责任单位，或填写未登记的责任单位。")
        if unit is not None and name and name != unit.name:
            self.add_error("responsible_name", f"已选责任单位“{unit.name}”，请清空这一栏，或改为不选。")
        return said


def finding_rows(data: MultiValueDict[str, str] | None, *, more: bool = False) -> list[FindingForm]:
    """The rows as posted, or the first empty ones. With `more`, unjudged and with further empty rows."""
    if data is None:
        return [_row(number) for number in range(1, ROWS + 1)]
    number = row_count(data)
    if not more:
        return [_row(one, data) for one in range(1, number + 1)]
    kept = [_row(one, initial=typed(FindingForm, data, _prefix(one))) for one in range(1, number + 1)]
    return [*kept, *(_row(one) for one in range(number + 1, min(number + MORE, MOST) + 1))]


def _row(number: int, data: MultiValueDict[str, str] | None = None, **options: Any) -> FindingForm:
    """A row may stay empty, so the browser must not insist on its fields."""
    return FindingForm(data, prefix=_prefix(number), empty_permitted=True, use_required_attribute=False, **options)


def typed(form: type[forms.Form], data: MultiValueDict[str, str], prefix: str = "") -> dict[str, Any]:
    """What was typed, as initial values of a form that is not judged yet."""
    before = f"{prefix}-" if prefix else ""
    return {name: data[before + name] for name in form.base_fields if before + name in data}


def row_count(data: MultiValueDict[str, str]) -> int:
    """How many rows for findings a page was sent with: never fewer than it begins with, nor more than it may have."""
    said = data.get("rows", "") or ""
    return min(max(int(said), ROWS), MOST) if said.isdecimal() else ROWS


def findings_of(rows: Sequence[FindingForm]) -> list[Finding]:
    """The findings of valid rows, empty ones left out."""
    return [Finding(**row.cleaned_data) for row in rows if row.has_changed()]


def row_sentences(rows: Sequence[FindingForm]) -> list[str]:
    """Every mistake of the rows as a sentence that names row and field."""
    return [
        f"第{number}项问题“{row.fields[name].label}”：{said}"
        for number, row in enumerate(rows, start=1)
        for name, errors in row.errors.items()
        for said in errors
    ]


def _prefix(number: int) -> str:
    return f"finding{number}"


class SampleForm(forms.Form):
    """抽取: how many percent of which projects, and the seed."""

    title = forms.CharField(label="名称", max_length=80, help_text="例如：2026年第四季度抽查。")
    drawn_on = day_field("抽取日期", help_text="以这一天在列的年度清单为抽取范围。")
    share = forms.DecimalField(
        label="抽查比例（%）",
        max_digits=5,
        decimal_places=2,
        min_value=0,
        max_value=100,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        help_text="抽取数向上取整，例如 7 个项目抽 30%，抽 3 个。",
    )
    stages = forms.MultipleChoiceField(
        label="抽取哪些环节的项目",
        choices=Stage.choices,
        initial=[Stage.CONSTRUCTION],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一个环节，作为抽取范围。"},
    )
    seed = forms.CharField(
        label="随机种子",
        max_length=64,
        required=False,
        help_text="现场公开摇出或报出的数字；不填则由系统随机生成。种子一并记录，任何人都能重新演算核对。",
    )

    def clean_seed(self) -> str:
        return unicodedata.normalize("NFKC", self.cleaned_data["seed"]).strip()


class AnswerForm(forms.Form):
    answer = long_field("整改情况", 4, max_length=500, help_text="写明怎样整改、结果如何。")
    attachments = FilesField(label="整改佐证材料", required=False)


class CloseForm(forms.Form):
    verdict = long_field("核验意见", 2, max_length=200, required=False, help_text="可以不写。")


class SendBackForm(forms.Form):
    verdict = long_field("核验意见", 2, max_length=200, help_text="写明哪里不到位、还要怎样改。")


class ExtendForm(forms.Form):
    due_on = day_field("新的整改期限")
    reason = long_field("延期原因", 2, max_length=200)

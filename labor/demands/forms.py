"""The form of a demand, in the order of the 务工需求表: the shape of what people type, the day's pay in 元."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from labor.demands.fields import FIELDS
from labor.demands.offering import offered_items
from labor.forms import ProjectField, YuanField
from labor.models import LaborDemand, Trade
from projects.forms import CountField, day_field
from projects.models import Project
from units.models import Unit

TASK_HELP = "选了上面的用工环节可以不填，会自动带出；目录里没有的在这里写明"
TEXTS = {
    "task": (120, TASK_HELP),
    "skills": (200, "没有要求的写“无”"),
    "place": (120, "写到村社区、路段或工地"),
    "contact": (40, "公开在招工公告上"),
    "phone": (20, "11位手机号，或带区号的固定电话；公开在招工公告上"),
    "remark": (200, "不公开；不足一天计酬、包吃住等情况写在这里"),
}


class ChooseProjectForm(forms.Form):
    """For which project a demand is filled in."""

    project = ProjectField(
        label="项目",
        queryset=Project.objects.none(),
        empty_label="请选择项目",
        help_text="列出的是您经办、没有归档也没有调出清单的项目。",
        error_messages={"invalid_choice": "您不能填报这个项目的务工需求，请重新选择。"},
    )

    def __init__(self, data: Any, *, projects: Any) -> None:
        super().__init__(data)
        choices = self.fields["project"]
        assert isinstance(choices, ProjectField)
        choices.queryset = projects


class DemandForm(forms.Form):
    """One demand, begun or to be begun; `version` is what the person saw when the page was opened."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, data: Any, *, demand: LaborDemand) -> None:
        super().__init__(data, initial=initial_of(demand))
        made = _fields(demand)
        for field in FIELDS:
            self.fields[field.name] = made[field.name]
            self.fields[field.name].label = field.label

    def values(self) -> dict[str, Any]:
        """Typed values by field name, the day's pay in 分; those that cannot be read are left out."""
        return {field.name: self.cleaned_data[field.name] for field in FIELDS if field.name in self.cleaned_data}


def initial_of(demand: LaborDemand) -> dict[str, Any]:
    """What the form shows of a demand that is saved, copied, or begun for a project."""
    shown = {field.name: getattr(demand, field.name, None) for field in FIELDS}
    chosen = {name: getattr(demand, f"{name}_id") for name in ("work_item", "trade", "township")}
    return {**shown, **chosen, "version": demand.version}


def copy_of(demand: LaborDemand, *, on: date) -> LaborDemand:
    """照此再填一条: a demand not saved yet that says the same; days that are over are to be written anew."""
    values: dict[str, Any] = {field.name: getattr(demand, field.name) for field in FIELDS}
    if demand.ends_on < on:
        values |= {"starts_on": None, "ends_on": None}
    return LaborDemand(project=demand.project, **values)


def begun_for(project: Project) -> LaborDemand:
    """A demand not saved yet, with what follows from its project."""
    return LaborDemand(project=project, township=project.township, place=project.site)


def _fields(demand: LaborDemand) -> Mapping[str, forms.Field]:
    texts = {
        name: forms.CharField(required=False, max_length=longest, help_text=said)
        for name, (longest, said) in TEXTS.items()
    }
    return texts | {
        "work_item": _item_field(demand),
        "trade": forms.ModelChoiceField(Trade.objects.all(), required=False, empty_label="请选择"),
        "headcount": CountField(required=False),
        "starts_on": day_field("", required=False, error_messages={"invalid": "请填日期，例如 2026-12-01。"}),
        "ends_on": day_field("", required=False, error_messages={"invalid": "请填日期，例如 2027-03-31。"}),
        "needs_certificate": forms.BooleanField(required=False, help_text="须有特种作业等证书的勾选"),
        "day_rate_fen": YuanField(required=False, help_text="元/工日，即做满一天的工资"),
        "township": forms.ModelChoiceField(
            Unit.objects.townships(), required=False, empty_label="请选择", help_text="工地在哪个镇街"
        ),
    }


def _item_field(demand: LaborDemand) -> forms.Field:
    """One of the catalog; what the project chose for the list comes first."""
    groups = offered_items(demand.project, held=demand.work_item)
    known = {str(item.pk): item for _, items in groups for item in items}
    choices = [(label, [(item.pk, str(item)) for item in items]) for label, items in groups]
    return forms.TypedChoiceField(
        required=False,
        choices=[("", "不从目录选择"), *choices],
        coerce=lambda said: known[str(said)],
        empty_value=None,
        help_text="先列本项目清单里选定的，再列本领域目录的其他环节",
        error_messages={"invalid_choice": "这个用工环节已停用，或不属于项目的领域，请重新选择。"},
    )

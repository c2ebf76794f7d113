"""Forms of the roster pages: the shape of what people type; what fits together is judged by the actions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q

from documents.identifiers import normalized
from labor.forms import YuanField
from labor.models import Category, Engagement, LaborCompany, Relation, Trade, Trainee
from labor.rosters.safety import safety_trainings
from projects.forms import day_field
from projects.voiding import LONGEST_REASON
from units.models import Unit

if TYPE_CHECKING:
    TraineeChoice = forms.ModelChoiceField[Trainee]
else:
    TraineeChoice = forms.ModelChoiceField

PRIVATE = {"autocomplete": "off", "spellcheck": "false"}
PERSON = ("name", "address", "township", "category", "trade", "bank", "safety_training")
AGREED = ("trade", "team", "relation", "contract_on", "day_rate_fen", "company", "employer")
NUMBERS = ("phone", "card")
WAIVER_HELP = "确需先进场后补训的才写，写明原因；写了会在名册和统计里标明“免训”。"


def _text(name: str, *, needed: bool = False, **options: Any) -> forms.CharField:
    column = Engagement._meta.get_field(name)
    label = options.pop("label", str(column.verbose_name))  # type: ignore[union-attr]
    longest = options.pop("max_length", column.max_length)  # type: ignore[union-attr]
    said = {"required": f"“{label}”还没有填，请补填。"}
    return forms.CharField(label=label, required=needed, max_length=longest, error_messages=said, **options)


def _number(label: str, longest: int, **options: Any) -> forms.CharField:
    widget = forms.TextInput({**PRIVATE, "inputmode": "tel"})
    return forms.CharField(label=label, required=False, max_length=longest, widget=widget, **options)


class TraineeField(TraineeChoice):
    """One of a person's own signed safety trainings."""

    def label_from_instance(self, trainee: Trainee) -> str:
        return f"{trainee.training.held_on:%Y-%m-%d} {trainee.training.title}"


class StayForm(forms.Form):
    """What a stay states of the person and of the work."""

    phone = _number("电话", 20)
    address = _text("address", needed=True, help_text="写到村（社区）。名册打印只印镇街。")
    township = forms.ModelChoiceField(
        label="所属镇街", queryset=Unit.objects.townships(), required=False, empty_label="大渡口区以外"
    )
    category = forms.ChoiceField(
        label="人员类别", required=False, choices=[("", "不属于优先类别或不清楚"), *Category.choices],
        help_text="属于几类的选最主要的一类；不出现在打印和导出的名册上。",
    )  # fmt: skip
    bank = _text("bank", help_text="例如：农商行建胜支行。")
    card = _number("银行账号", 30, help_text="本人银行卡号；还没有的可以以后补。")
    trade = forms.ModelChoiceField(
        label="工种", queryset=Trade.objects.all(), empty_label="请选择工种",
        error_messages={"required": "“工种”还没有填，请选择工种。"},
    )  # fmt: skip
    team = _text("team", needed=True, label="班组单位")
    relation = forms.ChoiceField(
        label="用工形式", choices=[("", "请选择"), *Relation.choices],
        error_messages={"required": "“用工形式”还没有填，请选择。"},
    )  # fmt: skip
    contract_on = day_field("合同签订日期", required=False)
    day_rate_fen = YuanField(label="约定日工资（元/工日）", required=False, help_text="没有约定的留空。")
    company = forms.ModelChoiceField(
        label="劳务公司", queryset=LaborCompany.objects.filter(retired_at=None), required=False,
        empty_label="不经劳务公司",
    )  # fmt: skip
    employer = _text("employer", help_text="不填时取劳务公司，没有劳务公司的取业主单位。")

    def readable(self) -> dict[str, Any]:
        """Of the values, those that could be read; the others count as not typed."""
        links = {"township", "trade", "company", "safety_training", "day_rate_fen", "contract_on", "entered_on"}
        said = getattr(self, "cleaned_data", {})
        return {name: said.get(name, None if name in links else "") for name in self.fields}


class EntryForm(StayForm):
    """实名登记: the ID number first. For somebody placed, number and name stay with the house and are not asked."""

    id_number = forms.CharField(
        label="身份证号", max_length=30,
        widget=forms.TextInput({
            **PRIVATE, "inputmode": "text", "autofocus": True, "hx-post": "", "hx-trigger": "change",
            "hx-target": "#person", "hx-swap": "outerHTML", "hx-vals": '{"look": "1"}', "hx-params": "id_number,look",
        }),
        help_text="填完自动查找这个人和以前的登记。",
        error_messages={"required": "身份证号没有填，实名登记须填写18位身份证号。"},
    )  # fmt: skip
    name = _text("name", needed=True, widget=forms.TextInput(PRIVATE))
    entered_on = day_field("进场日期", error_messages={"required": "“进场日期”还没有填，请补填。"})
    safety_training = TraineeField(
        label="安全培训", queryset=Trainee.objects.none(), required=False,
        empty_label="自动取本人最近一次签字的安全培训",
        error_messages={"invalid_choice": "选择的安全培训不是本人签字的安全生产培训，请重新选择。"},
    )  # fmt: skip
    waiver_reason = _text("waiver_reason", help_text=WAIVER_HELP)
    field_order = ("id_number", "name")

    def __init__(self, data: Any = None, *, worker: int | None, waives: bool, is_placed: bool, **options: Any) -> None:
        super().__init__(data, **options)
        own = [one.pk for one in safety_trainings([worker]).get(worker, [])] if worker else []
        choices = self.fields["safety_training"]
        assert isinstance(choices, TraineeField)
        choices.queryset = Trainee.objects.filter(pk__in=own).select_related("training")
        for name in (*(() if waives else ("waiver_reason",)), *(("id_number", "name") if is_placed else ())):
            del self.fields[name]
        if self.is_bound and "id_number" in self.fields:  # the focus goes to what was refused, not past it
            self.fields["id_number"].widget.attrs.pop("autofocus")

    def clean_id_number(self) -> str:
        return normalized(self.cleaned_data["id_number"])


class ChangeForm(StayForm):
    """变更: numbers left empty stay as they are; `version` is what the person saw when the page was opened."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput())
    entered_on = day_field("进场日期", required=False, help_text="登记有误的可以更正；退场后再来的请另办进场登记。")
    clear_phone = forms.BooleanField(label="删去已登记的电话", required=False)
    clear_card = forms.BooleanField(label="删去已登记的银行账号", required=False)

    def __init__(self, data: Any = None, *, stay: Engagement) -> None:
        begun = {name: getattr(stay, name) for name in (*self.base_fields,) if hasattr(stay, name)}
        begun |= {"township": stay.township_id, "trade": stay.trade_id, "company": stay.company_id}
        super().__init__(data, initial=begun)
        kept = LaborCompany.objects.filter(Q(retired_at=None) | Q(pk=stay.company_id))
        self.fields["company"].queryset = kept  # type: ignore[attr-defined]
        for name, masked in (("phone", stay.phone_masked), ("card", stay.card_masked)):
            said = f"已登记{masked}；不改的留空。" if masked else "还没有登记。"
            self.fields[name].help_text = said
            if not masked:
                del self.fields[f"clear_{name}"]

    def values(self) -> dict[str, Any]:
        """What `change` asks for, of what could be read; numbers only where they were typed or taken out."""
        said = self.readable()
        stated = {*StayForm.base_fields, *({"entered_on"} & self.data.keys())} - {*NUMBERS}
        values = {name: said[name] for name in self.fields if name in stated}
        return values | {name: said[name] for name in NUMBERS if said[name] or said.get(f"clear_{name}")}


class LeaveForm(forms.Form):
    """退场: on which day, why."""

    left_on = day_field("退场日期", error_messages={"required": "请填写退场日期。"})
    leave_reason = forms.CharField(
        label="退场原因", max_length=LONGEST_REASON, help_text="例如：所承担的路段完工；本人返乡。",
        error_messages={"required": "退场请写明原因。"},
    )  # fmt: skip


class RenameForm(forms.Form):
    """更正登记姓名, against the document."""

    name = forms.CharField(label="身份证上的姓名", max_length=40, widget=forms.TextInput(PRIVATE))
    reason = forms.CharField(
        label="更正原因", max_length=LONGEST_REASON, help_text="例如：录入时写错，已核对身份证原件。"
    )


def begun_with(*sources: Mapping[str, Any]) -> dict[str, Any]:
    """Initial values: of each name the first source that has one."""
    merged: dict[str, Any] = {}
    for source in sources:
        merged |= {name: value for name, value in source.items() if value not in (None, "") and name not in merged}
    return merged


def agreed_in(stay: Engagement, names: Collection[str] = AGREED) -> dict[str, Any]:
    """What the next person of the same team usually shares with the one before."""
    linked = {"trade": stay.trade_id, "company": stay.company_id}
    said = {name: linked.get(name, getattr(stay, name)) for name in names}
    return said | {"entered_on": stay.entered_on}

"""Forms of the notice pages: the shape of what people type; whether it may stand the actions say."""

from __future__ import annotations

from typing import Any

from django import forms

from documents.attachments import LARGEST_MIB
from labor.models import BoardContacts, NoticePlace, ObjectionOutcome, RightsBoard
from labor.notices.boards import ASKED, TEXTS
from labor.notices.contacts import FIELDS, townships
from labor.notices.days import LEAST
from projects.forms import day_field
from projects.keeping_files import MOST_AT_ONCE
from projects.proofs.forms import FilesForm
from units.models import Unit


def _longest(model: Any, name: str) -> int | None:
    longest: int | None = model._meta.get_field(name).max_length
    return longest


def _label(model: Any, name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)


class PostingForm(forms.Form):
    """张贴公示: where and since when; printed with the same before it hangs."""

    places = forms.MultipleChoiceField(
        label="公示地点",
        choices=NoticePlace.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="乡镇（街道）、村（社区）两级公示栏都要张贴。",
        error_messages={"required": "请勾选公示地点。"},
    )
    place_note = forms.CharField(
        label="具体位置", max_length=120, required=False, help_text="例如 镇政府门口公示栏、望江崖社区公示栏"
    )
    starts_on = day_field(
        "开始日期", help_text="张贴当天；从第二天起算满天数。", error_messages={"required": "请填写开始日期。"}
    )


class PhotosForm(FilesForm):
    """公示影像: photos alone."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["attachments"]
        field.label = "照片"
        field.help_text = (
            f"拍下张贴的公示表，看得清地点和表头。JPG、PNG，每张不超过{LARGEST_MIB} MB，一次最多{MOST_AT_ONCE}张。"
        )
        field.widget.attrs["accept"] = ".jpg,.jpeg,.png"


class ObjectionForm(forms.Form):
    """登记异议: as it came."""

    raised_by = forms.CharField(label="提出人", max_length=40, help_text="本人不愿留名的写“匿名”。")
    received_on = day_field("收到日期")
    row = forms.IntegerField(
        label="涉及的序号", required=False, min_value=1, help_text="照公示表上的序号；不针对某一行的留空。"
    )
    content = forms.CharField(
        label="异议内容",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="照本人的意思写，不写证件号和账号。",
    )


class AnswerForm(forms.Form):
    """答复异议: upheld or not, and why."""

    outcome = forms.ChoiceField(
        label="处理结果",
        choices=[(one.value, one.label) for one in (ObjectionOutcome.REJECTED, ObjectionOutcome.UPHELD)],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择异议成立还是不成立。"},
    )
    answer = forms.CharField(label="答复", max_length=300, widget=forms.Textarea({"rows": 3}))


class BoardForm(forms.Form):
    """维权告示牌: what project and contracts do not say by themselves."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None, *, board: RightsBoard) -> None:
        told = {name: getattr(board, name) for name in TEXTS}
        super().__init__(data, initial={**told, "version": board.version})
        for name in TEXTS:
            self.fields[name] = forms.CharField(
                label=_label(RightsBoard, name), max_length=_longest(RightsBoard, name), required=name in ASKED,
                help_text=HELPS.get(name, ""),
            )  # fmt: skip
        kept = board.officer_phone_masked
        self.fields["officer_phone"] = forms.CharField(
            label="劳资专管员电话", max_length=11, required=not kept,
            widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
            help_text=f"{f'已有{kept}，不改请留空' if kept else '11位手机号'}；按规定完整印在告示牌上。",
        )  # fmt: skip
        self.order_fields(["version", *TEXTS[:-1], "officer_phone", TEXTS[-1]])

    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in TEXTS}


HELPS = {
    "subcontractors": "没有分包的留空，告示牌上印“无”；多家用顿号隔开。",
    "site_office": "没有的留空。",
    "supervisor_phone": "主管部门受理投诉的办公电话，不填个人手机号。",
    "pay_date": "例如 每月25日前发上月工资；每月至少足额支付一次，遇节假日提前。",
}


class ContactsForm(forms.Form):
    """公示天数、维权和受理渠道 from a day on; one telephone for each township."""

    starts_on = day_field("起用日期")
    notice_days = forms.IntegerField(label="公示天数（天）", help_text="办公室自定，不少于7天；张贴当天不计。")

    def __init__(self, data: Any = None, *, held: BoardContacts | None, initial: dict[str, Any] | None = None) -> None:
        told = {name: getattr(held, name) for name in FIELDS} if held else {}
        phones = held.township_phones if held else {}
        self.units: list[Unit] = list(townships())
        dialed = {f"phone_{unit.code}": phones.get(unit.code, "") for unit in self.units}
        days = held.notice_days if held else LEAST
        super().__init__(data, initial={**told, **dialed, "notice_days": days, **(initial or {})})
        for name in FIELDS:
            self.fields[name] = forms.CharField(
                label=_label(BoardContacts, name), max_length=_longest(BoardContacts, name),
                help_text=CONTACT_HELPS.get(name, ""),
            )  # fmt: skip
        for unit in self.units:
            label = f"{unit.name}受理异议电话"
            self.fields[f"phone_{unit.code}"] = forms.CharField(label=label, max_length=40, required=False)

    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        phones = {unit.code: said[f"phone_{unit.code}"] for unit in self.units}
        texts = {name: said[name] for name in ("starts_on", "notice_days", *FIELDS)}
        return {**texts, "township_phones": phones}


CONTACT_HELPS = {
    "complaint": "热线、单位名称和办公电话，例如 12333　区劳动保障监察支队",
    "arbitration": "仲裁机构、地址、办公电话",
    "legal_aid": "例如 12348　区法律援助中心、地址",
    "office_phone": "印在公示表上，受理对发放公示的异议",
}

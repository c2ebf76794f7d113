"""Forms of this floor: the shape of what people type. Money is typed in 万元 and handed on in 分."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from documents.formats import fen_from_wan, wan_from_fen
from projects.fields import BY_NAME, FIELDS, Field, Shape
from projects.models import Look, ProgressFiling
from units.forms import DayInput
from units.refusals import Refusal

LARGEST_COUNT = 2**31 - 1  # what the database holds


def _typed(value: Any) -> Any:
    """What people type as a number: full-width digits, thousands separators and spaces are all right."""
    if not isinstance(value, str):
        return value
    return unicodedata.normalize("NFKC", value).replace(",", "").replace(" ", "").replace("−", "-")


def day_field(label: str, **options: Any) -> forms.DateField:
    """A day, picked from the browser's calendar."""
    return forms.DateField(label=label, widget=DayInput(), **options)


def moment_field(label: str, **options: Any) -> forms.DateTimeField:
    """Day and time, picked from the browser's calendar."""
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, **options)


def long_field(label: str, rows: int, **options: Any) -> forms.CharField:
    """A text of several lines, shown with that many rows."""
    return forms.CharField(label=label, widget=forms.Textarea({"rows": rows}), **options)


class WanField(forms.DecimalField):
    """Money typed in 万元; the cleaned value is integer 分."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_digits=16, decimal_places=6, widget=widget, **options)
        self.error_messages["invalid"] = "请填数字，单位万元，例如 1234.56。"

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        return super().to_python(_typed(value))

    def clean(self, value: Any) -> int | None:
        number = super().clean(value)
        return None if number is None else fen_from_wan(number)

    def prepare_value(self, value: Any) -> Any:
        """分 of the object become 万元 without idle zeros; what a person typed stays as typed."""
        if not isinstance(value, int):
            return value
        text = f"{wan_from_fen(value):f}"
        whole, _, fraction = text.partition(".")
        return f"{whole}.{fraction.rstrip('0').ljust(2, '0')}"


class CountField(forms.IntegerField):
    """A count of people or posts."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(widget=widget, max_value=LARGEST_COUNT, **options)
        self.error_messages["invalid"] = "请填整数，例如 12。"

    def to_python(self, value: Any) -> int | None:
        return super().to_python(_typed(value))


def filing_field(field: Field) -> forms.Field:
    """The form field of one field of a filing: read and written as people write it."""
    options: dict[str, Any] = {"label": field.label, "required": False, "help_text": field.help}
    if field.shape is Shape.MONEY:
        return WanField(**options)
    if field.shape is Shape.COUNT:
        return CountField(**options)
    if field.shape is Shape.CHOICE:
        return forms.ChoiceField(choices=[("", "请选择"), *Look.choices], **options)
    longest = ProgressFiling._meta.get_field(field.name).max_length  # type: ignore[union-attr]
    widget = forms.Textarea({"rows": 2}) if field.shape is Shape.LONG else forms.TextInput()
    return forms.CharField(max_length=longest, widget=widget, **options)


class FilingForm(forms.Form):
    """One month's filing; `version` is what the person saw when the page was opened."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in FIELDS:
            self.fields[field.name] = filing_field(field)

    def values(self) -> dict[str, Any]:
        """Typed values by field name, money in 分."""
        return {field.name: self.cleaned_data[field.name] for field in FIELDS}

    def readable(self) -> dict[str, Any]:
        """Of the values, those that could be read; the others count as not typed."""
        blank = {Shape.MONEY: None, Shape.COUNT: None}
        return {field.name: self.cleaned_data.get(field.name, blank.get(field.shape, "")) for field in FIELDS}


def initial_of(filing: ProgressFiling) -> dict[str, Any]:
    """What the form shows of a filing that is saved, or carried on from last month."""
    version = {} if filing.pk is None else {"version": filing.version}
    return version | {field.name: getattr(filing, field.name) for field in FIELDS}


def as_typed(name: str, value: int) -> str:
    """A number of a field as a person would type it: money in 万元."""
    return str(filing_field(BY_NAME[name]).prepare_value(value))


class ReasonsForm(forms.Form):
    """退回: a reason beside each field that is to be corrected; the fields of a filing unless told."""

    def __init__(self, *args: Any, asked: Iterable[Any] = FIELDS, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in asked:
            label = f"“{field.label}”的退回原因"
            widget = forms.TextInput({"aria-label": label, "placeholder": "不退回则不填"})
            self.fields[field.name] = forms.CharField(label=label, required=False, max_length=200, widget=widget)

    def reasons(self) -> Mapping[str, str]:
        """What was written, by field.

        Raises:
            Refusal: a reason is too long; none is passed over in silence.
        """
        if not self.is_valid():
            raise Refusal("有的退回原因太长，最多200个字，请改短后再退回。")
        return {name: said for name, said in self.cleaned_data.items() if said}


class UploadForm(forms.Form):
    """A workbook to take in."""

    file = forms.FileField(
        label="工作簿",
        help_text=".xlsx、.xls 或 .ods，不超过 20 MB；列的先后不限，按表头识别。",
        widget=forms.ClearableFileInput({"accept": ".xlsx,.xls,.ods"}),
        error_messages={"required": "请选择要导入的文件。", "empty": "文件是空的，请重新选择。"},
    )


class ListUploadForm(UploadForm):
    """清单: which year, which file."""

    year = forms.IntegerField(label="清单年度", min_value=2015, max_value=2100, help_text="须与表头的年度一致。")
    field_order = ("year", "file")


class ProgressUploadForm(UploadForm):
    """月报或调度表: which month, which file."""

    month = forms.DateField(
        label="填报月份",
        input_formats=["%Y-%m"],
        widget=forms.DateInput({"type": "month"}, format="%Y-%m"),
        help_text="须与表头的月份一致。",
        error_messages={"invalid": "月份写成 2026-10 这样的形式。"},
    )
    field_order = ("month", "file")


class FundingForm(forms.Form):
    """What the issuing document says of one source."""

    amount_fen = WanField(label="金额（万元）", required=False, min_value=0)
    issued_on = day_field(
        "下达日期",
        required=False,
        help_text="专项·中央预算内 2025 年 7 月起下达的批次，报酬下限由 30% 改为 40%。",
    )
    document_number = forms.CharField(label="下达文号", required=False, max_length=80)
    agreed_share = forms.DecimalField(
        label="文件约定报酬占比（%）",
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=2,
        help_text="文件没有约定则不填；高于通用下限时按约定执行。",
        widget=forms.TextInput({"inputmode": "decimal"}),
    )

    def clean_issued_on(self) -> Any:
        issued_on = self.cleaned_data["issued_on"]
        if issued_on and issued_on > timezone.localdate():
            raise ValidationError("下达日期不能晚于今天。")
        return issued_on

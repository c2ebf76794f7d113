"""The 摸底表 as a form: one person, filled in with the keyboard alone; choices are known by number or code."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from documents.identifiers import normalized
from documents.workbooks.cells import person_name
from documents.workbooks.moments import date_of
from documents.workbooks.problems import BadCell
from labor.models import Ability, Category, Education, Employment, SurveyResponse, Trade, Willingness
from labor.surveys.answers import LABELS, LENGTHS, Answers, Fault
from labor.surveys.vocabulary import days_of
from projects.requests import whole

if TYPE_CHECKING:
    TradesChoice = forms.ModelMultipleChoiceField[Trade]
else:
    TradesChoice = forms.ModelMultipleChoiceField
FROM, UNTIL = "起", "止"  # 可务工时间 open at one end
ONE_CATEGORY = "没有填“人员类别”，请至少选一类；都不符合的选“其他当地劳动力”。"


class TradesField(TradesChoice):
    """Trades by code and name."""

    def label_from_instance(self, obj: Trade) -> str:
        return f"{obj.code} {obj.name}"

    def clean(self, value: Any) -> Any:
        """A key larger than any the house holds is as good as none: no database can be asked for it."""
        return super().clean([key if whole(str(key)) is not None else "-" for key in value or ()])


def _numbered(choices: Iterable[tuple[Any, Any]], *, blank: str) -> list[tuple[str, str]]:
    """Choices that a typed digit picks: 1 有劳动能力."""
    return [("", blank), *((str(value), f"{n} {label}") for n, (value, label) in enumerate(choices, start=1))]


def _missing(name: str) -> dict[str, str]:
    return {"required": f"没有填“{LABELS[name]}”，请补上。"}


def _text(name: str, *, required: bool = False, help_text: str = "", **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=LABELS[name], required=required, help_text=help_text, error_messages=_missing(name),
        widget=forms.TextInput({"autocomplete": "off", "maxlength": str(LENGTHS.get(name, 60)), **attrs}),
    )  # fmt: skip


def _choice(name: str, choices: Iterable[tuple[Any, Any]], *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=LABELS[name], choices=_numbered(choices, blank="请选择" if required else "不清楚"), required=required,
        error_messages=_missing(name),
    )  # fmt: skip


def _trades(name: str, help_text: str) -> TradesField:
    return TradesField(
        label=LABELS[name], queryset=Trade.objects.all(), required=False, help_text=help_text,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "所选工种里有目录上没有的，请重新选择。"},
    )  # fmt: skip


class AnswersForm(forms.Form):
    """What one person says; the checks are those of `answers.faults_of`, here stands only what can be read."""

    use_required_attribute = False

    name = _text("name", required=True)
    phone = forms.CharField(
        label=LABELS["phone"], required=False,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "tel", "maxlength": "20"}),
    )  # fmt: skip
    education = _choice("education", Education.choices, required=False)
    ability = _choice("ability", Ability.choices)
    employment = _choice("employment", Employment.choices)
    willingness = _choice("willingness", Willingness.choices)
    categories = forms.MultipleChoiceField(
        label=LABELS["categories"], choices=[(str(key), f"{key} {label}") for key, label in Category.choices],
        widget=forms.CheckboxSelectMultiple, help_text="可多选；同一人可以属于几类，分类合计会大于人数。",
        error_messages={"required": ONE_CATEGORY, "invalid_choice": "“人员类别”里有表上没有的类别，请重新选择。"},
    )  # fmt: skip
    skills = _trades("skills", "会做的工种，可多选；没有的不选。")
    wanted = _trades("wanted", "想做的工种，可多选；都可以的不选，按不限处理。")
    available = forms.CharField(
        label="可务工时间", required=False,
        widget=forms.TextInput({"autocomplete": "off", "maxlength": "60"}),
        help_text="如 2026.12-2027.02、2026-12-01起、全年；不填按长期。",
    )  # fmt: skip
    certificates = _text("certificates")
    training_wanted = _text("training_wanted")
    village = _text("village", required=True)
    surveyor = _text("surveyor", required=True)
    surveyed_on = forms.DateField(
        label=LABELS["surveyed_on"], widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={**_missing("surveyed_on"), "invalid": "“调查日期”看不懂，请写成 2026-11-10 这样的形式。"},
    )  # fmt: skip
    remark = _text("remark")

    def __init__(self, *args: Any, year: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.year = year

    def clean_name(self) -> str:
        return person_name(self.cleaned_data["name"])

    def clean_available(self) -> tuple[date | None, date | None]:
        try:
            return span_of(self.cleaned_data["available"], self.year)
        except BadCell as bad:
            raise ValidationError(str(bad)) from None

    def answers(self) -> Answers:
        """What was typed as far as it can be read; what cannot be read is blank and told at its field."""
        said: dict[str, Any] = self.cleaned_data
        first, last = said.get("available") or (None, None)
        texts = ("name", "education", "ability", "employment", "willingness", "certificates", "training_wanted")
        plain = {name: said.get(name) or "" for name in (*texts, "village", "surveyor", "remark")}
        return Answers(
            **plain, surveyed_on=said.get("surveyed_on"), categories=said.get("categories") or [],
            skills=list(_rows(said.get("skills"))), wanted=list(_rows(said.get("wanted"))),
            available_from=first, available_to=last, phone=self.phone_said(),
        )  # fmt: skip

    def phone_said(self) -> str | None:
        return self.cleaned_data.get("phone") or ""

    def show_faults(self, faults: Iterable[Fault]) -> None:
        """Each fault at its field, unless the field has said what is wrong with it."""
        for fault in faults:
            field = {"available_from": "available", "available_to": "available"}.get(fault.field, fault.field)
            if field not in self.errors:
                self.add_error(field if field in self.fields else None, fault.sentence)


class EntryForm(AnswersForm):
    """登记: the ID number comes first, and what it says is filled in."""

    id_number = forms.CharField(
        label="身份证号", help_text="填满18位后，自动得出性别和年龄，并核对是否登记过。",
        error_messages={"required": "没有填“身份证号”，请补上。"},
        widget=forms.TextInput({"autocomplete": "off", "maxlength": "24", "spellcheck": "false", "autofocus": True}),
    )  # fmt: skip
    field_order = ("id_number",)

    def clean_id_number(self) -> str:
        return normalized(self.cleaned_data["id_number"])


class CorrectionForm(AnswersForm):
    """修改: the phone is not shown, so a blank leaves it as it is."""

    drop_phone = forms.BooleanField(label="删去已登记的电话", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("name", "phone", "drop_phone")

    def phone_said(self) -> str | None:
        typed: str = self.cleaned_data.get("phone") or ""
        return typed or ("" if self.cleaned_data.get("drop_phone") else None)


def _rows(found: QuerySet[Trade] | None) -> Iterable[Trade]:
    return () if found is None else found


def span_of(text: str, year: int) -> tuple[date | None, date | None]:
    """可务工时间 in words as first and last day, either open: "2026-12-01起", "2027-01-31止", and what a workbook says.

    Raises:
        BadCell: the words are none of these.
    """
    words = text.strip()
    if words.endswith(FROM):
        return date_of(words[:-1]), None
    if words.endswith(UNTIL):
        return None, date_of(words[:-1])
    return days_of(words, year)


def said_span(first: date | None, last: date | None) -> str:
    """The days as `span_of` reads them back; "" for 长期."""
    if first and last:
        return f"{first.isoformat()}至{last.isoformat()}"
    if first:
        return f"{first.isoformat()}{FROM}"
    return f"{last.isoformat()}{UNTIL}" if last else ""


def initial_of(response: SurveyResponse) -> dict[str, Any]:
    """A saved 摸底表 as the form shows it: everything but the phone."""
    plain = ("name", "education", "ability", "employment", "willingness", "certificates", "training_wanted")
    return {name: getattr(response, name) for name in (*plain, "village", "surveyor", "surveyed_on", "remark")} | {
        "categories": [one.category for one in response.categories.all()],
        "skills": [trade.pk for trade in response.skills.all()],
        "wanted": [trade.pk for trade in response.wanted.all()],
        "available": said_span(response.available_from, response.available_to),
        "version": response.version,
    }


KEPT = ("village", "surveyor", "surveyed_on")


def kept_from_last(last: SurveyResponse | None, *, by_name: str, today: date) -> dict[str, Any]:
    """What stays from one person to the next: village, surveyor and date of the last entry."""
    if last is not None:
        return {name: getattr(last, name) for name in KEPT}
    return {"surveyor": by_name, "surveyed_on": today}

"""The form of a nomination: the shape of what people type, money in 万元, and the picks from the catalog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse

from documents.formats import wan
from projects.forms import CountField, UploadForm, WanField
from projects.models import COSTS, Collection, GuidanceItem, Nature, Nomination, NominationSource, ProjectKind, Stage
from projects.nominations.fields import FIELDS, Field, Shape
from projects.requests import whole
from units.models import Sector, Unit, UnitKind

CHOICES = {"kind": ProjectKind.choices, "nature": Nature.choices, "stage": Stage.choices}
BLANK = {Shape.MONEY: None, Shape.COUNT: None, Shape.LINK: None}
GONE = "有的用工环节已停用，或不在本年度指导目录里，请重新选择。"


class NominationForm(forms.Form):
    """One nomination, begun or to be begun; `version` is what the person saw when the page was opened."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, data: Any, *, nomination: Nomination, units: Sequence[Unit] = ()) -> None:
        """`units` are those to choose from when a nomination is begun; one is no choice."""
        super().__init__(data, initial=initial_of(nomination))
        if len(units) > 1:
            self.fields["unit"] = _unit_field(units)
        for field in FIELDS:
            self.fields[field.name] = _form_field(field, nomination)
        self.fields["items"] = _items_field(nomination)

    def values(self) -> dict[str, Any]:
        """Typed values by field name, money in 分."""
        return {field.name: self.cleaned_data[field.name] for field in FIELDS}

    def readable(self) -> dict[str, Any]:
        """Of the values, those that could be read; the others count as not typed, and so do parts beside a bad one."""
        values = {field.name: self.cleaned_data.get(field.name, BLANK.get(field.shape, "")) for field in FIELDS}
        if any(cost in self.errors for cost in COSTS):
            values |= dict.fromkeys(COSTS)
        return values

    @property
    def item_ids(self) -> list[int]:
        """The catalog items ticked, as far as they can be read."""
        return list(self.cleaned_data.get("items", ()))

    @property
    def picked(self) -> set[int]:
        """The catalog items to show ticked: those typed, or those of the nomination."""
        said = self["items"].value() or ()
        return {pk for one in said if (pk := whole(str(one))) is not None}

    @property
    def costs_said(self) -> str:
        """What the parts of the investment as typed add up to, against the total."""
        return costs_said([self._fen(cost) for cost in COSTS], self._fen("total_fen"))

    def _fen(self, name: str) -> int | None:
        if not self.is_bound:
            return self.initial.get(name)
        try:
            amount: int | None = self.fields[name].clean(self[name].value())
        except ValidationError:
            return None
        return amount


def costs_said(parts: Sequence[int | None], total: int | None) -> str:
    """The sum of the stated parts (分) in words, and how far it is from the total; "" when none is stated."""
    stated = [part for part in parts if part is not None]
    if not stated:
        return ""
    said, apart = f"五项合计{wan(sum(stated))}万元", None if total is None else sum(stated) - total
    if apart is None:
        return f"{said}。"
    if not apart:
        return f"{said}，与总投资相符。"
    return f"{said}，比总投资{'多' if apart > 0 else '少'}{wan(abs(apart))}万元。"


def initial_of(nomination: Nomination) -> dict[str, Any]:
    """What the form shows of a nomination that is saved, or that follows from its unit."""
    shown = {field.name: getattr(nomination, field.name) for field in FIELDS}
    if nomination.pk is None:
        return shown
    items = list(nomination.items.values_list("guidance_id", flat=True))
    return {**shown, "version": nomination.version, "items": items}


def _unit_field(units: Sequence[Unit]) -> forms.Field:
    return forms.ModelChoiceField(
        label="申报单位",
        queryset=Unit.objects.filter(pk__in=[unit.pk for unit in units]),
        empty_label="请选择",
        help_text="为哪个单位申报：部门申报本部门主管的项目，镇街申报本辖区的项目",
        error_messages={"required": "请选择申报单位。"},
    )


def _items_field(nomination: Nomination) -> forms.Field:
    held = nomination.items.values("guidance_id") if nomination.pk else []
    offered = GuidanceItem.objects.filter(Q(year=nomination.collection.year, retired_at=None) | Q(pk__in=held))
    return forms.TypedMultipleChoiceField(
        label="指导目录用工环节",
        required=False,
        coerce=int,
        choices=[(pk, pk) for pk in offered.values_list("pk", flat=True)],
        error_messages={"invalid_choice": GONE},
    )


def _form_field(field: Field, nomination: Nomination) -> forms.Field:
    options: dict[str, Any] = {"label": field.label, "required": False, "help_text": field.help}
    if field.shape is Shape.MONEY:
        return WanField(**options)
    if field.shape is Shape.COUNT:
        return CountField(**options)
    if field.shape is Shape.CHOICE:
        return forms.ChoiceField(choices=[("", "请选择"), *CHOICES[field.name]], **options)
    if field.shape is Shape.LINK:
        return _link_field(field, nomination, options)
    return _text_field(field, options)


def _text_field(field: Field, options: Mapping[str, Any]) -> forms.Field:
    longest = Nomination._meta.get_field(field.name).max_length  # type: ignore[union-attr]
    wide = {Shape.LONG: forms.Textarea({"rows": 3}), Shape.MONTH: forms.TextInput({"type": "month"})}
    made = forms.CharField(max_length=longest, widget=wide.get(field.shape, forms.TextInput()), **options)
    if field.name == "name":  # the one thing a draft cannot lack
        made.required, made.error_messages["required"] = True, "请填写项目名称。"
    return made


def _link_field(field: Field, nomination: Nomination, options: Mapping[str, Any]) -> forms.Field:
    made = forms.ModelChoiceField(queryset=_linked(field.name, nomination), empty_label="请选择", **options)
    if field.name == "sector":
        made.widget.attrs |= {
            "hx-get": f"{reverse('nomination_items')}?year={nomination.collection.year}",
            "hx-include": "[name='items']",
            "hx-target": "#catalog",
        }
    return made


def _linked(name: str, nomination: Nomination) -> Any:
    """The rows to choose from: a unit that nominates for itself is offered what is in its remit, no more."""
    rows: Any = {
        "sector": Sector.objects.all(),
        "department": Unit.objects.filter(sectors__isnull=False).distinct(),
        "township": Unit.objects.townships(),
    }[name]
    unit = nomination.unit if nomination.unit_id and nomination.source == NominationSource.UNIT else None
    if unit is None:
        return rows
    within = Q(pk=getattr(nomination, f"{name}_id"))
    if unit.kind == UnitKind.TOWNSHIP:
        return rows.filter(within | Q(pk=unit.pk)) if name == "township" else rows
    own = {"department": Q(pk=unit.pk), "sector": Q(pk__in=unit.sectors.values("pk"))}
    return rows.filter(within | own[name]) if name in own else rows


class NominationUploadForm(UploadForm):
    """项目申报表: for which year's collection, which file."""

    year = forms.TypedChoiceField(label="申报到", coerce=int, help_text="须与表头的年度一致。")
    field_order = ("year", "file")

    def __init__(self, *args: Any, collections: Sequence[Collection], **options: Any) -> None:
        super().__init__(*args, **options)
        self.collections = list(collections)
        choices = [(f"{one.year}", f"{one.label}（{one.due_on:%Y-%m-%d}截止）") for one in collections]
        self.fields["year"].choices = choices  # type: ignore[attr-defined]

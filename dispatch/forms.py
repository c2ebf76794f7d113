"""Forms of dispatch. They shape the input; whether it may be done is the action's to say."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from dispatch.correcting import CORRECTABLE
from dispatch.gaps import Gap
from dispatch.models import PeriodFigure
from dispatch.signing import LONGEST_NAME
from documents.formats import count, fen_from_wan, wan, wan_from_fen
from units.models import IssuingOffice
from units.refusals import Refusal

REASON_LENGTH = 200
LARGEST_COUNT = 2_147_483_647  # what an integer column holds


class CloseForm(forms.Form):
    """A reason beside each gap, or one for all that have none of their own."""

    waive_all = forms.CharField(
        label="其余缺项统一原因",
        max_length=REASON_LENGTH,
        required=False,
        help_text="上面没有单独写原因的缺项都用这一条；没有可写的就留空，先催报。",
    )

    def __init__(self, gaps: list[Gap], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gaps = gaps
        for gap in gaps:
            self.fields[gap.key] = forms.CharField(
                label=f"{gap.project_name}的豁免原因", max_length=REASON_LENGTH, required=False
            )

    @property
    def gap_rows(self) -> list[tuple[Gap, forms.BoundField]]:
        return [(gap, self[gap.key]) for gap in self.gaps]

    def waivers(self) -> dict[Gap, str]:
        return {gap: self.cleaned_data[gap.key] for gap in self.gaps if self.cleaned_data.get(gap.key)}


class SignForm(forms.Form):
    """签发 registered after the paper: who signed, and when; a leader who signs here sends `version` alone."""

    signer = forms.CharField(label="签发人", max_length=LONGEST_NAME, required=False, help_text="纸质签发单上的签名。")
    signed_on = forms.DateField(
        label="签发日期", required=False, widget=forms.DateInput({"type": "date"}), help_text="不早于核稿，不晚于今天。"
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def registered(self) -> dict[str, Any]:
        """The signer and the day.

        Raises:
            Refusal: no day is given.
        """
        if self.cleaned_data["signed_on"] is None:
            missing = [] if self.cleaned_data["signer"] else ["请填写签发人姓名。"]
            raise Refusal(*missing, "请填写签发日期。")
        return {"signer": self.cleaned_data["signer"], "signed_on": self.cleaned_data["signed_on"]}


class OfficeForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = IssuingOffice
        fields = [
            "red_head", "issuer", "number_prefix", "signer", "addressee", "copied_to", "printed_by",
        ]  # fmt: skip
        widgets = {"red_head": forms.Textarea({"rows": 2}), "issuer": forms.Textarea({"rows": 2})}
        help_texts = {
            "red_head": "红色大字，可分两行。",
            "issuer": "落款处的发文机关，可分两行。",
            "number_prefix": "办公室自定，如“渡以工代赈办文”；年份和序号由系统编。",
            "signer": "上行报告必须有签发人。",
            "copied_to": "几个单位用顿号或逗号隔开。",
        }


class WanField(forms.DecimalField):
    """万元 as people type it, 分 as it is kept."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(decimal_places=6, max_digits=16, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{wan_from_fen(value).normalize():f}" if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        amount: Decimal | None = super().clean(value)
        return None if amount is None else fen_from_wan(amount)


class CorrectionForm(forms.Form):
    """One project's declared numbers as frozen, to be put right."""

    reason = forms.CharField(
        label="更正原因", max_length=REASON_LENGTH, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, row: PeriodFigure, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in CORRECTABLE:
            self.fields[name] = _field_of(name, getattr(row, name))

    def values(self) -> dict[str, int | None]:
        return {name: self.cleaned_data[name] for name in CORRECTABLE}

    def compare(self, seen: PeriodFigure, latest: PeriodFigure) -> None:
        """Say beside each field that another correction changed what its number is now."""
        for name in CORRECTABLE:
            now = getattr(latest, name)
            if getattr(seen, name) != now:
                said = f"{wan(now)}万元" if name.endswith("_fen") else count(now)
                self.add_error(name, f"这一栏刚被更正，现在是{said}。")


def _field_of(name: str, value: int | None) -> forms.Field:
    label = str(PeriodFigure._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    if name.endswith("_fen"):
        return WanField(label=f"{label}（万元）", initial=value, required=False)
    return forms.IntegerField(label=label, initial=value, required=False, max_value=LARGEST_COUNT)

"""Forms of score sheets: points and words for many indicators at once, appeals and their answers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.forms import BoundField

from assessment.models import IndicatorKind, Score, Verdict
from assessment.sheets.filling import LONGEST_NOTE, Claim, wrong_claims
from assessment.sheets.points import VETO, most_of, said
from assessment.sheets.reviewing import why_not_mark
from projects.proofs.forms import FilesField

LARGEST = Decimal(1_000_000)


class CentiField(forms.CharField):
    """Points as people write them ("8.5"), as hundredths; None when nothing is written."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "data-cell": True})
        super().__init__(required=False, max_length=20, widget=widget, **options)

    def prepare_value(self, value: Any) -> Any:
        return said(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = unicodedata.normalize("NFKC", super().clean(value)).strip()
        if not text:
            return None
        try:
            points = Decimal(text)
        except InvalidOperation:
            points = Decimal("NaN")
        if not points.is_finite() or abs(points) > LARGEST or points * 100 != int(points * 100):
            raise forms.ValidationError(f"“{self.label}”的得分要写数字，最多两位小数，如8.5；现在填的是“{text}”。")
        return int(points * 100)


class VetoField(forms.TypedChoiceField):
    """Whether a veto applies, as hundredths; None when it was not looked into."""

    def __init__(self, **options: Any) -> None:
        choices = [("", "请选择"), ("0", "未触发"), (str(VETO), "触发，不合格")]
        widget = forms.Select({"data-cell": True})
        super().__init__(required=False, choices=choices, coerce=int, empty_value=None, widget=widget, **options)


class PointsForm(forms.Form):
    """Points and words of several scores; `office` tells whose points they are."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, scores: Iterable[Score], office: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.scores, self.office = list(scores), office
        for score in self.scores:
            self._add(score)

    def _add(self, score: Score) -> None:
        title, is_veto = score.indicator.title, score.indicator.kind == IndicatorKind.VETO
        points, note = (_office(score), score.office_note) if self.office else (score.self_centi, score.self_note)
        field = VetoField if is_veto else CentiField
        self.fields[f"points_{score.pk}"] = field(label=title, initial=points)
        self.fields[f"note_{score.pk}"] = forms.CharField(
            label=f"{title}：说明",
            required=False,
            initial=note,
            widget=forms.Textarea({"rows": 2, "data-cell": True}),
            max_length=LONGEST_NOTE * 4,
        )
        self.fields[f"points_{score.pk}"].widget.attrs["aria-label"] = (
            f"{title}得分，最多{said(most_of(score.indicator))}"
        )
        self.fields[f"note_{score.pk}"].widget.attrs["aria-label"] = f"{title}说明"

    def clean(self) -> dict[str, Any]:
        """When some row cannot be read, what is wrong with the others is told with it; else the action tells it."""
        claims = self.claims() if self.errors else {}
        read = [score for score in self.scores if score.pk in claims]
        wrong = wrong_claims(read, claims) if not self.office else []
        wrong += [said for one in read if self.office for said in why_not_mark(one, claims[one.pk])]
        for sentence in wrong:
            self.add_error(None, sentence)
        return self.cleaned_data

    def rows(self) -> Iterator[tuple[Score, BoundField, BoundField]]:
        """Each score with its two inputs."""
        for score in self.scores:
            yield score, self[f"points_{score.pk}"], self[f"note_{score.pk}"]

    def claims(self) -> dict[int, Claim]:
        """What was typed, score's key → claim; rows that cannot be read are left out."""
        read = [score.pk for score in self.scores if f"points_{score.pk}" in self.cleaned_data]
        return {
            key: Claim(self.cleaned_data[f"points_{key}"], self.cleaned_data.get(f"note_{key}", "")) for key in read
        }


def _office(score: Score) -> int | None:
    """What the office's box proposes: its own points, else the unit's claim; a bonus or deduction unclaimed is 0."""
    if score.office_centi is not None:
        return score.office_centi
    if score.indicator.kind == IndicatorKind.VETO:
        return 0
    nothing = None if score.indicator.kind == IndicatorKind.JUDGED else 0
    return nothing if score.self_centi is None else score.self_centi


class AppealForm(forms.Form):
    """申诉."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    asked_centi = CentiField(label="主张得分", help_text="认为应得多少分；暂不主张具体分数的可以不填。")
    reason = forms.CharField(
        label="申诉理由",
        required=False,
        widget=forms.Textarea({"rows": 4, "required": True}),
        help_text="写明哪里不对、依据是什么，500字以内。",
    )
    attachments = FilesField(label="依据材料", required=False)


class DecisionForm(forms.Form):
    """答复申诉."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label="处理结果", required=False, choices=Verdict.choices, widget=forms.RadioSelect({"required": True})
    )
    points_centi = CentiField(label="改后得分", help_text="采纳时填写；维持的不填。")
    decision = forms.CharField(
        label="答复",
        required=False,
        widget=forms.Textarea({"rows": 4, "required": True}),
        help_text="写明采纳或维持的理由，单位会看到，500字以内。",
    )

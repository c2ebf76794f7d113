"""Forms of schemes: points are typed in 分, rates in %; kept in hundredths. What may stand, the actions say."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from assessment.models import Audience, Indicator, IndicatorKind, Scheme
from assessment.schemes.drafting import FIRST_YEAR, LAST_YEAR, stamp
from assessment.schemes.trying import Trial
from assessment.scoring.formulas import formula_choices
from assessment.scoring.participants import SCORED_KINDS
from projects.forms import day_field, long_field
from units.models import Unit


class HundredthsField(forms.DecimalField):
    """A number with at most two decimals, kept as a whole number of hundredths."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "size": 7})
        super().__init__(max_digits=5, decimal_places=2, min_value=0, max_value=100, widget=widget, **options)
        said = f"{self.label or ''}请填0—100之间的数，最多两位小数。"
        for name in ("invalid", "max_digits", "max_decimal_places", "max_whole_digits", "min_value", "max_value"):
            self.error_messages[name] = said
        self.validators = [one for one in self.validators if type(one).__name__ != "DecimalValidator"]

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = Decimal(value).scaleb(-2)
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        said: Decimal | None = super().clean(value)
        if said is None:
            return None
        if said != said.quantize(Decimal("0.01")):
            raise forms.ValidationError(self.error_messages["invalid"])
        return int(said.scaleb(2))


class NewSchemeForm(forms.Form):
    """A year, and where its indicators come from."""

    year = forms.IntegerField(
        label="年度", min_value=FIRST_YEAR, max_value=LAST_YEAR, widget=forms.TextInput({"inputmode": "numeric"})
    )
    copied = forms.ModelChoiceField(
        label="指标照搬",
        required=False,
        queryset=Scheme.objects.order_by("-year"),
        empty_label="默认方案（办公室自定 ◇）",
        help_text="照搬往年的方案，或从默认方案开始，拟订期间可以随意修改。",
    )


class SchemeForm(forms.Form):
    """What stands above the indicators."""

    title = forms.CharField(label="名称", max_length=80)
    basis = long_field("依据", 2, max_length=200)
    self_due_on = day_field("自评截止", required=False, help_text="单位自评报送的最后一天；可以后补。")
    appeal_days = forms.IntegerField(
        label="申诉期（工作日）", min_value=1, max_value=60, help_text="办公室自定（◇）：从告知复核得分的次日起算。"
    )
    exempt = forms.ModelMultipleChoiceField(
        label="不参加考核的单位",
        required=False,
        queryset=Unit.objects.filter(kind__in=SCORED_KINDS, is_office=False),
        widget=forms.CheckboxSelectMultiple,
        help_text="办公室自定（◇）。办公室所在单位不考核自己；区政府办公室有席位、没有任务，默认不参加。",
    )

    @classmethod
    def of(cls, scheme: Scheme, data: Any = None) -> SchemeForm:
        held = {name: getattr(scheme, name) for name in ("title", "basis", "self_due_on", "appeal_days")}
        return cls(data, initial=held | {"exempt": list(scheme.exempt.all())})


class IndicatorForm(forms.Form):
    """One indicator."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    dimension = forms.CharField(label="一级指标", max_length=40, help_text="如“项目实施”“资金使用”。")
    title = forms.CharField(label="指标", max_length=80)
    kind = forms.ChoiceField(label="计分方式", choices=IndicatorKind.choices)
    audience = forms.ChoiceField(label="适用对象", choices=Audience.choices)
    points_centi = HundredthsField(
        label="分值", help_text="加分、扣分写最多多少分；一票否决写0。同一类单位的公式计分和材料评分合计应为100分。"
    )
    formula = forms.ChoiceField(
        label="公式", required=False, choices=[("", "不用公式"), *formula_choices()], help_text="公式计分的必选。"
    )
    target_bp = HundredthsField(label="满分目标（%）", required=False, help_text="达到这个比例得满分，不超过100%。")
    floor_bp = HundredthsField(
        label="零分线（%）", required=False, help_text="到这个比例为0分；留空的按“实际÷目标”得分。"
    )
    rule = long_field(
        "评分规则",
        3,
        max_length=300,
        required=False,
        help_text="材料评分、加分、扣分和一票否决必填。重推项目不得把以人工替代机械作为要求。",
    )
    evidence = forms.CharField(label="佐证材料", max_length=200, required=False)
    basis = forms.CharField(label="依据", max_length=120, help_text="文件和条款；没有文件依据的写“办公室自定（◇）”。")

    @classmethod
    def of(cls, indicator: Indicator, data: Any = None) -> IndicatorForm:
        names = [name for name in cls.base_fields if name != "seen"]
        return cls(data, initial={name: getattr(indicator, name) for name in names} | {"seen": stamp(indicator)})

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def seen_again(self, indicator: Indicator) -> None:
        """The person has been told what others changed: the next save is made against it."""
        self.data = {**self.data.dict(), "seen": stamp(indicator)}  # type: ignore[attr-defined]


class TrialForm(forms.Form):
    """Points, target and floor of every indicator that counts to 100, to be tried; what is left empty stays."""

    def __init__(self, indicators: Iterable[Indicator], data: Any = None) -> None:
        super().__init__(data)
        self.indicators = list(indicators)
        for one in self.indicators:
            self._add(one, "points_centi", "分值")
            if one.kind == IndicatorKind.FORMULA:
                self._add(one, "target_bp", "满分目标")
                self._add(one, "floor_bp", "零分线")

    def _add(self, one: Indicator, name: str, label: str) -> None:
        field = HundredthsField(label=f"{one.serial}. {one.title}的{label}", required=name != "floor_bp")
        field.widget.attrs["aria-label"] = field.label
        self.fields[f"{name}-{one.pk}"] = field
        self.initial[f"{name}-{one.pk}"] = getattr(one, name)

    def rows(self) -> list[tuple[Indicator, list[forms.BoundField | None]]]:
        """Each indicator with its three inputs, None where it has none."""
        names = ("points_centi", "target_bp", "floor_bp")
        return [(one, [self._bound(f"{name}-{one.pk}") for name in names]) for one in self.indicators]

    def _bound(self, name: str) -> forms.BoundField | None:
        return self[name] if name in self.fields else None

    def trial(self) -> Trial:
        made: dict[int, dict[str, int | None]] = {}
        for name, value in self.cleaned_data.items():
            field, _, pk = name.rpartition("-")
            made.setdefault(int(pk), {})[field] = value
        return made

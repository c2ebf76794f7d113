"""The form of 计时计件: whose, hours or pieces, of what, how many, at which rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from labor.attendance.grid import roster_of
from labor.forms import TypedNumber, YuanField
from labor.models import Engagement, Measure, WorkQuantity
from labor.pay.quantities import LABELS
from projects.models import Period, Project

if TYPE_CHECKING:
    StayChoice = forms.ModelChoiceField[Engagement]
else:
    StayChoice = forms.ModelChoiceField
LONGEST_ITEM = 80


class StayField(StayChoice):
    """One of the month's roster, ID number masked."""

    def label_from_instance(self, stay: Engagement) -> str:
        return f"{stay.name}（{stay.worker.id_masked}）{stay.team}"


class HundredthsField(TypedNumber):
    """A quantity typed with up to two decimals; the cleaned value is integer hundredths."""

    most_digits = 9


class QuantityForm(forms.Form):
    """One row; blank fields are told by the action, together with all else."""

    engagement = StayField(
        label=LABELS["engagement"],
        queryset=Engagement.objects.none(),
        required=False,
        empty_label="请选择",
        help_text="当月在名册里的人；姓名相同的看身份证号和班组。",
        error_messages={"invalid_choice": "这个人当月不在本项目的名册里，请重新选择。"},
    )
    measure = forms.ChoiceField(
        label=LABELS["measure"],
        choices=[("", "请选择"), (Measure.HOUR, "计时（小时）"), (Measure.PIECE, "计件（件）")],
        required=False,
    )
    item = forms.CharField(
        label=LABELS["item"],
        max_length=LONGEST_ITEM,
        required=False,
        help_text="做的是什么，例如：夜间看护、砌挡墙（立方米）",
    )
    quantity_centi = HundredthsField(
        label=LABELS["quantity_centi"],
        required=False,
        help_text="小时数或件数，最多两位小数；按方、按米计的填方数、米数",
    )
    rate_fen = YuanField(label=LABELS["rate_fen"], required=False, help_text="每小时或每件多少元，按约定填")

    def __init__(self, *args: Any, project: Project, period: Period, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = self.fields["engagement"]
        assert isinstance(choices, StayField)
        choices.queryset = roster_of(project, period)
        for field in self.fields.values():  # shown as 必填; told by the action, together with all else
            field.widget.attrs["required"] = True

    def values(self) -> dict[str, Any]:
        """Typed values by field name; what cannot be read is left out."""
        return dict(self.cleaned_data)


def initial_of(quantity: WorkQuantity) -> dict[str, Any]:
    """What the form shows of a row to be corrected."""
    return {
        "engagement": quantity.engagement_id, "measure": quantity.measure, "item": quantity.item,
        "quantity_centi": quantity.quantity_centi, "rate_fen": quantity.rate_fen,
    }  # fmt: skip

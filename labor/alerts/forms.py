"""The form of a rule: its bounds are the action's to tell."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from labor.alerts.rules import Rule
from labor.models import Severity


class RuleForm(forms.Form):
    """Grade, threshold (where there is one), on or off, and from which day."""

    severity = forms.ChoiceField(label="等级", choices=Severity.choices)
    threshold = forms.DecimalField(
        label="阈值",
        max_digits=10,
        decimal_places=2,
        error_messages={
            "required": "请填写阈值。",
            "invalid": "阈值请填数字，例如 10 或 2.5。",
            "max_decimal_places": "阈值最多两位小数。",
        },
    )
    is_on = forms.TypedChoiceField(
        label="启用",
        choices=[("yes", "启用"), ("no", "停用")],
        coerce=lambda said: said == "yes",
        help_text="停用后不再检查，已有的预警在下次检查时自动销号。",
    )
    starts_on = forms.DateField(
        label="起用日期",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="今天或以后；从这一天起的检查按新规则，以前的检查结果不改。",
        error_messages={"required": "请填写起用日期。", "invalid": "日期写成 2026-11-12 这样的形式。"},
    )

    def __init__(self, data: Any, *, rule: Rule, today: date) -> None:
        said = {"severity": rule.severity, "threshold": rule.threshold.normalize(), "starts_on": today}
        super().__init__(data, initial=said | {"is_on": "yes" if rule.is_on else "no"})
        check = rule.check
        if not check.unit:
            del self.fields["threshold"]
            return
        field = self.fields["threshold"]
        field.label = f"阈值（{check.unit}）"
        field.help_text = f"{check.least}到{check.most}{check.unit}。"
        self.initial["threshold"] = f"{rule.threshold.normalize():f}"

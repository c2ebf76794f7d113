"""What is asked when a roll is filed."""

from __future__ import annotations

from django import forms


class FilingForm(forms.Form):
    """报备: on which day, under which number."""

    filed_on = forms.DateField(
        label="报备日期", widget=forms.DateInput({"type": "date"}), help_text="台账报两家的实际日期；分两天报的填后一天"
    )
    number = forms.CharField(
        label="备案回执号", required=False, max_length=60, help_text="对方出具了回执或文号的填写，没有的不填"
    )

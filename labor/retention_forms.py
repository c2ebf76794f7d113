"""The form of the yearly review; what a conclusion must say is the action's to tell."""

from __future__ import annotations

from django import forms


class ReviewForm(forms.Form):
    """`before` is the conclusion the page showed: empty when the year had none."""

    before = forms.CharField(required=False, widget=forms.HiddenInput)
    conclusion = forms.CharField(
        label="复核结论",
        widget=forms.Textarea({"rows": 5}),
        help_text="写明哪些台账转入档案、哪些继续保存和原因，4到300字；不要写身份证号、电话或账号。",
        error_messages={"required": "请写明复核结论：哪些转入档案，哪些继续保存，为什么。"},
    )

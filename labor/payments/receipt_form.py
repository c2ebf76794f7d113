"""The form of the receipt page: which file, and by which of the bank forms to read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms

from labor.models import BankForm
from projects.forms import UploadForm

_Choice = forms.ModelChoiceField[BankForm] if TYPE_CHECKING else forms.ModelChoiceField


class ReceiptUploadForm(UploadForm):
    """回执文件; without a form chosen, the headings tell which it is."""

    form = _Choice(
        label="支付文件格式", queryset=BankForm.objects.none(), required=False, empty_label="按表头识别",
        help_text="回执的表头和结果字样以这个格式里设定的为准；一般不用选。",
        error_messages={"invalid_choice": "这个格式不在可选之列，请重新选择。"},
    )  # fmt: skip
    field_order = ("file", "form")

    def __init__(self, *arguments: Any, choices: Sequence[BankForm], **options: Any) -> None:
        super().__init__(*arguments, **options)
        known = BankForm.objects.filter(pk__in=[form.pk for form in choices])
        self.fields["form"].queryset = known  # type: ignore[attr-defined]
        self.fields["file"].label = "回执文件"
        self.fields["file"].help_text = "银行返回的结果文件，.xlsx、.xls、.ods 或 .csv，不超过 20 MB；按表头识别各列。"
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.xls,.ods,.csv,.txt"

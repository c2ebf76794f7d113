"""Forms of a roll's way: the shape of what people type; whether it may stand the actions say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from labor.forms import YuanField
from labor.models import RollFileKind
from labor.pay.bands import wrong_levels
from projects.forms import day_field
from projects.proofs.forms import FILES_HELP, FilesForm

LEVELS = 5  # rows offered on the page of levels


class SignForm(forms.Form):
    """登记签字: on which day."""

    signed_on = day_field("签字日期", help_text="本人在签字表上写的日期。")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["signed_on"].required = True
        self.fields["signed_on"].error_messages["required"] = "请填签字日期。"


class RollFilesForm(FilesForm):
    """发放表附件: what they are, and the files."""

    file_kind = forms.ChoiceField(
        label="类别", choices=RollFileKind.choices, widget=forms.RadioSelect,
        help_text="签字表收 PDF 或照片（JPG、PNG）；支付凭证还收 OFD、XLSX；其他不限下列格式。",
    )  # fmt: skip
    field_order = ("file_kind", "attachments")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["attachments"].label = "文件"
        self.fields["attachments"].help_text = FILES_HELP


class BandsForm(forms.Form):
    """审定层级 from a day on: up to LEVELS rows of a sum in 元 and a number of people; empty rows are left out."""

    starts_on = day_field("起用日期", help_text="从今天或以后起用；已送审的发放表仍按送审当天的层级。")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["starts_on"].required = True
        self.fields["starts_on"].error_messages["required"] = "请填起用日期。"
        for order in range(LEVELS):
            self.fields[f"from_{order}"] = YuanField(label="实发合计达到（元）", required=False)
            self.fields[f"people_{order}"] = forms.IntegerField(
                label="审定人数（人）", required=False, widget=forms.TextInput({"inputmode": "numeric"}),
                error_messages={"invalid": "审定人数请填整数，例如 2。"},
            )  # fmt: skip

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The pairs of fields, as the page lays them out."""
        return [(self[f"from_{order}"], self[f"people_{order}"]) for order in range(LEVELS)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        levels: dict[int, int] = {}
        for order in range(LEVELS):
            sum_fen, people = cleaned.get(f"from_{order}"), cleaned.get(f"people_{order}")
            if (sum_fen is None) != (people is None):
                self.add_error(f"from_{order}", f"第{order + 1}行的金额和人数要都填，或都空着。")
            elif sum_fen is not None and sum_fen in levels:
                self.add_error(f"from_{order}", f"第{order + 1}行的金额与上面重复，同一金额只设一档。")
            elif sum_fen is not None and people is not None:
                levels[sum_fen] = people
        for sentence in wrong_levels({0: 1} | levels if self.errors else levels):
            self.add_error(None, sentence)
        return cleaned | {"levels": levels}


def begun_with(levels: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """The form's beginning values from the levels in force."""
    said: dict[str, Any] = {}
    for order, (from_fen, people) in enumerate(levels[:LEVELS]):
        said |= {f"from_{order}": from_fen, f"people_{order}": people}
    return said

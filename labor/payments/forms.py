"""Forms of the pay pages: which file, which account, and the columns of a bank's files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms

from labor.models import BankForm, Payment
from labor.payments.bank_forms import PAY_KEYS, RESULT_KEYS, WORDS, Stated, forms_for
from labor.payments.fixing import LONGEST_BANK, LONGEST_REASON
from projects.completeness import Lack
from projects.models import PayChannel

PRIVATE = {"autocomplete": "off", "spellcheck": "false"}
UNREADABLE = 1000  # from here on stand the contents whose place is no number
_BETWEEN = re.compile(r"[、,，;；\n]+")
_Choice = forms.ModelChoiceField[BankForm] if TYPE_CHECKING else forms.ModelChoiceField


class SendForm(forms.Form):
    """支付文件: in which bank's columns; the version is what the person saw."""

    form = _Choice(
        label="支付文件格式", queryset=BankForm.objects.none(), empty_label=None,
        error_messages={"required": "请选择支付文件格式。", "invalid_choice": "这个格式不在可选之列，请重新选择。"},
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, channel: str, version: int) -> None:
        super().__init__(data, initial={"version": version})
        self.fields["form"].queryset = forms_for(channel)  # type: ignore[attr-defined]


class FixForm(forms.Form):
    """更正账号: the whole number, the bank, and whose account it is; what is wrong the action says, all at once."""

    number = forms.CharField(
        label="本人银行账号（必填）", required=False, max_length=40, help_text="对照银行卡填写完整账号，可以带空格。",
        widget=forms.TextInput({**PRIVATE, "inputmode": "tel"}),
    )  # fmt: skip
    bank = forms.CharField(
        label="开户行", required=False, max_length=LONGEST_BANK, help_text="例如：重庆农村商业银行建胜支行。"
    )
    holder = forms.CharField(
        label="户名（必填）", required=False, max_length=40, help_text="照银行卡或存折写；收款人须为本人，不得代领。",
        widget=forms.TextInput(PRIVATE),
    )  # fmt: skip
    to_roster = forms.BooleanField(label="花名册上的账号一起更正", required=False, initial=True)

    def __init__(self, data: Any = None, *, payment: Payment) -> None:
        super().__init__(data, initial={"bank": payment.line.bank or payment.bank})


class UnchangedForm(forms.Form):
    """账号无误: why the same account is sent once more."""

    reason = forms.CharField(
        label="账号无误的原因（必填）", required=False, max_length=LONGEST_REASON,
        help_text="例如：银行限额已解除；本人已到银行激活账户。",
    )  # fmt: skip


class BankFormForm(forms.Form):
    """A bank form: for each content its place and heading in the pay file, and its headings in the result file."""

    name = forms.CharField(label="名称", required=False, max_length=60, help_text="写明哪家银行、哪种业务。")
    channel = forms.ChoiceField(label="发放通道", choices=PayChannel.choices, required=False)

    def __init__(self, data: Any = None, *, begun: BankForm | None = None, name: str = "") -> None:
        super().__init__(data, initial=_begun(begun, name) if begun else {})
        for key, label in PAY_KEYS.items():
            place = forms.TextInput({"inputmode": "numeric", "aria-label": f"{label}：第几列", "size": 3})
            wrong = {"invalid": f"“{label}”的第几列请填整数。", "min_value": f"“{label}”的第几列从1数起。"}
            self.fields[f"at_{key}"] = forms.IntegerField(
                label=f"{label}：第几列", required=False, min_value=1, widget=place, error_messages=wrong
            )
            heading = forms.TextInput({"aria-label": f"{label}：表头"})
            self.fields[f"heading_{key}"] = forms.CharField(label=f"{label}：表头", required=False, widget=heading)
        for key, label in RESULT_KEYS.items():
            headings = forms.TextInput({"aria-label": f"{label}：回执表头"})
            self.fields[f"result_{key}"] = forms.CharField(label=f"{label}：回执表头", required=False, widget=headings)
        for key, label in WORDS.items():
            self.fields[key] = forms.CharField(label=label, required=False, help_text="写几个的，用顿号分开。")

    def stated(self) -> tuple[Stated, list[Lack]]:
        """The form as written down, and what cannot be told from it: a heading without a place, a place given twice.

        A place that is no number is told at its field: here its content stands last, as one that is there.
        """
        said = dict.fromkeys(self.fields, "") | self.cleaned_data
        placed = [(self._place(order, key), key, said[f"heading_{key}"]) for order, key in enumerate(PAY_KEYS)]
        columns = sorted(one for one in placed if one[0] is not None)
        stated = Stated(
            name=said["name"], channel=said["channel"],
            pay_columns=[{"key": key, "heading": heading} for _, key, heading in columns],
            result_columns={key: found for key in RESULT_KEYS if (found := listed(said[f"result_{key}"]))},
            **{key: listed(said[key]) for key in WORDS},
        )  # fmt: skip
        return stated, list(_place_faults(placed))

    def _place(self, order: int, key: str) -> int | None:
        place: int | None = self.cleaned_data.get(f"at_{key}", UNREADABLE + order)
        return place

    def pay_rows(self) -> list[tuple[str, Any, Any]]:
        """Content, place, heading: the rows of the form's first table."""
        return [(label, self[f"at_{key}"], self[f"heading_{key}"]) for key, label in PAY_KEYS.items()]

    def result_rows(self) -> list[tuple[str, Any]]:
        return [(label, self[f"result_{key}"]) for key, label in RESULT_KEYS.items()]

    def word_fields(self) -> list[Any]:
        return [self[key] for key in WORDS]


def listed(text: str) -> list[str]:
    """成功、已入账 → its words."""
    return [word.strip() for word in _BETWEEN.split(text) if word.strip()]


def _place_faults(placed: Iterable[tuple[int | None, str, str]]) -> Iterable[Lack]:
    places = [place for place, _, _ in placed if place is not None]
    if twice := sorted({place for place in places if places.count(place) > 1}):
        yield Lack("pay_columns", f"支付文件的第{'、'.join(map(str, twice))}列写给了几种内容，请各写各的列。")
    for place, key, heading in placed:
        if place is None and heading:
            yield Lack("pay_columns", f"“{PAY_KEYS[key]}”写了表头，没有写第几列；不要这一列的请把表头清空。")


def _begun(form: BankForm, name: str) -> dict[str, Any]:
    places = {column["key"]: (order, column["heading"]) for order, column in enumerate(form.pay_columns, start=1)}
    begun: dict[str, Any] = {"name": name or form.name, "channel": form.channel}
    for key, (order, heading) in places.items():
        begun |= {f"at_{key}": order, f"heading_{key}": heading}
    begun |= {f"result_{key}": "、".join(found) for key, found in form.result_columns.items()}
    return begun | {key: "、".join(getattr(form, key)) for key in WORDS}

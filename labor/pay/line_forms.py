"""Forms of a draft's lines and of its differences: the shape of what people type; the actions judge it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from documents.formats import days
from labor.bulk import field_of
from labor.forms import YuanField
from labor.models import Engagement, RollKind, WageLine
from labor.pay.difference import DifferenceKind
from labor.pay.lines import TYPED

PRIVATE = {"autocomplete": "off", "spellcheck": "false"}
NEEDED = {"required": "这一栏不能空，没有的填0。"}
BASIS_HELP = "有计时计件金额的必填，写明数量和单价，例如：挖沟30米×25元＝750元。"
ITEM_HELP = "有扣除的必填，例如：社会保险费个人缴纳部分。"


class DaysField(YuanField):
    """Work typed in 工日; the cleaned value is whole hundredths of a 工日."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.error_messages["invalid"] = "请填数字，单位工日，例如 21 或 21.5。"

    def prepare_value(self, value: Any) -> Any:
        return days(value) if isinstance(value, int) else value


def _text(label: str, column: str, **options: Any) -> forms.CharField:
    longest = field_of(WageLine, column).max_length
    return forms.CharField(label=label, required=False, max_length=longest, **options)


class LineForm(forms.Form):
    """One line. Phone and account are the roster's where the person is on it, else typed."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput())
    job = _text("工种", "job")
    centidays = DaysField(label="工作时间（工日）", error_messages=NEEDED)
    rate_fen = YuanField(label="单价（元/工日）", error_messages=NEEDED)
    piece_fen = YuanField(label="计时计件金额（元）", required=False, help_text="按小时、按件计酬的合计；没有的填0。")
    pay_basis = _text("计酬说明", "pay_basis", help_text=BASIS_HELP)
    deduction_fen = YuanField(label="代扣代缴扣除（元）", required=False, help_text="没有扣除的填0。")
    deduction_item = _text("扣除项目", "deduction_item", help_text=ITEM_HELP)
    from_roster = forms.BooleanField(label="电话、开户行、账号取花名册现在登记的", required=False)
    phone = forms.CharField(label="联系方式", required=False, max_length=20, widget=forms.TextInput(PRIVATE))
    bank = _text("开户行", "bank")
    card = forms.CharField(label="本人账号", required=False, max_length=30, widget=forms.TextInput(PRIVATE))
    reason = forms.CharField(
        label="更正说明", required=False, max_length=200, help_text="写明依据，例如：10月7日漏记半天，已补考勤。"
    )

    def __init__(self, data: Any = None, *, line: WageLine, version: int, stay: Engagement | None) -> None:
        begun = {name: getattr(line, name) for name in (*TYPED, "bank")}
        super().__init__(data, initial={**begun, "version": version})
        if line.kind == RollKind.SUPPLEMENT:
            self._of_supplement()
        if stay is None:
            self._type_numbers(line)
        else:
            self._take_numbers(line, stay)

    def _of_supplement(self) -> None:
        """A 补发 states an amount and its reason; its days were paid by the roll it corrects."""
        del self.fields["centidays"], self.fields["rate_fen"]
        amount, basis = self.fields["piece_fen"], self.fields["pay_basis"]
        amount.label, amount.help_text = "补发金额（元）", ""
        basis.label, basis.help_text = "补发原因", "例如：10月31日加班漏记。"

    def _type_numbers(self, line: WageLine) -> None:
        del self.fields["from_roster"]
        for name, masked in (("phone", line.phone_masked), ("card", line.card_masked)):
            self.fields[name].help_text = f"表上是{_tail(masked)}；不改的留空。" if masked else "还没有登记。"

    def _take_numbers(self, line: WageLine, stay: Engagement) -> None:
        for name in ("phone", "bank", "card"):
            del self.fields[name]
        if stay.card_masked:
            said = f"花名册账号{_tail(stay.card_masked)}，表上{_tail(line.card_masked) or '没有账号'}。"
        else:
            said = "花名册还没有登记这个人的账号，请先在花名册补登记，再在这里取用。"
        self.fields["from_roster"].help_text = said

    def values(self) -> dict[str, Any]:
        """Typed values by field; empty amounts are 0."""
        said = self.cleaned_data
        typed = {name: said[name] for name in TYPED if name in self.fields}
        typed |= {name: typed[name] or 0 for name in ("piece_fen", "deduction_fen")}
        return typed | {name: said[name] for name in ("phone", "bank", "card") if name in self.fields}


def _tail(masked: str) -> str:
    return f"****{masked[-4:]}" if masked else ""


class DifferenceForm(forms.Form):
    """Which differences are shown: of one kind, of one person."""

    kind = forms.ChoiceField(label="差异", required=False)
    q = forms.CharField(
        label="姓名", required=False, max_length=40, widget=forms.TextInput({"type": "search", "autocomplete": "off"})
    )

    def __init__(self, data: Any, *, counts: Mapping[DifferenceKind, int]) -> None:
        super().__init__(data)
        told = [(kind.value, f"{kind.label}（{number}）") for kind, number in counts.items()]
        asked = str(data.get("kind", ""))  # a kind that no longer occurs is no error, it finds nothing
        if asked in DifferenceKind.values and asked not in {value for value, _ in told}:
            told.append((asked, f"{DifferenceKind(asked).label}（0）"))
        self.fields["kind"].choices = [("", "全部差异"), *told]  # type: ignore[attr-defined]

"""Forms of accounts and grants. They shape the input; whether it may be done is the action's to say."""

from __future__ import annotations

from typing import Any

from django import forms

from units.forms import DayInput
from units.models import Role, Unit, User


class NewUserForm(forms.Form):
    """A new account; its first password is generated and shown once."""

    username = forms.CharField(
        label="账号",
        max_length=40,
        help_text="2 至 40 个字母、数字、汉字或 . @ + - _；建好后不能改。",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none"}),
    )
    name = forms.CharField(label="姓名", max_length=40)
    email = forms.EmailField(label="工作邮箱", required=False, max_length=254, help_text="用来收提醒邮件，可以不填。")


class MailForm(forms.Form):
    """Where a person's mail goes, and whether they want any."""

    email = forms.EmailField(
        label="工作邮箱",
        required=False,
        max_length=254,
        help_text="用来收提醒邮件，不填就不发。站内消息总会留在“消息”里。",
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    wants_mail = forms.BooleanField(
        label="接收提醒邮件", required=False, help_text="几条消息合并成一封；紧急的随时发。"
    )


def mail_of(user: User) -> dict[str, Any]:
    """What the form shows before anybody types."""
    return {"email": user.email, "wants_mail": user.wants_mail}


class NameForm(forms.Form):
    """Correct a person's name."""

    name = forms.CharField(label="姓名", max_length=40)


class GrantForm(forms.Form):
    """授权: a role in a unit between two days."""

    role = forms.ChoiceField(label="角色", choices=[("", "请选择"), *Role.choices])
    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.all(), empty_label="请选择")
    starts_on = forms.DateField(label="起", widget=DayInput())
    ends_on = forms.DateField(label="止", required=False, widget=DayInput(), help_text="长期有效的不填。")

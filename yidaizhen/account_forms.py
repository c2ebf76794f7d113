"""Forms of signing in and of changing one's password, with sentences that say what to do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm

from units.passwords import RULE


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "账号或密码不对。请核对大小写后重试；忘记密码请联系办公室管理员重置。",
        "inactive": "这个账号已停用，请联系办公室管理员。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "账号"
        self.fields["password"].label = "密码"


class NewPasswordForm(PasswordChangeForm):
    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_incorrect": "原密码不对，请重新填写。",
        "password_mismatch": "两次填写的新密码不一样，请重新填写。",
        "same": "新密码不能与原密码相同，请换一个。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "原密码"
        self.fields["new_password1"].label = "新密码"
        self.fields["new_password1"].help_text = f"{RULE}不要用姓名、账号或常见的密码。"
        self.fields["new_password2"].label = "再填一次新密码"
        self.fields["new_password2"].help_text = ""

    def clean_new_password1(self) -> str:
        password: str = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise forms.ValidationError(self.error_messages["same"], code="same")
        return password

    def save(self, commit: bool = True) -> Any:
        self.user.must_change_password = False
        return super().save(commit)

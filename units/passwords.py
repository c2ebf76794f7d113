"""口令规则 (R18; GB/T 22239): at least three of the four kinds of characters."""

import re

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

from units.models import User

KINDS = [r"[A-Z]", r"[a-z]", r"[0-9]", r"[^A-Za-z0-9]"]
RULE = "密码至少 8 位，并且包含大写字母、小写字母、数字、符号中的三种。"


class LengthValidator(MinimumLengthValidator):
    """Django's own rule, whose sentence its Chinese catalog lacks."""

    def get_error_message(self) -> str:
        return f"密码太短，至少要有 {self.min_length} 个字符。"


class ThreeKindsValidator:
    """Password validator as Django's settings name it."""

    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002
        if sum(bool(re.search(kind, password)) for kind in KINDS) < 3:
            raise ValidationError(RULE, code="password_kinds")

    def get_help_text(self) -> str:
        return RULE

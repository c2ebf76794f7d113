"""Who may sign in at all: active people; demo accounts, whose password everybody knows, only on a demo system."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend


class SignInBackend(ModelBackend):
    """Django's own, asked again at each request: turning demo mode off ends the demo accounts' sessions too."""

    def user_can_authenticate(self, user: Any) -> bool:
        return super().user_can_authenticate(user) and (settings.DEMO_MODE or not user.is_demo)

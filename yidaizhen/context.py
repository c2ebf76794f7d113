"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from units.scope import scope_of


def frame(request: HttpRequest) -> dict[str, Any]:
    """`demo_mode` for the banner, `scope` for the menu."""
    user = getattr(request, "user", None)
    scope = scope_of(user) if user and user.is_authenticated else None
    return {"demo_mode": settings.DEMO_MODE, "scope": scope}

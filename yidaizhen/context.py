"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from units.scope import scope_of
from yidaizhen.menu import menu


def frame(request: HttpRequest) -> dict[str, Any]:
    """`demo_mode` for the banner, `scope` for permissions, `menu` and `section` (the menu line the page is under)."""
    user = getattr(request, "user", None)
    scope = scope_of(user) if user and user.is_authenticated else None
    url_name = request.resolver_match.url_name if request.resolver_match else None
    lines = menu(scope, url_name or "") if scope else []
    section = next((line for line in lines if line.current), None)
    return {"demo_mode": settings.DEMO_MODE, "scope": scope, "menu": lines, "section": section}

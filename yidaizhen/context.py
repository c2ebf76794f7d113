"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from units.scope import scope_of
from yidaizhen.menu import grouped, menu


def frame(request: HttpRequest) -> dict[str, Any]:
    """What every template may ask for.

    `demo_mode` is for the banner, `scope` for permissions; `menu` has the lines of the menu, `menu_groups` the same
    under their titles, and `section` is the line the page is under.
    """
    user = getattr(request, "user", None)
    scope = scope_of(user) if user and user.is_authenticated else None
    url_name = request.resolver_match.url_name if request.resolver_match else None
    lines = menu(scope, url_name or "") if scope else []
    section = next((line for line in lines if line.current), None)
    shown = {"menu": lines, "menu_groups": grouped(lines), "section": section}
    return {"demo_mode": settings.DEMO_MODE, "scope": scope, **shown}

"""What every page's frame needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from units.inbox import unread_count
from units.scope import scope_of
from yidaizhen.menu import grouped, menu


def frame(request: HttpRequest) -> dict[str, Any]:
    """What every template may ask for.

    `demo_mode` is for the banner, `scope` for permissions; `menu` has the lines of the menu, `menu_groups` the same
    under their titles, and `section` is the line the page is under; `unread_messages` is a number of 消息.
    """
    user = getattr(request, "user", None)
    scope = scope_of(user) if user and user.is_authenticated else None
    url_name = request.resolver_match.url_name if request.resolver_match else None
    unread = unread_count(user) if scope and user else 0
    lines = menu(scope, url_name or "", {"message_list": unread}) if scope else []
    section = next((line for line in lines if line.current), None)
    shown = {"menu": lines, "menu_groups": grouped(lines), "section": section}
    return {"demo_mode": settings.DEMO_MODE, "scope": scope, "unread_messages": unread, **shown}

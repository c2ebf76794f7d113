"""The button of 转为督办 on pages of other floors: what it shows is said by `assignments.supervision.sources`."""

from __future__ import annotations

from typing import Any

from django import template

from assignments.supervision.sources import Raising, raising_for

register = template.Library()


@register.simple_tag
def supervision_of(user: Any, kind: str, key: Any) -> Raising:
    """What a person may do about pressing for one thing: raise it, or open the 督办 under way."""
    return raising_for(user, kind, str(key))

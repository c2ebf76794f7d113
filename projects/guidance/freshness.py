"""An entry as a person saw it: saving over what somebody else wrote meanwhile is refused once, with what it is now."""

from __future__ import annotations

import json
from typing import Any

from projects.models import GuidanceItem
from units.refusals import Refusal
from units.secrecy import sm3

SHOWN = ("sector", "task", "work_item", "trades", "note", "source")


class ChangedMeanwhile(Refusal):
    """Somebody else saved the entry after it was shown."""


def mark_of(item: GuidanceItem) -> str:
    """A short mark of what an entry says; the page carries it from showing to saving."""
    said = [str(getattr(item, name)) for name in SHOWN]
    return sm3(json.dumps(said, ensure_ascii=False))[:16]


def refuse_if_changed(held: GuidanceItem, seen: str, values: dict[str, Any]) -> None:
    """Refuse when the entry is not as it was `seen`; "" means that nothing was shown (a command, a test).

    Raises:
        ChangedMeanwhile: with each field that differs from what the person wants to save.
    """
    if not seen or seen == mark_of(held):
        return
    differing = [
        f"“{held._meta.get_field(name).verbose_name}”现在是“{getattr(held, name) or '空'}”。"  # type: ignore[union-attr]
        for name in SHOWN
        if getattr(held, name) != values[name]
    ]
    raise ChangedMeanwhile("打开页面以后，有人修改过这一条，您填的还没有保存。请核对后再点保存。", *differing)

"""A meeting held while its list, its agenda or its attendance changes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import F

from assignments.meetings.permissions import is_office
from assignments.models import Meeting, MeetingState
from units.models import User
from units.refusals import NotAllowed, WrongState


def hold_in(meeting: Meeting, states: Collection[MeetingState], *, doing: str) -> Meeting:
    """The meeting, locked for the caller's transaction, when its state allows what is being done.

    Raises:
        WrongState: says in which state it is and in which it may be done.
    """
    held = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if held.state not in states:
        allowed = "、".join(str(state.label) for state in states)
        raise WrongState(
            f"会议现在是“{held.get_state_display()}”，只有{allowed}的会议可以{doing}。请刷新页面看最新状态。"
        )
    return held


def touch(meeting: Meeting) -> None:
    """What a paper would say has changed: whoever is printing it must look again."""
    Meeting.objects.filter(pk=meeting.pk).update(version=F("version") + 1)
    meeting.version += 1


def require_office(by: User, doing: str) -> None:
    """Refuse everybody but the office."""
    if not is_office(by):
        raise NotAllowed(f"您不能{doing}：由领导小组办公室办理。")


def changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[str]]:
    """Field → [before, after], in words, of what differs."""
    return {name: [str(before[name] or ""), str(after[name] or "")] for name in after if before[name] != after[name]}

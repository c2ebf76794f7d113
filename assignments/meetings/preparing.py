"""筹备: time, place, chair and agenda; what still lacks before the notice may go out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from assignments.meetings.holding import changed
from assignments.meetings.moves import FLOW
from assignments.models import AgendaItem, Invitee, Meeting, MeetingAct, MeetingKind
from documents.masking import without_numbers
from units.models import Unit, User
from units.refusals import Refusal

FIELDS = ("title", "kind", "starts_at", "place", "chair")


@dataclass(frozen=True, kw_only=True)
class Topic:
    """One row of the agenda as typed; `item` is the row it was before, if any."""

    topic: str
    unit: Unit | None = None
    item: int | None = None


@transaction.atomic
def prepare_meeting(
    *,
    meeting: Meeting,
    title: str,
    kind: str,
    starts_at: datetime | None,
    place: str,
    chair: str,
    topics: Sequence[Topic],
    by: User,
    at: datetime,
    version: int | None = None,
) -> Meeting:
    """Save how the meeting is to be; what is not settled yet may stay open.

    Raises:
        NotAllowed, WrongState, StalePaper: as every move.
        Refusal: what does not fit, all at once.
    """
    said = {"title": title, "place": place, "chair": chair}
    values: dict[str, Any] = {name: without_numbers(text.strip()) for name, text in said.items()}
    values |= {"kind": kind, "starts_at": starts_at}
    before = {name: getattr(meeting, name) for name in FIELDS}
    fresh = Meeting(**values, proposal=meeting.proposal, proposed_by_unit=meeting.proposed_by_unit)
    if wrong := [*_lacks(fresh), *_wrong(topics)]:
        raise Refusal(*wrong)
    changes = changed(before, values)
    held = FLOW.make(meeting, MeetingAct.PREPARE, by=by, at=at, version=version, changes=changes, **values)
    _set_agenda(held, topics)
    return held


def _lacks(meeting: Meeting) -> list[str]:
    names = {field.name: str(field.verbose_name) for field in meeting._meta.fields}
    outside = {field.name for field in meeting._meta.fields} - set(FIELDS)
    try:
        meeting.full_clean(exclude=outside, validate_constraints=False)
    except ValidationError as error:
        return [f"“{names[name]}”：{said}" for name, messages in error.message_dict.items() for said in messages]
    return []


def _wrong(topics: Sequence[Topic]) -> list[str]:
    most = AgendaItem._meta.get_field("topic").max_length or 0
    return [
        f"第{number}个议题有{len(one.topic.strip())}个字，最多{most}个字。"
        for number, one in enumerate(topics, start=1)
        if len(one.topic.strip()) > most
    ]


def _set_agenda(meeting: Meeting, topics: Sequence[Topic]) -> None:
    """The rows in the order typed; a row left out goes, or is set aside where papers lie in it."""
    there = {item.pk: item for item in meeting.agenda.filter(is_dropped=False)}
    wanted = [one for one in topics if one.topic.strip()]
    for number, one in enumerate(wanted, start=1):
        item = there.pop(one.item or 0, None) or AgendaItem(meeting=meeting)
        item.serial, item.topic, item.unit = number, without_numbers(one.topic.strip()), one.unit
        item.save()
    for item in there.values():
        _drop(item)


def _drop(item: AgendaItem) -> None:
    if item.files.exists():
        AgendaItem.objects.filter(pk=item.pk).update(is_dropped=True)
    else:
        item.delete()


def lacking(meeting: Meeting, *, at: datetime) -> list[str]:
    """Every sentence about what lacks before the notice may be issued; [] when it may."""
    tests = {
        "请先定开会时间。": meeting.starts_at is None,
        "开会时间已经过了，请改成以后的时间。": meeting.starts_at is not None and meeting.starts_at <= at,
        "请先定开会地点。": not meeting.place,
        "请先定主持人。": not meeting.chair,
        "请至少列一个议题。": not meeting.agenda.filter(is_dropped=False).exists(),
    }
    return [sentence for sentence, fails in tests.items() if fails] + _uninvited(meeting, at)


def _uninvited(meeting: Meeting, at: datetime) -> list[str]:
    invited = set(
        Invitee.objects.filter(meeting=meeting, withdrawn_at=None, unit__isnull=False).values_list("unit_id", flat=True)
    )
    if meeting.kind == MeetingKind.PARTIAL:
        return [] if invited else ["请至少邀请一个单位。"]
    missing = [unit.name for unit in seated_units(meeting, at=at) if unit.pk not in invited]
    return [f"全体会议还没有邀请{'、'.join(missing)}，请邀请全部成员单位，或改为部分成员会议。"] if missing else []


def seated_units(meeting: Meeting, *, at: datetime) -> list[Unit]:
    """Units with a seat on the day of the meeting (today while no day is set), by code."""
    day = timezone.localdate(meeting.starts_at or at)
    units = Unit.objects.filter(memberships__isnull=False).distinct().prefetch_related("memberships")
    return [unit for unit in units.order_by("code") if unit.has_seat(on=day)]

"""交办事项: registered with its source document, corrected, and its outcome recorded; each with its way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from assignments.assigning.lamp import Clock, Lamp, Lit
from assignments.enclosures import add_files, sound_files
from assignments.models import Assignment, AssignmentState, Mandate
from documents.masking import without_numbers
from projects.keeping_files import atomic_with_files
from units.audit import record
from units.models import Role, User
from units.permissions import require
from units.reasons import required_reason
from units.refusals import Refusal, WrongState
from units.scope import scope_of

KEEPERS = "交办事项由办公室登记。"
REPLIERS = "交办事项的办理结果由办公室管理员登记。"
FIELDS = ("issuer", "document", "title", "demand", "received_on", "due_on")


@atomic_with_files()
def register_mandate(*, values: Mapping[str, Any], files: Sequence[File[Any]], by: User, at: datetime) -> Mandate:
    """Register a mandate with its source document; `values` holds `FIELDS`.

    Raises:
        NotAllowed: not of the office.
        Refusal: the days cannot be, or a file is not taken; all of it at once.
    """
    require(scope_of(by).is_office, KEEPERS)
    wrong = _wrong_days(values["received_on"], values["due_on"], timezone.localdate(at))
    try:
        sound = sound_files(files)
    except Refusal as refusal:
        raise Refusal(*wrong, *refusal.sentences) from None
    if wrong:
        raise Refusal(*wrong)
    made = Mandate.objects.create(**{name: values[name] for name in FIELDS}, registered_at=at, registered_by=by)
    record(act="登记交办事项", subject=str(made), by=by, at=at, detail=_told(values))
    add_files(place="mandate", target=made, files=sound, by=by, at=at)
    return made


@transaction.atomic
def edit_mandate(*, mandate: Mandate, values: Mapping[str, Any], by: User, at: datetime) -> Mandate:
    """Correct a mandate that is not answered yet; before and after stand in the trail.

    Raises:
        NotAllowed, WrongState, Refusal: not of the office, answered already, or the days cannot be.
    """
    require(scope_of(by).is_office, KEEPERS)
    held = _held(mandate)
    if held.replied_on:
        raise WrongState("这件交办事项已登记办理结果，不能再改；需要修改的，请先撤回办理结果。")
    if wrong := _wrong_days(values["received_on"], values["due_on"], timezone.localdate(at)):
        raise Refusal(*wrong)
    changed = {name: [str(getattr(held, name)), str(values[name])] for name in FIELDS}
    Mandate.objects.filter(pk=held.pk).update(**{name: values[name] for name in FIELDS})
    held.refresh_from_db()
    record(act="修改交办事项", subject=str(held), by=by, at=at, detail=_only_changed(changed))
    return held


@transaction.atomic
def reply_mandate(*, mandate: Mandate, reply: str, replied_on: date, by: User, at: datetime) -> Mandate:
    """登记办理结果 reported to who gave it; every task made of it is closed or cancelled.

    Raises:
        NotAllowed: not an office administrator.
        WrongState: answered already.
        Refusal: nothing is said, the day cannot be, or tasks are open; all of it at once.
    """
    require(scope_of(by).has(Role.OFFICE_ADMIN), REPLIERS)
    held = _held(mandate)
    if held.replied_on:
        raise WrongState(f"这件交办事项已于{held.replied_on:%Y-%m-%d}登记办理结果。请刷新页面。")
    said = without_numbers(reply.strip())
    if wrong := [*_wrong_reply(held, said, replied_on, timezone.localdate(at)), *open_tasks(held)]:
        raise Refusal(*wrong)
    Mandate.objects.filter(pk=held.pk).update(reply=said, replied_on=replied_on)
    held.refresh_from_db()
    record(act="登记交办事项办理结果", subject=str(held), by=by, at=at, detail={"reply": said, "on": str(replied_on)})
    return held


@transaction.atomic
def take_back_reply(*, mandate: Mandate, reason: str, by: User, at: datetime) -> Mandate:
    """撤回办理结果 with its reason; what was said stays in the trail."""
    require(scope_of(by).has(Role.OFFICE_ADMIN), REPLIERS)
    held = _held(mandate)
    if not held.replied_on:
        raise WrongState("这件交办事项还没有登记办理结果。请刷新页面。")
    why = required_reason(reason)
    told = {"reason": why, "reply": held.reply, "on": str(held.replied_on)}
    Mandate.objects.filter(pk=held.pk).update(reply="", replied_on=None)
    held.refresh_from_db()
    record(act="撤回交办事项办理结果", subject=str(held), by=by, at=at, detail=told)
    return held


def lamp_of_mandate(mandate: Mandate, clock: Clock) -> Lit:
    """How a mandate stands on a day, by the days of the tasks' lamps."""
    if mandate.replied_on:
        late = (mandate.replied_on - mandate.due_on).days
        return Lit(Lamp.GREY, f"已办结，迟{late}天" if late > 0 else "已办结")
    if mandate.due_on < clock.on:
        return Lit(Lamp.RED, f"逾期{(clock.on - mandate.due_on).days}天")
    if mandate.due_on <= clock.soon:
        return Lit(Lamp.YELLOW, f"{mandate.due_on:%m-%d}到期")
    return Lit(Lamp.GREEN, "办理中")


def _held(mandate: Mandate) -> Mandate:
    return Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)


def _wrong_days(received_on: date, due_on: date, today: date) -> list[str]:
    said = ["收到日期不能晚于今天。"] if received_on > today else []
    return said + (["办结期限不能早于收到日期。"] if due_on < received_on else [])


def _wrong_reply(mandate: Mandate, said: str, day: date, today: date) -> list[str]:
    wrong = [] if said else ["请写明办理结果。"]
    wrong += ["报告结果的日期不能晚于今天。"] if day > today else []
    wrong += ["报告结果的日期不能早于收到日期。"] if day < mandate.received_on else []
    return wrong + (["办理结果最多500个字，请写得简短些。"] if len(said) > 500 else [])


def open_tasks(mandate: Mandate) -> list[str]:
    """What keeps a mandate from being answered, in a sentence; nothing where every task of it is at its end."""
    states = [AssignmentState.DRAFT, AssignmentState.ISSUED]
    left = Assignment.objects.filter(mandate=mandate, state__in=states).select_related("lead")
    named = "、".join(one.lead.name for one in left)
    return [f"还有{len(left)}项任务没有办结（{named}），请先办结或撤销，再登记办理结果。"] if left else []


def _told(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(values[name]) for name in FIELDS}


def _only_changed(changes: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {name: pair for name, pair in changes.items() if pair[0] != pair[1]}

"""征集: who is asked for what by when; changed until the note is assembled; reminded by the round."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from assignments.models import NoteAct, NoteAsk, NoteState, SituationNote, Topic
from assignments.situation.moves import FLOW
from assignments.situation.people import tell_unit
from projects.calendar import is_working_day, moved
from units.models import Unit, User
from units.refusals import Refusal, WrongState

LONGEST_REQUEST = 300
BEGINS = 8  # o'clock: nobody is told in the night


@transaction.atomic
def ask_units(*, note: SituationNote, by: User, at: datetime, version: int | None = None) -> SituationNote:
    """Send the asks of the list.

    Raises:
        Refusal: nobody is on the list, or a due day is past; every sentence at once.
    """
    asks, day = list(note.asks.select_related("unit", "note")), timezone.localdate(at)
    wrong = [] if asks else ["征集名单上还没有单位，请先增加。"]
    wrong += [f"{ask}的报送期限{ask.due_on:%Y-%m-%d}已过，请先改期限。" for ask in asks if ask.due_on < day]
    if FLOW.allows(NoteAct.ASK, note, by) and wrong:
        raise Refusal(*wrong)
    made: SituationNote = FLOW.make(note, NoteAct.ASK, by=by, at=at, version=version)
    made.asks.filter(asked_at=None).update(asked_at=at)
    for ask in asks:
        _tell_asked(ask, at=at)
    return made


@transaction.atomic
def add_ask(
    *, note: SituationNote, unit: Unit, topic: Topic, due_on: date, by: User, at: datetime, request: str = ""
) -> NoteAsk:
    """Put one more on the list; when the list was sent already, the unit is told at once.

    Raises:
        Refusal: the unit is asked for this already, the due day is past, or the request is too long.
    """
    _require_sound(request, due_on, timezone.localdate(at))
    changes = {"增加征集": ["", f"{unit}：{Topic(topic).label}"]}
    made: SituationNote = FLOW.make(note, NoteAct.CHANGE, by=by, at=at, changes=changes)
    asked_at = at if made.state == NoteState.ASKED else None
    fields: dict[str, Any] = {"request": request.strip(), "due_on": due_on, "asked_at": asked_at}
    try:
        with transaction.atomic():
            ask = NoteAsk.objects.create(note=made, unit=unit, topic=topic, **fields)
    except IntegrityError:
        raise Refusal(f"{unit}的“{Topic(topic).label}”已经在征集名单上，请修改原来的一条。") from None
    if asked_at:
        _tell_asked(ask, at=at)
    return ask


@transaction.atomic
def change_ask(*, ask: NoteAsk, request: str, due_on: date, by: User, at: datetime) -> NoteAsk:
    """Another request or due day; the unit is told when it was asked already."""
    _require_sound(request, due_on, timezone.localdate(at))
    before = (ask.request, ask.due_on)
    if before == (request.strip(), due_on):
        return ask
    changes = {f"{ask}的期限": [f"{before[1]:%Y-%m-%d}", f"{due_on:%Y-%m-%d}"]} if before[1] != due_on else {}
    changes |= {f"{ask}的要求": [before[0], request.strip()]} if before[0] != request.strip() else {}
    FLOW.make(ask.note, NoteAct.CHANGE, by=by, at=at, changes=changes)
    NoteAsk.objects.filter(pk=ask.pk).update(request=request.strip(), due_on=due_on)
    ask.refresh_from_db()
    if ask.asked_at:
        tell_unit(ask, f"changed-{due_on}-{ask.note.version}", f"{ask.note.title}：征集要求或期限有调整", at=at)
    return ask


@transaction.atomic
def remove_ask(*, ask: NoteAsk, by: User, at: datetime) -> None:
    """Take one off the list.

    Raises:
        WrongState: the unit has answered; its answer stays.
    """
    FLOW.make(ask.note, NoteAct.CHANGE, by=by, at=at, changes={"减少征集": [str(ask), ""]})
    held = NoteAsk.objects.get(pk=ask.pk)  # the note is locked: nobody answers meanwhile
    if held.given_at or held.files.exists():
        raise WrongState(f"{held}已经报送过，不能从名单上去掉；不用的内容汇稿时可以不写入。")
    if held.asked_at:
        tell_unit(held, "removed", f"{held.note.title}：不再征集{held.get_topic_display()}材料", at=at)
    held.delete()


def remind_asked(*, at: datetime) -> int:
    """催报 on working days: once on the last one before the due day (or on it), once after; idempotent."""
    local = timezone.localtime(at)
    day = local.date()
    if local.hour < BEGINS or not is_working_day(day):
        return 0
    waiting = NoteAsk.objects.unanswered().filter(due_on__lte=moved(day, 1))
    return sum(_remind(ask, day, at) for ask in waiting.select_related("note", "unit"))


def _remind(ask: NoteAsk, day: date, at: datetime) -> int:
    late = ask.days_late(on=day)
    key, tone = (f"late-{ask.due_on}", "bad") if late else (f"soon-{ask.due_on}", "warn")
    said = "已过报送期限，请尽快报送" if late else "报送期限将到"
    return tell_unit(ask, key, f"{ask.note.title}：{ask.get_topic_display()}材料{said}", at=at, tone=tone)


def _tell_asked(ask: NoteAsk, *, at: datetime) -> None:
    tell_unit(ask, "asked", f"请报送研判材料：{ask.get_topic_display()}", at=at)


def _require_sound(request: str, due_on: date, day: date) -> None:
    wrong = [f"报送期限{due_on:%Y-%m-%d}已过，请选今天或以后。"] if due_on < day else []
    if len(request.strip()) > LONGEST_REQUEST:
        wrong.append(f"具体要求有{len(request.strip())}个字，最多{LONGEST_REQUEST}个字。")
    if wrong:
        raise Refusal(*wrong)

"""报送: a unit's text for a note, changed until the note is assembled; given back by the office with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db.models import Q

from assignments.enclosures import add_files, sound_files
from assignments.models import NoteAct, NoteAsk
from assignments.situation.moves import FLOW, WRITERS
from assignments.situation.people import tell_office, tell_unit
from documents.masking import without_numbers
from projects.keeping_files import atomic_with_files
from units.models import User
from units.reasons import required_reason
from units.refusals import NotAllowed, Refusal, WrongState
from units.scope import scope_of

LEAST, MOST = 5, 4000  # “本期无疫情” is an answer
NOT_ASKED = "这项材料由被征集单位的填报人或审核人报送。"


def may_give(user: User, ask: NoteAsk) -> bool:
    """Whether the person writes for the unit asked, now."""
    is_open = ask.asked_at is not None and ask.note.state in FLOW.moves[NoteAct.GIVE].sources
    return is_open and ask.unit_id in scope_of(user).unit_ids(*WRITERS)


@atomic_with_files()
def give(*, ask: NoteAsk, text: str, by: User, at: datetime, files: Sequence[File[Any]] = ()) -> NoteAsk:
    """Hand in, or hand in anew, what a unit was asked for.

    Raises:
        NotAllowed: the person does not write for the unit.
        WrongState: the note takes no more answers, or does not ask for this any more.
        Refusal: it says too little or too much, or a file is not taken in; every sentence at once.
    """
    if ask.unit_id not in scope_of(by).unit_ids(*WRITERS):
        raise NotAllowed(NOT_ASKED)
    said, wrong = without_numbers(text.strip()), list[str]()
    if not LEAST <= len(said) <= MOST:
        wrong.append(f"报送内容现有{len(said)}个字，应写{LEAST}到{MOST}个字；没有情况的，写明“本期没有……情况”。")
    sound = _sound(files, wrong)
    if wrong:
        raise Refusal(*wrong)
    again = "重报" if ask.given_at or ask.returned_reason else "报送"
    FLOW.make(ask.note, NoteAct.GIVE, by=by, at=at, reason=f"{again} {ask}")
    if not NoteAsk.objects.filter(pk=ask.pk).exists():
        raise WrongState("办公室已经不再征集这项材料，不用报送。")
    given = {"text": said, "given_at": at, "given_by": by, "returned_reason": ""}
    first = Q(given_at=None)
    anew = NoteAsk.objects.filter(first, pk=ask.pk).update(**given)
    if not anew:  # the day of the first hand-in stands: a later improvement does not make it late
        NoteAsk.objects.filter(pk=ask.pk).update(text=said, returned_reason="")
    ask.refresh_from_db()
    add_files(place="note_ask", target=ask, files=sound, by=by, at=at)
    _tell_all_given(ask, at=at)
    return ask


def give_back(*, ask: NoteAsk, reason: str, by: User, at: datetime) -> NoteAsk:
    """退回补充: the text stays for the unit to go on from; it counts as not given until it comes again.

    Raises:
        WrongState: nothing was given.
    """
    return _given_back(ask=ask, reason=required_reason(reason), by=by, at=at)


@atomic_with_files()
def _given_back(*, ask: NoteAsk, reason: str, by: User, at: datetime) -> NoteAsk:
    FLOW.make(ask.note, NoteAct.RETURN, by=by, at=at, reason=f"{ask}：{reason}")
    claimed = NoteAsk.objects.filter(pk=ask.pk, given_at__isnull=False)
    if claimed.update(given_at=None, given_by=None, returned_reason=reason) != 1:
        raise WrongState(f"{ask}还没有报送，不能退回。请刷新页面看最新情况。")
    ask.refresh_from_db()
    key = f"returned-{ask.note.version}-{at:%Y%m%d%H%M%S}"
    tell_unit(ask, key, f"研判材料退回补充：{reason}", at=at, tone="warn")
    return ask


def _tell_all_given(ask: NoteAsk, *, at: datetime) -> None:
    """Tell the office once nobody is waited for any more."""
    if not ask.note.asks.filter(given_at=None).exists():
        tell_office(ask.note, "given", f"{ask.note.title}：征集的材料已报齐，可以汇稿", at=at, tone="good")


def _sound(files: Sequence[File[Any]], wrong: list[str]) -> list[Any]:
    try:
        return sound_files(files)
    except Refusal as refusal:
        wrong += refusal.sentences
        return []

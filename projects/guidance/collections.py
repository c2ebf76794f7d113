"""申报征集: opening, extending, closing and reopening the call for a year's projects; one open at a time for a year."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from projects.guidance.permissions import require_collection_keeper
from projects.guidance.sentences import refuse_invalid
from projects.models import Collection
from units.audit import record
from units.models import User
from units.refusals import Refusal, WrongState

YEARS_AHEAD = 5  # a list further ahead is a slip of the pen (办公室自定)


@transaction.atomic
def open_collection(
    *, year: int, due_on: date, by: User, at: datetime, opens_on: date | None = None, note: str = ""
) -> Collection:
    """Ask the units for a year's projects; the first of a year is 第1次, a supplement the next.

    Args:
        year: the year of the list (清单年度), this year's or one of the next five.
        due_on: last day for nominations; not past, not before `opens_on`.
        opens_on: first day; the day of `at` when not said.
        note: what the office asks for (申报要求).

    Raises:
        NotAllowed: only the office opens collections.
        Refusal: everything wrong at once: a year gone by, a deadline past, one still open for the year.
    """
    require_collection_keeper(by)
    latest = Collection.objects.filter(year=year).aggregate(latest=Max("round"))["latest"] or 0
    collection = Collection(
        year=year,
        round=latest + 1,
        opens_on=opens_on or timezone.localdate(at),
        due_on=due_on,
        note=note.strip(),
        opened_at=at,
        opened_by=by,
    )
    refuse_invalid(collection, *_year_faults(year, at), *_due_faults(due_on, at))
    try:
        with transaction.atomic():
            collection.save(force_insert=True)
    except IntegrityError as clash:
        raise Refusal(f"有人刚刚开启了{year}年度的申报征集，本次没有再开启。请刷新页面查看。") from clash
    _tell(collection, "开启申报征集", by=by, at=at, due_on=f"{due_on}", opens_on=f"{collection.opens_on}")
    return collection


@transaction.atomic
def extend_collection(*, collection: Collection, due_on: date, by: User, at: datetime) -> Collection:
    """Move an open collection's deadline: later, or earlier where it was mistyped; never to a day gone by.

    Raises:
        NotAllowed: only the office keeps collections.
        WrongState: the collection is closed.
        Refusal: the new day is past, before the opening, or no other day.
    """
    require_collection_keeper(by)
    held = _hold(collection)
    if not held.is_open:
        raise WrongState(f"{held}已经结束，不能延长。需要继续申报请先重新开启。")
    if due_on == held.due_on:
        raise Refusal(f"{held}的截止日期本来就是{due_on:%Y-%m-%d}，请写新的截止日期。")
    before, held.due_on = held.due_on, due_on
    refuse_invalid(held, *_due_faults(due_on, at))
    held.save(update_fields=["due_on"])
    _tell(held, "调整申报截止日期", by=by, at=at, due_on=[f"{before}", f"{due_on}"])
    return held


@transaction.atomic
def close_collection(*, collection: Collection, by: User, at: datetime) -> Collection:
    """结束: no more nominations in this collection; it can be reopened.

    Raises:
        NotAllowed: only the office keeps collections.
        WrongState: it is closed already.
    """
    require_collection_keeper(by)
    if not Collection.objects.open().filter(pk=collection.pk).update(closed_at=at, closed_by=by):
        raise WrongState(f"{collection}已经结束，不用再结束一次。请刷新页面查看。")
    collection.refresh_from_db()
    _tell(collection, "结束申报征集", by=by, at=at)
    return collection


@transaction.atomic
def reopen_collection(*, collection: Collection, by: User, at: datetime, due_on: date | None = None) -> Collection:
    """重新开启: undo a closing; where the deadline has passed a new `due_on` is needed.

    Raises:
        NotAllowed: only the office keeps collections.
        WrongState: it is open.
        Refusal: the deadline is past, or another collection of the year is open.
    """
    require_collection_keeper(by)
    held = _hold(collection)
    if held.is_open:
        raise WrongState(f"{held}正在进行，不用重新开启。请刷新页面查看。")
    held.closed_at = held.closed_by = None
    held.due_on = due_on or held.due_on
    refuse_invalid(held, *_due_faults(held.due_on, at))
    try:
        with transaction.atomic():
            held.save(update_fields=["closed_at", "closed_by", "due_on"])
    except IntegrityError as clash:
        raise Refusal(f"有人刚刚开启了{held.year}年度的另一次征集，本次没有重新开启。请刷新页面查看。") from clash
    _tell(held, "重新开启申报征集", by=by, at=at, due_on=f"{held.due_on}")
    return held


def _hold(collection: Collection) -> Collection:
    return Collection.objects.select_for_update(of=("self",)).get(pk=collection.pk)


def _year_faults(year: int, at: datetime) -> list[str]:
    this_year = timezone.localdate(at).year
    if this_year <= year <= this_year + YEARS_AHEAD:
        return []
    return [f"清单年度{year}不在{this_year}年至{this_year + YEARS_AHEAD}年之间，不能征集。请核对年度。"]


def _due_faults(due_on: date, at: datetime) -> list[str]:
    if due_on >= timezone.localdate(at):
        return []
    return [f"截止日期{due_on:%Y-%m-%d}已经过去，请写今天或以后的日期。"]


def _tell(collection: Collection, act: str, *, by: User, at: datetime, **detail: Any) -> None:
    record(act=act, subject=collection.label, by=by, at=at, detail={"collection": collection.pk, **detail})

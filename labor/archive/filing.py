"""备案 and 归档: the two last moves of a roll. Filed: handed to both offices; archived: read only, for long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from documents.formats import chinese_date
from documents.masking import without_numbers
from labor.archive.contents import files_of, items_of, photos_of
from labor.models import RollAct, WageRoll
from labor.pay.guards import Lacking
from labor.pay.moving import held_roll, make_move
from projects.keeping_files import content_of
from projects.models import KeptFile
from units.models import User
from units.refusals import Refusal

OFFICES = "区发展改革委、区人力社保局"
LONGEST_NUMBER = 60


def lacking_to_file(roll: WageRoll, on: date) -> Iterable[Lacking]:  # noqa: ARG001 — a guard is told the day
    """Guard of 备案: every paper of the package that must be there."""
    return [Lacking("package", item.lack, item.place) for item in items_of(roll) if item.lack]


@transaction.atomic
def file_roll(
    *, roll: WageRoll, filed_on: date, number: str, by: User, at: datetime, version: int | None = None
) -> WageRoll:  # fmt: skip
    """备案: the ledger was handed to both offices on a day, under a receipt number if they gave one (R8).

    Raises:
        NotAllowed, WrongState, StaleRoll: as every move.
        NotYet: what the package lacks.
        Refusal: the day is wrong, or the number is too long.
    """
    held, said = held_roll(roll.pk), without_numbers(number.strip())
    changes = {"报备": ["", f"{filed_on:%Y-%m-%d}报{OFFICES}" + (f"，回执号{said}" if said else "")]}
    moved = make_move(roll=held, act=RollAct.FILE, by=by, at=at, version=version, changes=changes)
    if wrong := [*_wrong_day(held, filed_on, at), *_wrong_number(said)]:
        raise Refusal(*wrong)
    return moved


def _wrong_day(roll: WageRoll, filed_on: date, at: datetime) -> Iterator[str]:
    if filed_on > timezone.localdate(at):
        yield f"报备日期{chinese_date(filed_on)}还没有到，请填实际报送的日期。"
    paid = roll.lines.filter(in_force=True, pay_on__isnull=False).order_by("-pay_on").values_list("pay_on", flat=True)
    last = paid.first()
    if last is not None and filed_on < last:
        yield f"报备日期{chinese_date(filed_on)}早于最后一笔发放的日期{chinese_date(last)}，请核对。"


def _wrong_number(number: str) -> Iterator[str]:
    if len(number) > LONGEST_NUMBER:
        yield f"回执号有{len(number)}个字，最多{LONGEST_NUMBER}个字。"


@transaction.atomic
def archive_roll(
    *, roll: WageRoll, by: User, at: datetime, version: int | None = None, reason: str = ""
) -> WageRoll:  # fmt: skip
    """归档: from here on read only; each kept file is read once more, so that nothing damaged is laid away.

    Raises:
        NotAllowed, WrongState, StaleRoll: as every move.
        Refusal: files that are gone or damaged, all of them named.
    """
    moved = make_move(roll=roll, act=RollAct.ARCHIVE, by=by, at=at, version=version, reason=reason)
    if damaged := list(_damaged(roll)):
        raise Refusal(*damaged)
    return moved


def _damaged(roll: WageRoll) -> Iterator[str]:
    kept: list[KeptFile] = [*files_of(roll), *photos_of(roll)]
    for file in kept:
        try:
            content_of(file)
        except Refusal as refusal:
            yield from refusal.sentences

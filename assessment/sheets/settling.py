"""定分: when the window is over and every appeal is answered, the scores stand."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from assessment.models import Appeal, Scheme, Scoresheet, SheetAct
from assessment.sheets.moves import MOVES
from assessment.sheets.moving import move_sheet
from documents.formats import chinese_date
from units.models import User
from units.refusals import Refusal


def ripe(at: datetime) -> QuerySet[Scoresheet]:
    """Sheets whose window is over and whose appeals are all answered."""
    waiting = Appeal.objects.filter(score__sheet=OuterRef("pk"), verdict="")
    over = Scoresheet.objects.filter(state__in=MOVES[SheetAct.SETTLE].sources, appeal_until__lt=timezone.localdate(at))
    return over.exclude(Exists(waiting)).select_related("scheme", "unit")


@transaction.atomic
def settle(*, sheet: Scoresheet, by: User | None, at: datetime, version: int | None = None) -> Scoresheet:
    """定分 of one sheet; `by` None is the machine.

    Raises:
        NotAllowed, WrongState, StalePaper: see the move table.
        Refusal: the window is open, or an appeal waits; both told.
    """
    if wrong := why_not(sheet, at):
        raise Refusal(*wrong)
    return move_sheet(sheet=sheet, act=SheetAct.SETTLE, by=by, at=at, version=version)


def why_not(sheet: Scoresheet, at: datetime) -> list[str]:
    """Every sentence why a told sheet cannot be settled yet; [] when it can."""
    wrong = []
    if sheet.appeal_until and timezone.localdate(at) <= sheet.appeal_until:
        wrong.append(f"申诉期到{chinese_date(sheet.appeal_until)}为止，期满后才能定分。")
    if waiting := Appeal.objects.filter(score__sheet=sheet, verdict="").count():
        wrong.append(f"还有{waiting}项申诉没有答复，请先答复。")
    return wrong


@transaction.atomic
def settle_all(*, scheme: Scheme, by: User, at: datetime) -> list[Scoresheet]:
    """定分 of every sheet of a year that is ripe.

    Raises:
        NotAllowed: `by` is not an office administrator.
        Refusal: none is ripe.
    """
    found = list(ripe(at).filter(scheme=scheme))
    if not found:
        raise Refusal("没有可以定分的评分表：要等申诉期满、申诉都已答复。")
    return [settle(sheet=sheet, by=by, at=at) for sheet in found]


def settle_due(*, at: datetime) -> list[Scoresheet]:
    """One turn of the round: settle what is ripe, in nobody's name. Safe to run at any time, any number."""
    return [settle(sheet=sheet, by=None, at=at) for sheet in ripe(at)]

"""发放表 as documents: is one in force, who brought it in, and taking it out of force again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from documents.formats import chinese_moment
from labor.attendance.locking import unlock_sheet
from labor.models import (
    Payment,
    RollAct,
    RollKind,
    RollOrigin,
    RollState,
    RollStep,
    WageLine,
    WageRoll,
)
from labor.pay.handing_back import stop_notices
from labor.pay.moves import BEFORE_PAY, Post
from labor.pay.moving import held_roll
from labor.pay.permissions import WHO, may_prepare
from labor.permissions import require_works_on, works_on
from projects.models import Project
from projects.periods import hold_open
from units.audit import record
from units.models import User
from units.reasons import stated
from units.refusals import NotAllowed, WrongState

WHY_VOID = "作废发放表要写明原因，例如“第12行金额填错，更正后重新导入”。"
VOIDABLE = BEFORE_PAY | {RollState.DRAFT}


def roll_in_force(project: Project, month: date) -> WageRoll | None:
    """The project's regular roll of a month (its first day), if one is in force."""
    rolls = WageRoll.objects.in_force().filter(project=project, period__month=month, kind=RollKind.REGULAR)
    return rolls.select_related("project", "period", "imported_by").defer("warnings", "notes").first()


def imported_before(digest: str) -> WageRoll | None:
    """The roll in force that was made from the very same file (SHA-256), if any."""
    rolls = WageRoll.objects.in_force().filter(file_sha256=digest)
    return rolls.select_related("project", "period", "imported_by").defer("warnings", "notes").order_by("pk").first()


def origin_of(roll: WageRoll) -> str:
    """Say who brought a roll in and when: 由林岚于2026年11月12日14:05导入（文件“…”）."""
    return f"由{roll.imported_by}于{chinese_moment(roll.imported_at)}导入（文件“{roll.file_name}”）"


@transaction.atomic
def void_roll(*, roll: WageRoll, reason: str, by: User, at: datetime) -> WageRoll:
    """作废: take a roll and its lines out of every figure, keep them for the record (R11), free the month for another.

    A recorded one is voided by whoever handles the project, until it is archived; one on its way by whoever prepares
    it, before it goes to the bank.

    Raises:
        Refusal: no reason, or one longer than 200 characters.
        NotAllowed: the person's post does not handle the project, or does not prepare its rolls.
        PeriodClosed: the month was closed with it; its figures stand (R16).
        WrongState: somebody has voided it already; it is past voiding; or a supplement of it is in force.
    """
    held = held_roll(roll.pk)
    _require_may_void(by, held)
    why = stated(reason, lacking=WHY_VOID, noun="作废原因")
    if not made_after_close(held):
        hold_open(held.period)
    if refused := why_no_void(held):
        raise WrongState(refused)
    voided = WageRoll.objects.in_force().filter(pk=held.pk)
    voided.update(voided_at=at, voided_by=by, void_reason=why, version=F("version") + 1)
    lines = WageLine.objects.filter(roll=held, in_force=True).update(in_force=False)
    stop_notices(held, reason=why, by=by, at=at)
    RollStep.objects.create(roll=held, act=RollAct.VOID, state=held.state, at=at, by=by, reason=why)
    record(
        act="作废发放表",
        subject=held.subject,
        by=by,
        at=at,
        rows=lines,
        detail={"roll": held.pk, "reason": why, "file": held.file_name},
    )
    unlock_sheet(roll=held, by=by, at=at)
    return WageRoll.objects.select_related("project", "period", "imported_by", "voided_by").get(pk=held.pk)


def made_after_close(roll: WageRoll) -> bool:
    """Whether the roll was made when its month was closed already: no report counted it, so it may go again."""
    closed_at = roll.period.closed_at
    return closed_at is not None and roll.imported_at > closed_at


def may_void(user: User, roll: WageRoll) -> bool:
    """Whether a person may void a roll as it stands; its month must be open besides, or closed before it was made."""
    return not why_no_void(roll) and _voids(user, roll)


def why_no_void(roll: WageRoll) -> str:
    """The sentence why nobody may void a roll as it stands; "" when it can be voided."""
    if roll.voided_at is not None:
        return f"“{roll.project}”{roll.period.label}的这张发放表已经作废，不用重复办理。"
    if roll.state not in VOIDABLE and not _is_recorded(roll):
        here = roll.get_state_display()
        return f"“{roll}”现在是“{here}”，已经交付银行或发放，不能作废；发错的请编制补发表，或按银行退汇办理。"
    if roll.state == RollState.ARCHIVED:
        return f"“{roll}”已经归档，长期保存，不能作废。"
    if Payment.objects.filter(line__roll=roll).exists():
        return f"“{roll}”已经有支付记录，不能作废；请按银行回执办理失败重报。"
    if roll.supplements.filter(voided_at=None).exists():
        return f"“{roll}”有补发表，请先作废补发表，再作废本表。"
    return ""


def _is_recorded(roll: WageRoll) -> bool:
    return roll.origin == RollOrigin.RECORDED


def _voids(user: User, roll: WageRoll) -> bool:
    return works_on(user, roll.project) if _is_recorded(roll) else may_prepare(user, roll.project)


def _require_may_void(by: User, roll: WageRoll) -> None:
    if _is_recorded(roll):
        require_works_on(by, roll.project, "作废发放表")
    elif not may_prepare(by, roll.project):
        raise NotAllowed(f"您不能作废“{roll}”：由{WHO[Post.PREPARER]}办理。")

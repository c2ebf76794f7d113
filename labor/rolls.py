"""发放表 as documents: is one in force, who brought it in, and taking it out of force again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from labor.attendance.locking import unlock_sheet
from labor.masking import without_numbers
from labor.models import RollKind, WageLine, WageRoll
from labor.permissions import require_works_on
from projects.models import Project
from projects.periods import hold_open
from units.audit import record
from units.models import User
from units.refusals import Refusal, WrongState

REASON_LENGTH = 200


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
    at = timezone.localtime(roll.imported_at)
    return f"由{roll.imported_by}于{at.year}年{at.month}月{at.day}日{at:%H:%M}导入（文件“{roll.file_name}”）"


@transaction.atomic
def void_roll(*, roll: WageRoll, reason: str, by: User, at: datetime) -> WageRoll:
    """作废: take a roll and its lines out of every figure, keep them for the record (R11), free the month for another.

    Raises:
        Refusal: no reason, or one longer than 200 characters.
        NotAllowed: the person's post does not handle the project.
        PeriodClosed: the month is closed; its figures stand (R16).
        WrongState: somebody has voided it already.
    """
    require_works_on(by, roll.project, "作废发放表")
    why = _checked(reason)
    period = hold_open(roll.period)
    voided = WageRoll.objects.in_force().filter(pk=roll.pk).update(voided_at=at, voided_by=by, void_reason=why)
    if voided != 1:
        raise WrongState(f"“{roll.project}”{period.label}的这张发放表已经作废，不用重复办理。")
    lines = WageLine.objects.filter(roll=roll).update(in_force=False)
    record(
        act="作废发放表",
        subject=f"{roll.project.code} {roll.project.name} {period.label}",
        by=by,
        at=at,
        rows=lines,
        detail={"roll": roll.pk, "reason": why, "file": roll.file_name},
    )
    unlock_sheet(roll=roll, by=by, at=at)
    return WageRoll.objects.select_related("project", "period", "imported_by", "voided_by").get(pk=roll.pk)


def _checked(reason: str) -> str:
    why = without_numbers(reason.strip())
    if not why:
        raise Refusal("作废发放表要写明原因，例如“第12行金额填错，更正后重新导入”。")
    if len(why) > REASON_LENGTH:
        raise Refusal(f"作废原因超过{REASON_LENGTH}个字，请写得简短些。")
    return why

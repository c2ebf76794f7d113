"""登记、落实、作废 of 督查激励 and 约谈."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from assessment.incentives.telling import tell_unit
from assessment.models import Incentive, IncentiveKind
from documents.masking import without_numbers
from projects.voiding import void_reason
from units.audit import record
from units.models import Role, User
from units.permissions import require
from units.reasons import stated
from units.refusals import Refusal, WrongState
from units.scope import scope_of

VALUES = ("kind", "year", "unit", "project", "held_on", "grounds", "measures", "attended_by")
WHO = "督查激励和约谈由办公室管理员登记。"
LONGEST_RESULT = 500


def may_keep(user: User) -> bool:
    return scope_of(user).has(Role.OFFICE_ADMIN)


@transaction.atomic
def record_incentive(*, values: dict[str, Any], by: User, at: datetime) -> Incentive:
    """Record one and tell the unit.

    Args:
        values: VALUES; `project` may be None, `attended_by` says who spoke with whom (约谈 alone).

    Raises:
        NotAllowed: not the office admin.
        Refusal: everything that does not fit, at once.
    """
    require(may_keep(by), WHO)
    made = Incentive(recorded_at=at, recorded_by=by, **{name: _plain(values[name]) for name in VALUES})
    _check(made, at)
    made.save(force_insert=True)
    detail = {"id": made.pk, "year": made.year, "grounds": made.grounds, "measures": made.measures}
    record(act=f"登记{made.get_kind_display()}", subject=str(made), by=by, at=at, detail=detail)
    tell_unit(made, by=by, at=at)
    return made


@transaction.atomic
def state_result(*, incentive: Incentive, result: str, result_on: date, by: User, at: datetime) -> Incentive:
    """Say what came of it and when; saying it again corrects it, and the trail keeps what was said before.

    Raises:
        NotAllowed: not the office admin.
        WrongState: it is void.
        Refusal: nothing is said, or the day does not fit.
    """
    require(may_keep(by), WHO)
    said = stated(result, lacking="请写明落实情况。", noun="落实情况", most=LONGEST_RESULT)
    held = Incentive.objects.select_for_update(of=("self",)).get(pk=incentive.pk)
    if held.voided_at is not None:
        raise WrongState("这条记录已作废，不能再登记落实情况。")
    if faults := [*_unfit_result(held, result_on, at)]:
        raise Refusal(*faults)
    before = [held.result, str(held.result_on or "")]
    held.result, held.result_on = said, result_on
    held.save(update_fields=["result", "result_on"])
    act = f"登记{held.get_kind_display()}落实情况"
    record(act=act, subject=str(held), by=by, at=at, detail={"id": held.pk, "before": before, "result": said})
    return held


@transaction.atomic
def void_incentive(*, incentive: Incentive, reason: str, by: User, at: datetime) -> None:
    """Void what was recorded in error; it stays to be read, and is in no sum."""
    require(may_keep(by), WHO)
    said = void_reason(without_numbers(reason))
    row = Incentive.objects.filter(pk=incentive.pk, voided_at=None)
    if not row.update(voided_at=at, voided_by=by, void_reason=said):
        raise WrongState("这条记录已经作废，不必再办。请刷新页面。")
    act = f"作废{incentive.get_kind_display()}"
    record(act=act, subject=str(incentive), by=by, at=at, detail={"id": incentive.pk, "reason": said})


def _plain(value: Any) -> Any:
    return without_numbers(value.strip()) if isinstance(value, str) else value


def _check(made: Incentive, at: datetime) -> None:
    faults = [*_unfit(made, at)]
    try:
        made.full_clean()
    except ValidationError as error:
        faults += error.messages
    if faults:
        raise Refusal(*dict.fromkeys(faults))


def _unfit(made: Incentive, at: datetime) -> Iterator[str]:
    day = timezone.localdate(at)
    if made.held_on > day:
        yield "日期不能晚于今天，办完再登记。"
    if not 2022 <= made.year <= day.year:
        yield f"年度应在2022年至{day.year}年之间。"
    if made.kind == IncentiveKind.TALK and not made.attended_by:
        yield "约谈请写明约谈人和被约谈人（写职务，如 区发展改革委分管负责人约谈某镇分管负责人）。"


def _unfit_result(held: Incentive, result_on: date, at: datetime) -> Iterator[str]:
    if result_on > timezone.localdate(at):
        yield "落实日期不能晚于今天。"
    if result_on < held.held_on:
        yield f"落实日期不能早于{held.get_kind_display()}的日期{held.held_on:%Y-%m-%d}。"

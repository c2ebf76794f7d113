"""What a 月报 or 调度表 writes: checked rows in one capacity, written as a whole with their trail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from projects.imports.filed_row import FiledRow
from projects.models import FieldReturn, FilingAct, FilingSource, FilingState, FilingStep, Period, ProgressFiling
from projects.moves import Move
from projects.periods import hold_open, open_period
from units.audit import record
from units.models import User
from units.refusals import Refusal


@dataclass(slots=True)
class ProgressPlan:
    """The checked rows, and in which capacity they are written."""

    period: Period
    move: Move
    title: str
    rows: Sequence[FiledRow]

    @property
    def is_proxy(self) -> bool:
        return self.move.act is FilingAct.PROXY

    @property
    def changed(self) -> list[FiledRow]:
        return [row for row in self.rows if row.changes]


def save_progress(plan: ProgressPlan, *, name: str, by: User, at: datetime) -> None:
    """Save the changed filings of the month, each with its step, and one audit entry.

    Raises:
        PeriodClosed: the month was closed meanwhile.
    """
    period = hold_open(open_period(month=plan.period.month, by=by, at=at))
    signed = _signed(plan, by, at)
    new = [_new(filed, period, signed) for filed in plan.changed if filed.existing is None]
    ProgressFiling.objects.bulk_create(new)
    updated = [_update(filed, signed) for filed in plan.changed if filed.existing is not None]
    _tell(plan, [*new, *updated], by=by, at=at)
    detail = {"file": name, "form": plan.title, "month": period.key, "created": len(new), "updated": len(updated)}
    act = "代填导入" if plan.is_proxy else "导入填报草稿"
    record(act=act, subject=f"{period.label}{plan.title}", by=by, at=at, rows=len(plan.rows), detail=detail)


def _signed(plan: ProgressPlan, by: User, at: datetime) -> dict[str, Any]:
    signed: dict[str, Any] = {"filed_by": by, "filed_at": at, "is_nil": False}
    if plan.is_proxy:
        signed |= {
            "state": FilingState.ACCEPTED, "source": FilingSource.OFFICE, "accepted_by": by, "accepted_at": at,
        }  # fmt: skip
    return signed


def _new(filed: FiledRow, period: Period, signed: Mapping[str, Any]) -> ProgressFiling:
    values = {"state": FilingState.DRAFT, **filed.values, **signed}
    return ProgressFiling(project=filed.entry.project, period=period, **values)


def _update(filed: FiledRow, signed: Mapping[str, Any]) -> ProgressFiling:
    filing = filed.existing
    assert filing is not None
    claimed = ProgressFiling.objects.filter(pk=filing.pk, version=filing.version, state=filing.state)
    if claimed.update(version=F("version") + 1, **filed.values, **signed) != 1:
        raise Refusal(f"“{filed.entry.project.name}”的填报刚被别人改过，本次导入没有保存。请重新导入一次。")
    return filing


def _tell(plan: ProgressPlan, filings: Sequence[ProgressFiling], *, by: User, at: datetime) -> None:
    changes = {filed.entry.project_id: filed.changes for filed in plan.changed}
    state = FilingState.ACCEPTED if plan.is_proxy else FilingState.DRAFT
    FilingStep.objects.bulk_create(
        FilingStep(
            filing=filing, act=plan.move.act, at=at, by=by, changes=changes[filing.project_id],
            state=state if plan.is_proxy else filing.state,
        )
        for filing in filings
    )  # fmt: skip
    if plan.is_proxy:
        FieldReturn.objects.filter(filing__in=filings, settled_at=None).update(settled_at=at)

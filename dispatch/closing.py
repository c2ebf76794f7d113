"""关账: freeze a month's figures once, whole; nothing missing passes without a written reason (R15, R16)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from dispatch import permissions
from dispatch.freezing import freeze
from dispatch.gaps import Gap, GapKind, entries_of, gaps
from dispatch.models import FigureRevision, GapWaiver
from projects.expected import settle_expected
from projects.models import Period
from units.audit import record
from units.models import User
from units.refusals import Refusal, WrongState

__all__ = ["AlreadyClosed", "Gap", "GapKind", "GapsRemain", "close_period", "gaps"]


class AlreadyClosed(WrongState):
    """Another close came first."""

    def __init__(self, period: Period) -> None:
        period.refresh_from_db()
        super().__init__(
            f"{period.label}已由{period.closed_by}关账，不需要再关。可以查看定稿数字；确需更正请走“更正”，原数会保留。"
        )


class GapsRemain(Refusal):
    """Things are missing and not waived; carries them all."""

    def __init__(self, period: Period, remaining: list[Gap]) -> None:
        self.gaps = remaining
        super().__init__(
            f"{period.label}还缺 {len(remaining)} 项，不能关账。请补齐，或逐项写明豁免原因：",
            *(gap.sentence for gap in remaining),
        )


@transaction.atomic
def close_period(
    *,
    period: Period,
    waivers: Mapping[Gap, str] | None = None,
    waive_all: str | None = None,
    by: User,
    at: datetime,
) -> FigureRevision:
    """Close a month and freeze its figures as revision 0.

    Args:
        waivers: a reason for each missing thing that is let pass.
        waive_all: one reason for all that `waivers` does not name.

    Raises:
        NotAllowed: `by` is not an office administrator.
        AlreadyClosed: somebody closed it before.
        GapsRemain: with every gap that has no reason; nothing is changed.
    """
    permissions.allow_close(by)
    _claim(period, by=by, at=at)
    _require_list(period)
    settle_expected(period=period, at=at)
    missing = gaps(period)
    reasons = _reasons(missing, waivers or {}, waive_all)
    _require_reasons(period, missing, reasons)
    GapWaiver.objects.bulk_create(_waiver(period, gap, reasons[gap], by, at) for gap in missing)
    revision = FigureRevision.objects.create(period=period, number=0, reason="关账定稿", frozen_at=at, frozen_by=by)
    figures = freeze(revision)
    detail = {"豁免": {gap.sentence: reasons[gap] for gap in missing}}
    record(act="关账", subject=period.label, by=by, at=at, rows=len(figures), detail=detail)
    period.closed_at, period.closed_by = at, by
    return revision


def _claim(period: Period, *, by: User, at: datetime) -> None:
    """First of all, so that no filing slips in between the look for gaps and the freezing."""
    if Period.objects.filter(pk=period.pk, closed_at=None).update(closed_at=at, closed_by=by) != 1:
        raise AlreadyClosed(period)


def _require_list(period: Period) -> None:
    if not entries_of(period).exists():
        raise Refusal(f"{period.month.year}年年度清单还没有项目，没有可以定稿的数字。请先导入年度清单。")


def _reasons(missing: list[Gap], waivers: Mapping[Gap, str], waive_all: str | None) -> dict[Gap, str]:
    given = {gap: (waivers.get(gap) or waive_all or "").strip() for gap in missing}
    return {gap: reason for gap, reason in given.items() if reason}


def _require_reasons(period: Period, missing: list[Gap], reasons: dict[Gap, str]) -> None:
    if remaining := [gap for gap in missing if gap not in reasons]:
        raise GapsRemain(period, remaining)
    if too_long := [gap for gap in missing if len(reasons[gap]) > 200]:
        names = "、".join(gap.project_name for gap in too_long)
        raise Refusal(f"豁免原因最多 200 字，请缩短：{names}。")


def _waiver(period: Period, gap: Gap, reason: str, by: User, at: datetime) -> GapWaiver:
    return GapWaiver(
        period=period, project_id=gap.project_id, gap=gap.kind.value, reason=reason, waived_at=at, waived_by=by
    )

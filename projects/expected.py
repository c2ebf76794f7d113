"""Acts on what is owed: settled once for the whole month, later changed by the office alone, with a reason."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from projects.models import ExpectedFiling, ListEntry, Period, ProgressFiling, Project
from projects.owing import expected_of, is_settled, live_rows
from projects.periods import hold_open
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, Refusal, WrongState
from units.scope import scope_of

__all__ = [
    "add_expected",
    "expected_of",
    "may_change",
    "settle_due",
    "settle_expected",
    "unwaive_filing",
    "waive_filing",
]

KEEPERS = "应报由领导小组办公室补列、免报，您没有这项权限。单位认为不该报的，请向办公室说明。"
UNSETTLED = "{}的应报还没有确定，不能补列、免报。请先确定应报。"
REASON_LENGTH = 200


def may_change(user: User) -> bool:
    """Whether a person may settle, add to and exempt from what is owed."""
    return scope_of(user).is_office


@transaction.atomic
def settle_expected(*, period: Period, by: User | None = None, at: datetime) -> int:
    """Keep what everybody owes for the month, once; return how many rows were written.

    `by` is None when the tick or the close settles. Nothing happens a second time, nor while the year's list is empty.

    Raises:
        NotAllowed: `by` is not of the office.
    """
    if by is not None:
        _require_keeper(by)
    rows = [] if is_settled(period) else live_rows(ListEntry.objects.owing(period), period)
    if not rows or Period.objects.filter(pk=period.pk, expected_at=None).update(expected_at=at) != 1:
        return 0
    for row in rows:
        row.settled_at = at
    ExpectedFiling.objects.bulk_create(rows)
    period.expected_at = at
    owed = sum(row.is_owed for row in rows)
    record(act="确定应报", subject=period.label, by=by, at=at, rows=len(rows), detail={"应报": owed})
    return len(rows)


def settle_due(*, at: datetime) -> int:
    """Settle the open months whose filing has begun by now; return how many."""
    begun = Period.objects.open().filter(opens_on__lte=timezone.localdate(at), expected_at=None).order_by("month")
    return sum(bool(settle_expected(period=period, at=at)) for period in begun)


@transaction.atomic
def add_expected(*, period: Period, projects: Collection[Project], reason: str, by: User, at: datetime) -> int:
    """补列: projects that came onto the list, or into an owing stage, after the month was settled; returns how many.

    Raises:
        NotAllowed: only the office.
        PeriodClosed: the month is closed.
        WrongState: the month is not settled yet.
        Refusal: no reason, nothing chosen, or every project that owes nothing or is listed already.
    """
    _require_keeper(by)
    held = _hold_settled(period)
    said = _reason(reason, "补列")
    if not projects:
        raise Refusal("请先勾选要补列的项目。")
    rows = {row.project_id: row for row in live_rows(ListEntry.objects.owing(held), held)}
    kept = {row.project_id: row for row in ExpectedFiling.objects.filter(period=held, project__in=projects)}
    if refused := [sentence for one in projects if (sentence := _why_not_add(one, rows, kept, held))]:
        raise Refusal(*refused)
    signed = {"added_by": by, "added_reason": said}
    fresh = [row for key, row in rows.items() if key in {one.pk for one in projects} - set(kept)]
    for row in fresh:
        row.settled_at, row.added_by, row.added_reason = at, by, said
    ExpectedFiling.objects.bulk_create(fresh)
    again = ExpectedFiling.objects.filter(pk__in=[row.pk for row in kept.values()], is_owed=False)
    again.update(is_owed=True, why_not="", **signed)
    detail = {"项目": [one.name for one in projects], "原因": said}
    record(act="补列应报", subject=held.label, by=by, at=at, rows=len(projects), detail=detail)
    return len(projects)


def _why_not_add(
    project: Project, rows: dict[int, ExpectedFiling], kept: dict[int, ExpectedFiling], period: Period
) -> str:
    if project.pk not in rows:
        return f"“{project.name}”不在{period.month.year}年度清单内，不能列入应报。请先列入清单。"
    if not rows[project.pk].is_owed:
        return f"“{project.name}”按应报规则不列入：{rows[project.pk].why_not}。"
    if project.pk in kept and kept[project.pk].is_owed:
        return f"“{project.name}”{period.label}已列入应报，不用再补列。"
    return ""


@transaction.atomic
def waive_filing(*, row: ExpectedFiling, reason: str, by: User, at: datetime) -> ExpectedFiling:
    """免报: let one project off one month, with the reason.

    Raises:
        NotAllowed: only the office.
        PeriodClosed: the month is closed.
        WrongState: it is not owed, is let off already, or has been submitted.
        Refusal: no reason, or one too long.
    """
    _require_keeper(by)
    _hold_settled(row.period)
    said = _reason(reason, "免报")
    if ProgressFiling.objects.filter(project=row.project_id, period=row.period_id).filed().exists():
        raise WrongState(f"“{row.project.name}”{row.period.label}已经报送，不用免报。")
    claimed = ExpectedFiling.objects.filter(pk=row.pk, is_owed=True, waived_at=None)
    if claimed.update(waived_at=at, waived_by=by, waived_reason=said) != 1:
        raise WrongState(f"“{row.project.name}”{row.period.label}不在应报内或已经免报，请刷新页面查看。")
    return _told("免报", row, said, by=by, at=at)


@transaction.atomic
def unwaive_filing(*, row: ExpectedFiling, by: User, at: datetime) -> ExpectedFiling:
    """撤销免报: the project owes the month again.

    Raises:
        NotAllowed: only the office.
        PeriodClosed: the month is closed.
        WrongState: it is not let off.
    """
    _require_keeper(by)
    _hold_settled(row.period)
    claimed = ExpectedFiling.objects.filter(pk=row.pk, waived_at__isnull=False)
    if claimed.update(waived_at=None, waived_by=None, waived_reason="") != 1:
        raise WrongState(f"“{row.project.name}”{row.period.label}没有免报，请刷新页面查看。")
    return _told("撤销免报", row, row.waived_reason, by=by, at=at)


def _told(act: str, row: ExpectedFiling, reason: str, *, by: User, at: datetime) -> ExpectedFiling:
    row.refresh_from_db()
    detail = {"expected": row.pk, "原因": reason}
    record(act=act, subject=f"{row.project.name} {row.period.label}", by=by, at=at, detail=detail)
    return row


def _require_keeper(by: User) -> None:
    if not may_change(by):
        raise NotAllowed(KEEPERS)


def _hold_settled(period: Period) -> Period:
    held = hold_open(period)
    if not is_settled(held):
        raise WrongState(UNSETTLED.format(held.label))
    return held


def _reason(text: str, act: str) -> str:
    said = text.strip()
    if not said:
        raise Refusal(f"请写明{act}原因。")
    if len(said) > REASON_LENGTH:
        raise Refusal(f"{act}原因最多{REASON_LENGTH}字，现在有{len(said)}字，请缩短。")
    return said

"""更正: after the close a wrong number is put right as a new revision; the old one stays with who and why (R16)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError, transaction

from dispatch import permissions
from dispatch.figures import latest_revision
from dispatch.models import FigureRevision, Headcount, PeriodFigure
from dispatch.renewing import renew_reports
from projects.models import Period
from units.audit import record
from units.models import User
from units.refusals import Refusal

# What units declare. Numbers from wage rolls and from the year's list are derived, never typed over.
CORRECTABLE = [
    "invested_fen", "invested_new_fen", "allocated_fen", "workers_on_day", "workers_year", "rural_workers_year",
    "remuneration_year_fen", "relief_issued_fen", "relief_paid_fen", "relief_remuneration_fen",
    "relief_rural_workers", "relief_posts", "relief_trained",
]  # fmt: skip
SIGNED = {"invested_new_fen"}  # a month may take back what an earlier one overstated

Changes = Mapping[str, int | None]
Frozen = TypeVar("Frozen", PeriodFigure, Headcount)


class StaleCorrection(Refusal):
    """Another correction was made after the person opened the form."""

    def __init__(self, latest: FigureRevision) -> None:
        super().__init__(
            f"您打开页面后{latest.frozen_by}又更正了一次（第{latest.number}次，原因：{latest.reason}），"
            "您的改动没有保存。有变动的栏目旁已注明现在的数，请核对后再保存。"
        )


@transaction.atomic
def correct_figures(
    *,
    period: Period,
    project_code: str,
    values: Changes,
    reason: str,
    by: User,
    at: datetime,
    seen: FigureRevision | None = None,
) -> FigureRevision:
    """Make the next revision: all rows as before, except one project's declared numbers.

    Args:
        values: new values by field of CORRECTABLE, money in 分; fields that do not change may be given too.
        seen: the revision the person looked at: a form filled from an older one would undo what came between.

    Raises:
        NotAllowed: `by` is not an office administrator.
        StaleCorrection: another correction came after `seen`.
        Refusal: with everything that is wrong: no reason, nothing changed, impossible numbers, month still open.
    """
    permissions.allow_close(by)
    former = latest_revision(period)
    if seen is not None and seen.pk != former.pk:
        raise StaleCorrection(former)
    rows = list(former.figures.all())
    row = next((row for row in rows if row.project_code == project_code), None)
    if row is None:
        raise Refusal(f"{period.label}的定稿里没有项目 {project_code}，请从定稿数字页选择项目。")
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    _require_sound(row, changed, reason.strip())
    before = {name: getattr(row, name) for name in changed}
    revision = _next(former, rows, row, changed, reason.strip(), by, at)
    detail = {"项目": row.project_name, "原因": revision.reason, "原值": before, "新值": dict(changed)}
    record(act="更正定稿", subject=f"{revision}", by=by, at=at, rows=len(changed), detail=detail)
    return revision


def _require_sound(row: PeriodFigure, changed: Changes, reason: str) -> None:
    said = [] if reason else ["请写明更正原因，原因和原值会一并保留。"]
    if len(reason) > 200:
        said.append("更正原因最多 200 字，请缩短。")
    if not changed:
        said.append("没有改动任何数字，请改好要更正的栏目再保存。")
    said += [f"“{_label(name)}”不能更正。" for name in changed if name not in CORRECTABLE]
    said += [
        f"“{_label(name)}”不能为负数。"
        for name, value in changed.items()
        if value is not None and value < 0 and name not in SIGNED
    ]
    rural, workers = (changed.get(name, getattr(row, name)) for name in ("rural_workers_year", "workers_year"))
    if rural is not None and workers is not None and rural > workers:
        said.append("其中农村劳动力不能超过本年累计吸纳就业人数。")
    if said:
        raise Refusal(*said)


def _label(name: str) -> str:
    return str(PeriodFigure._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _next(
    former: FigureRevision,
    rows: list[PeriodFigure],
    row: PeriodFigure,
    changed: Changes,
    reason: str,
    by: User,
    at: datetime,
) -> FigureRevision:
    for name, value in changed.items():
        setattr(row, name, value)
    heads = list(former.headcounts.all())
    try:
        with transaction.atomic():
            revision = FigureRevision.objects.create(
                period=former.period, number=former.number + 1, reason=reason, frozen_at=at, frozen_by=by
            )
    except IntegrityError:
        raise Refusal("刚刚有人做了另一次更正。请打开最新定稿核对后再更正。") from None
    PeriodFigure.objects.bulk_create(_into(revision, one) for one in rows)
    Headcount.objects.bulk_create(_into(revision, one) for one in heads)
    renew_reports(former, revision, at)
    return revision


def _into(revision: FigureRevision, frozen: Frozen) -> Frozen:
    """The same row once more, under another revision."""
    frozen.pk, frozen.revision = None, revision
    frozen._state.adding = True
    return frozen

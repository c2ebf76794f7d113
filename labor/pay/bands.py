"""审定层级 (办公室自定): how many people must approve a roll of a sum, by the day it was sent to be approved.

The levels that begin on one day belong together; from the next such day on others hold, and the earlier ones stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from documents.formats import chinese_date, yuan
from labor.models import ApprovalBand, RollAct, RollStep
from units.audit import record
from units.models import User
from units.reference import Loaded, fixture
from units.refusals import NotAllowed, Refusal
from units.scope import scope_of

MOST_APPROVALS = 5
KEEPERS = "审定层级由领导小组办公室设定，您没有这项权限。"


@dataclass(frozen=True, slots=True)
class BandSet:
    """The levels in force from a day on: (sum in 分 it begins with, people), the smallest sum first."""

    starts_on: date
    levels: tuple[tuple[int, int], ...]
    set_by: User | None
    set_at: datetime

    def needed(self, sum_fen: int) -> int:
        """How many people (人) approve a roll of this sum; one where no level is set."""
        return max((people for from_fen, people in self.levels if from_fen <= sum_fen), default=1)


def may_set_bands(user: User) -> bool:
    """The office alone sets the levels."""
    return scope_of(user).is_office


def band_sets() -> list[BandSet]:
    """Every set of levels, the latest day first; one query."""
    by_day: dict[date, list[ApprovalBand]] = {}
    for band in ApprovalBand.objects.select_related("set_by").order_by("-starts_on", "from_fen"):
        by_day.setdefault(band.starts_on, []).append(band)
    return [
        BandSet(day, tuple((one.from_fen, one.approvals) for one in bands), bands[0].set_by, bands[0].set_at)
        for day, bands in by_day.items()
    ]


def band_set_on(on: date) -> BandSet | None:
    """The levels in force on a day."""
    return next((one for one in band_sets() if one.starts_on <= on), None)


def approvals_needed(sum_fen: int, on: date) -> int:
    """How many people (人) must approve a roll whose net pay sums to `sum_fen` (分), by the levels of a day."""
    found = band_set_on(on)
    return found.needed(sum_fen) if found else 1


@transaction.atomic
def set_bands(*, starts_on: date, levels: Mapping[int, int], by: User, at: datetime) -> None:
    """Set the levels that hold from a day on: sum in 分 → people (人). A set that has not begun is replaced.

    Raises:
        NotAllowed: not the office.
        Refusal: a day in the past or already begun with, no level from 0, a level that asks for fewer people.
    """
    if not may_set_bands(by):
        raise NotAllowed(KEEPERS)
    today = timezone.localdate(at)
    before = ApprovalBand.objects.select_for_update().filter(starts_on=starts_on)
    held = [[one.from_fen, one.approvals] for one in before]
    if wrong := [
        *_wrong_day(starts_on, today, has_begun=bool(held)),
        *_too_late(starts_on, today),
        *wrong_levels(levels),
    ]:
        raise Refusal(*wrong)
    before.delete()
    rows = sorted(levels.items())
    ApprovalBand.objects.bulk_create(
        ApprovalBand(starts_on=starts_on, from_fen=fen, approvals=people, set_at=at, set_by=by) for fen, people in rows
    )
    detail = {"before": held, "after": [list(row) for row in rows]}
    record(act="设定审定层级", subject=f"{starts_on}起", by=by, at=at, rows=len(rows), detail=detail)


def _wrong_day(starts_on: date, today: date, *, has_begun: bool) -> list[str]:
    if starts_on < today:
        return [f"起用日期{chinese_date(starts_on)}已经过去；已送审的发放表按当时的层级审定，请从今天或以后起用。"]
    if has_begun and starts_on == today:
        return ["今天起用的层级已经设定过，再调整请从明天起用。"]
    return []


def _too_late(starts_on: date, today: date) -> list[str]:
    """Levels hold by the day a roll was sent: what was sent this morning is not measured anew in the afternoon."""
    if starts_on == today and RollStep.objects.filter(act=RollAct.SUBMIT, at__date=today).exists():
        return ["今天已有发放表按原来的层级送审，请从明天起用。"]
    return []


def wrong_levels(levels: Mapping[int, int]) -> list[str]:
    """Sentences on levels that cannot hold: every roll has a level, and a larger sum never needs fewer people."""
    if 0 not in levels:
        return ["请设定从0元起的一档，让每张发放表都有审定人数。"]
    rows = sorted(levels.items())
    wrong = [
        f"{yuan(fen)}元起的审定人数应为1至{MOST_APPROVALS}人，填的是{people}人。"
        for fen, people in rows
        if not 1 <= people <= MOST_APPROVALS
    ]
    return wrong + [
        f"{yuan(fen)}元起的审定人数（{people}人）少于低一档的{fewer}人，金额大的不能反而减少。"
        for (_, fewer), (fen, people) in zip(rows, rows[1:], strict=False)
        if people < fewer
    ]


def say_levels(levels: Sequence[tuple[int, int]]) -> list[str]:
    """Levels in words: 实发合计0.00元起，1人."""
    return [f"实发合计{yuan(fen)}元起，{people}人" for fen, people in levels]


@transaction.atomic
def load_approval_bands(*, by: User | None, at: datetime) -> Loaded:
    """Load `fixtures/approval_bands.json` where no level was ever set; safe to repeat."""
    if ApprovalBand.objects.exists():
        return Loaded(0, 0)
    rows = [row | {"starts_on": date.fromisoformat(row["starts_on"])} for row in fixture("approval_bands")]
    made = ApprovalBand.objects.bulk_create(ApprovalBand(**row, set_at=at, set_by=by) for row in rows)
    record(act="载入基础数据", subject="审定层级", by=by, at=at, rows=len(made))
    return Loaded(len(made), 0)

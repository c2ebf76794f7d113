"""最低工资标准 and the usual upper day rate, dated (R14): the office adds one, and corrects one not used yet.

What rolls were checked with is never changed: a later one is added instead. A 征求意见稿 is kept on record and applied
to nothing until it is corrected to the document that was issued.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from documents.formats import chinese_date, yuan
from documents.masking import without_numbers
from labor.arithmetic import HOURS_OF_A_DAY
from labor.models import WageRoll, WageStandard
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, Refusal
from units.scope import scope_of

KEEPERS = "工资标准由领导小组办公室登记，您没有这项权限。"
SHORTEST, LONGEST = 4, 120


@dataclass(frozen=True, slots=True)
class Stated:
    """What is stated of a standard: money in 分, the document it stands on, and whether it was issued."""

    starts_on: date
    month_fen: int
    hour_fen: int
    usual_day_max_fen: int
    basis: str
    is_official: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A standard in its history: in force on the day, and how many rolls (张) were checked with it."""

    standard: WageStandard
    is_in_force: bool
    rolls: int
    until: date | None

    @property
    def may_correct(self) -> bool:
        return self.rolls == 0


def may_keep(user: User) -> bool:
    return scope_of(user).is_office


def standards_on(on: date) -> list[Row]:
    """Every standard, the latest first, as of a day; two queries."""
    held = list(WageStandard.objects.order_by("-starts_on"))
    official = [one.starts_on for one in held if one.is_official]
    in_force = max((day for day in official if day <= on.replace(day=1)), default=None)
    months = list(WageRoll.objects.order_by().values_list("period__month", flat=True))
    return [_row(one, official, months, in_force) for one in held]


def _row(one: WageStandard, official: Sequence[date], months: Sequence[date], in_force: date | None) -> Row:
    until = min((day for day in official if day > one.starts_on), default=None)
    if not one.is_official:
        return Row(one, is_in_force=False, rolls=0, until=until)
    rolls = sum(one.starts_on <= month and (until is None or month < until) for month in months)
    return Row(one, one.starts_on == in_force, rolls, until)


@transaction.atomic
def add_standard(stated: Stated, *, by: User, at: datetime) -> WageStandard:
    """登记工资标准 from a day on.

    Raises:
        NotAllowed: not the office.
        Refusal: money or basis that cannot be, or a standard from that day is there already; everything at once.
    """
    _require_keeper(by)
    if wrong := list(_wrong(stated)):
        raise Refusal(*wrong)
    made = WageStandard(**_values(stated))
    _save(made)
    record(act="登记工资标准", subject=_named(made), by=by, at=at, detail=_told(made))
    return made


@transaction.atomic
def correct_standard(*, standard: WageStandard, stated: Stated, seen: str, by: User, at: datetime) -> WageStandard:
    """更正工资标准 no roll was checked with yet. `seen` is `stamp_of` the row as the page showed it.

    Raises:
        NotAllowed: not the office.
        Refusal: rolls were checked with it, somebody else corrected it meanwhile, or what is stated cannot be.
    """
    _require_keeper(by)
    held = WageStandard.objects.select_for_update().get(pk=standard.pk)
    if said := _why_not(held, seen) or list(_wrong(stated)):
        raise Refusal(*said)
    before = _told(held)
    for name, value in _values(stated).items():
        setattr(held, name, value)
    _save(held)
    record(act="更正工资标准", subject=_named(held), by=by, at=at, detail={"before": before, "after": _told(held)})
    return held


def stamp_of(standard: WageStandard) -> str:
    """The row in one line, to see whether it is still as it was shown."""
    return "|".join(str(value) for value in _told(standard).values())


def rolls_checked(since: date) -> int:
    """Rolls (张) of months from a day on: checked with what held before, and not checked again."""
    return WageRoll.objects.in_force().filter(period__month__gte=since).count()


def _why_not(held: WageStandard, seen: str) -> list[str]:
    if seen != stamp_of(held):
        return ["这条标准刚刚由别人更正过，您看到的不是最新的。请返回列表重新打开，再更正。"]
    used = next(row.rolls for row in standards_on(held.starts_on) if row.standard.pk == held.pk)
    if not used:
        return []
    return [f"{_named(held)}已用来核对{used}张发放表，不能再改。标准有调整的，请从调整之日起另行登记。"]


def _wrong(stated: Stated) -> Iterable[str]:
    if stated.usual_day_max_fen < stated.hour_fen * HOURS_OF_A_DAY:
        least = f"{yuan(stated.hour_fen)}元/时×{HOURS_OF_A_DAY}小时"
        yield f"日工资提示上限{yuan(stated.usual_day_max_fen)}元低于最低日工资（{least}），请核对。"
    if stated.month_fen <= stated.hour_fen * HOURS_OF_A_DAY:
        yield "月最低工资不能低于一天的最低工资，请核对月标准和小时标准有没有填反。"
    if not SHORTEST <= len(stated.basis) <= LONGEST:
        yield f"请写明依据的文件名称和文号，{SHORTEST}到{LONGEST}个字。"
    elif without_numbers(stated.basis) != stated.basis:
        yield "依据里不要写身份证号、电话或账号。"
    elif stated.is_official and "号" not in stated.basis:
        yield "正式标准请在依据里写明文号（例如：渝府发〔2022〕1号）；还没有正式文件的，请选“征求意见稿”。"


def _save(row: WageStandard) -> None:
    latest = WageStandard.objects.exclude(pk=row.pk).filter(starts_on=row.starts_on)
    if latest.exists():
        raise Refusal(_taken(row.starts_on))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refusal(_taken(row.starts_on)) from None


def _taken(day: date) -> str:
    return f"{chinese_date(day)}起已登记过一条标准；没有用过的请更正那一条，用过的请核对起用日期。"


def _values(stated: Stated) -> dict[str, Any]:
    return asdict(stated)


def _told(row: WageStandard) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in Stated.__slots__}
    return values | {"starts_on": row.starts_on.isoformat()}


def _named(row: WageStandard) -> str:
    kind = "" if row.is_official else "（征求意见稿）"
    return f"{chinese_date(row.starts_on)}起的工资标准{kind}"


def _require_keeper(by: User) -> None:
    if not may_keep(by):
        raise NotAllowed(KEEPERS)

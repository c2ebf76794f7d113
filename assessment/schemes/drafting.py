"""拟订: a year's scheme from the house's default or another year's; its indicators are changed while it is a draft."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from assessment.models import Indicator, IndicatorKind, Scheme, SchemeState
from assessment.schemes.checking import indicator_faults
from assessment.schemes.permissions import allow_adopt, allow_draft
from units.audit import record
from units.models import Unit, User
from units.reference import fixture
from units.refusals import Refusal, WrongState

FIELDS = (
    "dimension", "title", "kind", "audience", "points_centi", "formula", "target_bp", "floor_bp", "rule", "evidence",
    "basis",
)  # fmt: skip
FIRST_YEAR, LAST_YEAR = 2022, 2099  # the notice is of October 2022


@transaction.atomic
def draft_scheme(*, year: int, copied: Scheme | None = None, by: User, at: datetime) -> Scheme:
    """A draft for a year, its indicators those of `copied`, or of `fixtures/scheme.json` (◇).

    Raises:
        NotAllowed: `by` is not of the office.
        Refusal: the year has a scheme, or is no year of this work.
    """
    allow_draft(by)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refusal(f"年度请填{FIRST_YEAR}至{LAST_YEAR}之间的年份。")
    if held := Scheme.objects.filter(year=year).first():
        raise Refusal(f"{year}年已有考核方案（{held.get_state_display()}），每年一个，请在原方案上修改。")
    default = fixture("scheme")[0]
    scheme = Scheme.objects.create(
        year=year,
        title=default["title"].format(year=year),
        basis=copied.basis if copied else default["basis"],
        appeal_days=copied.appeal_days if copied else default["appeal_days"],
        created_at=at,
        created_by=by,
    )
    scheme.exempt.set(copied.exempt.all() if copied else Unit.objects.filter(code__in=default["exempt"]))
    made = _copies(scheme, copied, default["indicators"])
    source = str(copied) if copied else "默认方案"
    record(act="拟订考核方案", subject=str(scheme), by=by, at=at, rows=len(made), detail={"照搬": source})
    return scheme


def _copies(scheme: Scheme, copied: Scheme | None, default: Iterable[Mapping[str, Any]]) -> list[Indicator]:
    rows = [{name: getattr(one, name) for name in FIELDS} for one in copied.indicators.all()] if copied else default
    return Indicator.objects.bulk_create(
        Indicator(scheme=scheme, serial=serial, **{name: row[name] for name in FIELDS})
        for serial, row in enumerate(rows, start=1)
    )


def held_draft(scheme: Scheme) -> Scheme:
    """The scheme, locked, when it may be changed.

    Raises:
        WrongState: it is in force or published.
    """
    held = Scheme.objects.select_for_update().get(pk=scheme.pk)
    if held.state != SchemeState.DRAFT:
        raise WrongState(f"{held}已经{held.get_state_display()}，不能修改。要改请先由办公室管理员退回拟订。")
    return held


@transaction.atomic
def change_scheme(
    *,
    scheme: Scheme,
    title: str,
    basis: str,
    self_due_on: date | None,
    appeal_days: int,
    exempt: Iterable[Unit],
    by: User,
    at: datetime,
) -> Scheme:
    """Change what stands above the indicators."""
    allow_draft(by)
    held = held_draft(scheme)
    if appeal_days < 1:
        raise Refusal("申诉期至少一个工作日。")
    held.title, held.basis, held.self_due_on, held.appeal_days = title, basis, self_due_on, appeal_days
    held.save(update_fields=["title", "basis", "self_due_on", "appeal_days"])
    units = list(exempt)
    held.exempt.set(units)
    said = {"自评截止": str(self_due_on or ""), "申诉期": appeal_days, "不参加": [unit.name for unit in units]}
    record(act="修改考核方案", subject=str(held), by=by, at=at, detail=said)
    return held


@transaction.atomic
def add_indicator(*, scheme: Scheme, values: Mapping[str, Any], by: User, at: datetime) -> Indicator:
    """One more indicator, the last in order.

    Raises:
        Refusal: with everything that is wrong with it.
    """
    allow_draft(by)
    held = held_draft(scheme)
    last = held.indicators.order_by("-serial").values_list("serial", flat=True).first() or 0
    made = _sound(Indicator(scheme=held, serial=last + 1, **_taken(values)))
    made.save()
    record(act="增加考核指标", subject=f"{held} {made.title}", by=by, at=at, detail=_told(made))
    return made


@transaction.atomic
def change_indicator(
    *, indicator: Indicator, values: Mapping[str, Any], seen: str = "", by: User, at: datetime
) -> Indicator:
    """Change an indicator; `seen` is the stamp of what the person was shown."""
    allow_draft(by)
    held_draft(indicator.scheme)
    held = Indicator.objects.select_related("scheme").get(pk=indicator.pk)
    if seen and seen != stamp(held):
        raise WrongState(f"指标“{held.title}”刚被别人改过，您的修改没有保存。请核对最新内容后再保存一次。")
    before = _told(held)
    for name, value in _taken(values).items():
        setattr(held, name, value)
    _sound(held).save()
    changed = {name: [before[name], value] for name, value in _told(held).items() if before[name] != value}
    record(act="修改考核指标", subject=f"{held.scheme} {held.title}", by=by, at=at, detail=changed)
    return held


@transaction.atomic
def remove_indicator(*, indicator: Indicator, by: User, at: datetime) -> None:
    """Take an indicator off the draft; those after it move up."""
    allow_draft(by)
    held = held_draft(indicator.scheme)
    told = _told(indicator)
    held.indicators.filter(pk=indicator.pk).delete()
    _numbered(held, list(held.indicators.order_by("serial")))
    record(act="删除考核指标", subject=f"{held} {indicator.title}", by=by, at=at, detail=told)


@transaction.atomic
def move_indicator(*, indicator: Indicator, up: bool, by: User, at: datetime) -> None:
    """Change places with the indicator before or after it; at the end nothing happens."""
    allow_draft(by)
    held = held_draft(indicator.scheme)
    order = list(held.indicators.order_by("serial"))
    place = [one.pk for one in order].index(indicator.pk)
    other = place + (-1 if up else 1)
    if not 0 <= other < len(order):
        return
    order[place], order[other] = order[other], order[place]
    _numbered(held, order)
    record(act="调整考核指标顺序", subject=f"{held} {indicator.title}", by=by, at=at, detail={"序号": other + 1})


@transaction.atomic
def discard_scheme(*, scheme: Scheme, by: User, at: datetime) -> None:
    """Throw a draft away with its indicators; what was in force never goes."""
    allow_adopt(by)
    held = held_draft(scheme)
    told = [_told(one) for one in held.indicators.all()]
    held.indicators.all().delete()
    held.delete()
    record(act="删除考核方案草稿", subject=str(held), by=by, at=at, rows=len(told), detail={"指标": told})


def stamp(indicator: Indicator) -> str:
    """A short mark of what an indicator says, to see whether somebody changed it meanwhile."""
    return hashlib.sha256(json.dumps(_told(indicator), sort_keys=True).encode()).hexdigest()[:16]


def _numbered(scheme: Scheme, order: list[Indicator]) -> None:
    """Serials 1, 2, 3 … in this order; first beyond all of them, because a serial may stand only once."""
    beyond = max((one.serial for one in order), default=0)
    for start in (beyond + 1, 1):
        for serial, one in enumerate(order, start=start):
            scheme.indicators.filter(pk=one.pk).update(serial=serial)


def _taken(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in FIELDS if name in values}


def _told(indicator: Indicator) -> dict[str, Any]:
    return {name: getattr(indicator, name) for name in FIELDS}


def _sound(indicator: Indicator) -> Indicator:
    if indicator.kind == IndicatorKind.VETO:
        indicator.points_centi = 0
    if faults := indicator_faults(indicator):
        raise Refusal(*faults)
    return indicator

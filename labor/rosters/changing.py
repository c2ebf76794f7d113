"""变更、退场、撤销退场、作废: what happens to a stay after its entry; each leaves a step with numbers masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Model
from django.utils import timezone

from documents.masking import without_numbers
from labor.bulk import sentence_of
from labor.checks.people import LEAST_AGE
from labor.demands.matching import full_years
from labor.lacks import write
from labor.models import Attendance, Engagement, EngagementAct, EngagementStep, WorkQuantity
from labor.rosters.checks import record_faults
from labor.rosters.contacts import NumberFault, write_card, write_phone
from labor.rosters.meeting import card_warnings, stays_of
from labor.rosters.permissions import require_act
from labor.trainings.conflicts import lock_people
from projects.completeness import Lack
from projects.moving import Incomplete
from projects.voiding import LONGEST_REASON, void_reason
from units.audit import record
from units.models import User
from units.refusals import Refusal, WrongState
from units.secrecy import unseal

PLAIN = ("category", "address", "team", "employer", "relation", "contract_on", "day_rate_fen", "entered_on", "bank")
LINKED = ("township", "trade", "company")
NUMBERS = ("phone", "card")
CHANGEABLE = (*PLAIN, *LINKED)
SEALED = ("phone_sealed", "phone_masked", "card_sealed", "card_index", "card_masked")


class StaleEngagement(Refusal):
    """Somebody else changed the stay after this person opened it."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A stay as it stands now, and what is worth a look."""

    engagement: Engagement
    warnings: list[str] = field(default_factory=list)


@transaction.atomic
def change(*, engagement: Engagement, values: Mapping[str, Any], version: int, by: User, at: datetime) -> Changed:
    """Change what a stay states: township, card, phone, team, trade and the like; the step keeps old and new.

    A day of entry stated in error is put right the same way, unless attendance, training, age or another stay say no.

    Args:
        values: any of CHANGEABLE (money in 分), `phone` and `card` in full ("" takes a number out).
        version: the version the person had before them.

    Raises:
        NotAllowed, WrongState: not their project; void; the project is closed.
        Incomplete: every fault at its field.
        StaleEngagement: somebody changed it since.
    """
    held = _held(engagement, EngagementAct.CHANGE, by, version)
    lock_people([held.worker_id])  # whose days on rosters are compared
    before = _stated(held)
    faults, numbers = _write(held, values)
    if faults:
        raise Incomplete(faults)
    changes = _changes(before, _stated(held))
    if not changes:
        return Changed(held)
    stored = {name: getattr(held, name) for name in (*CHANGEABLE, *SEALED)}
    _claim(held, EngagementAct.CHANGE, changes, by=by, at=at, **stored)
    return Changed(held, [one.sentence for one in numbers] + (_card_of_others(held) if "card" in changes else []))


def faults_of_change(engagement: Engagement, values: Mapping[str, Any]) -> list[Lack]:
    """Every fault a change would have, each at its field; nothing is saved and the stay is left as it is."""
    return _write(copy(engagement), values)[0]


def _write(held: Engagement, values: Mapping[str, Any]) -> tuple[list[Lack], list[NumberFault]]:
    """Set values in memory; what is wrong with them, and what was noticed about the numbers."""
    company, entered_on = held.company_id, held.entered_on
    write(held, {name: value for name, value in values.items() if name not in NUMBERS}, CHANGEABLE)
    numbers = _write_numbers(held, values)
    kept = {"company"} if held.company_id == company else set()  # taken out of use since: those on rosters keep it
    faults = [Lack(*said) for said in record_faults(held, PLAIN) if said[0] not in kept]
    if not faults and held.entered_on != entered_on:
        faults += [Lack("entered_on", sentence) for sentence in _entry_faults(held)]
    return faults + [Lack(one.field, one.sentence) for one in numbers if not one.is_warning], numbers


def _entry_faults(held: Engagement) -> Iterator[str]:
    """What speaks against another day of entry than was stated."""
    day = held.entered_on
    kept = Attendance.objects.filter(engagement=held, day__lt=day).order_by("day").first()
    if kept is not None:
        yield f"{held.name}在{kept.day:%Y-%m-%d}已有考勤，进场日期不能晚于这一天，请核对考勤或日期。"
    trained = held.safety_training and held.safety_training.training
    if trained and trained.held_on > day:
        yield f"进场登记依据的安全培训在{trained.held_on:%Y-%m-%d}，先训后上岗，进场日期不能早于这一天。"
    if full_years(held.worker.born_on, day) < LEAST_AGE:
        yield f"这一天{held.name}未满{LEAST_AGE}周岁，法律禁止用工，请核对日期。"
    stays = stays_of([held.worker_id]).against(held, held.worker_id)
    yield from (sentence for _, kind, sentence, _ in stays if _is_here(kind))


def _write_numbers(held: Engagement, values: Mapping[str, Any]) -> list[NumberFault]:
    found = [
        write_phone(held, values["phone"]) if "phone" in values else None,
        write_card(held, values["card"]) if "card" in values else None,
    ]
    return [fault for fault in found if fault]


def _stated(held: Engagement) -> dict[str, tuple[Any, Any]]:
    """Field → what tells two values apart, and how the trail says it: numbers masked, never in full."""
    plain = {name: (value := getattr(held, name), _said(value)) for name in CHANGEABLE}
    return plain | {
        "phone": (unseal(held.phone_sealed), held.phone_masked),
        "card": (held.card_index, held.card_masked),
    }


def _said(value: Any) -> Any:
    if isinstance(value, Model):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return without_numbers(value) if isinstance(value, str) else value


def _changes(before: Mapping[str, tuple[Any, Any]], after: Mapping[str, tuple[Any, Any]]) -> dict[str, list[Any]]:
    return {name: [before[name][1], after[name][1]] for name in before if before[name][0] != after[name][0]}


def _card_of_others(held: Engagement) -> list[str]:
    return [sentence for _, sentence in card_warnings([held], [held.worker_id], [held.worker_id])]


@transaction.atomic
def leave(*, engagement: Engagement, left_on: date, reason: str, by: User, at: datetime, version: int) -> Engagement:
    """退场 on a day, for a reason; attendance after that day keeps it from being recorded.

    Raises:
        NotAllowed, WrongState: not their project; void or left already.
        Incomplete: a day before entry or still to come, attendance after it, no reason; all at once.
        StaleEngagement: somebody changed it since.
    """
    held = _held(engagement, EngagementAct.LEAVE, by, version)
    said = without_numbers(reason.strip())
    faults = [*_day_faults(held, left_on, timezone.localdate(at)), *_reason_faults(said)]
    if faults:
        raise Incomplete(faults)
    changes = {"left_on": ["", left_on.isoformat()], "leave_reason": ["", said]}
    return _claim(held, EngagementAct.LEAVE, changes, by=by, at=at, left_on=left_on, leave_reason=said)


@transaction.atomic
def leave_many(*, stays: Mapping[Engagement, int], left_on: date, reason: str, by: User, at: datetime) -> int:
    """退场 of several people on one day for one reason, all or none; returns how many (人).

    Args:
        stays: each stay with the version the person saw.

    Raises:
        Refusal: nobody is chosen; or everything that keeps somebody from leaving, with their names.
    """
    if not stays:
        raise Refusal("请先勾选要退场的人。")
    sentences: dict[str, None] = {}
    for stay, version in sorted(stays.items(), key=lambda each: each[0].pk):  # no two acts on several people cross
        try:
            leave(engagement=stay, left_on=left_on, reason=reason, by=by, at=at, version=version)
        except Refusal as refusal:
            sentences |= dict.fromkeys(_of_whom(stay, said) for said in refusal.sentences)
    if sentences:
        raise Refusal(*sentences)
    return len(stays)


def _of_whom(stay: Engagement, said: str) -> str:
    """A sentence with the person's name, unless it is of everybody or names them already."""
    same_for_all = said.startswith(("退场请", "退场原因", "退场日期还没有到"))
    return said if same_for_all or said.startswith(stay.name) else f"{stay.name}：{said}"


def _day_faults(held: Engagement, left_on: date, today: date) -> list[Lack]:
    if left_on < held.entered_on:
        return [Lack("left_on", f"退场日期不能早于进场日期{held.entered_on:%Y-%m-%d}。")]
    if left_on > today:
        return [Lack("left_on", "退场日期还没有到，请在退场当天或以后登记。")]
    later = Attendance.objects.filter(engagement=held, day__gt=left_on).order_by("-day").first()
    if later is not None:
        said = f"{held.name}在{later.day:%Y-%m-%d}还有考勤，退场日期不能早于这一天，请核对考勤或日期。"
        return [Lack("left_on", said)]
    return _quantity_faults(held, left_on)


def _quantity_faults(held: Engagement, left_on: date) -> list[Lack]:
    kept = WorkQuantity.objects.filter(engagement=held, voided_at=None, sheet__period__month__gt=left_on)
    latest = kept.order_by("-sheet__period__month").select_related("sheet__period").first()
    if latest is None:
        return []
    month = latest.sheet.period.label
    return [Lack("left_on", f"{held.name}{month}还有计时计件，退场日期不能早于{month}，请核对计时计件或日期。")]


def _reason_faults(said: str) -> list[Lack]:
    if not said:
        return [Lack("leave_reason", "退场请写明原因。")]
    if len(said) > LONGEST_REASON:
        return [Lack("leave_reason", f"退场原因有{len(said)}个字，最多{LONGEST_REASON}个字，请写得简短些。")]
    return []


@transaction.atomic
def undo_leave(*, engagement: Engagement, by: User, at: datetime, version: int) -> Engagement:
    """撤销退场 recorded in error; refused once the person has entered this project again.

    Raises:
        NotAllowed, WrongState: not their project; has not left; void; entered again since.
        StaleEngagement: somebody changed it since.
    """
    held = _held(engagement, EngagementAct.RETURN, by, version)
    changes = {
        "left_on": [held.left_on.isoformat() if held.left_on else "", ""],
        "leave_reason": [held.leave_reason, ""],
    }
    held.left_on = None
    again = [said for _, kind, said, _ in stays_of([held.worker_id]).against(held, held.worker_id) if _is_here(kind)]
    if again:
        raise WrongState(f"不能撤销退场：{again[0]}")
    return _claim(held, EngagementAct.RETURN, changes, by=by, at=at, left_on=None, leave_reason="")


def _is_here(kind: str) -> bool:
    return kind == "on_roster_already"


@transaction.atomic
def void(*, engagement: Engagement, reason: str, by: User, at: datetime, version: int) -> Engagement:
    """作废 a stay entered in error; refused while attendance rests on it.

    Raises:
        NotAllowed, WrongState: not their project; void already; attendance rests on it.
        Refusal: no reason, or one too long.
        StaleEngagement: somebody changed it since.
    """
    held = _held(engagement, EngagementAct.VOID, by, version)
    said = void_reason(without_numbers(reason))
    days = Attendance.objects.filter(engagement=held).count()
    if days:
        raise WrongState(f"{held.name}在本项目已有{days}天考勤，不能作废名册登记。请先删去这些考勤，或改为办理退场。")
    if WorkQuantity.objects.filter(engagement=held, voided_at=None).exists():
        raise WrongState(f"{held.name}在本项目登记有计时计件，不能作废名册登记。请先撤销计时计件，或改为办理退场。")
    changes = {"void_reason": ["", said]}
    return _claim(held, EngagementAct.VOID, changes, by=by, at=at, voided_at=at, voided_by=by, void_reason=said)


def _held(engagement: Engagement, act: EngagementAct, by: User, version: int) -> Engagement:
    """The stay as it stands, locked, for a person who may do this and saw its latest version."""
    rows = Engagement.objects.select_for_update(of=("self",))
    held = rows.select_related("project", "worker", "township", "trade", "company").get(pk=engagement.pk)
    require_act(by, held, act)
    if held.version != version:
        raise StaleEngagement(_stale(held))
    return held


def _stale(held: Engagement) -> str:
    return f"{held.name}的名册刚被别人改过，您的修改没有保存。请先看页面上的最新内容，再把您的改动填一遍。"


def _claim(
    held: Engagement, act: EngagementAct, changes: dict[str, Any], *, by: User, at: datetime, **stored: Any
) -> Engagement:
    """Store by a one-row update of the version seen; leave a step and an audit entry."""
    row = Engagement.objects.filter(pk=held.pk, version=held.version, voided_at=None)
    try:
        with transaction.atomic():
            claimed = row.update(version=F("version") + 1, **stored)
    except IntegrityError as error:
        raise WrongState(f"没有保存：{sentence_of(error, Engagement) or ''}请刷新页面看最新名册。") from error
    if claimed != 1:
        raise StaleEngagement(_stale(held))
    EngagementStep.objects.create(engagement=held, act=act, at=at, by=by, changes=changes)
    subject = f"{held.name}（{held.worker.id_masked}） {held.project.code} {held.project.name}"
    record(act=f"名册{act.label}", subject=subject, by=by, at=at, detail={"engagement": held.pk, "changes": changes})
    held.refresh_from_db()
    return held

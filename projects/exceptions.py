"""个别放开: one unit may still file a locked month until a day. Granted, extended and ended by the office's admin."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from documents.formats import chinese_date
from projects.calendar import next_working_day
from projects.models import LockException, Period
from projects.periods import hold_open
from units.audit import record
from units.models import Role, RoleGrant, Unit, User
from units.refusals import NotAllowed, Refusal, WrongState
from units.scope import scope_of
from units.telling import Word, tell

GRANTERS = "个别放开由办公室管理员办理，请联系办公室管理员。"
USUAL_DAYS = 3  # working days, the office's own
REASON_LENGTH = 200
SAY_WHY = "请写明放开原因。"


def may_grant(user: User) -> bool:
    """Whether a person may let a unit file after the lock."""
    return scope_of(user).has(Role.OFFICE_ADMIN)


def usual_last_day(today: date) -> date:
    """The third working day after today."""
    day = today
    for _ in range(USUAL_DAYS):
        day = next_working_day(day + timedelta(days=1))
    return day


@transaction.atomic
def grant_exception(
    *, period: Period, unit: Unit, reason: str, last_day: date | None = None, by: User, at: datetime
) -> LockException:
    """Let a unit file the month until the end of `last_day` (three working days from now unless said); it is told.

    Raises:
        NotAllowed: not the office's admin.
        PeriodClosed: the month is closed; only a correction helps then.
        Refusal: no reason, a day that is over, or a month that is not locked.
        WrongState: the unit's exception is open already.
    """
    _require_granter(by)
    held, today = hold_open(period), timezone.localdate(at)
    until = last_day or usual_last_day(today)
    if said := [*_why_not_reason(reason), *_why_not_day(until, today), *_why_not_locked(held, today)]:
        raise Refusal(*said)
    open_now = LockException.objects.select_for_update().filter(period=held, unit=unit, ended_at=None).first()
    if open_now and open_now.is_open(at):
        raise WrongState(f"{unit}{held.label}已放开至{chinese_date(open_now.last_day)}，要改期限请延长那一条。")
    if open_now:  # run out: it makes room for the next
        LockException.objects.filter(pk=open_now.pk).update(ended_at=at, ended_by=by)
    made = LockException.objects.create(
        period=held, unit=unit, reason=reason.strip(), granted_at=at, granted_by=by, expires_at=_end_of(until)
    )
    return _told("个别放开", made, by=by, at=at)


@transaction.atomic
def extend_exception(*, exception: LockException, last_day: date, by: User, at: datetime) -> LockException:
    """Move the end of an exception that is not ended, on or back; the unit is told.

    Raises:
        NotAllowed: not the office's admin.
        PeriodClosed: the month is closed.
        Refusal: a day that is over, or the day it has already.
        WrongState: it was ended meanwhile.
    """
    _require_granter(by)
    hold_open(exception.period)
    if said := _why_not_day(last_day, timezone.localdate(at)):
        raise Refusal(*said)
    if last_day == exception.last_day:
        raise Refusal(f"现在的期限就是{chinese_date(last_day)}，请填另一天。")
    held = LockException.objects.filter(pk=exception.pk, ended_at=None)
    if held.update(expires_at=_end_of(last_day)) != 1:
        raise WrongState("这一条刚刚已收回，请刷新页面；仍要放开的请重新办理。")
    return _told("延长个别放开", exception, by=by, at=at)


@transaction.atomic
def end_exception(*, exception: LockException, by: User, at: datetime) -> LockException:
    """收回: the unit cannot file any longer; it is told.

    Raises:
        NotAllowed: not the office's admin.
        WrongState: it was ended already.
    """
    _require_granter(by)
    held = LockException.objects.filter(pk=exception.pk, ended_at=None)
    if held.update(ended_at=at, ended_by=by) != 1:
        raise WrongState("这一条已经收回，请刷新页面查看。")
    return _told("收回个别放开", exception, by=by, at=at)


def _told(act: str, exception: LockException, *, by: User, at: datetime) -> LockException:
    exception.refresh_from_db()
    unit, period = exception.unit, exception.period
    day = chinese_date(exception.last_day)
    detail = {"单位": unit.name, "放开至": day, "原因": exception.reason}
    record(act=act, subject=f"{unit} {period.label}", by=by, at=at, detail=detail)
    ended = exception.ended_at is not None
    title = f"{period.label}填报{'的放开已收回' if ended else f'已放开至{day}'}"
    body = (
        "期限以前没有报送的，请联系办公室。" if ended else f"原因：{exception.reason}。请在{day}以前填报并送审、报送。"
    )
    key = f"exception-{exception.pk}-{'ended' if ended else exception.expires_at.isoformat()}"
    url = f"{reverse('filing_list')}?period={period.key}"
    word = Word(kind="exception", key=key, title=title, body=body, url=url, tone="warn" if ended else "good")
    tell(word, to=_people(unit, timezone.localdate(at)), at=at, by_mail=True)
    return exception


def _people(unit: Unit, day: date) -> list[User]:
    """Who files and reviews for a unit."""
    posts = RoleGrant.objects.current(on=day).filter(unit=unit, role__in=[Role.UNIT_FILER, Role.UNIT_REVIEWER])
    return list(User.objects.filter(pk__in=posts.values("user"), is_active=True))


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _require_granter(by: User) -> None:
    if not may_grant(by):
        raise NotAllowed(GRANTERS)


def _why_not_reason(reason: str) -> list[str]:
    if not reason.strip():
        return [SAY_WHY]
    return [] if len(reason.strip()) <= REASON_LENGTH else [f"放开原因最多{REASON_LENGTH}字，请缩短。"]


def _why_not_day(last_day: date, today: date) -> list[str]:
    return [] if last_day >= today else [f"放开期限{chinese_date(last_day)}已经过去，请填今天或以后的日期。"]


def _why_not_locked(period: Period, today: date) -> list[str]:
    if period.locks_on and today > period.locks_on:
        return []
    when = f"到{chinese_date(period.locks_on)}才锁定" if period.locks_on else "没有锁定日"
    return [f"{period.label}{when}，现在单位还能填报，不用放开。"]

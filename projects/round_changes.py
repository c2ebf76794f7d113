"""调整一轮的日程: the office moves the days of one round by hand, or lets it follow the rule again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from documents.formats import chinese_date
from projects.calendar import is_working_day, weekday_name
from projects.models import Period, Round, RoundKind
from projects.rounds import DAYS, LABELS, Days, carry, dates_of, days_of, differences, read_rules, take
from units.audit import record
from units.models import Role, User
from units.refusals import NotAllowed, Refusal, WrongState
from units.scope import scope_of

SETTERS = "调度日程由办公室管理员设定，您没有这项权限；对日程有意见请联系领导小组办公室。"
NOTE_LENGTH = 200


def may_set(user: User) -> bool:
    return scope_of(user).has(Role.OFFICE_ADMIN)


def require_setter(user: User) -> None:
    if not may_set(user):
        raise NotAllowed(SETTERS)


@transaction.atomic
def change_round(
    *,
    round: Round,
    opens_on: date,
    due_on: date,
    review_on: date,
    issue_on: date,
    note: str,
    by: User,
    at: datetime,
    seen: str | None = None,
) -> Round:
    """Give one round other days; the month's open `Period` follows in the same transaction.

    A day of rest is allowed (`resting` says so). `seen` is the `stamp` of the round the person looked at.

    Raises:
        NotAllowed: not the office administrator.
        WrongState: somebody changed the round since it was seen.
        Refusal: a round that is over, a day that has come, days out of order, no reason, or nothing changed; all told.
    """
    require_setter(by)
    held = _held(round, seen)
    before, after = days_of(held), Days(opens_on, due_on, review_on, issue_on)
    said = [*_over(held, at), *_come(before, after, at), *out_of_order(held, after), *_unsaid(note)]
    if before == after:
        said.append("四个日期都没有改动，不需要保存。")
    if said:
        raise Refusal(*said)
    return _save(held, after, note=note.strip(), act="调整调度日程", by=by, at=at)


@transaction.atomic
def follow_rule(*, round: Round, by: User, at: datetime) -> Round:
    """Take a change by hand back: the days are the rule's again, while the round has not begun.

    Raises:
        NotAllowed: not the office administrator.
        Refusal: it follows the rule already, it has begun, or there is no rule for it.
    """
    require_setter(by)
    held = _held(round, None)
    days = dates_of(held.kind, held.last)
    if not may_follow(held, timezone.localdate(at)) or days is None:
        raise Refusal(f"{held.label}已经开启，或者没有手动调整过，不能恢复为按规则的日期。需要改期请直接调整。")
    return _save(held, days, note="", act="恢复调度日程", by=by, at=at)


def may_follow(held: Round, today: date) -> bool:
    """Whether a round was changed by hand and has not begun."""
    return bool(held.note) and held.opens_on > today


def stamp(held: Round) -> str:
    """What a form sends back, so that nobody overwrites days that somebody else has just changed."""
    return held.set_at.isoformat()


def _held(round: Round, seen: str | None) -> Round:
    held = Round.objects.select_for_update().get(pk=round.pk)
    if seen is not None and seen != stamp(held):
        now = "、".join(f"{LABELS[name]}{getattr(held, name):%Y-%m-%d}" for name in DAYS)
        raise WrongState(f"{held.label}的日程刚刚由别人改过，现在是{now}。请核对后再保存。")
    return held


def _save(held: Round, days: Days, *, note: str, act: str, by: User, at: datetime) -> Round:
    changed = differences(days_of(held), days)
    take(held, days, by=by, at=at)
    held.note = note
    held.save(update_fields=[*DAYS, "note", "set_at", "set_by"])
    carry([held], read_rules(), at=at)
    record(act=act, subject=held.label, by=by, at=at, detail={"changed": changed, "note": note})
    return held


def _over(held: Round, at: datetime) -> list[str]:
    if held.issue_on < timezone.localdate(at):
        return [f"{held.label}的印发日{chinese_date(held.issue_on)}已过，这一轮已经结束，日程不能再改。"]
    closed = held.kind == RoundKind.MONTH and Period.objects.filter(month=held.last, closed_at__isnull=False).exists()
    return [f"{held.label}已经关账，日程不能再改。"] if closed else []


def _come(before: Days, after: Days, at: datetime) -> Iterator[str]:
    """A day that has come stays as it was: what was done by then is measured against it."""
    today = timezone.localdate(at)
    for name in DAYS:
        old, new = getattr(before, name), getattr(after, name)
        if old == new:
            continue
        if old < today or (name == "opens_on" and old == today):
            yield f"{LABELS[name]}{chinese_date(old)}已到，不能再改，请填回原来的日期。"
        elif new < today:
            yield f"新的{LABELS[name]}{chinese_date(new)}已经过去，请改为今天或以后的日期。"


def out_of_order(held: Round, days: Days) -> Iterator[str]:
    """Each pair of days that stands in the wrong order."""
    if held.kind == RoundKind.MONTH and days.opens_on < held.last:
        yield f"开启日不能早于{chinese_date(held.last)}，请改在当月以内或以后。"
    if days.opens_on >= days.due_on:
        yield "开启日应早于报送截止日，请改正其中一个。"
    if days.due_on <= held.last_day:
        yield f"报送截止日应在{chinese_date(held.last_day)}以后（期满才报送），请改正。"
    if days.due_on > days.review_on:
        yield "审核截止日不能早于报送截止日，请改正其中一个。"
    if days.review_on > days.issue_on:
        yield "印发日不能早于审核截止日，请改正其中一个。"


def _unsaid(note: str) -> list[str]:
    if not note.strip():
        return ["请写明调整说明：为什么改、依据什么，会显示在日程上。"]
    return [f"调整说明最多{NOTE_LENGTH}字，请写简短些。"] if len(note.strip()) > NOTE_LENGTH else []


def resting(held: Round) -> list[str]:
    """The round's days on which offices rest: allowed, but told."""
    days = [(LABELS[name], getattr(held, name)) for name in DAYS]
    return [
        f"{label}{chinese_date(day)}（{weekday_name(day)}）不是工作日。"
        for label, day in days
        if not is_working_day(day)
    ]

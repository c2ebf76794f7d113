"""工作日调整: days the office sets by hand, when the State Council's notice comes late or the district differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from documents.formats import chinese_date
from projects.calendar import changed_days, forget, is_working_day, supposing, weekday_name
from projects.models import ChangedDay, Round
from projects.round_changes import require_setter
from projects.rounds import DAYS, LABELS, Moved, moving, read_rules, replan, stale
from units.audit import record
from units.models import User
from units.refusals import Refusal

MOST_DAYS = 31
BASIS_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change of working days would do: rounds planned anew, and days of others that would fall on rest."""

    moved: list[Moved]
    standing: list[str]


def span(first: date, until: date | None) -> list[date]:
    """The days from `first` to `until`, both included."""
    return [first + timedelta(days=count) for count in range(((until or first) - first).days + 1)]


@transaction.atomic
def change_day(
    *, day: date, is_working: bool, basis: str, by: User, at: datetime, until: date | None = None
) -> list[Moved]:
    """Set a day (or the days up to `until`) working or resting; return the rounds planned anew because of it.

    Raises:
        NotAllowed: not the office administrator.
        Refusal: days that are past or too many, no basis, or nothing that differs; all told.
    """
    require_setter(by)
    forget()
    if said := why_not(day=day, until=until, is_working=is_working, basis=basis, at=at):
        raise Refusal(*said)
    days = [one for one in span(day, until) if is_working_day(one) != is_working]
    values = {"is_working": is_working, "basis": basis.strip(), "set_at": at, "set_by": by}
    for one in days:
        ChangedDay.objects.update_or_create(day=one, defaults=values)
    detail = {"days": [f"{one}" for one in days], "basis": basis.strip()}
    subject = f"{said_span(day, until)}{_works(is_working)}"
    record(act="调整工作日", subject=subject, by=by, at=at, rows=len(days), detail=detail)
    forget()
    return replan(why="工作日调整", by=by, at=at)


def why_not(*, day: date, until: date | None, is_working: bool, basis: str, at: datetime) -> list[str]:
    """All that is wrong with a change of days; [] when it can be made."""
    said = [*_why_not_days(day, until, at), *_why_not_basis(basis)]
    if not said and all(is_working_day(one) == is_working for one in span(day, until)):
        said.append(f"{said_span(day, until)}本来就{_works(is_working)}，没有改动。")
    return said


@transaction.atomic
def take_back_day(*, changed: ChangedDay, by: User, at: datetime) -> list[Moved]:
    """Let a day be again what the notice says; return the rounds planned anew because of it.

    Raises:
        NotAllowed: not the office administrator.
        Refusal: the day is past, or somebody took it back meanwhile.
    """
    require_setter(by)
    held = ChangedDay.objects.select_for_update().filter(pk=changed.pk).first()
    if held is None:
        raise Refusal("这项调整刚刚已由别人撤回，请刷新页面查看。")
    if held.day < timezone.localdate(at):
        raise Refusal(f"{chinese_date(held.day)}已经过去，当时按它办理过，不能撤回。")
    subject = f"{chinese_date(held.day)}{_works(held.is_working)}"
    held.delete()
    record(act="撤回工作日调整", subject=subject, by=by, at=at, detail={"basis": held.basis})
    forget()
    return replan(why="工作日调整撤回", by=by, at=at)


def effect(changes: Mapping[date, bool | None], *, at: datetime) -> Effect:
    """What these changes would do (None: taken back), without doing it."""
    today = timezone.localdate(at)
    with supposing(changes):
        moved = moving(at=at)
        return Effect(moved, list(_standing(changes, {one.round.pk for one in moved}, today)))


def back_again(days: Iterable[date], *, at: datetime) -> dict[date, list[str]]:
    """Day → what taking its change back would move, in words; two queries however many days."""
    today, rules = timezone.localdate(at), read_rules()
    rounds = list(Round.objects.filter(opens_on__gt=today, note=""))
    told = {}
    for day in days:
        with supposing({day: None}):
            told[day] = [one.said for one in stale(rounds, rules, today)]
    return told


def _standing(changes: Mapping[date, bool | None], moved: set[int], today: date) -> Iterator[str]:
    """Days of rounds begun or changed by hand that would fall on rest: the office moves them itself."""
    for held in Round.objects.filter(issue_on__gte=today).exclude(pk__in=moved):
        for name in DAYS:
            day = getattr(held, name)
            if day in changes and day >= today and not is_working_day(day):
                why = "手动调整过" if held.note else "已经开启"
                yield f"{held.label}{why}，{LABELS[name]}{chinese_date(day)}不自动改，请另行调整。"


def said_span(day: date, until: date | None) -> str:
    """2027年2月5日（星期五）, or 2027年2月5日至2027年2月12日."""
    if until is None or until == day:
        return f"{chinese_date(day)}（{weekday_name(day)}）"
    return f"{chinese_date(day)}至{chinese_date(until)}"


def _works(is_working: bool) -> str:
    return "上班" if is_working else "休息"


def _why_not_days(day: date, until: date | None, at: datetime) -> Iterator[str]:
    today = timezone.localdate(at)
    if day < today:
        yield f"{chinese_date(day)}已经过去，只能调整今天或以后的日子。"
    if until and until < day:
        yield f"结束日期{chinese_date(until)}早于开始日期{chinese_date(day)}，请改正其中一个。"
    elif until and (until - day).days >= MOST_DAYS:
        yield f"一次最多调整{MOST_DAYS}天，请分几次登记。"
    if day.year > today.year + 1:
        yield f"{day.year}年还早，只能调整今年和明年的日子，请核对年份。"


def _why_not_basis(basis: str) -> Iterator[str]:
    if not basis.strip():
        yield "请写明依据：通知的名称和文号，或领导小组办公室的决定。"
    elif len(basis.strip()) > BASIS_LENGTH:
        yield f"依据最多{BASIS_LENGTH}字，请写简短些。"


def changed_in(year: int) -> list[ChangedDay]:
    """The office's changes of a year, by day."""
    return list(ChangedDay.objects.filter(day__year=year).select_related("set_by").order_by("day"))


def counted_in(year: int) -> int:
    """How many days of the year the office set by hand."""
    return sum(day.year == year for day in changed_days())

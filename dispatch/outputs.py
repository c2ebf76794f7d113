"""应有产出: what the calendar and the daily habits want to have been made by a moment, and what of it is missing.

Nothing of it is stored: it is computed anew from the calendar, so that a scheduler that is dead cannot hide it. An
installation that began in the middle of a year owes nothing from before its first month.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from dispatch.alert_jobs import CHECK, CHECK_HOUR, DIGEST, DIGEST_HOUR, digest_day
from dispatch.models import Bulletin, BulletinKind, FilingReminder, JobRun, JobState
from dispatch.models.bulletin import CALLED
from dispatch.reminders.ladder import latest_step
from dispatch.reminders.planning import plan_of
from dispatch.reminders.steps import Step, steps_on
from dispatch.spans import months_of
from labor.alerts.digest import has_begun
from labor.alerts.weeks import week_before
from projects.calendar import moved
from projects.models import Period, ProjectList, Round, RoundKind, ends_round, span_label
from projects.rounds import dates_of, read_rules

GRACE = timedelta(hours=1)  # what the machine makes by itself is missing an hour after its time
REMINDED_BY = 12  # local hour of a step's day by which its reminders have gone out
MACHINE, OFFICE = "系统自动办理", "办公室管理员"


@dataclass(frozen=True, slots=True)
class Output:
    """One thing that should be there. `made_at` is None where it is missing, or where nobody noted when it came."""

    key: str
    label: str
    due_at: datetime
    made: bool
    who: str
    todo: str
    page: str
    argument: str | int | None = None
    made_at: datetime | None = None

    @property
    def family(self) -> str:
        return self.key.split(":", 1)[0]

    @property
    def url(self) -> str:
        return reverse(self.page, args=[] if self.argument is None else [self.argument])

    @property
    def came_late(self) -> bool:
        return self.made_at is not None and self.made_at > self.due_at


@dataclass(frozen=True, slots=True)
class _Known:
    """What a year's outputs are computed from, read at once."""

    at: datetime
    months: list[date]
    periods: dict[date, Period]
    issue_days: dict[tuple[str, date], tuple[date, date]]  # (kind, last month) → review_on, issue_on
    bulletins: dict[tuple[str, date], tuple[datetime, datetime | None]]  # → drafted, issued


def expected_outputs(at: datetime) -> list[Output]:
    """Everything that should have been made by `at`, the earliest first; the same few queries whatever there is."""
    known = _read(at)
    found = [*_months(known), *_reports(known), *_reminders(known), *_alerts(known)]
    return sorted((one for one in found if one.due_at <= at), key=lambda one: (one.due_at, one.key))


def missing_outputs(at: datetime) -> list[Output]:
    """What should have been made by `at` and is not there, the longest missing first."""
    return [one for one in expected_outputs(at) if not one.made]


def looks_back_to(at: datetime) -> date:
    """The first month that is looked back upon: January of last year, so that every span looked at lies within."""
    return date(timezone.localdate(at).year - 1, 1, 1)


def _read(at: datetime) -> _Known:
    first, this = looks_back_to(at), timezone.localdate(at).replace(day=1)
    periods = {one.month: one for one in Period.objects.filter(month__range=(first, this))}
    months = _run(_began(periods, this), this)
    return _Known(at, months, periods, _days(months), _bulletins(months))


def _began(periods: dict[date, Period], this: date) -> date | None:
    """The first month of this installation, as far as is looked back; the present one when there is but a list."""
    if periods:
        return min(periods)
    return this if ProjectList.objects.exists() else None


def _run(first: date | None, last: date) -> list[date]:
    if first is None:
        return []
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [
        date(first.year + (first.month - 1 + step) // 12, (first.month - 1 + step) % 12 + 1, 1) for step in range(count)
    ]


def _days(months: list[date]) -> dict[tuple[str, date], tuple[date, date]]:
    """The days of each round; one that nobody planned yet has those of the rule."""
    held = Round.objects.filter(last__in=months).values_list("kind", "last", "review_on", "issue_on")
    days = {(kind, last): (review, issue) for kind, last, review, issue in held}
    wanted = [(kind, last) for last in months for kind in RoundKind if ends_round(kind, last)]
    unplanned = [one for one in wanted if one not in days]
    rules = read_rules() if unplanned else []
    for kind, last in unplanned:
        if made := dates_of(kind, last, rules):
            days[kind, last] = (made.review_on, made.issue_on)
    return days


def _bulletins(months: list[date]) -> dict[tuple[str, date], tuple[datetime, datetime | None]]:
    found = Bulletin.objects.filter(period__month__in=months, edition=1)
    rows = found.values_list("kind", "period__month", "created_at", "issued_at")
    return {(kind, month): (drafted, issued) for kind, month, drafted, issued in rows}


def moment(day: date, hour: int = 0) -> datetime:
    """A local hour of a day."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _after(day: date) -> datetime:
    """The moment a day is over."""
    return moment(day + timedelta(days=1))


def _months(known: _Known) -> Iterator[Output]:
    """Each month is opened, who owes it is settled, and it is closed."""
    for month in known.months:
        period, said, key = known.periods.get(month), span_label(RoundKind.MONTH, month), f"{month:%Y-%m}"
        yield Output(
            f"period:{key}",
            f"开启{said}调度期",
            moment(month) + GRACE,
            period is not None,
            MACHINE,
            "请系统管理员检查定时任务；急需时运行 manage.py open_period。",
            "period_list",
        )
        if period is not None:
            yield from _month(period, known.issue_days.get((RoundKind.MONTH, month)))


def _month(period: Period, days: tuple[date, date] | None) -> Iterator[Output]:
    closed = period.closed_at is not None
    if period.opens_on:
        yield Output(
            f"expected:{period.key}",
            f"确定{period.label}应报名单",
            moment(period.opens_on) + GRACE,
            period.expected_at is not None or closed,
            MACHINE,
            f"{period.month.year}年度清单还没有项目的，请办公室先导入；已有项目的，请系统管理员检查定时任务。",
            "period_detail",
            period.key,
            period.expected_at,
        )
    if days:
        yield Output(
            f"close:{period.key}",
            f"{period.label}关账",
            _after(days[0]),
            closed,
            OFFICE,
            "审核截止日已过，请核对缺项后关账。",
            "period_detail",
            period.key,
            period.closed_at,
        )


def _reports(known: _Known) -> Iterator[Output]:
    """Each report is drafted when its months are closed, and issued by its day."""
    for (kind, last), (_, issue_on) in known.issue_days.items():
        span = months_of(BulletinKind(kind), last)
        if span[0] >= known.months[0]:  # else it began before this installation did
            yield from _report(known, BulletinKind(kind), last, issue_on, _closed(known, span))


def _closed(known: _Known, span: list[date]) -> datetime | None:
    """When the last of a span's months was closed; None while one is open or was never opened."""
    held = [known.periods.get(month) for month in span]
    times = [period.closed_at for period in held if period and period.closed_at]
    return max(times) if len(times) == len(span) else None


def _report(known: _Known, kind: BulletinKind, last: date, issue_on: date, closed: datetime | None) -> Iterator[Output]:
    drafted, issued = known.bulletins.get((kind, last), (None, None))
    name, key = f"{span_label(RoundKind(kind), last)}{CALLED[kind]}", f"{kind}:{last:%Y-%m}"
    if closed:
        yield Output(
            f"draft:{key}",
            f"起草{name}",
            closed + GRACE,
            drafted is not None,
            MACHINE,
            "请系统管理员检查定时任务，或由办公室在调度期页面起草。",
            "period_detail",
            f"{last:%Y-%m}",
            drafted,
        )
    yield Output(
        f"bulletin:{key}",
        f"印发{name}",
        _after(issue_on),
        issued is not None,
        OFFICE,
        "请办完核稿、签发后印发。" if drafted else "请先关账、起草，再核稿、签发、印发。",
        "bulletin_list" if drafted else "period_detail",
        None if drafted else f"{last:%Y-%m}",
        issued,
    )


def _alerts(known: _Known) -> Iterator[Output]:
    """The day's check of alerts, and the digest of the week before."""
    if not known.months:
        return
    today, advice = timezone.localdate(known.at), "请在“后台任务”里看它为什么没有完成，然后重试。"
    week = week_before(today)
    done = _done([today.isoformat(), week.key])
    check_due = moment(today, CHECK_HOUR) + GRACE
    if check_due <= known.at:
        made_at = done.get((CHECK, today.isoformat()))
        key, label = f"alerts:{today}", f"预警检查 {today}"
        yield Output(key, label, check_due, made_at is not None, MACHINE, advice, "job_list", None, made_at)
    due = moment(digest_day(today), DIGEST_HOUR) + GRACE
    if week.first >= known.months[0] and due <= known.at and has_begun(week):
        made_at = done.get((DIGEST, week.key))
        key, label = f"digest:{week.key}", f"预警每周汇总 {week.key}"
        yield Output(key, label, due, made_at is not None, MACHINE, advice, "alert_digest_list", None, made_at)


def _done(keys: list[str]) -> dict[tuple[str, str], datetime]:
    found = JobRun.objects.filter(kind__in=[CHECK, DIGEST], key__in=keys, state=JobState.DONE, ended_at__isnull=False)
    return {(kind, key): ended for kind, key, ended in found.values_list("kind", "key", "ended_at") if ended}


def _reminders(known: _Known) -> Iterator[Output]:
    """The last step of the reminders that is due in each month that is settled and open."""
    waiting = [period for period in known.periods.values() if period.expected_at and period.closed_at is None]
    today = timezone.localdate(known.at)
    held = steps_on(today) if waiting else None
    if held is None:
        return
    given = _reminded(waiting)
    for period in waiting:
        step = latest_step(held.steps, period.due_on, today)
        if step is not None:
            yield _reminder(period, step, given.get(period.pk), known.at)


def _reminder(period: Period, step: Step, given: tuple[int, datetime] | None, at: datetime) -> Output:
    """Made when somebody was reminded at the step, or nobody owes the month any more."""
    due, today = moment(moved(period.due_on, step.offset), REMINDED_BY), timezone.localdate(at)
    was_given = given is not None and given[0] >= step.offset
    return Output(
        f"remind:{period.key}:{step.offset:+d}",
        f"{period.label}催报（{step.name}）",
        due,
        was_given or due > at or not plan_of(period, [step], today),
        MACHINE,
        "请系统管理员检查定时任务。",
        "period_detail",
        period.key,
        given[1] if given and was_given else None,
    )


def _reminded(periods: list[Period]) -> dict[int, tuple[int, datetime]]:
    """Period → the last step anybody was reminded at, and when."""
    found = FilingReminder.objects.filter(period__in=periods).order_by().values_list("period")
    rows = found.annotate(last=Max("offset"), when=Max("reminded_at"))
    return {period: (last, when) for period, last, when in rows}

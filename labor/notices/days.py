"""How long a notice runs (R9): full days only, the day of posting not counted (民法典第201条)."""

from __future__ import annotations

from datetime import date, timedelta

from labor.models import BoardContacts, PublicNotice

LEAST = 7  # days: what the office sets may be longer, never shorter (R9)


def days_asked(on: date) -> int:
    """How many full days a notice posted on a day has to run: the office's dated setting, at least LEAST."""
    held = BoardContacts.objects.filter(starts_on__lte=on).order_by("-starts_on", "-pk")
    return max(LEAST, held.values_list("notice_days", flat=True).first() or 0)


def last_day(starts_on: date, days: int) -> date:
    """The last day of a notice: posted on the 3rd for 7 days, it runs from the 4th through the 10th.

    The day of posting is not counted (民法典第201条), so 3 + 7 = 10; the 10th is a full day of the notice, and what
    follows from its end may be done from the 11th on (`free_on`).
    """
    return starts_on + timedelta(days=days)


def free_on(notice: PublicNotice) -> date:
    """The first day on which the roll may go on: the day after the last full day."""
    return notice.ends_on + timedelta(days=1)


def asked_of(notice: PublicNotice) -> int:
    """How many full days this notice has to run."""
    return (notice.ends_on - notice.starts_on).days


def days_run(notice: PublicNotice, on: date) -> int:
    """How many full days are over at the beginning of a day, at most what is asked; today is not over yet."""
    return min(max((on - notice.starts_on).days - 1, 0), asked_of(notice))


def days_left(notice: PublicNotice, on: date) -> int:
    """How many full days are still to run."""
    return asked_of(notice) - days_run(notice, on)


def is_over(notice: PublicNotice, on: date) -> bool:
    """Whether every full day asked for lies behind."""
    return on > notice.ends_on


def run_said(notice: PublicNotice, on: date) -> str:
    """已公示3天，还差4天; 已公示满7天."""
    if is_over(notice, on):
        return f"已公示满{asked_of(notice)}天"
    return f"已公示{days_run(notice, on)}天，还差{days_left(notice, on)}天"


def span_said(starts_on: date, days: int) -> str:
    """11月3日张贴，公示至11月10日，11月11日起可送审; with years where they differ."""
    ends = last_day(starts_on, days)
    free = ends + timedelta(days=1)
    told = starts_on.year if starts_on.year == free.year else 0
    return f"{_day(starts_on, told)}张贴，公示至{_day(ends, told)}，{_day(free, told)}起可送审"


def span_of(notice: PublicNotice) -> str:
    """The same of a notice that is registered."""
    return span_said(notice.starts_on, asked_of(notice))


def _day(day: date, told: int) -> str:
    """A day, without its year when that is `told`."""
    year = "" if day.year == told else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"

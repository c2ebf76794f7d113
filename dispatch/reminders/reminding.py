"""催报: everybody whose step has come is told, once; the month's row is held, so that two workers never tell twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from dispatch.models import FilingReminder, ReminderLetter
from dispatch.reminders.letters import issue_letters
from dispatch.reminders.owing import Owed
from dispatch.reminders.planning import Nudge, plan_of
from dispatch.reminders.steps import StepSet, steps_on
from dispatch.reminders.wording import chat_line, letter_line, unreachable, word_for
from projects.calendar import is_working_day
from projects.models import Period
from units.audit import record
from units.models import RoleGrant, User
from units.scope import OFFICE_ROLES
from units.telling import Word, tell, tell_chat, tell_each


@dataclass(frozen=True, slots=True)
class Reminded:
    """What became of one nudge; `letter` is None where none went with it."""

    nudge: Nudge
    letter: ReminderLetter | None = None


def plan(*, on: date) -> list[Nudge]:
    """What `remind` would do on a day; nothing is written. Nobody is reminded on a day off."""
    held = steps_on(on)
    if held is None or not is_working_day(on):
        return []
    return [nudge for period in Period.objects.open().order_by("month") for nudge in plan_of(period, held.steps, on)]


def remind(*, on: date, at: datetime, by: User | None = None) -> list[Reminded]:
    """Remind of every open month whose steps have come by a day; again changes nothing.

    After days of silence each unit hears the latest step alone (see `plan_of`). Each month is one transaction.
    """
    held = steps_on(on)
    if held is None or not is_working_day(on):
        return []
    months = list(Period.objects.open().order_by("month").values_list("pk", flat=True))
    return [one for pk in months for one in _remind_of(pk, held, on=on, at=at, by=by)]


@transaction.atomic
def _remind_of(period_id: int, held: StepSet, *, on: date, at: datetime, by: User | None) -> list[Reminded]:
    period = Period.objects.select_for_update(of=("self",)).filter(pk=period_id, closed_at=None).first()
    if period is None or not (nudges := plan_of(period, held.steps, on)):
        return []
    claimed = FilingReminder.objects.bulk_create(_row(nudge, at) for nudge in nudges)
    wanted: dict[int, Sequence[Owed]] = {nudge.unit_id: nudge.lettered for nudge in nudges if nudge.lettered}
    made = issue_letters(period=period, wanted=wanted, on=on, by=by, at=at) if wanted else []
    letters = {letter.unit_id: letter for letter in made}
    key = f"filing-reminder-{claimed[0].pk}"
    _tell_people(period, nudges, letters, key=key, on=on, at=at)
    _tell_chat(period, nudges, key=key, on=on, at=at)
    _tell_office(period, nudges, key=key, at=at)
    steps = sorted({nudge.step.name for nudge in nudges})
    record(act="催报", subject=period.label, by=by, at=at, rows=len(nudges), detail={"on": f"{on}", "steps": steps})
    return [Reminded(nudge, letters.get(nudge.unit_id)) for nudge in nudges]


def _row(nudge: Nudge, at: datetime) -> FilingReminder:
    return FilingReminder(
        period=nudge.period,
        unit_id=nudge.unit_id,
        offset=nudge.step.offset,
        audience=nudge.step.audience,
        projects=[one.kept for one in nudge.owed],
        people=len(nudge.told),
        reminded_at=at,
    )


def _tell_people(
    period: Period,
    nudges: Sequence[Nudge],
    letters: Mapping[int, ReminderLetter],
    *,
    key: str,
    on: date,
    at: datetime,
) -> None:
    """One message for each person, whatever number of units it is about."""
    theirs: dict[User, list[Nudge]] = defaultdict(list)
    for nudge in nudges:
        for user in nudge.told:
            theirs[user].append(nudge)
    words = {user: _digest(user, its, letters, period=period, key=key, on=on) for user, its in theirs.items()}
    tell_each(words, at=at)


def _digest(
    user: User, nudges: Sequence[Nudge], letters: Mapping[int, ReminderLetter], *, period: Period, key: str, on: date
) -> tuple[Word, bool]:
    """The person's word, and whether it goes by mail too; a letter is told to the unit's own people alone."""
    step = max(nudge.step for nudge in nudges)
    owed = [one for nudge in nudges for one in nudge.told[user]]
    its = [letters[nudge.unit_id] for nudge in nudges if nudge.unit_id in letters and user.pk in nudge.own_people]
    word = word_for(key, step, owed, period=period, on=on, letters=[letter_line(letter) for letter in its])
    if len(its) == 1:
        word = replace(word, url=reverse("letter_detail", args=[its[0].pk]))
    return word, any(nudge.step.by_mail for nudge in nudges)


def _tell_chat(period: Period, nudges: Sequence[Nudge], *, key: str, on: date, at: datetime) -> None:
    """One line for each step that asks for it, for all its units together."""
    of_step: dict[int, list[Nudge]] = defaultdict(list)
    for nudge in nudges:
        if nudge.step.by_chat:
            of_step[nudge.step.offset].append(nudge)
    for offset, its in sorted(of_step.items()):
        subject, body = chat_line(period, its, on)
        tell_chat(key=f"{key}-{offset}", subject=subject, body=body, at=at)


def _tell_office(period: Period, nudges: Sequence[Nudge], *, key: str, at: datetime) -> None:
    """Say in which units nobody can be reminded."""
    lost = [nudge for nudge in nudges if not nudge.is_reachable]
    if not lost:
        return
    day = timezone.localdate(at)
    grants = RoleGrant.objects.current(on=day).filter(role__in=OFFICE_ROLES, user__is_active=True)
    office = {grant.user for grant in grants.select_related("user")}
    tell(unreachable(f"{key}-office", period, lost), to=office, at=at, by_mail=True)

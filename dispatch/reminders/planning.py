"""Who is to be reminded of what today: one nudge for a unit, one digest for a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from dispatch.models import Audience, FilingReminder
from dispatch.reminders.ladder import latest_step
from dispatch.reminders.owing import Owed, owing
from dispatch.reminders.steps import Step
from projects.models import Period
from units.models import Role, RoleGrant, User
from units.scope import UNIT_ROLES

Posts = Mapping[tuple[int, str], list[User]]


@dataclass(frozen=True, slots=True)
class Nudge:
    """One unit to be reminded at one step of these projects.

    `lettered` are those a letter would name; `told` what each person hears of: an owner's clerk of its own alone;
    `own_people` are the keys of the unit's filers and reviewers.
    """

    period: Period
    unit_id: int
    unit_name: str
    step: Step
    owed: tuple[Owed, ...]
    lettered: tuple[Owed, ...]
    told: Mapping[User, tuple[Owed, ...]]
    own_people: frozenset[int]

    @property
    def is_reachable(self) -> bool:
        """Whether the unit has a filer or a reviewer at all."""
        return bool(self.own_people)


def plan_of(period: Period, steps: Collection[Step], on: date) -> list[Nudge]:
    """The nudges due by a day and not given yet, by unit.

    Of several steps that passed in silence only the last is given; the earlier are left out for good, and the ledger
    says that a later one took their place.
    """
    due: dict[int, list[tuple[Owed, Step]]] = defaultdict(list)
    for one in owing(period):
        step = latest_step(steps, one.due_on, on, from_due=one.is_extended)
        if step is not None:
            due[one.unit_id].append((one, step))
    given = _given(period)
    fresh = {unit: pairs for unit, pairs in due.items() if _step(pairs).offset > given.get(unit, -999)}
    posts = _posts(fresh, (one.owner_id for pairs in fresh.values() for one, _ in pairs), on)
    return [_nudge(period, pairs, posts) for pairs in fresh.values()]


def _step(pairs: Iterable[tuple[Owed, Step]]) -> Step:
    """A unit is at the step of its project that is longest overdue."""
    return max(step for _, step in pairs)


def _given(period: Period) -> dict[int, int]:
    """Unit → the last step it was reminded at."""
    rows = FilingReminder.objects.filter(period=period).order_by().values_list("unit")
    return dict(rows.annotate(last=Max("offset")))


def _posts(units: Iterable[int], owners: Iterable[int | None], on: date) -> Posts:
    """Who files, reviews and records in these units on a day; one query."""
    wanted = {*units, *(owner for owner in owners if owner)}
    grants = RoleGrant.objects.current(on=on).filter(unit__in=wanted, role__in=UNIT_ROLES, user__is_active=True)
    posts: dict[tuple[int, str], list[User]] = defaultdict(list)
    for grant in grants.select_related("user").order_by("user__username"):
        posts[grant.unit_id, grant.role].append(grant.user)
    return posts


def _nudge(period: Period, pairs: list[tuple[Owed, Step]], posts: Posts) -> Nudge:
    first, step = pairs[0][0], _step(pairs)
    told: dict[User, list[Owed]] = defaultdict(list)
    for one, _ in pairs:
        for user in dict.fromkeys(told_of(one, step.audience, posts)):
            told[user].append(one)
    return Nudge(
        period=period,
        unit_id=first.unit_id,
        unit_name=first.unit_name,
        step=step,
        owed=tuple(one for one, _ in pairs),
        lettered=tuple(one for one, its in pairs if its.with_letter),
        told={user: tuple(theirs) for user, theirs in told.items()},
        own_people=frozenset(
            user.pk for role in (Role.UNIT_FILER, Role.UNIT_REVIEWER) for user in posts.get((first.unit_id, role), [])
        ),
    )


def told_of(one: Owed, audience: Audience, posts: Posts) -> list[User]:
    """Who is told of one project: whose turn it is, or the other post of the unit where that one is not filled.

    What waits for the unit's reviewer reminds the reviewer at any step, and not the filer.
    """
    filers, reviewers = posts.get((one.unit_id, Role.UNIT_FILER), []), posts.get((one.unit_id, Role.UNIT_REVIEWER), [])
    clerks = [
        user
        for role in (Role.OWNER_CLERK, Role.UNIT_FILER)
        for user in (posts.get((one.owner_id, role), []) if one.owner_id else [])
    ]
    if one.waits_for_reviewer or audience == Audience.REVIEWERS:
        return reviewers or filers
    both = [*filers, *reviewers] if audience == Audience.BOTH else filers or reviewers
    return [*both, *clerks]

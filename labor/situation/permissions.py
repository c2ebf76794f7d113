"""Whose supply and whose demand a person's 供求研判 counts. Deny by default.

The office and leaders: the whole district. A township: its own people, against every demand it may see, for it brings
people to all of them. A department or an owner: the demands of its projects, against the whole district's people as
numbers by township and trade, for without them nobody could plan posts that can be filled; a number by township and
trade names no person. Numbers by category tell who is poor or hard to employ: they stay with those who look after
these people, the office, leaders and the person's own township.
"""

from __future__ import annotations

from dataclasses import dataclass

from labor.demands.matching import current_responses
from labor.models import LaborDemand
from labor.models.demand import DemandQuerySet
from labor.models.survey import ResponseQuerySet
from projects.permissions import may_read_projects
from units.models import Unit, User
from units.scope import UNIT_ROLES, scope_of

DISTRICT = "供给为全区摸底人员，需求为全区已发布的务工需求。"
OWN = "供给为{townships}的摸底人员；需求为您能看到的已发布务工需求，工地可在其他镇街。"
NUMBERS = "供给为全区摸底人员的人数（不含姓名和人员类别），需求为您单位项目已发布的务工需求。"
NOTHING = "您没有可以统计的人员和需求。"


@dataclass(frozen=True, slots=True)
class Reach:
    """What one person's figures are made of; `townships` are those whose people count (None: every township's)."""

    people: ResponseQuerySet
    demands: DemandQuerySet
    townships: frozenset[int] | None
    with_categories: bool
    said: str


def may_read_situation(user: User) -> bool:
    """Whoever has a business post; the three administrators (三员) have nobody and nothing to count."""
    return may_read_projects(user)


def reach_of(user: User | None) -> Reach:
    """The figures' extent for a person; None is the system itself at the console, which counts everything."""
    people, demands = current_responses(), LaborDemand.objects.published()
    if user is None or scope_of(user).reads_everything:
        return Reach(people, demands, None, with_categories=True, said=DISTRICT)
    units = scope_of(user).unit_ids(*UNIT_ROLES)
    own = dict(Unit.objects.townships().filter(pk__in=units).values_list("pk", "name"))
    seen = demands.visible_to(user)
    if units - own.keys():
        return Reach(people, seen, None, with_categories=False, said=NUMBERS)
    said = OWN.format(townships="、".join(own.values())) if own else NOTHING
    return Reach(people.visible_to(user), seen, frozenset(own), with_categories=True, said=said)

"""What waits for the office in the library: rules that stand on what is no longer in force, and what soon lapses."""

from __future__ import annotations

from datetime import date

from assignments.models import Policy
from assignments.policies.permissions import may_keep_library
from assignments.policies.validity import PAST, Validity, with_validity
from units.models import User
from units.waiting import Waiting


def waiting_for(user: User, *, on: date) -> list[Waiting]:
    """Lines for the office admin; one question."""
    if not may_keep_library(user):
        return []
    cited = Policy.objects.filter(pk__in=Policy.objects.exclude(citations=None).values("pk"))
    standing: list[str] = [one.validity for one in with_validity(cited, on=on)]
    past = sum(one in PAST for one in standing)
    soon = standing.count(Validity.EXPIRING)
    lines = [
        Waiting("引用的政策已失效或被替代", past, "份", "policy_rules", "bad"),
        Waiting("引用的政策将到期", soon, "份", "policy_list", "warn", query=f"validity={Validity.EXPIRING}"),
    ]
    return [line for line in lines if line.number]

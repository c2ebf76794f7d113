"""督查激励 and 约谈 of which nothing is known to have come yet."""

from __future__ import annotations

from datetime import date

from assessment.incentives.actions import may_keep
from assessment.models import Incentive
from units.models import User
from units.waiting import Waiting


def waiting_for(user: User, *, on: date) -> list[Waiting]:  # noqa: ARG001 — of every day alike
    """A line for the office admin; one question."""
    if not may_keep(user):
        return []
    number = Incentive.objects.filter(voided_at=None, result="").count()
    return [Waiting("激励、约谈待登记落实情况", number, "项", "incentive_list", "warn", "result=no")] if number else []

"""应报规则 (◇): in which stages a project owes its month, set by the office from a month on, with history."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from documents.formats import month_label
from projects.models import Condition, OwingRule, Stage
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, Refusal, WrongState
from units.scope import scope_of

SETTERS = "应报规则由领导小组办公室设定，您没有这项权限。"
HOUSE_BASIS = "办公室自定"


def may_set(user: User) -> bool:
    return scope_of(user).is_office


def may_withdraw(rule: OwingRule, today: date) -> bool:
    """Whether a rule may be taken back: its first month is not over."""
    return rule.starts_on >= today.replace(day=1)


def said(rule: OwingRule) -> str:
    """The rule in words."""
    stages = "、".join(Stage(one).label for one in Stage.values if one in rule.stages)
    resting = "、".join(Condition(one).label for one in Condition.values if one in rule.resting)
    return f"{stages}阶段的项目应报；{resting or '没有哪种状态'}的不列入"


@transaction.atomic
def set_rule(
    *, stages: Collection[str], resting: Collection[str], starts_on: date, basis: str, by: User, at: datetime
) -> OwingRule:
    """Let another rule hold from a month on, this one or a later one; settled months keep what they kept.

    Raises:
        NotAllowed: not the office.
        Refusal: no stage, no basis, a month that is over, or one that has a rule already.
    """
    _require_setter(by)
    month, today = starts_on.replace(day=1), timezone.localdate(at)
    refused = [] if stages else ["请至少选一个应报的阶段，否则没有项目应报。"]
    refused += [] if basis.strip() else ["请写明依据。"]
    if month < today.replace(day=1):
        refused.append(f"不能从已过去的{month_label(month)}起改，请填本月或以后的月份。")
    if OwingRule.objects.filter(starts_on=month).exists():
        refused.append(f"{month_label(month)}起已有一条规则，请先撤回那一条，或从另一个月起设。")
    if refused:
        raise Refusal(*refused)
    values = {"stages": sorted(stages), "resting": sorted(resting), "basis": basis.strip()}
    rule = OwingRule.objects.create(starts_on=month, set_at=at, set_by=by, **values)
    record(act="设定应报规则", subject=f"{month_label(month)}起：{said(rule)}"[:200], by=by, at=at, detail=values)
    return rule


@transaction.atomic
def withdraw_rule(*, rule: OwingRule, by: User, at: datetime) -> None:
    """Take back a rule whose first month is not over; the one before it holds again.

    Raises:
        NotAllowed: not the office.
        WrongState: its month is over, or it was taken back meanwhile.
    """
    _require_setter(by)
    held = OwingRule.objects.select_for_update(of=("self",)).filter(pk=rule.pk).first()
    if held is None:
        raise WrongState("这条规则刚刚已由别人撤回，请刷新页面查看。")
    if not may_withdraw(held, timezone.localdate(at)):
        raise WrongState(f"{month_label(held.starts_on)}起的规则已经用过，不能撤回；请从本月或以后的月份另设。")
    subject = f"{month_label(held.starts_on)}起：{said(held)}"[:200]
    held.delete()
    record(act="撤回应报规则", subject=subject, by=by, at=at)


def _require_setter(by: User) -> None:
    if not may_set(by):
        raise NotAllowed(SETTERS)

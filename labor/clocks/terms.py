"""期限: how many days pay may take, when a reminder begins, and from when a leaver's unpaid wage is red; with history.

R10 allows at most one month (国令724第24条; 滑县): the office may ask for less, never for more. The other two are the
office's own (办公室自定). The rows are rules of `AlertRule`, each from the first day of a month on; what held for a
month that is over is never changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from documents.formats import month_label
from labor.models import AlertRule
from labor.models.alert import Severity
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, Refusal, WrongState
from units.scope import scope_of

SETTERS = "及时足额的期限由领导小组办公室设定，您没有这项权限。"


class Term(StrEnum):
    """A setting; the value is the code of its rows."""

    PAY = "pay_days"
    SOON = "pay_soon_days"
    LEAVER = "leaver_days"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a setting means, what holds until the office sets another, and between which days it may lie (天)."""

    label: str
    meaning: str
    days: int
    least: int
    most: int
    beyond: str
    basis: str


RULES: Mapping[Term, Rule] = {
    Term.PAY: Rule(
        "发放期限",
        "当月工资在月末后这么多天以内发到本人，到期日遇节假日提前到前一个工作日",
        31,
        1,
        31,
        "农民工工资按月足额支付，人工费拨付周期不得超过1个月（国务院令第724号第24条）",
        "国务院令第724号第24条",
    ),
    Term.SOON: Rule("提前提醒", "离到期日不超过这么多天时亮黄灯", 7, 1, 31, "提醒最多提前一个月", "办公室自定"),
    Term.LEAVER: Rule(
        "退场未结清",
        "退场满这么多天仍没有结清时亮红灯，不到时亮黄灯",
        15,
        0,
        31,
        "退场人员的工资最迟也应在一个月内结清（国务院令第724号第24条）",
        "办公室自定",
    ),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """All settings with their history, read once: term → its (first day, days), the latest first."""

    rows: Mapping[str, Sequence[tuple[date, int]]]

    def of(self, term: Term, day: date) -> int:
        """The days (天) that hold on a day."""
        return next((days for since, days in self.rows.get(term, ()) if since <= day), RULES[term].days)


def read_terms() -> Terms:
    """The settings as they are on record; one query."""
    rows: dict[str, list[tuple[date, int]]] = {}
    for code, since, days in _rows().values_list("code", "starts_on", "threshold"):
        rows.setdefault(code, []).append((since, int(days or 0)))
    return Terms(rows)


def history() -> list[AlertRule]:
    """Every setting ever made, the latest first, with who made it."""
    return list(_rows().select_related("set_by"))


def may_set(user: User) -> bool:
    return scope_of(user).is_office


def may_withdraw(row: AlertRule, today: date) -> bool:
    """Whether a setting may be taken back: its first month is not over."""
    return row.starts_on >= today.replace(day=1)


@transaction.atomic
def set_term(*, term: Term, days: int, starts_on: date, by: User, at: datetime) -> AlertRule:
    """Let other days (天) hold from a month on, this one or a later one.

    Raises:
        NotAllowed: not the office.
        Refusal: days outside what the rule allows, a month that is over, or one that has a setting already.
    """
    _require_setter(by)
    month = starts_on.replace(day=1)
    if said := [*_why_not_days(term, days), *_why_not_month(term, month, timezone.localdate(at))]:
        raise Refusal(*said)
    values = {"threshold": Decimal(days), "severity": Severity.HINT, "set_at": at, "set_by": by}
    row, is_new = AlertRule.objects.get_or_create(code=term, starts_on=month, defaults=values)
    if not is_new:
        raise Refusal(_set_already(row, term))
    record(act="设定发放期限", subject=f"{RULES[term].label}{days}天，{month_label(month)}起", by=by, at=at)
    return row


@transaction.atomic
def withdraw_term(*, row: AlertRule, by: User, at: datetime) -> None:
    """Take back a setting whose first month is not over; the one before it holds again.

    Raises:
        NotAllowed: not the office.
        WrongState: its month is over, or it was taken back meanwhile.
    """
    _require_setter(by)
    held = _rows().select_for_update(of=("self",)).filter(pk=row.pk).first()
    if held is None:
        raise WrongState("这条设定刚刚已由别人撤回，请刷新页面查看。")
    if not may_withdraw(held, timezone.localdate(at)):
        raise WrongState(f"{month_label(held.starts_on)}起的设定已经用过，不能撤回；要改变请从本月或以后的月份另设。")
    rule = RULES[Term(held.code)]
    subject = f"{rule.label}{int(held.threshold or 0)}天，{month_label(held.starts_on)}起"
    held.delete()
    record(act="撤回发放期限设定", subject=subject, by=by, at=at)


def _rows() -> QuerySet[AlertRule]:
    return AlertRule.objects.filter(code__in=[*Term], threshold__isnull=False).order_by("-starts_on", "code")


def _require_setter(by: User) -> None:
    if not may_set(by):
        raise NotAllowed(SETTERS)


def _why_not_days(term: Term, days: int) -> list[str]:
    rule = RULES[term]
    if rule.least <= days <= rule.most:
        return []
    return [f"{rule.label}应在{rule.least}到{rule.most}天之间，您填的是{days}天：{rule.beyond}。请改填。"]


def _why_not_month(term: Term, month: date, today: date) -> list[str]:
    if month >= today.replace(day=1):
        return []
    return [f"{RULES[term].label}不能从已过去的{month_label(month)}起改：那时的到期日已经用过。请填本月或以后的月份。"]


def _set_already(row: AlertRule, term: Term) -> str:
    return (
        f"{RULES[term].label}从{month_label(row.starts_on)}起已设为{int(row.threshold or 0)}天。"
        "请先撤回那条设定，或从另一个月起设。"
    )

"""预警规则: how grave, from where on, and whether a check runs — dated, by the office administrator, with history.

A row holds from its day on, for the checks that run from then; what earlier checks found is not told anew. Until there
is a row, the values of the table of checks hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from documents.formats import chinese_date
from labor.alerts.catalog import CHECKS
from labor.alerts.findings import Check, plain
from labor.models import AlertRule, Severity
from units.audit import record
from units.models import Role, User
from units.refusals import NotAllowed, Refusal
from units.scope import scope_of

SETTERS = "预警规则由办公室管理员设定，您没有这项权限。"


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for a check on a day; `row` is None while the table's own values do."""

    check: Check
    severity: Severity
    threshold: Decimal
    is_on: bool
    row: AlertRule | None = None

    @property
    def meaning(self) -> str:
        """What is looked for, with the threshold in force."""
        return self.check.meaning.format(limit=self.threshold_said)

    @property
    def threshold_said(self) -> str:
        """10个百分点; "" where there is nothing to set."""
        return f"{plain(self.threshold)}{self.check.unit}" if self.check.unit else ""


def rules_on(day: date, codes: Iterable[str] | None = None) -> dict[str, Rule]:
    """Code → what holds on a day, in the order of the table; one query."""
    wanted = [code for code in CHECKS if codes is None or code in set(codes)]
    rows = AlertRule.objects.filter(code__in=wanted, starts_on__lte=day).select_related("set_by").order_by("starts_on")
    held = {row.code: row for row in rows}
    return {code: _rule(CHECKS[code], held.get(code)) for code in wanted}


def _rule(check: Check, row: AlertRule | None) -> Rule:
    usual = check.threshold or Decimal(0)
    if row is None:
        return Rule(check, check.severity, usual, is_on=True)
    threshold = usual if row.threshold is None else row.threshold
    return Rule(check, Severity(row.severity), threshold, row.is_on, row)


def history_of(code: str) -> list[AlertRule]:
    """Every setting of one check, the latest first."""
    return list(AlertRule.objects.filter(code=code).select_related("set_by").order_by("-starts_on"))


def may_set(user: User) -> bool:
    return scope_of(user).has(Role.OFFICE_ADMIN)


@transaction.atomic
def set_rule(
    *, code: str, severity: Severity, threshold: Decimal | None, is_on: bool, starts_on: date, by: User, at: datetime
) -> AlertRule:
    """Let a grade, a threshold and on or off hold from a day on, today or later; today's may be set once more.

    Raises:
        NotAllowed: not the office administrator.
        Refusal: a day that is past, a threshold out of bounds, or nothing that differs from what holds.
    """
    if not may_set(by):
        raise NotAllowed(SETTERS)
    check, today = CHECKS[code], timezone.localdate(at)
    before = rules_on(starts_on, [code])[code]
    number = threshold if check.unit else None
    if said := [*_why_not_day(starts_on, today), *_why_not_threshold(check, number)]:
        raise Refusal(*said)
    if (before.severity, before.is_on) == (severity, is_on) and number in (None, before.threshold):
        raise Refusal(f"“{check.label}”在{chinese_date(starts_on)}本来就是这样设定的，没有改动。")
    row = _kept(check, severity, number, is_on=is_on, starts_on=starts_on, by=by, at=at)
    after = rules_on(starts_on, [code])[code]
    detail = {"code": code, "from": str(starts_on), "before": _told(before), "after": _told(after)}
    record(act="设定预警规则", subject=f"{check.label}，{chinese_date(starts_on)}起", by=by, at=at, detail=detail)
    return row


def _kept(
    check: Check, severity: Severity, threshold: Decimal | None, *, is_on: bool, starts_on: date, by: User, at: datetime
) -> AlertRule:
    values = {"severity": severity, "threshold": threshold, "is_on": is_on, "is_own": True, "set_at": at, "set_by": by}
    try:
        with transaction.atomic():
            row, _ = AlertRule.objects.update_or_create(code=check.code, starts_on=starts_on, defaults=values)
    except IntegrityError:
        raise Refusal(f"“{check.label}”刚刚由别人设定过，请刷新页面查看后再设。") from None
    return row


def _why_not_day(starts_on: date, today: date) -> list[str]:
    if starts_on >= today:
        return []
    return [f"起用日期{chinese_date(starts_on)}已经过去，规则从今天或以后的日期起用，以前的检查结果不改。"]


def _why_not_threshold(check: Check, number: Decimal | None) -> list[str]:
    if not check.unit:
        return []
    if number is None:
        return [f"请填写“{check.label}”的阈值（{check.unit}）。"]
    if check.least <= number <= check.most:
        return []
    bounds = f"{check.least}到{check.most}{check.unit}"
    return [f"“{check.label}”的阈值应在{bounds}之间，您填的是{plain(number)}{check.unit}，请改填。"]


def _told(rule: Rule) -> str:
    said = [str(rule.severity.label), *([rule.threshold_said] if rule.check.unit else [])]
    return "，".join([*said, "启用" if rule.is_on else "停用"])

"""What the floors of months and alerts say of things to be pressed for, and the line of 督办时限 in 参数."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone

from assignments.models import SourceKind, SupervisionRule
from assignments.supervision import own_sources
from assignments.supervision.rules import rule_on, sentences
from assignments.supervision.sources import Draft, register
from dispatch.reminders.owing import Owed, owing
from documents.formats import chinese_date
from labor import parameters
from labor.alerts.findings import OWN
from labor.alerts.tables import label_of
from labor.models import Alert, AlertState
from labor.parameters import Parameter
from projects.models import Period
from projects.requests import whole
from units.models import Unit, User
from units.scope import scope_of


def key_of(period: Period, unit_id: int) -> str:
    """2026-10:12: one unit's month."""
    return f"{period.key}:{unit_id}"


def alert(user: User, key: str, on: date) -> Draft | None:  # noqa: ARG001 — an alert has no day of its own
    """An alert not closed; asked of the department in charge of its project, which the office may change."""
    found = Alert.objects.visible_to(user).select_related("project__department")
    one = found.filter(pk=whole(key) or 0).first()
    if one is None:
        return None
    closed = one.state == AlertState.CLOSED
    return Draft(
        unit=one.project.department,
        title=f"{one.project.name[:40]}“{label_of(one.code)[:20]}”预警核实处理",
        basis=f"系统预警“{label_of(one.code)}”，{chinese_date(timezone.localdate(one.first_seen_at))}发现：{one.sentence}",
        demand="请核实预警情形，查明原因，立即整改，在系统内写明情况说明，并反馈处理结果和佐证材料。",
        label=f"预警 {label_of(one.code)} {one.project.name}",
        url=reverse("alert_detail", args=[one.pk]),
        why_not="这条预警已经销号，不需要督办。" if closed else "",
    )


def filing(user: User, key: str, on: date) -> Draft | None:
    """One unit's month that is not filed past its day."""
    month, _, unit_key = key.partition(":")
    period = next((one for one in Period.objects.all() if one.key == month), None)
    unit = Unit.objects.filter(pk=whole(unit_key) or 0).first()
    if period is None or unit is None or not _sees(user, unit):
        return None
    owed = [one for one in owing(period) if one.unit_id == unit.pk] if period.is_open else []
    late = [one for one in owed if one.due_on < on]
    names = "；".join(f"{one.name}（{one.said}）" for one in late)
    return Draft(
        unit=unit,
        title=f"{period.label}项目进度补报",
        basis=f"定期调度要求，{period.label}项目进度应于{chinese_date(period.due_on)}前报送，已经逾期",
        demand=f"尚有{len(late)}个项目没有报送：{names}"[:900] + "\n请立即补报，没有进展的报零报告，并写明逾期原因。",
        label=f"{unit}{period.label}月报",
        url=f"{reverse('reminder_list')}?period={period.key}",
        why_not=_not_owing(unit, period, owed, late),
    )


def _not_owing(unit: Unit, period: Period, owed: list[Owed], late: list[Owed]) -> str:
    if not period.is_open:
        return f"{period.label}已经关账，不再督办补报。"
    if not owed:
        return f"{unit}{period.label}已经报齐，不需要督办。"
    return "" if late else f"{unit}{period.label}的月报还没有逾期，逾期以后才能转为督办。"


def _sees(user: User, unit: Unit) -> bool:
    scope = scope_of(user)
    return scope.reads_everything or unit.pk in scope.unit_ids()


def supervising(day: date) -> Iterator[Parameter]:
    """督办时限 as it is in force on a day, for the page of settings."""
    rule: SupervisionRule = rule_on(day)
    since = rule.starts_on if rule.pk else None
    yield Parameter("督办", "督办时限和三色灯", sentences(rule), OWN, "supervision_rules", since)


def register_all() -> None:
    own_sources.register_all()
    register(SourceKind.ALERT, alert)
    register(SourceKind.FILING, filing)
    parameters.register(supervising)

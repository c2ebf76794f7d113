"""Run the checks and keep what they find: one row for one thing, however often it is found.

- New: an alert 待说明.
- Found again: its sentence is brought up to date. One that was explained, or closed by the office, stays so unless it
  has become graver than it was then (`measure`): a unit's words about three people do not answer for five. Grades
  alone change nothing, and what merely lasts is not graver: days that pass are no part of `measure`.
- Gone: 情形消失, closed by the house; found after that, it is asked about anew.

A check that is switched off, or that is of a month no longer looked at, finds nothing and takes nothing back: the first
closes what it had found, with the reason, the second leaves it as it stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from labor.alerts.findings import Finding, first_month
from labor.alerts.rules import Rule, rules_on
from labor.models import Alert, AlertAct, AlertRule, AlertState, AlertStep
from units.audit import record
from units.models import User

GONE, OFF = "再次检查时已没有这一情形，系统自动销号。", "这条预警规则已停用，系统自动销号。"
WORSE, BACK = "情形比说明时加重：", "情形再次出现："
KEPT = ["project", "period", "roll", "worker", "severity", "sentence", "measure", "state", "version", "last_seen_at"]
KEPT += ["closed_at", "closed_by"]
BATCH = 500
OPEN = (AlertState.NEW, AlertState.EXPLAINED)


@dataclass(slots=True)
class Counts:
    """What one run did, in alerts (条): `seen` are those found again and left as they stood."""

    raised: int = 0
    seen: int = 0
    reopened: int = 0
    ceased: int = 0


@dataclass(slots=True)
class Run:
    """One run of the checks: what it keeps, written at its end in bulk."""

    at: datetime
    counts: Counts = field(default_factory=Counts)
    made: list[Alert] = field(default_factory=list)
    changed: list[Alert] = field(default_factory=list)
    steps: list[AlertStep] = field(default_factory=list)

    def tell(self, alert: Alert, act: AlertAct, words: str) -> None:
        self.steps.append(AlertStep(alert=alert, act=act, state=alert.state, words=words[:300], at=self.at))


@transaction.atomic
def run_checks(*, at: datetime, by: User | None = None, codes: Collection[str] | None = None) -> Counts:
    """Run all checks, or those of `codes`, as of the local day of `at`; safe to repeat. One audit entry.

    Two runs at a time wait for each other at the rules' rows. Queries do not grow with the district, nor with what
    is found, but for the batches it is written in.
    """
    on = timezone.localdate(at)
    list(AlertRule.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    rules = rules_on(on, codes)
    run, known = Run(at), _known(rules)
    for rule in rules.values():
        _run_one(run, rule, known.get(rule.check.code, {}), on)
    _write(run)
    detail = {**asdict(run.counts), "codes": list(rules)}
    record(act="预警检查", subject=f"{on:%Y-%m-%d} {len(rules)}项", by=by, at=at, rows=len(run.steps), detail=detail)
    return run.counts


def _known(rules: Collection[str]) -> dict[str, dict[str, Alert]]:
    """Code → subject → the alert as it is kept, locked."""
    found: dict[str, dict[str, Alert]] = {}
    for alert in Alert.objects.select_for_update().filter(code__in=rules).order_by("pk"):
        found.setdefault(alert.code, {})[alert.subject] = alert
    return found


def _run_one(run: Run, rule: Rule, known: dict[str, Alert], on: date) -> None:
    found = {one.subject: one for one in rule.check.find(on, rule.threshold)} if rule.is_on else {}
    for subject, finding in found.items():
        alert = known.get(subject)
        if alert is None:
            _raise(run, rule, finding)
        else:
            _again(run, rule, finding, alert)
    looked_at = first_month(on)
    gone = [alert for subject, alert in known.items() if subject not in found]
    _cease(run, gone, OFF if not rule.is_on else GONE, looked_at)


def _raise(run: Run, rule: Rule, finding: Finding) -> None:
    alert = Alert(code=rule.check.code, subject=finding.subject, first_seen_at=run.at, last_seen_at=run.at)
    alert.measure = finding.measure
    _tell_now(alert, rule, finding)
    run.made.append(alert)
    run.counts.raised += 1
    run.tell(alert, AlertAct.RAISE, alert.sentence)


def _tell_now(alert: Alert, rule: Rule, finding: Finding) -> None:
    """What it is about and how it reads today."""
    alert.project_id, alert.period_id = finding.project_id, finding.period_id
    alert.roll_id, alert.worker_id = finding.roll_id, finding.worker_id
    alert.severity, alert.sentence = rule.severity, rule.check.said(finding)


def _again(run: Run, rule: Rule, finding: Finding, alert: Alert) -> None:
    _tell_now(alert, rule, finding)
    alert.last_seen_at = run.at
    run.changed.append(alert)
    came_back = alert.state == AlertState.CLOSED and alert.closed_by_id is None
    if came_back or (alert.state != AlertState.NEW and finding.measure > alert.measure):
        alert.state, alert.closed_at, alert.closed_by_id = AlertState.NEW, None, None
        alert.version += 1
        run.counts.reopened += 1
        run.tell(alert, AlertAct.REOPEN, f"{BACK if came_back else WORSE}{alert.sentence}")
    else:
        run.counts.seen += 1
    if alert.state == AlertState.NEW:
        alert.measure = finding.measure


def _cease(run: Run, gone: Iterable[Alert], words: str, looked_at: date) -> None:
    """Close what is no longer found. One the office had closed only loses its signature: it may come back as new."""
    for alert in _within(gone, looked_at):
        if alert.state != AlertState.CLOSED:
            alert.state, alert.closed_at = AlertState.CLOSED, run.at
            alert.version += 1
            run.counts.ceased += 1
            run.tell(alert, AlertAct.CEASE, words)
            run.changed.append(alert)
        elif alert.closed_by_id is not None:
            alert.closed_by_id = None
            alert.version += 1
            run.changed.append(alert)


def _within(alerts: Iterable[Alert], looked_at: date) -> Iterator[Alert]:
    """Those of the months looked at, or of no month; one query, and none where there is nothing."""
    held = list(alerts)
    if held:
        wanted = Q(period=None) | Q(period__month__gte=looked_at)
        codes = {alert.code for alert in held}
        keys = set(Alert.objects.filter(wanted, code__in=codes).order_by().values_list("pk", flat=True))
        yield from (alert for alert in held if alert.pk in keys)


def _write(run: Run) -> None:
    Alert.objects.bulk_create(run.made, batch_size=BATCH)
    Alert.objects.bulk_update(run.changed, KEPT, batch_size=BATCH)
    AlertStep.objects.bulk_create(run.steps, batch_size=BATCH)


def as_result(counts: Counts) -> dict[str, Any]:
    """The counts as a job keeps them."""
    return asdict(counts)

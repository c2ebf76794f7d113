"""All reference data of the house, each floor's loaded by its own action."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from assignments.policies.reference import load_policies
from assignments.reference import load_duties
from assignments.series import load_paper_series
from dispatch.reminders.reference import load_reminder_steps
from labor.alerts.reference import load_alert_rules
from labor.pay.bands import load_approval_bands
from labor.reference import load_bank_forms, load_wage_standards
from labor.trades.reference import load_trades
from projects.guidance.reference import begin_guidance
from projects.rounds_reference import load_round_rules
from units.models import User
from units.office import begin_office
from units.reference import Loaded, load_reference


@transaction.atomic
def load_all_reference(*, by: User | None, at: datetime) -> Loaded:
    """Load `fixtures/*.json`; safe to repeat. Returns how many rows were new and how many reworded."""
    begin_office()
    load_paper_series()
    loaded = load_reference(by=by, at=at)  # units and sectors first: the others name them
    loaded += load_duties(by=by, at=at) + load_wage_standards(by=by, at=at) + load_trades(by=by, at=at)
    loaded += load_bank_forms(by=by, at=at) + load_approval_bands(by=by, at=at)
    loaded += load_alert_rules(by=by, at=at) + load_round_rules(by=by, at=at)
    loaded += load_reminder_steps(by=by, at=at) + load_policies(by=by, at=at)
    return loaded + begin_guidance(by=by, at=at)

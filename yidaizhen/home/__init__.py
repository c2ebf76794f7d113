"""首页: what waits for this person today, and what the district looked like when it was last reported."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from units.models import User
from units.permissions import may_read_audit
from units.scope import scope_of
from yidaizhen.home.desk import desk
from yidaizhen.home.lamps import lamps
from yidaizhen.home.leading import leading
from yidaizhen.home.machine import watched
from yidaizhen.home.office import missing_by_unit, recent_trail, unfinished_jobs
from yidaizhen.home.reading import last_report, overview

__all__ = ["home_page"]


def home_page(user: User, *, on: date | None = None) -> dict[str, Any]:
    """Everything the first page shows to this person; what is not theirs is absent (None)."""
    day = on or timezone.localdate()
    scope = scope_of(user, on=day)
    works = bool(scope.unit_ids()) or scope.is_office
    report = last_report(user)
    return {
        "today": day,
        "desk": desk(user, day) if works else None,
        "watch": watched(scope, timezone.now()),
        "lamps": lamps(user, day) if works or scope.reads_everything else [],
        "missing": missing_by_unit(day) if scope.is_office else None,
        "report": report,
        "overview": overview(report) if report and scope.is_office else None,
        "leading": leading(user, report, day) if report and not works and scope.reads_everything else None,
        "jobs": unfinished_jobs(user, day),
        "trail": recent_trail() if may_read_audit(user, on=day) and not scope.is_office else None,
    }

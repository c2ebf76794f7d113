"""From an alert to what lies behind it: the pages where it can be looked at and mended, as far as there are any."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from labor.alerts.catalog import CHECKS
from labor.models import Alert, Worker
from projects.models import ProgressFiling
from units.models import User


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


def links_of(alert: Alert, user: User) -> list[Link]:
    """The thing itself first, then the project; two queries at most."""
    check = CHECKS.get(alert.code)
    found = [*_of_page(check.page if check else "", alert, user), *_of_worker(alert, user)]
    return [*found, Link("项目", reverse("project_detail", args=[alert.project_id]))]


def _of_page(page: str, alert: Alert, user: User) -> Iterator[Link]:
    if page == "filing":
        yield _filing(alert, user)
    elif page == "roster":
        yield Link("花名册", reverse("roster_detail", args=[alert.project_id]))
    elif page == "overlap" and alert.period:
        yield Link("同月多项目人员", f"{reverse('roll_overlaps')}?month={alert.period.key}")
    elif alert.roll_id:
        yield Link("发放表", _roll_page(page, alert.roll_id))
    elif page in ("roll", "rolls"):
        month = f"&month={alert.period.key}" if alert.period else ""
        yield Link("发放表", f"{reverse('roll_list')}?project={alert.project_id}{month}")
    if alert.period and page in ("roll", "roster", "overlap"):
        yield Link("考勤", reverse("attendance_sheet", args=[alert.project_id, alert.period.key]))


def _roll_page(page: str, roll: int) -> str:
    """The tab of the roll's page that mends it; the roll itself while that tab is not there."""
    names = {"notice": "roll_notice", "payments": "roll_payments"}
    try:
        return reverse(names.get(page, "roll_detail"), args=[roll])
    except NoReverseMatch:
        return reverse("roll_detail", args=[roll])


def _filing(alert: Alert, user: User) -> Link:
    filing = ProgressFiling.objects.visible_to(user).filter(project=alert.project_id, period=alert.period_id).first()
    if filing is not None:
        return Link("月报", reverse("filing_detail", args=[filing.pk]))
    month = f"?month={alert.period.key}" if alert.period else ""
    return Link("进度填报", f"{reverse('filing_list')}{month}")


def _of_worker(alert: Alert, user: User) -> Iterator[Link]:
    if alert.worker_id and Worker.objects.visible_to(user).filter(pk=alert.worker_id).exists():
        yield Link("人员", reverse("person_detail", args=[alert.worker_id]))

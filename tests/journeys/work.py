"""The people of the journey of people and work: the year's list and an open month are there, nobody is surveyed yet."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from projects.imports import import_projects
from projects.periods import open_period
from tests.journeys.people import hire
from tests.labor.sheets import id_number
from units.models import Role

TODAY = timezone.localdate()
YESTERDAY = TODAY - timedelta(days=1)
MONTH = TODAY.replace(day=1)
ROAD, BANK = "建胜镇产业道路硬化工程", "两江四岸葛老溪段治理提升"
NUMBERS = {"李禾": id_number(order=2), "周溪": id_number(order=3), "王草": id_number(order=5)}
PHONE = "13900000002"
CAST = [
    ("chen", "陈禾", Role.UNIT_FILER, "区农业农村委"),
    ("xu", "徐岭", Role.UNIT_REVIEWER, "区农业农村委"),
    ("wang", "王溪", Role.UNIT_FILER, "建胜镇"),
    ("he", "何岸", Role.UNIT_FILER, "区规划自然资源局"),
    ("zhao", "赵原", Role.UNIT_FILER, "八桥镇"),
    ("leader", "区领导", Role.DISTRICT_LEADER, "区政府办公室"),
    ("auditor", "审计管理员", Role.AUDIT_ADMIN, "区发展改革委"),
]


def settle() -> None:
    """Accounts, the year's list and this month, all through the actions; the rest is done in the browser."""
    now, lin = timezone.now(), hire(CAST)
    yearly = settings.BASE_DIR / "fixtures" / "demo" / "清单-2026年.xlsx"
    assert import_projects(file=yearly, name=yearly.name, year=2026, by=lin, at=now).ok
    open_period(month=MONTH, by=lin, at=now)

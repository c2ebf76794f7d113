"""The cast: one person of each kind, made through the real actions, over the real reference data.

Lin runs the coordination office; Chen's pair files and reviews for 区农业农村委; Wang files for 建胜镇; Zhao, of
八桥镇, sees nothing of Wang's; the leader reads; the three administrators keep accounts, roles and the trail.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from assignments.reference import load_duties
from units.accounts import create_user
from units.grants import grant_role
from units.models import Role, Unit, User
from units.reference import load_reference

SETTLED_AT = datetime(2026, 1, 4, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
GRANTED_ON = date(2022, 10, 12)
PASSWORD = "Ladder-2026"

Engage = Callable[..., User]


@pytest.fixture
def reference(db: None) -> None:
    """27 units, seven sectors, the seats and the notice's duties."""
    load_reference(by=None, at=SETTLED_AT)
    load_duties(by=None, at=SETTLED_AT)


@pytest.fixture
def engage(reference: None) -> Engage:
    """Make one more person: `engage("qian", Role.UNIT_FILER, "区交通局")`; the password is `cast.PASSWORD`."""

    def make(username: str, role: str, unit_name: str, name: str = "") -> User:
        user = create_user(
            username=username, name=name or username, password=PASSWORD, must_change=False, by=None, at=SETTLED_AT
        )
        unit = Unit.objects.get(name=unit_name)
        grant_role(user=user, role=role, unit=unit, starts_on=GRANTED_ON, by=None, at=SETTLED_AT)
        return user

    return make


@pytest.fixture
def lin(engage: Engage) -> User:
    """Office admin in 区发展改革委."""
    return engage("lin", Role.OFFICE_ADMIN, "区发展改革委", "林岚")


@pytest.fixture
def chen_filer(engage: Engage) -> User:
    """Filer of 区农业农村委."""
    return engage("chen_filer", Role.UNIT_FILER, "区农业农村委", "陈禾")


@pytest.fixture
def chen_reviewer(engage: Engage) -> User:
    """Reviewer (分管负责人) of 区农业农村委."""
    return engage("chen_reviewer", Role.UNIT_REVIEWER, "区农业农村委", "陈岭")


@pytest.fixture
def wang(engage: Engage) -> User:
    """Filer of 建胜镇."""
    return engage("wang", Role.UNIT_FILER, "建胜镇", "王溪")


@pytest.fixture
def zhao(engage: Engage) -> User:
    """Filer of 八桥镇."""
    return engage("zhao", Role.UNIT_FILER, "八桥镇", "赵桥")


@pytest.fixture
def leader(engage: Engage) -> User:
    """District leader: reads reports."""
    return engage("leader", Role.DISTRICT_LEADER, "区政府办公室", "区领导")


@pytest.fixture
def sysadmin(engage: Engage) -> User:
    """System administrator: accounts and passwords."""
    return engage("sysadmin", Role.SYSTEM_ADMIN, "区发展改革委", "系统管理员")


@pytest.fixture
def security(engage: Engage) -> User:
    """Security administrator: role grants."""
    return engage("security", Role.SECURITY_ADMIN, "区发展改革委", "安全管理员")


@pytest.fixture
def auditor(engage: Engage) -> User:
    """Audit administrator: the trail alone."""
    return engage("auditor", Role.AUDIT_ADMIN, "区发展改革委", "审计管理员")

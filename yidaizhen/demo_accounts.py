"""Demo accounts: one person for every role, invented names, one known password; only on a demo system."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from units.accounts import create_user
from units.grants import grant_role
from units.models import Role, Unit, User
from units.refusals import WrongState

GRANTED_ON = date(2022, 10, 12)  # the day of the founding notice: every demo month lies after it


@dataclass(frozen=True)
class DemoPerson:
    """A demo account: who, as what, in which unit."""

    username: str
    name: str
    role: Role
    unit: str

    @property
    def line(self) -> str:
        return f"{self.username:<10}{self.name}　{self.unit}·{self.role.label}"


OFFICE = "区发展改革委"
PEOPLE = (
    DemoPerson("lin", "林岚", Role.OFFICE_ADMIN, OFFICE),
    DemoPerson("he", "何畔", Role.OFFICE_CLERK, OFFICE),
    DemoPerson("leader", "区领导（演示）", Role.DISTRICT_LEADER, "区政府办公室"),
    DemoPerson("chen", "陈禾", Role.UNIT_FILER, "区农业农村委"),
    DemoPerson("xu", "徐岭", Role.UNIT_REVIEWER, "区农业农村委"),
    DemoPerson("zhou", "周砚", Role.UNIT_FILER, "区住房城乡建设委"),
    DemoPerson("wu", "吴屿", Role.UNIT_REVIEWER, "区住房城乡建设委"),
    DemoPerson("wang", "王溪", Role.UNIT_FILER, "建胜镇"),
    DemoPerson("sun", "孙陌", Role.UNIT_REVIEWER, "建胜镇"),
    DemoPerson("zhao", "赵桥", Role.UNIT_FILER, "八桥镇"),
    DemoPerson("ma", "马驰", Role.OWNER_CLERK, "区住房建设中心"),
    DemoPerson("sysadmin", "系统管理员（演示）", Role.SYSTEM_ADMIN, OFFICE),
    DemoPerson("security", "安全管理员（演示）", Role.SECURITY_ADMIN, OFFICE),
    DemoPerson("auditor", "审计管理员（演示）", Role.AUDIT_ADMIN, OFFICE),
)


@transaction.atomic
def ensure_demo_accounts(people: tuple[DemoPerson, ...], *, at: datetime) -> int:
    """Make the accounts that are not there yet and return how many; those that are stay as they are.

    Raises:
        WrongState: this is not a demo system.
    """
    if not settings.DEMO_MODE:
        raise WrongState("演示账号只能建在演示系统里。")
    known = set(User.objects.values_list("username", flat=True))
    missing = [person for person in people if person.username not in known]
    for person in missing:
        _engage(person, at=at)
    return len(missing)


def _engage(person: DemoPerson, *, at: datetime) -> None:
    user = create_user(
        username=person.username,
        name=person.name,
        password=settings.DEMO_PASSWORD,
        must_change=False,
        is_demo=True,
        by=None,
        at=at,
    )
    unit = Unit.objects.get(name=person.unit)
    grant_role(user=user, role=person.role, unit=unit, starts_on=GRANTED_ON, by=None, at=at)

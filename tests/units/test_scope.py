"""What a person's grants add up to; deny by default."""

from datetime import date, timedelta

import pytest
from django.conf import LazySettings
from django.contrib.auth import authenticate
from django.utils import timezone

from tests.cast import GRANTED_ON, PASSWORD, SETTLED_AT, Engage
from units.accounts import create_user
from units.models import Role, RoleGrant, Unit, User
from units.scope import scope_of, units_visible_to

pytestmark = pytest.mark.usefixtures("reference")

TABLE = [
    # role, reads everything, is of the office, has a unit of its own
    (Role.DISTRICT_LEADER, True, False, False),
    (Role.OFFICE_ADMIN, True, True, False),
    (Role.OFFICE_CLERK, True, True, False),
    (Role.UNIT_FILER, False, False, True),
    (Role.UNIT_REVIEWER, False, False, True),
    (Role.OWNER_CLERK, False, False, True),
    (Role.SYSTEM_ADMIN, False, False, False),
    (Role.SECURITY_ADMIN, False, False, False),
    (Role.AUDIT_ADMIN, False, False, False),
]


@pytest.mark.parametrize(("role", "reads_everything", "is_office", "has_unit"), TABLE)
def test_each_role_has_its_scope(
    role: Role, reads_everything: bool, is_office: bool, has_unit: bool, engage: Engage
) -> None:
    user = engage("somebody", role, "区发展改革委")
    scope = scope_of(user)
    unit = Unit.objects.get(name="区发展改革委")
    assert scope.reads_everything is reads_everything
    assert scope.is_office is is_office
    assert scope.unit_ids() == ({unit.pk} if has_unit else set())


def test_the_table_has_every_role() -> None:
    assert {row[0] for row in TABLE} == set(Role)


@pytest.mark.parametrize(
    ("starts", "ends", "counts"),
    [(-10, None, True), (0, 0, True), (-10, -1, False), (1, None, False), (-10, 0, True)],
)
def test_a_grant_counts_from_its_first_day_through_its_last(
    starts: int, ends: int | None, counts: bool, engage: Engage
) -> None:
    user, today = engage("somebody", Role.UNIT_FILER, "区交通局"), timezone.localdate()
    last = None if ends is None else today + timedelta(days=ends)
    RoleGrant.objects.filter(user=user).update(starts_on=today + timedelta(days=starts), ends_on=last)
    assert bool(scope_of(user).grants) is counts


def test_a_person_without_a_role_knows_no_unit(wang: User) -> None:
    stranger = create_user(username="stranger", name="外人", password=PASSWORD, by=None, at=SETTLED_AT)
    assert not units_visible_to(stranger).exists()
    assert units_visible_to(wang).count() == 27


def test_the_past_scope_stays_readable(wang: User) -> None:
    assert scope_of(wang, on=GRANTED_ON - timedelta(days=1)).grants == frozenset()
    assert scope_of(wang, on=date(2026, 1, 1)).roles == {Role.UNIT_FILER}


@pytest.mark.parametrize(("demo_mode", "signs_in"), [(True, True), (False, False)])
def test_demo_accounts_sign_in_only_on_a_demo_system(demo_mode: bool, signs_in: bool, settings: LazySettings) -> None:
    create_user(username="demo", name="演示", password=PASSWORD, is_demo=True, by=None, at=SETTLED_AT)
    settings.DEMO_MODE = demo_mode
    assert (authenticate(username="demo", password=PASSWORD) is not None) is signs_in


def test_a_stopped_account_does_not_sign_in(wang: User) -> None:
    assert authenticate(username="wang", password=PASSWORD) == wang
    User.objects.filter(pk=wang.pk).update(is_active=False)
    assert authenticate(username="wang", password=PASSWORD) is None

"""Accounts and roles: who may give them, which do not go together, and what is never left without a holder."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from tests.cast import GRANTED_ON, PASSWORD, SETTLED_AT, Engage
from units.accounts import create_user, deactivate_user, generate_password, reactivate_user, rename_user, reset_password
from units.grants import end_grant, grant_role
from units.models import AuditEntry, Role, RoleGrant, Unit, User
from units.refusals import NotAllowed, Refusal, WrongState
from units.scope import scope_of

AT = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 3)
pytestmark = pytest.mark.usefixtures("reference")


@pytest.fixture
def office_unit() -> Unit:
    return Unit.objects.get(is_office=True)


@pytest.fixture
def township() -> Unit:
    return Unit.objects.get(name="建胜镇")


@pytest.fixture
def newcomer() -> User:
    return create_user(username="newcomer", name="新人", password=PASSWORD, by=None, at=SETTLED_AT)


def test_a_new_account_has_no_role_sees_nothing_and_must_change_its_password(lin: User) -> None:
    user = create_user(username="qian", name="钱朗", password=PASSWORD, by=lin, at=AT)
    assert user.must_change_password
    assert user.check_password(PASSWORD)
    assert scope_of(user).grants == frozenset()
    entry = AuditEntry.objects.first()
    assert entry is not None
    assert (entry.act, entry.subject, entry.by) == ("新建账号", "qian（钱朗）", lin)


def test_every_objection_to_an_account_comes_at_once(lin: User) -> None:
    with pytest.raises(Refusal) as refused:
        create_user(username="lin", name="", password="abc", by=lin, at=AT)
    said = "".join(refused.value.sentences)
    assert "已经有人使用" in said
    assert "姓名" in said
    assert "至少要有 8 个字符" in said
    assert "三种" in said


def test_an_account_name_has_no_spaces(lin: User) -> None:
    with pytest.raises(Refusal, match="不要有空格"):
        create_user(username="zhang san", name="张三", password=PASSWORD, by=lin, at=AT)


def test_generated_passwords_meet_the_rule_and_differ(lin: User) -> None:
    passwords = {generate_password() for _ in range(20)}
    assert len(passwords) == 20
    for number, password in enumerate(sorted(passwords)):
        create_user(username=f"u{number:02d}", name="某", password=password, by=lin, at=AT)


ADMINISTRATION = [
    # act, who may do it once the administrators exist, who may not
    ("create", ["sysadmin"], ["lin", "security", "auditor", "wang", "leader"]),
    ("rename", ["sysadmin"], ["lin", "security", "auditor", "wang", "leader"]),
    ("reset", ["sysadmin"], ["lin", "security", "auditor", "wang", "leader"]),
    ("deactivate", ["sysadmin"], ["lin", "security", "auditor", "wang", "leader"]),
    ("grant", ["security"], ["lin", "sysadmin", "auditor", "wang", "leader"]),
]


@pytest.mark.usefixtures("lin", "sysadmin", "security", "auditor", "wang", "leader")
@pytest.mark.parametrize(("act", "may", "may_not"), ADMINISTRATION)
def test_three_administrators_share_the_work(
    act: str, may: list[str], may_not: list[str], newcomer: User, township: Unit
) -> None:
    acts: dict[str, Callable[[User], object]] = {
        "create": lambda by: create_user(username="x1", name="某", password=PASSWORD, by=by, at=AT),
        "rename": lambda by: rename_user(user=newcomer, name="改名", by=by, at=AT),
        "reset": lambda by: reset_password(user=newcomer, password="Another-77", by=by, at=AT),
        "deactivate": lambda by: deactivate_user(user=newcomer, by=by, at=AT),
        "grant": lambda by: grant_role(user=newcomer, role=Role.UNIT_FILER, unit=township, by=by, at=AT),
    }
    for username in may_not:
        with pytest.raises(NotAllowed):
            acts[act](User.objects.get(username=username))
    for username in may:
        acts[act](User.objects.get(username=username))


def test_the_office_stands_in_until_administrators_exist(lin: User, newcomer: User, office_unit: Unit) -> None:
    grant_role(user=newcomer, role=Role.SYSTEM_ADMIN, unit=office_unit, by=lin, at=AT)
    with pytest.raises(NotAllowed, match="系统管理员"):
        create_user(username="later", name="后来", password=PASSWORD, by=lin, at=AT)


def test_nobody_grants_to_themselves(lin: User, security: User, township: Unit) -> None:
    with pytest.raises(NotAllowed, match="不能给自己授权"):
        grant_role(user=security, role=Role.UNIT_FILER, unit=township, by=security, at=AT)


INCOMPATIBLE = [
    (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN),
    (Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN),
    (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN),
    (Role.SYSTEM_ADMIN, Role.OFFICE_ADMIN),
    (Role.AUDIT_ADMIN, Role.OFFICE_CLERK),
    (Role.SECURITY_ADMIN, Role.UNIT_FILER),
    (Role.DISTRICT_LEADER, Role.OFFICE_ADMIN),
    (Role.DISTRICT_LEADER, Role.UNIT_REVIEWER),
    (Role.DISTRICT_LEADER, Role.AUDIT_ADMIN),
    (Role.UNIT_FILER, Role.UNIT_REVIEWER),
]


@pytest.mark.parametrize(("first", "second"), [*INCOMPATIBLE, *[(b, a) for a, b in INCOMPATIBLE]])
def test_roles_that_do_not_go_together_are_refused(
    first: Role, second: Role, newcomer: User, office_unit: Unit
) -> None:
    grant_role(user=newcomer, role=first, unit=office_unit, by=None, at=AT)
    with pytest.raises(Refusal):
        grant_role(user=newcomer, role=second, unit=office_unit, by=None, at=AT)
    assert RoleGrant.objects.filter(user=newcomer).count() == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [(Role.OFFICE_ADMIN, Role.OFFICE_CLERK), (Role.UNIT_FILER, Role.OWNER_CLERK)],
)
def test_roles_that_go_together_are_given(first: Role, second: Role, newcomer: User, office_unit: Unit) -> None:
    for role in (first, second):
        grant_role(user=newcomer, role=role, unit=office_unit, by=None, at=AT)
    assert scope_of(newcomer, on=TODAY).roles == {first, second}


def test_one_may_file_for_one_unit_and_review_for_another(newcomer: User, township: Unit, office_unit: Unit) -> None:
    grant_role(user=newcomer, role=Role.UNIT_FILER, unit=township, by=None, at=AT)
    grant_role(user=newcomer, role=Role.UNIT_REVIEWER, unit=office_unit, by=None, at=AT)


def test_roles_held_at_different_times_do_not_collide(newcomer: User, township: Unit) -> None:
    grant_role(
        user=newcomer, role=Role.UNIT_FILER, unit=township, starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30),
        by=None, at=AT,
    )  # fmt: skip
    grant_role(user=newcomer, role=Role.UNIT_REVIEWER, unit=township, starts_on=date(2026, 7, 1), by=None, at=AT)
    assert scope_of(newcomer, on=date(2026, 6, 30)).roles == {Role.UNIT_FILER}
    assert scope_of(newcomer, on=date(2026, 7, 1)).roles == {Role.UNIT_REVIEWER}


def test_the_same_role_is_not_given_twice_at_once(newcomer: User, township: Unit) -> None:
    for starts_on, ends_on in [(date(2026, 1, 1), date(2026, 3, 31)), (date(2026, 4, 1), None)]:
        grant_role(
            user=newcomer, role=Role.UNIT_FILER, unit=township, starts_on=starts_on, ends_on=ends_on, by=None, at=AT
        )
    with pytest.raises(Refusal, match="已有“单位填报人”授权"):
        grant_role(user=newcomer, role=Role.UNIT_FILER, unit=township, by=None, at=AT)


@pytest.mark.parametrize(
    ("role", "unit_name", "sentence"),
    [
        (Role.OFFICE_ADMIN, "区交通局", "只能设在领导小组办公室所在单位"),
        ("archbishop", "区交通局", "没有这个角色"),
    ],
)
def test_a_role_must_fit_its_unit(role: str, unit_name: str, sentence: str, newcomer: User) -> None:
    with pytest.raises(Refusal, match=sentence):
        grant_role(user=newcomer, role=role, unit=Unit.objects.get(name=unit_name), by=None, at=AT)


def test_a_grant_cannot_end_before_it_begins(newcomer: User, township: Unit) -> None:
    with pytest.raises(Refusal, match="不能早于起始日期"):
        grant_role(
            user=newcomer, role=Role.UNIT_FILER, unit=township, starts_on=TODAY, ends_on=date(2026, 1, 1),
            by=None, at=AT,
        )  # fmt: skip


def test_ending_a_grant_stops_the_role_at_once_and_keeps_the_past(lin: User, wang: User) -> None:
    grant = wang.grants.get()
    end_grant(grant=grant, by=lin, at=AT)
    assert scope_of(wang, on=TODAY).grants == frozenset()
    assert scope_of(wang, on=GRANTED_ON).roles == {Role.UNIT_FILER}
    with pytest.raises(WrongState, match="已于2026-11-02截止"):
        end_grant(grant=grant, by=lin, at=AT)


def test_a_grant_not_yet_begun_is_withdrawn(lin: User, newcomer: User, township: Unit) -> None:
    grant = grant_role(user=newcomer, role=Role.UNIT_FILER, unit=township, starts_on=date(2027, 1, 1), by=lin, at=AT)
    end_grant(grant=grant, by=lin, at=AT)
    assert not RoleGrant.objects.filter(user=newcomer).exists()
    assert AuditEntry.objects.filter(act="撤销授权").count() == 1


def test_a_grant_is_not_ended_in_the_distant_past(lin: User, wang: User) -> None:
    with pytest.raises(WrongState, match="不能早于昨天"):
        end_grant(grant=wang.grants.get(), ends_on=date(2026, 1, 1), by=lin, at=AT)


def test_a_reset_password_must_be_changed_and_the_old_one_is_gone(sysadmin: User, wang: User) -> None:
    reset_password(user=wang, password="Another-77", by=sysadmin, at=AT)
    wang.refresh_from_db()
    assert wang.must_change_password
    assert wang.check_password("Another-77")
    assert not wang.check_password(PASSWORD)


def test_passwords_never_reach_the_trail(lin: User, engage: Engage) -> None:
    user = engage("sun", Role.UNIT_FILER, "区交通局")
    reset_password(user=user, password="Secret-99x", by=lin, at=AT)
    for entry in AuditEntry.objects.all():
        assert "Secret-99x" not in f"{entry.subject}{entry.detail}"


def test_a_stopped_account_loses_its_scope_and_can_come_back(sysadmin: User, wang: User) -> None:
    deactivate_user(user=wang, by=sysadmin, at=AT)
    assert scope_of(User.objects.get(pk=wang.pk)).grants == frozenset()
    with pytest.raises(WrongState, match="已经是停用状态"):
        deactivate_user(user=wang, by=sysadmin, at=AT)
    reactivate_user(user=wang, by=sysadmin, at=AT)
    assert scope_of(User.objects.get(pk=wang.pk)).roles == {Role.UNIT_FILER}


def test_nobody_stops_their_own_account(sysadmin: User) -> None:
    with pytest.raises(WrongState, match="不能停用自己"):
        deactivate_user(user=sysadmin, by=sysadmin, at=AT)


def test_the_last_office_admin_stays(lin: User, sysadmin: User, security: User, engage: Engage) -> None:
    with pytest.raises(WrongState, match="唯一的办公室管理员"):
        deactivate_user(user=lin, by=sysadmin, at=AT)
    with pytest.raises(WrongState, match="唯一的办公室管理员"):
        end_grant(grant=lin.grants.get(), by=security, at=AT)
    engage("lin2", Role.OFFICE_ADMIN, "区发展改革委")
    deactivate_user(user=lin, by=sysadmin, at=AT)


def test_the_last_system_admin_stays(lin: User, sysadmin: User, security: User) -> None:
    with pytest.raises(WrongState, match="唯一的系统管理员"):
        end_grant(grant=sysadmin.grants.get(), by=security, at=AT)

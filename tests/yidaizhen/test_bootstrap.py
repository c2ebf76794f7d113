"""bootstrap: an empty, ready system, made once and left alone the second time."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from labor.models import WageStandard
from units.audit import first_broken_link
from units.models import AuditEntry, IssuingOffice, Role, RoleGrant, Unit, User
from units.scope import scope_of

pytestmark = pytest.mark.django_db


def bootstrap(**options: Any) -> dict[str, Any]:
    answer = io.StringIO()
    call_command("bootstrap", office_user="lin", json=True, stdout=answer, **options)
    said: dict[str, Any] = json.loads(answer.getvalue())
    return said


def test_an_empty_database_becomes_a_ready_system() -> None:
    said = bootstrap()
    user = User.objects.get()
    assert user.check_password(said["password"])
    assert user.must_change_password
    assert scope_of(user).has(Role.OFFICE_ADMIN)
    assert RoleGrant.objects.get().unit.name == "区发展改革委"
    assert Unit.objects.count() == 27
    assert WageStandard.objects.exists()
    assert IssuingOffice.objects.count() == 1
    assert first_broken_link() is None


def test_the_second_time_changes_nothing_and_shows_no_password() -> None:
    first = bootstrap()
    entries = AuditEntry.objects.count()
    second = bootstrap()
    assert (second["created"], second["granted"], second["password"]) == (False, False, None)
    assert (second["reference_created"], second["reference_updated"]) == (0, 0)
    assert AuditEntry.objects.count() == entries
    assert User.objects.get().check_password(first["password"])


def test_the_password_may_come_from_the_keyboard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Chosen-2026\n"))
    assert bootstrap(password_stdin=True)["password"] is None
    assert User.objects.get().check_password("Chosen-2026")


@pytest.mark.parametrize(("typed", "sentence"), [("", "没有密码"), ("short", "至少要有 8 个字符")])
def test_a_bad_password_leaves_no_user(typed: str, sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
    with pytest.raises(CommandError, match=sentence):
        call_command("bootstrap", office_user="lin", password_stdin=True)
    assert not User.objects.exists()


def test_an_existing_account_is_given_the_role_and_keeps_its_password() -> None:
    User.objects.create_user("lin", "Own-2026x", name="林岚")
    said = bootstrap()
    assert (said["created"], said["granted"], said["password"]) == (False, True, None)
    user = User.objects.get()
    assert user.check_password("Own-2026x")
    assert user.name == "林岚"


def test_a_stopped_account_is_not_revived_behind_its_back() -> None:
    User.objects.create_user("lin", "Own-2026x", name="林岚", is_active=False)
    with pytest.raises(CommandError, match="已停用"):
        call_command("bootstrap", office_user="lin")


def test_people_read_what_was_done(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("bootstrap", office_user="lin", name="林岚")
    said = capsys.readouterr().out
    assert "已建办公室管理员账号“lin”" in said
    assert "首次密码（只显示这一次）" in said
    call_command("bootstrap", office_user="lin")
    assert "已是办公室管理员，没有改动" in capsys.readouterr().out

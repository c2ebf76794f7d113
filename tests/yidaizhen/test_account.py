"""登录、退出、修改密码 and their traces in the audit trail."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from tests.cast import PASSWORD
from units.audit import first_broken_link
from units.models import AuditEntry, User

NEW = "Harvest-2026"


def last() -> tuple[str, str, str]:
    entry = AuditEntry.objects.order_by("-number")[0]
    return entry.act, entry.subject, entry.by_name


def sign_in(client: Client, username: str, password: str, **more: str) -> object:
    return client.post("/login/", {"username": username, "password": password, **more})


def test_signing_in_opens_the_first_page_and_is_recorded(wang: User, client: Client) -> None:
    answer = client.post("/login/", {"username": "wang", "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert last() == ("登录", "wang", "wang")
    assert first_broken_link() is None


def test_a_failed_sign_in_keeps_the_account_name_and_never_the_password(wang: User, client: Client) -> None:
    page = client.post("/login/", {"username": "wang", "password": "Wrong-2026"}).content.decode()
    assert "账号或密码不对" in page
    assert last() == ("登录失败", "wang", "系统")
    assert "Wrong-2026" not in str(list(AuditEntry.objects.values()))
    assert 'value="wang"' in page
    assert "Wrong-2026" not in page


@pytest.mark.parametrize("username", ["", "x" * 300, "wang\x00", "‮wang\n"])
def test_an_odd_account_name_gets_the_page_again(reference: None, client: Client, username: str) -> None:
    answer = client.post("/login/", {"username": username, "password": "x"})
    assert answer.status_code == 200
    assert last()[0] == "登录失败"
    assert last()[1].isprintable()


def test_a_stopped_account_cannot_sign_in(wang: User, client: Client) -> None:
    User.objects.filter(pk=wang.pk).update(is_active=False)
    assert client.post("/login/", {"username": "wang", "password": PASSWORD}).status_code == 200
    assert last()[0] == "登录失败"


@pytest.mark.parametrize(("wanted", "reached"), [("/password/", "/password/"), ("https://elsewhere.example/", "/")])
def test_after_signing_in_one_goes_where_one_wanted_but_never_outside(
    wang: User, client: Client, wanted: str, reached: str
) -> None:
    answer = client.post("/login/", {"username": "wang", "password": PASSWORD, "next": wanted})
    assert answer.headers["Location"] == reached


def test_signing_out_needs_a_post_and_is_recorded(wang: User, client: Client) -> None:
    client.force_login(wang)
    assert client.get("/logout/").status_code == 405
    answer = client.post("/logout/", follow=True)
    assert "已退出" in answer.content.decode()
    assert last() == ("退出", "wang", "wang")
    assert client.get("/").headers["Location"] == "/login/?next=/"


@pytest.fixture
def newcomer(wang: User, client: Client) -> User:
    """Wang with a first password that must be changed."""
    User.objects.filter(pk=wang.pk).update(must_change_password=True)
    client.post("/login/", {"username": "wang", "password": PASSWORD})
    return wang


def change(client: Client, old: str, new: str, again: str = "") -> object:
    return client.post("/password/", {"old_password": old, "new_password1": new, "new_password2": again or new})


def test_a_first_password_must_be_changed_before_anything_else(newcomer: User, client: Client) -> None:
    assert client.get("/").headers["Location"] == "/password/"
    assert "改好密码后才能办理其他事项" in client.get("/password/").content.decode()
    change(client, PASSWORD, NEW)
    assert client.get("/").status_code == 200
    newcomer.refresh_from_db()
    assert newcomer.check_password(NEW)
    assert not newcomer.must_change_password
    assert last() == ("修改密码", "wang", "wang")


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("Wrong-2026", NEW, NEW, "原密码不对"),
        (PASSWORD, NEW, "Harvest-2027", "两次填写的新密码不一样"),
        (PASSWORD, PASSWORD, PASSWORD, "新密码不能与原密码相同"),
        (PASSWORD, "harvest2026", "harvest2026", "三种"),
        (PASSWORD, "Ab1!", "Ab1!", "8"),
    ],
)
def test_a_refused_password_says_why_and_changes_nothing(
    newcomer: User, client: Client, old: str, new: str, again: str, said: str
) -> None:
    page = change(client, old, new, again).content.decode()  # type: ignore[attr-defined]
    assert said in page
    newcomer.refresh_from_db()
    assert newcomer.must_change_password
    assert newcomer.check_password(PASSWORD)
    assert last()[0] == "登录"


def test_demo_accounts_are_listed_in_demo_mode_alone(wang: User, client: Client, settings: Settings) -> None:
    User.objects.filter(pk=wang.pk).update(is_demo=True)
    settings.DEMO_MODE = False
    assert "演示账号" not in client.get("/login/").content.decode()
    settings.DEMO_MODE = True
    page = client.get("/login/").content.decode()
    assert "王溪" in page
    assert "建胜镇单位填报人" in page
    assert settings.DEMO_PASSWORD in page


def test_accounts_of_real_people_are_never_listed(wang: User, client: Client, settings: Settings) -> None:
    settings.DEMO_MODE = True
    assert "王溪" not in client.get("/login/").content.decode()

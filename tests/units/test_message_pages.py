"""消息, 外发记录 and 我的账号: who sees what, what is counted, what is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from units.inbox import clear_old
from units.models import AuditEntry, Channel, Message, MessageKind, Outgoing, User
from units.telling import Word, tell

AT = datetime(2026, 11, 3, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
CAST = ["lin", "chen_filer", "leader", "sysadmin", "security", "auditor"]


def told(user: User, key: str = "1", **more: Any) -> Message:
    word = {"kind": "reminder", "title": f"事项{key}", "body": "请尽快办理。", "url": "/account/", "tone": "warn"}
    tell(Word(key=key, **word | more), to=[user], at=AT)
    return Message.objects.get(to=user, key=key)


def mail(key: str = "1", **more: Any) -> Outgoing:
    fields = {"subject": "10月进度明天截止", "body": "正文里的话", "next_at": AT, "written_at": AT, "state": "failed"}
    return Outgoing.objects.create(channel=Channel.EMAIL, key=key, address="wang@example.gov", **fields | more)


@pytest.fixture
def inside(wang: User, client: Client) -> Client:
    client.force_login(wang)
    return client


@pytest.mark.parametrize("who", CAST)
def test_everybody_has_an_inbox_and_the_office_and_the_system_see_what_left(
    request: pytest.FixtureRequest, client: Client, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    row = mail()
    assert "还没有消息" in client.get(reverse("message_list")).text
    assert client.get(reverse("my_account")).status_code == 200
    allowed = who in {"lin", "sysadmin"}
    page = client.get(reverse("outgoing_list"))
    assert page.status_code == (200 if allowed else 403)
    assert ("正文里的话" in page.text) is (who == "lin")
    assert ("10月进度明天截止" in page.text) is allowed
    sent = client.post(reverse("outgoing_retry", args=[row.pk]))
    assert sent.status_code == (302 if allowed else 403)


def test_the_number_of_the_unread_stands_on_every_page(inside: Client, wang: User, lin: User) -> None:
    for key in "123":
        told(wang, key)
    told(lin, "4")
    page = inside.get("/").text
    assert 'aria-label="3 条未读消息"' in page
    assert "3 条未读" in inside.get(reverse("message_list")).text
    Message.objects.update(read_at=AT)
    assert "条未读" not in inside.get("/").text


def test_opening_a_message_marks_it_read_and_leads_to_its_page(inside: Client, wang: User, lin: User) -> None:
    message, another = told(wang), told(lin)
    address = reverse("message_open", args=[message.pk])
    assert inside.get(address).status_code == 405
    assert inside.post(address).url == "/account/"
    message.refresh_from_db()
    read = message.read_at
    assert read is not None
    assert inside.post(address).url == "/account/"
    message.refresh_from_db()
    assert message.read_at == read
    inside.post(reverse("message_unread", args=[message.pk]))
    message.refresh_from_db()
    assert message.read_at is None
    for name in ("message_open", "message_unread"):
        assert inside.post(reverse(name, args=[another.pk])).status_code == 404


@pytest.mark.parametrize("url", ["", "https://elsewhere.example/", "//elsewhere.example/", "javascript:x"])
def test_a_message_never_leads_outside(inside: Client, wang: User, url: str) -> None:
    message = told(wang, url=url)
    assert inside.post(reverse("message_open", args=[message.pk]) + "?state=unread").url == "/messages/?state=unread"


def test_all_that_the_page_knew_of_is_marked_read_and_nothing_newer(inside: Client, wang: User, lin: User) -> None:
    first, other, of_lin = told(wang, "1"), told(wang, "2", kind="report"), told(lin, "3")
    newest = str(other.pk)
    later = told(wang, "4")
    inside.post(reverse("message_read_all") + "?kind=report", {"newest": newest})
    assert set(Message.objects.unread()) == {first, of_lin, later}
    inside.post(reverse("message_read_all"), {"newest": newest})
    assert set(Message.objects.unread()) == {of_lin, later}
    for odd in ("", "x", "9" * 40, "-1"):
        assert inside.post(reverse("message_read_all"), {"newest": odd}).status_code == 302
    assert set(Message.objects.unread()) == {of_lin, later}


@pytest.mark.parametrize(
    ("query", "found"), [("", {"1", "2"}), ("state=unread", {"2"}), ("state=read", {"1"}), ("kind=report", {"2"})]
)
def test_messages_are_filtered(inside: Client, wang: User, query: str, found: set[str]) -> None:
    read = told(wang, "1")
    told(wang, "2", kind="report")
    Message.objects.filter(pk=read.pk).update(read_at=AT)
    page = inside.get(f"{reverse('message_list')}?{query}").text
    assert {key for key in "12" if f"事项{key}" in page} == found


def test_a_filter_that_finds_nothing_says_so(inside: Client, wang: User) -> None:
    told(wang)
    assert "没有符合条件的消息" in inside.get(reverse("message_list") + "?state=read").text


def test_what_was_read_over_a_year_ago_is_cleared_once_and_recorded(wang: User, settings: Settings) -> None:
    settings.MESSAGE_DAYS = 365
    old, unread, fresh = told(wang, "1"), told(wang, "2"), told(wang, "3")
    Message.objects.filter(pk=old.pk).update(read_at=AT - timedelta(days=366))
    Message.objects.filter(pk=fresh.pk).update(read_at=AT - timedelta(days=364))
    assert [clear_old(at=AT), clear_old(at=AT)] == [1, 0]
    assert set(Message.objects.all()) == {unread, fresh}
    entry = AuditEntry.objects.get(act="清理站内消息")
    assert (entry.rows, entry.by_name) == (1, "系统")


def test_one_chooses_ones_own_mail(inside: Client, wang: User, settings: Settings) -> None:
    settings.MAIL_URL = ""
    assert "目前没有开通邮件" in inside.get(reverse("my_account")).text
    refused = inside.post(reverse("my_account"), {"email": "wang 邮箱", "wants_mail": "on"})
    assert refused.status_code == 422
    assert "wang 邮箱" in refused.text
    inside.post(reverse("my_account"), {"email": "wang@example.gov"})
    wang.refresh_from_db()
    assert (wang.email, wang.wants_mail) == ("wang@example.gov", False)
    entry = AuditEntry.objects.get(act="修改邮件设置")
    assert "example.gov" not in str((entry.subject, entry.detail))


def test_the_system_administrator_sets_the_mail_of_others(client: Client, sysadmin: User, wang: User) -> None:
    client.force_login(sysadmin)
    address = reverse("user_mail", args=[wang.pk])
    assert client.post(address, {"email": "x"}).status_code == 422
    client.post(address, {"email": "wang@example.gov", "wants_mail": "on"})
    wang.refresh_from_db()
    assert (wang.email, wang.wants_mail) == ("wang@example.gov", True)
    client.post(reverse("user_new"), {"username": "qian", "name": "钱朗", "email": "qian@example.gov"})
    assert User.objects.get(username="qian").email == "qian@example.gov"
    client.force_login(wang)
    assert client.post(reverse("user_mail", args=[sysadmin.pk]), {"email": "x@example.gov"}).status_code == 403


def test_the_outgoing_are_filtered_sent_again_and_cancelled(client: Client, lin: User) -> None:
    client.force_login(lin)
    assert "还没有外发" in client.get(reverse("outgoing_list")).text
    row, sent = mail(), mail("2", subject="9月已印发", state="sent", sent_at=AT)
    page = client.get(reverse("outgoing_list") + "?state=failed&channel=email&q=wang").text
    assert "10月进度明天截止" in page
    assert "9月已印发" not in page
    assert "没有符合条件的外发" in client.get(reverse("outgoing_list") + "?q=火星").text
    client.post(reverse("outgoing_cancel", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == "cancelled"
    refused = client.post(reverse("outgoing_cancel", args=[sent.pk]), follow=True).text
    assert "不能再取消" in refused
    client.post(reverse("outgoing_retry", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == "waiting"
    Outgoing.objects.filter(pk=row.pk).update(state="failed")
    assert "1 条已重新排队" in client.post(reverse("outgoing_retry_all"), follow=True).text


@pytest.mark.parametrize("url_name", ["message_list", "outgoing_list"])
def test_a_list_costs_the_same_queries_however_long(
    url_name: str, client: Client, lin: User, wang: User, django_assert_num_queries: Any
) -> None:
    client.force_login(lin)

    def more(numbers: range) -> None:
        for number in numbers:
            told(lin, str(number), kind=MessageKind.values[number % 6])
            mail(str(number), to=wang)

    more(range(2))
    client.get(reverse(url_name))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(url_name))
    more(range(2, 20))
    with django_assert_num_queries(len(few)):
        client.get(reverse(url_name))

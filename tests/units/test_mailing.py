"""写邮件: a digest, not a flood; only to those who want it and can be written to."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pytest_django import Settings

from units.mailing import LISTED, write_mails
from units.models import Message, Outgoing, User
from units.telling import Word, tell, tell_chat

AT = datetime(2026, 11, 3, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def mail_is_on(settings: Settings) -> None:
    settings.MAIL_URL, settings.SITE_ADDRESS = "smtp://127.0.0.1:1", "https://ydz.example.gov"


@pytest.fixture
def reader(wang: User) -> User:
    wang.email = "wang@example.gov"
    wang.save()
    return wang


def told(user: User, key: str, *, at: datetime = AT, tone: str = "info", title: str = "", body: str = "") -> None:
    word = Word(kind="reminder", key=key, title=title or f"事项{key}", body=body, url="/filings/", tone=tone)
    tell(word, to=[user], at=at, by_mail=True)


def test_what_one_person_is_told_becomes_one_mail_and_once(reader: User) -> None:
    told(reader, "一", body="10月进度还没有填报。")
    told(reader, "二")
    assert [write_mails(at=AT), write_mails(at=AT), write_mails(at=AT + timedelta(days=1))] == [1, 0, 0]
    mail = Outgoing.objects.get()
    assert (mail.to, mail.address, mail.subject) == (reader, "wang@example.gov", "【以工代赈】您有 2 条新消息")
    assert "1. 事项一（11月03日 09:00）\n10月进度还没有填报。\n去办理：https://ydz.example.gov/filings/" in mail.body
    assert set(Message.objects.values_list("outgoing", flat=True)) == {mail.pk}


def test_a_single_message_is_told_by_its_title(reader: User) -> None:
    told(reader, "一", title="10月进度\n明天截止")
    write_mails(at=AT)
    assert Outgoing.objects.get().subject == "【以工代赈】10月进度 明天截止"


def test_the_next_mail_waits_its_hours_unless_something_is_urgent(reader: User) -> None:
    told(reader, "一")
    write_mails(at=AT)
    told(reader, "二")
    assert write_mails(at=AT + timedelta(hours=3, minutes=59)) == 0
    told(reader, "三", tone="bad")
    assert write_mails(at=AT + timedelta(hours=1)) == 1
    assert "2 条" in Outgoing.objects.latest("pk").subject  # what waited goes along
    told(reader, "四")
    assert write_mails(at=AT + timedelta(hours=5)) == 1


def test_nobody_is_written_to_who_has_read_it_or_wants_none(reader: User, lin: User) -> None:
    told(lin, "一")  # no address
    told(reader, "一")
    User.objects.filter(pk=reader.pk).update(wants_mail=False)
    assert write_mails(at=AT) == 0
    User.objects.filter(pk=reader.pk).update(wants_mail=True, is_active=False)
    assert write_mails(at=AT) == 0
    User.objects.filter(pk=reader.pk).update(is_active=True)
    Message.objects.update(read_at=AT)
    assert write_mails(at=AT) == 0
    Message.objects.update(read_at=None)
    assert write_mails(at=AT + timedelta(days=8)) == 0  # no news any more
    assert write_mails(at=AT) == 1


def test_a_message_that_is_not_meant_for_mail_stays_inside(reader: User) -> None:
    tell(Word(kind="report", key="一", title="已印发"), to=[reader], at=AT)
    assert write_mails(at=AT) == 0


def test_no_number_of_a_person_leaves_even_when_somebody_typed_one(reader: User, settings: Settings) -> None:
    settings.WEBHOOK_URL = "http://127.0.0.1:1/"
    typed = "张某500104199001011239，电话13800001111，卡6222021234567890123，代码2304-500110-04-01-886979，23-68000000"
    told(reader, "一", body=typed)
    write_mails(at=AT)
    tell_chat(key="k", subject="退回", body=typed, at=AT)
    for row in Outgoing.objects.all():
        assert "张某（号码略），电话（号码略），卡（号码略）" in row.body
        assert "2304-500110-04-01-886979，23-68000000" in row.body


def test_a_long_digest_says_how_many_more(reader: User) -> None:
    for number in range(LISTED + 3):
        told(reader, str(number))
    write_mails(at=AT)
    body = Outgoing.objects.get().body
    assert "另有 3 条" in body
    assert f"{LISTED}. " in body
    assert f"{LISTED + 1}. " not in body


def test_without_a_site_address_the_mail_names_the_page(reader: User, settings: Settings) -> None:
    settings.SITE_ADDRESS = ""
    told(reader, "一")
    write_mails(at=AT)
    assert "去办理：登录系统后点“消息”" in Outgoing.objects.get().body


def test_nothing_is_written_while_the_channels_are_off(reader: User, settings: Settings, django_assert_num_queries):
    settings.MAIL_URL = settings.WEBHOOK_URL = ""
    told(reader, "一")
    with django_assert_num_queries(0):
        assert write_mails(at=AT) == 0
        tell_chat(key="k", subject="印发", body="", at=AT)
    assert not Outgoing.objects.exists()


def test_a_quiet_turn_asks_once_however_much_was_told(reader: User, django_assert_num_queries) -> None:
    for number in range(20):
        told(reader, str(number))
    write_mails(at=AT)
    with django_assert_num_queries(1):
        write_mails(at=AT)

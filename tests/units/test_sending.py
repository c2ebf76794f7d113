"""发外发, against real servers: delivered once, tried again with growing waits, given up with a sentence."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from tests.units.sinks import ChatSink, MailSink
from units import channels
from units.channel_state import state_of
from units.models import AuditEntry, Channel, Outgoing, OutgoingState, User
from units.outgoing import cancel_outgoing, retry_failed, retry_outgoing
from units.refusals import NotAllowed, WrongState
from units.sending import LEASE, WAITS, anything_due, claim, send_due
from units.telling import tell_chat

AT = datetime(2026, 11, 3, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
pytestmark = pytest.mark.django_db


def mail(key: str = "1", **more: object) -> Outgoing:
    fields = {"address": "wang@example.gov", "subject": "【以工代赈】明天截止", "body": "10月进度还没有填报。"}
    return Outgoing.objects.create(channel=Channel.EMAIL, key=key, next_at=AT, written_at=AT, **fields | more)


def test_a_mail_is_delivered_once(mail_sink: MailSink) -> None:
    row = mail()
    assert send_due(at=AT).sent == 1
    assert (send_due(at=AT).sent, send_due(at=AT + timedelta(days=2)).sent) == (0, 0)
    [arrived] = mail_sink.mails
    assert (arrived["To"], arrived["From"], arrived["Subject"]) == (
        "wang@example.gov", "ygdz@example.gov", "【以工代赈】明天截止",
    )  # fmt: skip
    assert arrived.get_content_type() == "text/plain"
    assert arrived.get_content().strip() == "10月进度还没有填报。"
    row.refresh_from_db()
    assert (row.state, row.sent_at, row.attempts) == ("sent", AT, 1)


def test_a_refused_mail_is_tried_again_and_then_delivered(mail_sink: MailSink) -> None:
    row, other = mail(), mail("2")
    mail_sink.refusal = "450 try later"
    assert send_due(at=AT).failed == 2
    row.refresh_from_db()
    assert (row.state, row.next_at) == ("waiting", AT + WAITS[0])
    assert "邮件服务器没有收下：450 try later" in row.failure
    mail_sink.refusal = ""
    assert send_due(at=AT + WAITS[0] - timedelta(seconds=1)).sent == 0
    assert send_due(at=AT + WAITS[0]).sent == 2
    row.refresh_from_db()
    assert (row.state, row.failure, row.attempts, row.interrupted) == ("sent", "", 2, 0)
    assert len({arrived["Message-ID"] for arrived in mail_sink.mails}) == 2
    assert other.pk


def test_after_the_last_wait_it_is_given_up_with_a_sentence(mail_sink: MailSink) -> None:
    row, at = mail(), AT
    mail_sink.refusal = "550 no such user"
    for wait in [*WAITS, timedelta(0)]:
        send_due(at=at)
        at += wait
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("failed", 6)
    assert row.failure.endswith("请核对收件人的工作邮箱。已经试了6次，不再自动重发。")
    assert not anything_due(at=at + timedelta(days=30))


def test_where_nobody_answers_one_attempt_counts_for_all(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAIL_URL, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp://127.0.0.1:1", "127.0.0.1", 1
    for number in range(3):
        mail(str(number))
    assert send_due(at=AT).failed == 3
    rows = Outgoing.objects.all()
    assert {(row.state, row.attempts, row.next_at) for row in rows} == {("waiting", 1, AT + WAITS[0])}
    assert all("连不上邮件服务器" in row.failure for row in rows)


def test_one_whose_sender_was_lost_goes_again_and_says_so(mail_sink: MailSink) -> None:
    row = mail()
    assert claim(row, at=AT)  # and then its worker is killed
    assert send_due(at=AT + LEASE - timedelta(seconds=1)).sent == 0
    assert send_due(at=AT + LEASE).sent == 1
    assert mail_sink.mails[0].get_content().startswith("（上一次发送时系统中断，这条您可能已经收到过一次。）")
    row.refresh_from_db()
    assert (row.attempts, row.interrupted) == (2, 1)


def test_a_line_cut_after_the_mail_was_given_counts_as_an_interruption(mail_sink: MailSink) -> None:
    row = mail()
    mail_sink.hangs_up = True
    send_due(at=AT)
    row.refresh_from_db()
    assert (row.state, row.interrupted) == ("waiting", 1)
    mail_sink.hangs_up = False
    send_due(at=AT + WAITS[0])
    first, second = mail_sink.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert "可能已经收到过一次" in second.get_content()


def test_a_mail_goes_where_its_person_wants_it_now(mail_sink: MailSink, wang: User, lin: User, zhao: User) -> None:
    User.objects.filter(pk=wang.pk).update(email="wang.xi@example.gov")  # corrected since it was written
    User.objects.filter(pk=lin.pk).update(email="lin@example.gov", wants_mail=False)
    User.objects.filter(pk=zhao.pk).update(email="zhao@example.gov", is_active=False)
    rows = [mail(str(person.pk), to=person) for person in (wang, lin, zhao)]
    assert vars(send_due(at=AT)) == {"sent": 1, "failed": 2}
    assert [arrived["To"] for arrived in mail_sink.mails] == ["wang.xi@example.gov"]
    told = [(row.state, row.failure[:8]) for row in Outgoing.objects.order_by("pk")]
    assert told == [("sent", ""), ("cancelled", "收件人没有工作邮"), ("cancelled", "收件人的账号已停")]
    assert len(rows) == 3


def test_one_broken_row_does_not_hold_up_the_others(mail_sink: MailSink) -> None:
    broken = mail(subject="两行\n标题")
    mail("2")
    assert send_due(at=AT).sent == 1
    broken.refresh_from_db()
    assert broken.failure


def test_a_line_reaches_the_work_chat_once_and_signed(chat_sink: ChatSink, settings: Settings) -> None:
    settings.WEBHOOK_SECRET = "secret"
    for _ in range(2):
        tell_chat(key="bulletin-1", subject="10月调度报告已印发", body="大渡口以工代赈办〔2026〕1号", at=AT)
    assert send_due(at=AT).sent == 1
    send_due(at=AT)
    [(headers, body)] = chat_sink.posts
    assert chat_sink.contents == ["【以工代赈】10月调度报告已印发\n大渡口以工代赈办〔2026〕1号"]
    second = str(int(AT.timestamp()))
    digest = hmac.new(b"secret", f"{second}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers[channels.SIGNATURE] == f"t={second},sha256={digest}"


@pytest.mark.parametrize(
    ("status", "answer", "told"),
    [(500, "", "对方答复 500"), (302, "", "对方答复 302"), (200, '{"errcode": 45009, "errmsg": "太频繁"}', "太频繁")],
)
def test_a_chat_that_refuses_is_tried_again(chat_sink: ChatSink, status: int, answer: str, told: str) -> None:
    tell_chat(key="1", subject="印发", body="", at=AT)
    chat_sink.status, chat_sink.answer = status, answer
    send_due(at=AT)
    row = Outgoing.objects.get()
    assert (row.state, row.next_at) == ("waiting", AT + WAITS[0])
    assert told in row.failure
    assert len(chat_sink.posts) == 1  # a redirection is not followed
    chat_sink.status, chat_sink.answer = 200, "ok"
    assert send_due(at=AT + WAITS[0]).sent == 1


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://127.0.0.1/x", "127.0.0.1:80"])
def test_nothing_but_http_is_ever_opened(settings: Settings, address: str) -> None:
    settings.WEBHOOK_URL = address
    tell_chat(key="1", subject="印发", body="", at=AT)
    send_due(at=AT)
    assert "须以 http:// 或 https:// 开头" in Outgoing.objects.get().failure
    assert "完整地址" in state_of(Channel.WEBHOOK, at=AT)[0][0]


def test_what_was_written_stays_while_its_channel_is_off(django_assert_num_queries) -> None:
    row = mail()
    with django_assert_num_queries(0):
        assert not anything_due(at=AT)
        send_due(at=AT)
    row.refresh_from_db()
    assert row.state == OutgoingState.WAITING


def test_a_failed_one_is_sent_again_cancelled_or_refused(lin: User, sysadmin: User, wang: User) -> None:
    row = mail(state="failed", attempts=6, failure="拒收。")
    with pytest.raises(NotAllowed):
        retry_outgoing(row=row, by=wang, at=AT)
    retry_outgoing(row=row, by=sysadmin, at=AT)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.next_at) == ("waiting", 0, AT)
    cancel_outgoing(row=row, by=lin, at=AT)
    with pytest.raises(WrongState):
        cancel_outgoing(row=row, by=lin, at=AT)
    assert retry_failed(by=lin, at=AT) == 0
    retry_outgoing(row=row, by=lin, at=AT)
    Outgoing.objects.update(state="sent", sent_at=AT)
    with pytest.raises(WrongState):
        retry_outgoing(row=row, by=lin, at=AT)
    with pytest.raises(WrongState):
        cancel_outgoing(row=row, by=lin, at=AT)
    mail("2", state="failed", attempts=6)
    assert retry_failed(by=lin, at=AT) == 1
    acts = AuditEntry.objects.filter(act__in=["重发外发", "取消外发"]).order_by("number").values_list("act", flat=True)
    assert list(acts) == ["重发外发", "取消外发", "重发外发", "重发外发"]


def test_the_state_of_a_channel_tells_what_was_lost_lately(mail_sink: MailSink, settings: Settings) -> None:
    assert state_of(Channel.EMAIL, at=AT) == ([], "还没有发过")
    mail(state="failed", failure="邮件服务器没有收下。")
    problems, _ = state_of(Channel.EMAIL, at=AT)
    assert problems == ["7天内有 1 条没有发出，最近一条：邮件服务器没有收下。处理后请到“外发记录”重发。"]
    assert state_of(Channel.EMAIL, at=AT + timedelta(days=8))[0] == []
    settings.SITE_ADDRESS = ""
    assert "YIDAIZHEN_SITE" in state_of(Channel.EMAIL, at=AT + timedelta(days=8))[0][0]
    settings.MAIL_URL = ""
    assert state_of(Channel.EMAIL, at=AT) == ([], "没有开通，YIDAIZHEN_MAIL_URL 没有设")


def test_the_test_command_shows_whether_the_channels_work(
    wang: User, mail_sink: MailSink, chat_sink: ChatSink, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError, match="没有登记工作邮箱"):
        call_command("send_test", to="wang")
    User.objects.filter(pk=wang.pk).update(email="wang@example.gov")
    call_command("send_test", to="wang", chat=True)
    assert capsys.readouterr().out == "邮件：已发出。\n工作群：已发出。\n"
    assert len(mail_sink.mails) == len(chat_sink.posts) == 1
    mail_sink.refusal = "550 no such user"
    with pytest.raises(CommandError, match="550 no such user"):
        call_command("send_test", to="wang")
    assert Outgoing.objects.latest("pk").state == OutgoingState.FAILED
    with pytest.raises(CommandError, match="--to 账号"):
        call_command("send_test")
    with pytest.raises(CommandError, match="没有账号“nobody”"):
        call_command("send_test", to="nobody")


def test_the_test_command_names_the_setting_that_is_missing(wang: User) -> None:
    with pytest.raises(CommandError, match="YIDAIZHEN_MAIL_URL"):
        call_command("send_test", to="wang")

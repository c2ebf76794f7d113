"""渠道 out of the house: mail (SMTP) and the work chat's webhook. Both are off until the settings name an address.

A sender tells two kinds of failure apart: `Unreachable`, where the whole channel is out and nothing else need be tried
now, and `Refused`, where this one was not taken.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from contextlib import suppress
from datetime import datetime
from http.client import HTTPException
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any, Protocol
from urllib import request
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from units.models import Channel, Outgoing

CHAT_TIMEOUT = 10  # seconds
CHAT_LENGTH = 600  # characters; chats take 2048 bytes, a Chinese character is three
SIGNATURE = "X-Yidaizhen-Signature"
MARK = "【以工代赈】"  # begins whatever leaves; chats that want a keyword are given this one
AGAIN = "（上一次发送时系统中断，这条您可能已经收到过一次。）"
_ID, _PHONE, _CARD = r"\d{17}[\dXx]", r"1[3-9]\d{9}", r"\d{16,19}"
_OF_A_PERSON = re.compile(rf"(?<![\dA-Za-z-])(?:{_ID}|{_PHONE}|{_CARD})(?![\dA-Za-z-])")


class NotSent(Exception):
    """Base; its words are a Chinese sentence for the page 外发记录. `unsure`: it may have arrived all the same."""

    def __init__(self, sentence: str, *, unsure: bool = False) -> None:
        super().__init__(sentence)
        self.unsure = unsure


class Unreachable(NotSent):
    """The channel itself is out."""


class Refused(NotSent):
    """The other side did not take this one."""


class Sender(Protocol):
    """Sends one after another; `close` when there are no more."""

    def send(self, row: Outgoing, *, at: datetime) -> None: ...

    def close(self) -> None: ...


def is_on(channel: str) -> bool:
    return bool(settings.MAIL_URL if channel == Channel.EMAIL else settings.WEBHOOK_URL)


def channels_on() -> list[str]:
    return [channel for channel in Channel.values if is_on(channel)]


def without_numbers(text: str) -> str:
    """What leaves the house holds no number of a person, even where somebody typed one into a reason."""
    return _OF_A_PERSON.sub("（号码略）", text)


def said(row: Outgoing) -> str:
    """The words that leave; sent once more after an interruption, they say so."""
    return f"{AGAIN}\n\n{row.body}" if row.interrupted else row.body


class MailSender:
    """Through Django's mail backend, over one connection kept open from mail to mail."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None

    def send(self, row: Outgoing, *, at: datetime) -> None:  # noqa: ARG002
        connection = self._connection or self._open()
        try:
            _mail_of(row).send_with(connection)
        except (SMTPResponseException, SMTPRecipientsRefused, ValueError) as error:
            self.close()
            raise Refused(f"邮件服务器没有收下：{_short(error)}。请核对收件人的工作邮箱。") from error
        except (SMTPException, OSError) as error:
            self.close()
            raise Refused(f"发送时与邮件服务器的连接断了：{_short(error)}。", unsure=True) from error

    def _open(self) -> BaseEmailBackend:
        connection = get_connection()
        try:
            connection.open()
        except (SMTPException, OSError) as error:
            told = f"连不上邮件服务器：{_short(error)}。请系统管理员核对 YIDAIZHEN_MAIL_URL 和网络。"
            raise Unreachable(told) from error
        self._connection = connection
        return connection

    def close(self) -> None:
        if self._connection is not None:
            with suppress(SMTPException, OSError):
                self._connection.close()
        self._connection = None


class _Mail(EmailMessage):
    def send_with(self, connection: BaseEmailBackend) -> None:
        if not connection.send_messages([self]):
            raise ValueError("没有收件人")


def _mail_of(row: Outgoing) -> _Mail:
    """The same Message-ID each time, so that mail systems which know of it show a repeated one once."""
    place = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >") or "localhost"
    headers = {"Message-ID": f"<outgoing-{row.pk}-{row.written_at:%Y%m%d%H%M%S}@{place}>"}
    headers |= {"Auto-Submitted": "auto-generated"}
    return _Mail(subject=row.subject, body=said(row), to=[row.address], headers=headers)


class ChatSender:
    """Posts what the common work chats take: {"msgtype": "text", "text": {"content": …}}."""

    def send(self, row: Outgoing, *, at: datetime) -> None:
        try:
            with _opener().open(_post_of(row, at), timeout=CHAT_TIMEOUT) as answer:
                _accepted(answer.read(10_000))
        except HTTPError as error:
            error.close()
            raise Refused(f"工作群没有收下：对方答复 {error.code}。请核对机器人的地址和安全设置。") from error
        except (URLError, ValueError) as error:
            told = f"连不上工作群：{_short(error)}。请系统管理员核对 YIDAIZHEN_WEBHOOK_URL 和网络。"
            raise Unreachable(told) from error
        except (OSError, HTTPException) as error:
            raise Unreachable(f"工作群没有答复：{_short(error)}。", unsure=True) from error

    def close(self) -> None:
        """Each post is a connection of its own."""


class _Stays(request.HTTPRedirectHandler):
    """The address comes from the settings alone: an answer that points elsewhere is a refusal."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002
        return None


def _opener() -> request.OpenerDirector:
    return request.build_opener(_Stays)


def _post_of(row: Outgoing, at: datetime) -> request.Request:
    address = settings.WEBHOOK_URL
    if urlsplit(address).scheme not in ("http", "https"):
        raise ValueError("地址须以 http:// 或 https:// 开头")
    content = f"{MARK}{row.subject}\n{said(row)}"[:CHAT_LENGTH]
    body = json.dumps({"msgtype": "text", "text": {"content": content}}, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", **_signed(body, at)}
    return request.Request(address, data=body, headers=headers, method="POST")  # noqa: S310 - http(s), see above


def _signed(body: bytes, at: datetime) -> dict[str, str]:
    """HMAC-SHA256 over the second of sending, a dot and the body; nothing where no secret is set."""
    if not settings.WEBHOOK_SECRET:
        return {}
    second = str(int(at.timestamp()))
    digest = hmac.new(settings.WEBHOOK_SECRET.encode(), second.encode() + b"." + body, hashlib.sha256)
    return {SIGNATURE: f"t={second},sha256={digest.hexdigest()}"}


def _accepted(answer: bytes) -> None:
    """Chats answer 200 and say in a code whether they took it; 0 or no code is yes."""
    try:
        told = json.loads(answer)
    except ValueError:
        return
    codes = [told.get(name, 0) for name in ("errcode", "code")] if isinstance(told, dict) else []
    if any(code not in (0, "0") for code in codes):
        why = told.get("errmsg") or told.get("msg") or "没有说明"
        raise Refused(f"工作群没有收下：{str(why)[:120]}。请核对机器人的关键词、签名和频率限制。")


def _short(error: BaseException) -> str:
    """A machine's own words, in one line."""
    return " ".join(_words(error).split())[:120] or type(error).__name__


def _words(error: BaseException) -> str:
    if isinstance(error, SMTPRecipientsRefused):
        return "；".join(_answer(code, words) for code, words in error.recipients.values())
    if isinstance(error, SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return str(error)


def _answer(code: int, words: bytes | str) -> str:
    return f"{code} {words.decode('utf-8', 'replace') if isinstance(words, bytes) else words}"


SENDERS: dict[str, type[MailSender] | type[ChatSender]] = {Channel.EMAIL: MailSender, Channel.WEBHOOK: ChatSender}

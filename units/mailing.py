"""写邮件: the messages that wait for a person's mail are gathered into one (汇总), not sent one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from units.channels import MARK, is_on, without_numbers
from units.models import Channel, Message, Outgoing, User
from units.models.message import MessageQuerySet

NEWS = timedelta(days=7)  # what nobody could be mailed for longer is no news any more; it stays in the inbox
PEOPLE = 200  # mails written in one turn; the rest follow a minute later
LISTED = 30  # messages told in one mail
BODY_LENGTH = 400  # characters of one message in a mail
URGENT = "bad"
FOOT = "这封邮件由系统自动发出，请不要回复。不想再收邮件，可在系统的“我的账号”里关闭，消息仍会留在系统里。"


def write_mails(*, at: datetime) -> int:
    """Write one mail to each person whose unread messages are due for it; return how many. Nothing while mail is off.

    A person gets at most one in MAIL_HOURS, unless one of the messages is urgent (tone `bad`).
    """
    if not is_on(Channel.EMAIL):
        return 0
    people = _awaiting(at).filter(_urgent() | ~Exists(_recent(at))).values_list("to_id", flat=True)
    return sum(_write_mail(pk, at) for pk in people.order_by("to_id").distinct()[:PEOPLE])


def _awaiting(at: datetime) -> MessageQuerySet:
    """Unread, wanted by mail, in none yet, and of a person who can be written to."""
    fresh = Message.objects.unread().filter(wants_mail=True, outgoing=None, told_at__gte=at - NEWS)
    return fresh.filter(to__is_active=True, to__wants_mail=True).exclude(to__email="")


def _recent(at: datetime) -> QuerySet[Outgoing]:
    since = at - timedelta(hours=settings.MAIL_HOURS)
    return Outgoing.objects.filter(channel=Channel.EMAIL, to=OuterRef("to"), written_at__gt=since)


@transaction.atomic
def _write_mail(user_id: int, at: datetime) -> bool:
    """The person's row is held while their messages are claimed, so that two workers never write two mails of them."""
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    due = _awaiting(at).filter(to=user).filter(_urgent() | ~Exists(_recent(at)))
    if not due.exists():  # another worker was a moment faster
        return False
    messages = list(_awaiting(at).filter(to=user).order_by("told_at", "pk"))
    mail = Outgoing.objects.create(
        channel=Channel.EMAIL,
        key=f"{user.pk}@{at.isoformat()}",
        to=user,
        address=user.email,
        subject=subject_of(messages),
        body=body_of(user, messages),
        next_at=at,
        written_at=at,
    )
    Message.objects.filter(pk__in=[message.pk for message in messages]).update(outgoing=mail)
    return True


def _urgent() -> Q:
    return Q(tone=URGENT)


def subject_of(messages: Sequence[Message]) -> str:
    """One message is told by its title, several by how many."""
    told = messages[0].title if len(messages) == 1 else f"您有 {len(messages)} 条新消息"
    return f"{MARK}{' '.join(without_numbers(told).split())}"[:120]


def body_of(user: User, messages: Sequence[Message]) -> str:
    """Plain text: the titles, what they say, and where to go; without a site address, the name of the page."""
    shown = [_told(number, message) for number, message in enumerate(messages[:LISTED], start=1)]
    rest = [f"另有 {len(messages) - LISTED} 条，请登录系统查看。"] if len(messages) > LISTED else []
    head = f"{user.name}，您好：\n\n以工代赈业务系统里有您 {len(messages)} 条未读消息。"
    return "\n\n".join([head, *shown, *rest, f"全部消息：{_place(reverse('message_list'))}", FOOT])


def _told(number: int, message: Message) -> str:
    when = timezone.localtime(message.told_at)
    lines = [f"{number}. {message.title}（{when:%m月%d日 %H:%M}）", message.body.strip()[:BODY_LENGTH]]
    told = "\n".join(line for line in lines if line)
    return without_numbers(told) + (f"\n去办理：{_place(message.url)}" if message.url else "")


def _place(path: str) -> str:
    """A page's whole address; without a site address, how to find it."""
    return f"{settings.SITE_ADDRESS}{path}" if settings.SITE_ADDRESS else "登录系统后点“消息”"

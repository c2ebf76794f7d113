"""站内消息: tell people something once. Mail and chat leave later, from what is written here (`units.mailing`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from units.channels import is_on, without_numbers
from units.models import Channel, Message, Outgoing, User


@dataclass(frozen=True, kw_only=True)
class Word:
    """What is told: `key` says of what, so that telling it again changes nothing; `url` is the page that helps.

    `kind` is a MessageKind, by which the inbox is filtered; `tone` is info | warn | bad | good. No number of a person
    ever stands in it.
    """

    kind: str
    key: str
    title: str
    body: str = ""
    url: str = ""
    tone: str = "info"


@transaction.atomic
def tell(word: Word, *, to: Iterable[User], at: datetime, by_mail: bool = False) -> int:
    """Put a word into the inbox of each person who does not have it yet; return how many got it now.

    Args:
        by_mail: whether it also leaves with the person's next mail, if they have an address.
    """
    people = {user.pk: user for user in to}
    have = set(Message.objects.filter(key=word.key, to__in=people).values_list("to_id", flat=True))
    fresh = [user for key, user in people.items() if key not in have]
    Message.objects.bulk_create((_message(word, user, at, by_mail) for user in fresh), ignore_conflicts=True)
    return len(fresh)


@transaction.atomic
def tell_each(words: Mapping[User, tuple[Word, bool]], *, at: datetime) -> int:
    """Tell each person a word of their own, in the same few questions for any number of them; return how many got it.

    Args:
        words: person → the word, and whether it also leaves with their next mail.
    """
    keys = {word.key for word, _ in words.values()}
    have = set(Message.objects.filter(key__in=keys, to__in=words).values_list("to_id", "key"))
    fresh = [(user, word, by_mail) for user, (word, by_mail) in words.items() if (user.pk, word.key) not in have]
    Message.objects.bulk_create(
        (_message(word, user, at, by_mail) for user, word, by_mail in fresh), ignore_conflicts=True
    )
    return len(fresh)


def tell_chat(*, key: str, subject: str, body: str, at: datetime) -> None:
    """Write one line for the government's work chat; of one key only one ever leaves. Nothing while the chat is off."""
    if not is_on(Channel.WEBHOOK):
        return
    words = {"subject": without_numbers(subject)[:120], "body": without_numbers(body)}
    fields = {**words, "next_at": at, "written_at": at}
    Outgoing.objects.get_or_create(channel=Channel.WEBHOOK, key=key, defaults=fields)


def _message(word: Word, user: User, at: datetime, by_mail: bool) -> Message:
    return Message(
        to=user,
        kind=word.kind,
        key=word.key,
        title=word.title,
        body=word.body,
        url=word.url,
        tone=word.tone,
        wants_mail=by_mail,
        told_at=at,
    )

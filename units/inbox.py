"""收件箱 of one person: read, unread, and what was read long ago is cleared."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from units.audit import record
from units.models import Message, User
from units.models.message import MessageQuerySet

CLEARED_AT_ONCE = 5_000  # rows of one turn; the rest follow a minute later


def unread_count(user: User) -> int:
    """How many messages the person has not read; one query, by index."""
    return Message.objects.visible_to(user).unread().count()


def mark_read(message: Message, *, at: datetime) -> None:
    """The first reading counts; reading again changes nothing."""
    Message.objects.unread().filter(pk=message.pk).update(read_at=at)


def mark_unread(message: Message) -> None:
    """Keep it for later."""
    Message.objects.filter(pk=message.pk).update(read_at=None)


def mark_all_read(messages: MessageQuerySet, *, newest: int, at: datetime) -> int:
    """Mark what the person had before them: nothing newer than `newest`, which came after the page was made."""
    return messages.unread().filter(pk__lte=newest).update(read_at=at)


def clear_old(*, at: datetime) -> int:
    """Clear what was read more than MESSAGE_DAYS ago, counted in whole local days; return how many. Recorded."""
    last_kept = timezone.localdate(at) - timedelta(days=settings.MESSAGE_DAYS)
    old = Message.objects.filter(read_at__lt=timezone.make_aware(datetime.combine(last_kept, time.min)))
    ids = list(old.order_by("read_at").values_list("pk", flat=True)[:CLEARED_AT_ONCE])
    if not ids:
        return 0
    with transaction.atomic():
        gone, _ = Message.objects.filter(pk__in=ids).delete()
        subject = f"{settings.MESSAGE_DAYS}天前已读的站内消息"
        record(act="清理站内消息", subject=subject, by=None, at=at, rows=gone, detail={"read_before": str(last_kept)})
    return gone

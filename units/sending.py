"""发外发: what is due leaves, each row claimed by a one-row update and sent outside any transaction.

At least once: a row whose sender fell silent between sending and marking is sent again, says so in its own words and
counts the interruption (docs/decisions/mail-at-least-once.md).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from units.channels import SENDERS, NotSent, Refused, Sender, Unreachable, channels_on
from units.models import Channel, Outgoing, OutgoingState

WAITS = (  # after the first failure, the second …; then it is given up
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=24),
)
BATCH = {Channel.EMAIL: 40, Channel.WEBHOOK: 15}  # chats take some twenty posts a minute
LEASE = timedelta(minutes=15)  # longer than a whole batch of which each runs into its timeout
GIVEN_UP = "已经试了{}次，不再自动重发。"

Told = Callable[[int], None]


@dataclass
class Sent:
    """How many of a batch left, and how many did not."""

    sent: int = 0
    failed: int = 0


def anything_due(*, at: datetime) -> bool:
    """Whether a sender has something to do; asks nothing of the database while every channel is off."""
    on = channels_on()
    return bool(on) and Outgoing.objects.due(at=at).filter(channel__in=on).exists()


def send_due(*, at: datetime, told: Told = lambda _done: None) -> Sent:
    """Send one batch of each channel that is on; `told` hears after each how many are done.

    Safe at any time and from any number of workers: each row is sent by the one that claimed it.
    """
    outcome = Sent()
    for channel in channels_on():
        due = Outgoing.objects.due(at=at).filter(channel=channel).order_by("next_at", "pk")
        _send_all(list(due[: BATCH[Channel(channel)]]), SENDERS[channel](), outcome, at, told)
    return outcome


def _send_all(rows: list[Outgoing], sender: Sender, outcome: Sent, at: datetime, told: Told) -> None:
    """Once the channel is out, the rest are put off without being tried: what failed for one fails for all."""
    out: Unreachable | None = None
    with closing(sender):
        for row in rows:
            if claim(row, at=at):
                out = _deliver(row, sender, outcome, at, out)
                told(outcome.sent + outcome.failed)


def _deliver(row: Outgoing, sender: Sender, outcome: Sent, at: datetime, out: Unreachable | None) -> Unreachable | None:
    if why_not := _readdressed(row):
        outcome.failed += 1
        _mine(row).update(state=OutgoingState.CANCELLED, failure=why_not)
        return out
    error = out or send_claimed(row, sender, at=at)
    if error is None:
        outcome.sent += 1
        return None
    put_off(row, error, at=at)
    outcome.failed += 1
    return error if isinstance(error, Unreachable) else None


def _readdressed(row: Outgoing) -> str:
    """A person's mail goes to the address they have now; "" or why it goes nowhere any more."""
    if row.to is None:
        return ""
    if not row.to.is_active:
        return "收件人的账号已停用，不再发送。"
    if not (row.to.email and row.to.wants_mail):
        return "收件人没有工作邮箱或不要邮件，不再发送；站内消息里都有。"
    if row.address != row.to.email:
        row.address = row.to.email
        _mine(row).update(address=row.address)
    return ""


def claim(row: Outgoing, *, at: datetime) -> bool:
    """Take a row for this worker; False when another has it. `row` is then as it stands in the database."""
    lost = row.state == OutgoingState.SENDING  # its sender fell silent: nobody knows whether it left
    as_seen = Outgoing.objects.due(at=at).filter(pk=row.pk, state=row.state, attempts=row.attempts)
    taken = as_seen.update(
        state=OutgoingState.SENDING,
        attempts=F("attempts") + 1,
        interrupted=F("interrupted") + int(lost),
        next_at=at + LEASE,
    )
    if taken == 1:
        row.refresh_from_db()
    return taken == 1


def send_claimed(row: Outgoing, sender: Sender, *, at: datetime) -> NotSent | None:
    """Send and mark; the failure when it did not leave."""
    try:
        sender.send(row, at=at)
    except NotSent as error:
        return error
    except Exception as error:  # whatever a backend does, one row must not hold up the others
        return Refused(f"没有发出：{type(error).__name__}。请系统管理员查看运行日志。")
    _mine(row).update(state=OutgoingState.SENT, sent_at=at, failure="")
    return None


def put_off(row: Outgoing, error: NotSent, *, at: datetime) -> None:
    """To be tried again after a growing wait; after the last, given up."""
    if row.attempts > len(WAITS):
        give_up(row, f"{error}{GIVEN_UP.format(row.attempts)}")
        return
    again = {"state": OutgoingState.WAITING, "next_at": at + WAITS[row.attempts - 1]}
    _mine(row).update(**again, failure=str(error)[:300], interrupted=F("interrupted") + int(error.unsure))


def give_up(row: Outgoing, sentence: str) -> None:
    """It did not leave and is not tried again by itself."""
    _mine(row).update(state=OutgoingState.FAILED, failure=sentence[:300])


def _mine(row: Outgoing) -> QuerySet[Outgoing]:
    return Outgoing.objects.filter(pk=row.pk, state=OutgoingState.SENDING, attempts=row.attempts)

"""测试渠道: one row sent at once, and what became of it. Kept like any other, but not tried again by itself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from units.audit import record
from units.channels import MARK, SENDERS, is_on
from units.models import Channel, Outgoing, User
from units.refusals import Refusal
from units.sending import claim, give_up, send_claimed

SETTINGS = {Channel.EMAIL: "YIDAIZHEN_MAIL_URL", Channel.WEBHOOK: "YIDAIZHEN_WEBHOOK_URL"}


def send_test(*, channel: Channel, to: User | None, by: User | None, at: datetime) -> str:
    """Send a test through a channel; return "" when it left, else the sentence of what went wrong.

    Raises:
        Refusal: the channel is off, or the person has no mail address.
    """
    if not is_on(channel):
        raise Refusal(f"{channel.label}没有开通：运行环境里没有设 {SETTINGS[channel]}（见 docs/operations.md）。")
    if to is not None and not to.email:
        raise Refusal(f"{to.name}（{to.username}）没有登记工作邮箱，请先在“用户”或“我的账号”里填写。")
    row = _written(channel, to, by, at)
    if not claim(row, at=at):
        return "后台任务刚好在发送这一条，请到“外发记录”看结果。"
    sender = SENDERS[channel]()
    error = send_claimed(row, sender, at=at)
    sender.close()
    if error:
        give_up(row, str(error))
    return str(error or "")


@transaction.atomic
def _written(channel: Channel, to: User | None, by: User | None, at: datetime) -> Outgoing:
    when = f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}"
    row = Outgoing.objects.create(
        channel=channel,
        key=f"test@{at.isoformat()}",
        to=to,
        address=to.email if to else "",
        subject=f"{MARK if channel == Channel.EMAIL else ''}测试消息",
        body=f"这是一条测试消息，{when} 发出。收到就说明这个渠道是通的。",
        next_at=at,
        written_at=at,
    )
    record(act="测试外发", subject=str(row), by=by, at=at, detail={"outgoing": row.pk})
    return row

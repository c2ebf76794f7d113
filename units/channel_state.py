"""How a channel stands: is it on, is it set well, what became of the last things sent. For doctor and for pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from units.channels import is_on
from units.models import Channel, Outgoing, OutgoingState
from units.testing import SETTINGS

LATELY = timedelta(days=7)


def state_of(channel: Channel, *, at: datetime) -> tuple[list[str], str]:
    """What is wrong with a channel, sentence by sentence, and the fact worth knowing when nothing is."""
    if not is_on(channel):
        return [], f"没有开通，{SETTINGS[channel]} 没有设"
    return [*_set_wrong(channel), *_failures(channel, at)], _last_sent(channel)


def _set_wrong(channel: Channel) -> list[str]:
    if channel == Channel.WEBHOOK:
        parts = urlsplit(settings.WEBHOOK_URL)
        good = parts.scheme in ("http", "https") and parts.hostname
        return [] if good else ["YIDAIZHEN_WEBHOOK_URL 须是 http:// 或 https:// 开头的完整地址，请改正。"]
    lacks = [] if "@" in settings.DEFAULT_FROM_EMAIL else ["YIDAIZHEN_MAIL_FROM 不是邮箱地址，请改正。"]
    return lacks if settings.SITE_ADDRESS else [*lacks, "YIDAIZHEN_SITE 没有设，邮件里没有办理页面的链接，请补上。"]


def _failures(channel: Channel, at: datetime) -> list[str]:
    """What was given up lately: nobody else would notice."""
    lost = Outgoing.objects.filter(channel=channel, state=OutgoingState.FAILED, next_at__gte=at - LATELY)
    number = lost.count()
    if not number:
        return []
    return [f"7天内有 {number} 条没有发出，最近一条：{lost[0].failure}处理后请到“外发记录”重发。"]


def _last_sent(channel: Channel) -> str:
    rows = Outgoing.objects.filter(channel=channel)
    last = rows.filter(state=OutgoingState.SENT).order_by("-sent_at").first()
    retried = rows.filter(state=OutgoingState.WAITING, attempts__gt=0).count()
    told = f"最近发出 {timezone.localtime(last.sent_at):%Y-%m-%d %H:%M}" if last and last.sent_at else "还没有发过"
    return f"{told}，{retried} 条等待重试" if retried else told

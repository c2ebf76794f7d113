"""Who hears of a report's move: whoever is next in line, and the writer whose paper came back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from dispatch import audience
from dispatch.models import Bulletin, BulletinAct
from units.models import User
from units.telling import Word, tell

KIND = "report"


def writers(bulletin: Bulletin, on: date) -> list[User]:
    """Who last wrote the wording; the whole office while it is the machine's suggestion."""
    edit = bulletin.edits.select_related("edited_by").order_by("-edited_at", "-pk").first()
    return [edit.edited_by] if edit and edit.edited_by else audience.office(on)


@dataclass(frozen=True)
class Notice:
    """To whom, and in which words; `says` what to do when no reason is given."""

    to: Callable[[Bulletin, date], list[User]]
    title: str
    says: str
    tone: str = "info"


NOTICES: dict[BulletinAct, Notice] = {
    BulletinAct.SEND: Notice(lambda _, on: audience.directors(on), "{}待核稿", "请核对文字和数字，核稿后送领导签发。"),
    BulletinAct.CHECK: Notice(lambda _, on: audience.leaders(on), "{}待签发", "已核稿，请审阅签发。"),
    BulletinAct.SIGN: Notice(lambda _, on: audience.directors(on), "{}已签发", "可以编号印发了。", "good"),
    BulletinAct.HAND_BACK: Notice(writers, "{}被退回修改", "请修改后重新送核。", "warn"),
    BulletinAct.RENEW: Notice(
        lambda _, on: audience.office(on), "{}数字已换，请核对", "请核对文字后重新送核。", "warn"
    ),
}


def announce(bulletin: Bulletin, act: BulletinAct, *, by: User | None, at: datetime, reason: str) -> None:
    """Tell the people a move concerns, each once; the person who made it knows already."""
    notice = NOTICES.get(act)
    if notice is None:
        return
    people = [user for user in notice.to(bulletin, timezone.localdate(at)) if user != by]
    word = Word(
        kind=KIND,
        key=f"report-{bulletin.pk}-{act}-{bulletin.version}",
        title=notice.title.format(bulletin),
        body=f"原因：{reason}。{notice.says}" if reason else notice.says,
        url=reverse("bulletin_detail", args=[bulletin.pk]),
        tone=notice.tone,
    )
    tell(word, to=people, at=at, by_mail=True)

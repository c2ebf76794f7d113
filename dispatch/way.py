"""How far a report is: the steps of the way as the page shows them, and the acts behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dispatch.models import Bulletin, BulletinState

STAGES = ("草稿", "核稿", "签发", "印发", "分发")
REACHED = {
    BulletinState.DRAFT: 0,
    BulletinState.CHECKING: 1,
    BulletinState.SIGNING: 2,
    BulletinState.SIGNED: 3,
    BulletinState.ISSUED: 4,
}
TONES = {
    BulletinState.DRAFT: "neutral",
    BulletinState.CHECKING: "info",
    BulletinState.SIGNING: "warn",
    BulletinState.SIGNED: "info",
    BulletinState.ISSUED: "good",
}


@dataclass(frozen=True)
class Stage:
    """One stage: behind, where the report is, or still to come."""

    label: str
    place: Literal["done", "now", "ahead"]
    said: str


def stages(bulletin: Bulletin) -> list[Stage]:
    """草稿→核稿→签发→印发→分发. An issued report went to its readers in the same act."""
    reached = REACHED[BulletinState(bulletin.state)]
    issued = bulletin.state == BulletinState.ISSUED
    return [_stage(label, number, reached, issued) for number, label in enumerate(STAGES)]


def _stage(label: str, number: int, reached: int, issued: bool) -> Stage:
    if number < reached or issued:
        return Stage(label, "done", "已完成")
    return Stage(label, "now", "正在办理") if number == reached else Stage(label, "ahead", "未到")

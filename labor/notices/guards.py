"""What the notice asks of a roll before it moves on, and before it is paid: 公示期内不得支付 (R9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from documents.formats import chinese_date
from labor.models import PublicNotice, RollAct, WageRoll
from labor.notices.days import asked_of, free_on, is_over, run_said
from labor.notices.standing import fits, pending_of, photos_of, running_notice
from labor.pay.guards import Lacking, register

PLACE = "notice"


def register_all() -> None:
    register(RollAct.PASS, before_passing)
    for act in (RollAct.REVIEW, RollAct.ENDORSE, RollAct.PAY, RollAct.REISSUE):
        register(act, before_paying)


def before_passing(roll: WageRoll, on: date) -> Iterable[Lacking]:
    """A running notice of this content, its days over, a photo kept, no objection without an answer."""
    notice = running_notice(roll)
    if notice is None:
        yield Lacking("no_notice", "还没有登记张贴公示，请张贴后登记地点和开始日期。", PLACE)
        return
    yield from _sound(roll, notice, on, f"公示还没有满{asked_of(notice)}天")
    if not photos_of(notice):
        yield Lacking("no_photo", "还没有上传公示影像，请拍下张贴的公示表上传，至少一张。", PLACE)


def before_paying(roll: WageRoll, on: date) -> Iterable[Lacking]:
    """A notice of what is paid now, its days over, every objection answered."""
    notice = running_notice(roll)
    if notice is None:
        yield Lacking("never_noticed", "发放表没有公示过，未经公示不得支付；请退回，公示期满后再办。", PLACE)
        return
    yield from _sound(roll, notice, on, "公示期内不得支付")


def _sound(roll: WageRoll, notice: PublicNotice, on: date, early: str) -> Iterator[Lacking]:
    if not fits(notice, roll):
        sentence = f"发放表与第{notice.round}次公示的内容不一致，公示不能作数；请退回编制，更正后重新公示。"
        yield Lacking("changed_since", sentence, PLACE)
    if not is_over(notice, on):
        sentence = f"{early}：{run_said(notice, on)}，{chinese_date(free_on(notice))}起可以办理。"
        yield Lacking("still_running", sentence, PLACE)
    if number := pending_of(roll).count():
        yield Lacking("objection_pending", f"还有{number}条异议没有答复，请逐条答复后再办。", PLACE)

"""张贴公示: the notice of an approved roll registered with its places and days, or stopped where that was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Max, Sum
from django.utils import timezone

from documents.formats import chinese_date
from documents.masking import without_numbers
from labor.models import NoticePlace, Objection, ObjectionOutcome, PublicNotice, RollAct, RollStep, WageRoll
from labor.notices.days import days_asked, last_day, span_of
from labor.notices.standing import running_notice
from labor.pay.digests import content_digest
from labor.pay.handing_back import stop_notices
from labor.pay.moving import make_move
from labor.pay.standing_lines import lines_of
from units.models import User
from units.reasons import required_reason
from units.refusals import Refusal, WrongState

BOTH = (NoticePlace.TOWNSHIP, NoticePlace.VILLAGE)  # 乡、村两级栏 (R9)
LONGEST_NOTE = 120


@transaction.atomic
def post_notice(
    *,
    roll: WageRoll,
    places: Sequence[str],
    place_note: str,
    starts_on: date,
    by: User,
    at: datetime,
    version: int | None = None,
) -> PublicNotice:
    """登记张贴公示: the next round, of the roll as it stands now.

    The notice runs through `starts_on` + seven (or as many days as the office asks for); the roll may go on the day
    after: posted on 3 November it runs through the 10th, and may be passed on from the 11th (`labor.notices.days`).

    Raises:
        NotAllowed, WrongState, StaleRoll: as every move of a roll.
        Refusal: everything wrong with places and days at once.
    """
    moved = make_move(
        roll=roll, act=RollAct.POST, by=by, at=at, version=version,
        reason=f"{chinese_date(starts_on)}张贴于{'、'.join(labels_of(places))}",
    )  # fmt: skip
    _require_none(moved)
    said = without_numbers(place_note.strip())
    if wrong := wrong_with(moved, places, said, starts_on, on=timezone.localdate(at)):
        raise Refusal(*wrong)
    return PublicNotice.objects.create(
        roll=moved, round=_next_round(moved), places=[place.value for place in NoticePlace if place in places],
        place_note=said, starts_on=starts_on, ends_on=last_day(starts_on, days_asked(starts_on)),
        digest=content_digest(moved), posted_at=at, posted_by=by, **_sums(moved),
    )  # fmt: skip


@transaction.atomic
def stop_notice(*, notice: PublicNotice, reason: str, by: User, at: datetime, version: int | None = None) -> None:
    """中止公示: for a notice registered with wrong days or places; another one is posted after it.

    Raises:
        NotAllowed, WrongState, StaleRoll: as every move of a roll; or it is stopped already.
        Refusal: no reason, or objections to it wait for their answer.
    """
    words = required_reason(reason)
    moved = make_move(
        roll=notice.roll, act=RollAct.POST, by=by, at=at, version=version, reason=f"中止第{notice.round}次公示：{words}"
    )
    if Objection.objects.filter(notice=notice, outcome=ObjectionOutcome.PENDING).exists():
        raise Refusal("这次公示还有没答复的异议，请先答复，再中止公示。")
    if not stop_notices(moved, reason=words, by=by, at=at):
        raise WrongState("这次公示已经中止，请刷新页面。")


def approved_on(roll: WageRoll) -> date | None:
    """The day on which a roll came to its notice: no sheet hangs before."""
    step = RollStep.objects.filter(roll=roll, act=RollAct.APPROVE).order_by("-pk").first()
    return timezone.localdate(step.at) if step else None


def labels_of(places: Sequence[str]) -> list[str]:
    """The places in words, in the order of the rule."""
    return [str(place.label) for place in NoticePlace if place in places]


def wrong_with(roll: WageRoll, places: Sequence[str], place_note: str, starts_on: date, *, on: date) -> list[str]:
    """Every sentence on places and days that cannot stand."""
    wrong = []
    if missing := [str(place.label) for place in BOTH if place not in places]:
        wrong.append(f"须在乡镇（街道）、村（社区）两级公示栏张贴，还没有勾选{'、'.join(missing)}。")
    if unknown := [place for place in places if place not in NoticePlace.values]:
        wrong.append(f"没有“{'、'.join(unknown)}”这种公示地点，请从所列的选项中选择。")
    if len(place_note) > LONGEST_NOTE:
        wrong.append(f"具体位置有{len(place_note)}个字，最多{LONGEST_NOTE}个字，请写得简短些。")
    if starts_on > on:
        wrong.append(f"开始日期不能晚于今天（{chinese_date(on)}），张贴以后再登记。")
    if (approved := approved_on(roll)) and starts_on < approved:
        wrong.append(f"开始日期不能早于审定之日（{chinese_date(approved)}），审定以前张贴的不算公示。")
    return wrong


def _require_none(roll: WageRoll) -> None:
    if running := running_notice(roll):
        raise WrongState(f"“{roll}”已登记第{running.round}次公示：{span_of(running)}。登记有误的，请先中止再重新登记。")


def _next_round(roll: WageRoll) -> int:
    return (roll.notices.aggregate(last=Max("round"))["last"] or 0) + 1


def _sums(roll: WageRoll) -> dict[str, int]:
    return lines_of(roll).order_by().aggregate(lines=Count("pk"), sum_fen=Sum("net_fen", default=0))

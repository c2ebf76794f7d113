"""异议: recorded as it came within the notice, answered with words; one that is upheld sends the roll back.

Whoever may hand a roll back where it stands may record and answer: the answer may turn out to be exactly that.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from documents.formats import chinese_date
from documents.masking import without_numbers
from labor.models import Objection, ObjectionOutcome, PublicNotice, RollAct, RollState, WageRoll
from labor.notices.sheet import numbered
from labor.notices.standing import OPEN_STATES, running_notice
from labor.pay.handing_back import hand_back_roll
from labor.pay.moves import MOVES, Post
from labor.pay.moving import held_roll
from labor.pay.permissions import posts_of, why_not
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, Refusal, WrongState

LONGEST_NAME, LONGEST = 40, 300
ANSWERS = (ObjectionOutcome.REJECTED, ObjectionOutcome.UPHELD)
UNSETTLED = (ObjectionOutcome.PENDING, ObjectionOutcome.REJECTED)  # a wrong answer is given anew
ANSWERING = {Post.POSTER, Post.TOWNSHIP, Post.APPROVER}
BEFORE_BANK = {RollState.DRAFT, RollState.SIGNING, RollState.OWNER, *OPEN_STATES}
LONGEST_HANDED = 150  # of the answer that goes into the reason for handing back


def may_object(roll: WageRoll, user: User, notice: PublicNotice | None = None) -> bool:
    """Whether a person may record objections to a roll where it stands, or answer those to one of its notices."""
    return not _refused(roll, user, notice)


@transaction.atomic
def record_objection(
    *,
    roll: WageRoll,
    raised_by: str,
    received_on: date,
    content: str,
    row: int | None = None,
    by: User,
    at: datetime,
) -> Objection:
    """登记异议 to the notice that runs; `row` is the 序号 of a line on the sheet, where one is meant.

    Raises:
        NotAllowed: not one who could hand the roll back where it stands (before its notice and once paid, nobody).
        WrongState: no notice is registered.
        Refusal: everything wrong with what was typed.
    """
    held = _held(roll, by)
    notice = running_notice(held)
    if notice is None:
        raise WrongState("还没有登记张贴公示，张贴后收到的异议才登记在这里。")
    line = numbered(held, row) if row is not None else None
    who, said = without_numbers(raised_by.strip()), without_numbers(content.strip())
    last = min(notice.ends_on, timezone.localdate(at))
    wrong = [*_wrong_words(who, said), *_wrong_day(received_on, notice.starts_on, last)]
    if row is not None and line is None:
        wrong.append(f"公示表上没有序号{row}，请照公示表填写；不针对某一行的请留空。")
    if wrong:
        raise Refusal(*wrong)
    made = Objection.objects.create(
        notice=notice, line=line, received_on=received_on, raised_by=who, content=said, recorded_at=at, recorded_by=by
    )
    _tell("登记公示异议", held, made, by=by, at=at)
    return made


@transaction.atomic
def answer_objection(*, objection: Objection, outcome: str, answer: str, by: User, at: datetime) -> Objection:
    """答复异议. One that is upheld hands the roll back to 编制 with the answer as its reason, and stops the notice.

    Raises:
        NotAllowed, WrongState: as `record_objection`; or it is settled already.
        Refusal: no outcome, no words, or too many.
    """
    roll = _held(objection.notice.roll, by, objection.notice)
    held = _unsettled(objection)
    words = without_numbers(answer.strip())
    if wrong := [*_wrong_outcome(outcome), *_wrong_answer(words)]:
        raise Refusal(*wrong)
    before = [held.outcome, held.answer]
    held.outcome, held.answer, held.answered_at, held.answered_by = outcome, words, at, by
    held.save(update_fields=["outcome", "answer", "answered_at", "answered_by"])
    _tell("答复公示异议", roll, held, by=by, at=at, before=before, outcome=str(outcome))
    if outcome == ObjectionOutcome.UPHELD and held.notice.stopped_at is None:
        _hand_back(roll, held, by, at)
    return held


@transaction.atomic
def withdraw_objection(*, objection: Objection, reason: str, by: User, at: datetime) -> Objection:
    """撤销登记有误的异议: it stays on record with the reason, and holds nothing up.

    Raises:
        NotAllowed, WrongState: as `record_objection`; or it was answered already.
        Refusal: no reason, or too long.
    """
    roll = _held(objection.notice.roll, by, objection.notice)
    held = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    if held.outcome != ObjectionOutcome.PENDING:
        raise WrongState(f"这条异议{_settled(held)}，不能撤销。请刷新页面。")
    words = without_numbers(reason.strip())
    if wrong := _wrong_answer(words, asked="请写明为什么撤销这条登记。"):
        raise Refusal(*wrong)
    held.outcome, held.answer, held.answered_at, held.answered_by = ObjectionOutcome.WITHDRAWN, words, at, by
    held.save(update_fields=["outcome", "answer", "answered_at", "answered_by"])
    _tell("撤销公示异议", roll, held, by=by, at=at)
    return held


def _held(roll: WageRoll, by: User, notice: PublicNotice | None = None) -> WageRoll:
    """The roll, locked, while objections to it are taken; whoever passes it on meanwhile waits."""
    held = held_roll(roll.pk)
    if refused := _refused(held, by, notice):
        raise NotAllowed(refused)
    return held


def _refused(roll: WageRoll, by: User, notice: PublicNotice | None = None) -> str:
    """The sentence why this person takes no objection to this roll; "" when they may.

    Whoever objected to a notice that was stopped meanwhile gets an answer too, wherever the roll stands before pay.
    """
    is_past = notice is not None and notice.stopped_at is not None
    if roll.voided_at is not None or roll.state not in (BEFORE_BANK if is_past else OPEN_STATES):
        return f"“{roll}”现在是“{roll.get_state_display()}”，公示异议在公示之后、支付之前登记和答复。"
    may = bool(posts_of(by, roll) & ANSWERING) if is_past else not why_not(MOVES[RollAct.HAND_BACK], roll, by)
    return "" if may else "公示异议由编制单位、责任镇街和这一环节的审核人登记和答复，您没有这项权限。"


def _hand_back(roll: WageRoll, objection: Objection, by: User, at: datetime) -> None:
    hand_back_roll(roll=roll, reason=f"异议成立：{objection.answer}"[:LONGEST_HANDED], by=by, at=at)


def _unsettled(objection: Objection) -> Objection:
    held = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    if held.outcome not in UNSETTLED:
        raise WrongState(f"这条异议{_settled(held)}，不必再办。请刷新页面。")
    return held


def _settled(objection: Objection) -> str:
    assert objection.answered_at is not None  # held by a constraint
    day = chinese_date(timezone.localdate(objection.answered_at))
    return f"已由{objection.answered_by}于{day}处理（{objection.get_outcome_display()}）"


def _wrong_words(who: str, said: str) -> list[str]:
    wrong = []
    if not who:
        wrong.append("请写明是谁提出的异议；本人不愿留名的写“匿名”。")
    if len(who) > LONGEST_NAME:
        wrong.append(f"提出人有{len(who)}个字，最多{LONGEST_NAME}个字。")
    if not said:
        wrong.append("请照本人的意思写明异议内容。")
    if len(said) > LONGEST:
        wrong.append(f"异议内容有{len(said)}个字，最多{LONGEST}个字，请写得简短些。")
    return wrong


def _wrong_day(day: date, first: date, last: date) -> list[str]:
    if first <= day <= last:
        return []
    span = f"{chinese_date(first)}至{chinese_date(last)}"
    return [f"收到日期应在公示期内、不晚于今天（{span}），公示期外的意见请按信访投诉渠道办理。"]


def _wrong_outcome(outcome: str) -> list[str]:
    return [] if outcome in ANSWERS else ["请选择异议成立还是不成立。"]


def _wrong_answer(words: str, *, asked: str = "请写明答复的理由，公示情况说明会照印。") -> list[str]:
    if not words:
        return [asked]
    return [f"有{len(words)}个字，最多{LONGEST}个字，请写得简短些。"] if len(words) > LONGEST else []


def _tell(act: str, roll: WageRoll, objection: Objection, *, by: User, at: datetime, **detail: Any) -> None:
    told = {"roll": roll.pk, "notice": objection.notice_id, "objection": objection.pk, **detail}
    record(act=act, subject=roll.subject, by=by, at=at, detail=told)

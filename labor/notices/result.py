"""公示情况说明: where and how long a roll was posted, who objected, what was answered; it is filed (备案)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from documents.formats import chinese_date, yuan
from documents.papers import Column, Table, render_pdf
from documents.papers.registers import Register, compose_register
from labor.models import Objection, ObjectionOutcome, PublicNotice, WageRoll
from labor.notices.days import asked_of, is_over
from labor.notices.posting import labels_of
from labor.notices.standing import rounds_of
from units.audit import record
from units.models import User
from units.refusals import WrongState

TITLE = "以工代赈劳务报酬公示情况说明"
UNNAMED = "匿名"
COLUMNS = (
    Column("公示\n轮次", 0.6), Column("收到日期", 1.2), Column("提出人", 0.9), Column("涉及\n人员", 0.8),
    Column("异议内容", 3, "left"), Column("处理结果", 1.1), Column("答复", 3, "left"), Column("答复日期", 1.2),
)  # fmt: skip
SIGNED = "　　　　　　　　　　".join(("编制单位（盖章）：", "责任镇街（盖章）：", "经办人（签字）："))
COUNTED = {ObjectionOutcome.UPHELD: "成立", ObjectionOutcome.REJECTED: "不成立", ObjectionOutcome.WITHDRAWN: "撤销登记"}


def notice_result_pdf(roll: WageRoll, *, on: date) -> bytes:
    """Return the PDF (A4, on its side) of what came of a roll's notice, once it is over; earlier rounds are told too.

    Raises:
        WrongState: the roll has no running notice, or its days are not over on that day.
        PaperNotPrinted: it holds a character that no paper face has.
    """
    rounds = list(rounds_of(roll))
    last = rounds[-1] if rounds else None
    if last is None or last.stopped_at is not None or not is_over(last, on):
        raise WrongState("公示还没有期满，期满以后才出公示情况说明。")
    return render_pdf(compose_register(_register(roll, rounds, last), author=roll.employer, dated=on))


@transaction.atomic
def result_of(*, roll: WageRoll, by: User, at: datetime) -> bytes:
    """The same for a person who takes it out; who did goes to the audit trail.

    Raises:
        WrongState: as `notice_result_pdf`.
    """
    content = notice_result_pdf(roll, on=timezone.localdate(at))
    record(act="打印公示情况说明", subject=roll.subject, by=by, at=at, detail={"roll": roll.pk})
    return content


def _register(roll: WageRoll, rounds: Sequence[PublicNotice], last: PublicNotice) -> Register:
    objections = [one for notice in rounds for one in notice.objections.all()]
    numbers = {notice.pk: notice.round for notice in rounds}
    rows = tuple(_row(numbers[one.notice_id], one) for one in objections)
    return Register(
        title=TITLE,
        facts=(
            f"项目：{roll.project.name}（{roll.project.code}）",
            f"月份：{roll.period.label}（{roll.get_kind_display()}）",
            f"用人单位：{roll.employer}", *(_told(notice) for notice in rounds), counted_said(objections),
        ),
        table=Table(COLUMNS, rows, font_size=9.5, empty="公示期间没有收到异议"),
        closing=("提出人姓名已部分隐去。", "　", SIGNED),
        foot=f"第{last.round}次公示　校验码 {last.digest[:12]}",
    )  # fmt: skip


def counted_said(objections: Sequence[Objection]) -> str:
    """收到异议3条：成立1条，不成立2条。"""
    if not objections:
        return "公示期间没有收到异议。"
    numbers = {label: sum(one.outcome == outcome for one in objections) for outcome, label in COUNTED.items()}
    said = "，".join(f"{label}{number}条" for label, number in numbers.items() if number)
    return f"收到异议{len(objections)}条：{said}。" if said else f"收到异议{len(objections)}条。"


def _told(notice: PublicNotice) -> str:
    where = "、".join(labels_of(notice.places)) + (f"（{notice.place_note}）" if notice.place_note else "")
    photos = sum(one.removed_at is None for one in notice.files.all())
    what = f"{notice.lines}行、实发合计{yuan(notice.sum_fen)}元"
    begun = f"第{notice.round}次公示：{chinese_date(notice.starts_on)}张贴于{where}，{what}，影像{photos}张"
    if notice.stopped_at is None:
        return f"{begun}；公示至{chinese_date(notice.ends_on)}，满{asked_of(notice)}天。"
    day = chinese_date(timezone.localdate(notice.stopped_at))
    return f"{begun}；{day}中止，原因：{notice.stop_reason}。"


def _row(number: int, objection: Objection) -> tuple[str, ...]:
    answered = objection.answered_at
    return (
        str(number), f"{objection.received_on:%Y-%m-%d}", half_named(objection.raised_by),
        objection.line.name if objection.line else "—", objection.content, objection.get_outcome_display(),
        objection.answer or "—", f"{timezone.localdate(answered):%Y-%m-%d}" if answered else "—",
    )  # fmt: skip


def half_named(name: str) -> str:
    """李*: who spoke up is kept in confidence on paper."""
    return name if name == UNNAMED else name[:1] + "*" * (len(name) - 1)

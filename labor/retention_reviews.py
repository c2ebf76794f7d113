"""年度复核: once a year the office goes through what is past its time and writes down what it decided.

Nothing is deleted: the conclusion says what goes to the archive and what is kept on. A slip in the conclusion is
corrected in the same year, and the audit trail keeps both wordings.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from documents.formats import chinese_date
from documents.masking import without_numbers
from documents.workbooks import Column, Kind, Sheet, write_workbook
from labor.models import RetentionReview
from labor.retention import Due, Review, due_for_review, may_review
from labor.retention_standing import Standing, standings
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, Refusal

SHORTEST, LONGEST = 4, 300
KEEPERS = "台账的保存期限由领导小组办公室复核，您没有这项权限。"
NO_DELETION = "本清单只供复核，系统不因到期删除任何台账；报酬发放档案长期保存。"
LEDGER_COLUMNS = (
    Column(key="ledger", heading="台账", width=12),
    Column(key="subject", heading="名称", width=36),
    Column(key="since", heading="起算日期", kind=Kind.DATE),
    Column(key="kept_through", heading="应保存至", kind=Kind.DATE),
    Column(key="rows", heading="行数（行）", kind=Kind.INTEGER),
    Column(key="people", heading="人数（人）", kind=Kind.INTEGER),
    Column(key="rule", heading="依据", width=44),
)
STANDING_COLUMNS = (
    Column(key="ledger", heading="台账", width=12),
    Column(key="total", heading="共有（本）", kind=Kind.INTEGER),
    Column(key="due", heading="已到期（本）", kind=Kind.INTEGER),
    Column(key="running", heading="保存期内（本）", kind=Kind.INTEGER),
    Column(key="next_on", heading="最早到期", kind=Kind.DATE),
    Column(key="not_begun", heading="没有起算（本）", kind=Kind.INTEGER),
    Column(key="why", heading="没有起算的原因", width=40),
)
REVIEW_COLUMNS = (
    Column(key="year", heading="年度", width=8),
    Column(key="reviewed_on", heading="清单日期", kind=Kind.DATE),
    Column(key="ledgers", heading="到期台账（本）", kind=Kind.INTEGER),
    Column(key="rows", heading="到期行数（行）", kind=Kind.INTEGER),
    Column(key="people", heading="全部到期人员（人）", kind=Kind.INTEGER),
    Column(key="conclusion", heading="复核结论", width=44),
    Column(key="by", heading="复核人", width=10),
)


@transaction.atomic
def record_review(*, conclusion: str, on: date, by: User, at: datetime) -> RetentionReview:
    """登记年度复核: what is past its time on the day, counted now, with the office's conclusion; once a year.

    Raises:
        NotAllowed: not the office.
        Refusal: no conclusion, too long, with somebody's number in it, or the year is reviewed already.
    """
    _require_keeper(by)
    said = _conclusion(conclusion)
    if held := review_of(on.year):
        raise Refusal(_held(held))
    review = due_for_review(on)
    counted = {"ledgers": len(review.ledgers), "rows": review.rows, "people": review.people.count()}
    try:
        with transaction.atomic():
            made = RetentionReview.objects.create(
                year=on.year, reviewed_on=on, conclusion=said, reviewed_at=at, reviewed_by=by, **counted
            )
    except IntegrityError:
        raise Refusal(f"{on.year}年度刚刚由别人登记了复核，请刷新页面查看。") from None
    record(act="登记保存期限复核", subject=str(made), by=by, at=at, rows=made.ledgers, detail={**counted, "said": said})
    return made


@transaction.atomic
def correct_review(*, review: RetentionReview, conclusion: str, before: str, by: User, at: datetime) -> RetentionReview:
    """更正复核结论, within the year it was made; the counts of that day stay. `before` is the wording one read.

    Raises:
        NotAllowed: not the office.
        Refusal: a year that is over, a conclusion that cannot be kept, or somebody else has corrected it meanwhile.
    """
    _require_keeper(by)
    said = _conclusion(conclusion)
    held = RetentionReview.objects.select_for_update().get(pk=review.pk)
    if held.year != timezone.localdate(at).year:
        raise Refusal(f"{held}已过当年，不能再更正。")
    if held.conclusion != tidied(before):
        raise Refusal("复核结论刚刚由别人更正过，您看到的不是最新的。请返回列表重新打开，再更正。")
    detail = {"before": held.conclusion, "after": said}
    held.conclusion = said
    held.save(update_fields=["conclusion"])
    record(act="更正保存期限复核结论", subject=str(held), by=by, at=at, detail=detail)
    return held


def review_of(year: int) -> RetentionReview | None:
    """The review of a year, if it was made."""
    return RetentionReview.objects.select_related("reviewed_by").filter(year=year).first()


def _require_keeper(by: User) -> None:
    if not may_review(by):
        raise NotAllowed(KEEPERS)


def _held(review: RetentionReview) -> str:
    day = chinese_date(review.reviewed_on)
    return f"{review.year}年度已由{review.reviewed_by}按{day}的清单复核，每年一次；结论写错的请用“更正结论”。"


def tidied(text: str) -> str:
    """The text with one kind of line break and no empty lines, as it is kept."""
    return "\n".join(line.strip() for line in text.replace("\x00", "").splitlines() if line.strip())


def _conclusion(text: str) -> str:
    said = tidied(text)
    if len(said) < SHORTEST:
        raise Refusal(f"请写明复核结论，至少{SHORTEST}个字：哪些转入档案，哪些继续保存，为什么。")
    if len(said) > LONGEST:
        raise Refusal(f"复核结论有{len(said)}个字，最多{LONGEST}个字，请写得简短些，详细材料另行归档。")
    if without_numbers(said) != said:
        raise Refusal("复核结论里不要写身份证号、电话或账号，请改用姓名或台账名称。")
    return said


@transaction.atomic
def export_review(*, review: Review, ledger: str, by: User, at: datetime) -> bytes:
    """Return an .xlsx of the ledgers past their time (of one kind when `ledger` names it), why others are not, and past

    reviews. Ledgers and counts alone: nobody's name or number.

    Raises:
        NotAllowed: not the office.
    """
    _require_keeper(by)
    listed = review.of(ledger) if ledger else list(review.ledgers)
    subject = f"{chinese_date(review.on)}{ledger or '全部台账'}"
    record(act="导出保存期限清单", subject=subject, by=by, at=at, rows=len(listed))
    said = [f"截至{chinese_date(review.on)}，{ledger or '全部台账'}；导出人：{by.name}。"]
    return write_workbook([_due(listed, said), _standings(standings(review), said), _past(said)])


def _due(listed: Sequence[Due], said: Sequence[str]) -> Sheet:
    keys = [column.key for column in LEDGER_COLUMNS]
    return Sheet(
        title="已过保存期限待复核的台账",
        name="到期台账",
        columns=LEDGER_COLUMNS,
        rows=[{key: getattr(due, key) for key in keys} for due in listed],
        totals={"rows": sum(due.rows for due in listed)},
        preamble=said,
        notes=[NO_DELETION, "同一人可以在几本台账上，人数不能相加。"],
    )


def _standings(told: Sequence[Standing], said: Sequence[str]) -> Sheet:
    keys = [column.key for column in STANDING_COLUMNS if column.key != "why"]
    rows = [{**{key: getattr(one, key) for key in keys}, "why": "；".join(one.reasons)} for one in told]
    return Sheet(title="各类台账的保存情况", name="保存情况", columns=STANDING_COLUMNS, rows=rows, preamble=said)


def _past(said: Sequence[str]) -> Sheet:
    keys = [column.key for column in REVIEW_COLUMNS if column.key != "by"]
    rows = [
        {**{key: getattr(one, key) for key in keys}, "year": str(one.year), "by": one.reviewed_by.name}
        for one in RetentionReview.objects.select_related("reviewed_by")
    ]
    return Sheet(title="历次复核", columns=REVIEW_COLUMNS, rows=rows, preamble=said)

"""Find a month, or the span a report covers, by what people write: 2026-10, 2026Q3, 2026H1, 2026."""

from __future__ import annotations

import re
from datetime import date

from dispatch.models import BulletinKind
from projects.models import Period, RoundKind, ends_round
from units.refusals import Refusal

WRITTEN = (
    "期次“{}”写法不对，请写成 2026-10（月）、2026Q3（季度）、2026H1（半年）或 2026（年度）；"
    "季度、半年、年度也可以写末月并加 --kind。"
)
MONTH = re.compile(r"(\d{4})-(\d{2})")
SPANS = {
    BulletinKind.QUARTER_NOTICE: (re.compile(r"(\d{4})Q([1-4])", re.IGNORECASE), 3),
    BulletinKind.HALF_REPORT: (re.compile(r"(\d{4})H([12])", re.IGNORECASE), 6),
    BulletinKind.YEAR_REPORT: (re.compile(r"(\d{4})()"), 12),
}


def find_period(month: date) -> Period:
    """The period of a month.

    Raises:
        Refusal: nothing was ever reported for it.
    """
    period = Period.objects.filter(month=month).first()
    if period is None:
        raise Refusal(f"{month.year}年{month.month}月还没有调度期。请先导入该月进度或开启该月调度期。")
    return period


def read_span(text: str, kind: BulletinKind | None = None) -> tuple[date, BulletinKind]:
    """The last month and the kind of report that a period names; `kind` only where a month is written.

    Raises:
        Refusal: it is written otherwise, the kind is another, or the month does not end such a span.
    """
    last, named = _span(text.strip())
    wanted = kind or named
    if named != BulletinKind.MONTH_REPORT and wanted != named:
        raise Refusal(f"期次“{text}”是{named.label}，与 --kind {wanted.value} 不符，请改正其中一个。")
    if not ends_round(RoundKind(wanted), last):
        raise Refusal(f"{last.year}年{last.month}月不是{wanted.label}的末月，请写期末的月份，如 2026-09。")
    return last, wanted


def _span(text: str) -> tuple[date, BulletinKind]:
    if (month := MONTH.fullmatch(text)) and 1 <= int(month[2]) <= 12 and int(month[1]):
        return date(int(month[1]), int(month[2]), 1), BulletinKind.MONTH_REPORT
    for kind, (written, months) in SPANS.items():
        if (found := written.fullmatch(text)) and int(found[1]):
            return date(int(found[1]), int(found[2] or 1) * months, 1), kind
    raise Refusal(WRITTEN.format(text))

"""每周汇总 on paper: A4 on its side, the sums above, the list below; each foot says who printed it, when."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from documents.formats import chinese_date
from documents.papers import Column, Table, render_pdf
from documents.papers.registers import Register, compose_register
from labor.alerts.digest import HEADINGS, Digest, Entry, Tally
from labor.alerts.tables import label_of
from units.audit import record
from units.models import User

MOST_ROWS = 400  # some twenty pages; what is beyond stands in the system
COLUMNS = (
    Column("序号", 0.7),
    Column("等级", 0.8),
    Column("预警事项", 2, "left"),
    Column("项目名称", 3.2, "left"),
    Column("主管部门", 1.9, "left"),
    Column("内容", 7, "left"),
    Column("本周办理", 1.8, "left"),
    Column("周末状态", 1.2),
)
NOTE = "由系统按预警办理经过汇总；等级和内容为打印时的，内容里的人只写姓氏。"


@transaction.atomic
def print_digest(*, digest: Digest, by: User, at: datetime) -> bytes:
    """Return the PDF of a week as far as `by` sees it; leave an audit entry with the rows.

    Raises:
        PaperNotPrinted: it holds a character that no paper face has.
    """
    shown = digest.entries[:MOST_ROWS]
    record(act="打印预警汇总", subject=digest.week.label, by=by, at=at, rows=len(shown))
    moment = timezone.localtime(at)
    register = Register(
        title=f"预警每周汇总（{digest.week.label.split('（')[0]}）",
        facts=_facts(digest),
        table=Table(columns=COLUMNS, rows=tuple(_row(number, one) for number, one in enumerate(shown, 1)), font_size=9),
        closing=(_left_out(digest), NOTE) if len(digest.entries) > MOST_ROWS else (NOTE,),
        foot=f"{by.name}（{by.username}）于{chinese_date(moment.date())}{moment:%H:%M}打印",
    )
    return render_pdf(compose_register(register, author=by.name, dated=moment.date()))


def _facts(digest: Digest) -> tuple[str, ...]:
    week = digest.week
    said = [f"时间：{chinese_date(week.first)}至{chinese_date(week.last)}", _said(digest.total)]
    said += [_said(tally) for tally in digest.by_severity if any(tally.numbers)]
    return tuple(said)


def _said(tally: Tally) -> str:
    """红：新出现3条，周末未销号2条; acts that did not happen are left out."""
    told = [f"{heading}{number}条" for heading, number in zip(HEADINGS, tally.numbers, strict=True) if number]
    return f"{tally.label}：{'，'.join(told) or '没有'}"


def _row(number: int, one: Entry) -> tuple[str, ...]:
    alert = one.alert
    return (
        str(number),
        alert.get_severity_display(),
        label_of(alert.code),
        alert.project.name,
        alert.project.department.name,
        alert.sentence,
        one.said,
        one.state_label,
    )


def _left_out(digest: Digest) -> str:
    return f"共{len(digest.entries)}条，这里列出最要紧的{MOST_ROWS}条，其余见系统“预警”。"

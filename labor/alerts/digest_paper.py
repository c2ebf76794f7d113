"""每周汇总 on paper: A4 on its side, the sums and the list; each foot says who printed it, and when."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from documents.fonts import font_stack
from documents.formats import chinese_date, chinese_moment
from documents.papers import render_pdf
from labor.alerts.digest import HEADINGS, Digest, Entry
from labor.alerts.tables import label_of
from units.audit import record
from units.models import User

MOST_ROWS = 400  # some twenty pages; what is beyond stands in the system
NOTE = "由系统按预警办理经过汇总；等级和内容为打印时的，内容里的人只写姓氏。"
FACES = {"heading": "小标宋", "hei": "黑体", "song": "宋体"}


@transaction.atomic
def print_digest(*, digest: Digest, by: User, at: datetime) -> bytes:
    """Return the PDF of a week as far as `by` sees it; leave an audit entry with the rows.

    Raises:
        PaperNotPrinted: it holds a character that no paper face has.
    """
    record(act="打印预警汇总", subject=digest.week.label, by=by, at=at, rows=len(digest.entries[:MOST_ROWS]))
    return render_pdf(compose_digest(digest, by=by, at=at))


def compose_digest(digest: Digest, *, by: User, at: datetime) -> str:
    """The week as HTML for `render_pdf`; the gravest MOST_ROWS are listed, all are counted."""
    week, count = digest.week, len(digest.entries)
    context = {
        "title": f"预警每周汇总（{week.label.split('（')[0]}）",
        "span": f"{chinese_date(week.first)}至{chinese_date(week.last)}",
        "headings": HEADINGS,
        "sums": [("按等级", digest.by_severity), ("按行业主管部门", digest.by_unit)],
        "total": digest.total,
        "rows": [_row(one) for one in digest.entries[:MOST_ROWS]],
        "left_out": f"共{count}条，列出最要紧的{MOST_ROWS}条，其余见系统“预警”。" if count > MOST_ROWS else "",
        "note": NOTE,
        "mark": f"{by.name}（{by.username}）于{chinese_moment(at)}打印",
        "author": by.name,
        **{name: _face(role) for name, role in FACES.items()},
    }
    return render_to_string("labor/alerts/paper/digest.html", context)


def _row(one: Entry) -> dict[str, str]:
    alert = one.alert
    return {
        "severity": alert.get_severity_display(),
        "label": label_of(alert.code),
        "project": alert.project.name,
        "department": alert.project.department.name,
        "sentence": alert.sentence,
        "done": one.said,
        "state": one.state_label,
    }


def _face(role: str) -> SafeString:
    return mark_safe(font_stack(role))  # noqa: S308 — our own constants

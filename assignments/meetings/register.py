"""签到表 to be signed by hand, and printed again with who signed in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from assignments.meetings.names import clock, post_of
from assignments.models import Invitee, Meeting
from documents.papers import Column, Table, render_pdf
from documents.papers.registers import Register, compose_register
from units.audit import record
from units.models import User
from units.office import issuing_office

COLUMNS = (
    Column("序号", 0.6),
    Column("单位", 2.6, "left"),
    Column("身份", 1.2),
    Column("姓名", 1.2),
    Column("职务或专业", 1.6),
    Column("签名", 1.8),
    Column("备注", 1.6),
)


@transaction.atomic
def print_register(*, meeting: Meeting, by: User, at: datetime) -> bytes:
    """The sheet as a PDF; that it was taken is recorded."""
    html = compose_register(sheet_of(meeting, at), author=issuing_office().printed_by, dated=timezone.localdate(at))
    content = render_pdf(html)
    record(act="打印签到表", subject=str(meeting), by=by, at=at, detail={"id": meeting.pk})
    return content


def sheet_of(meeting: Meeting, at: datetime) -> Register:
    """One row for each person invited, and a few empty ones for who comes unannounced."""
    invited = meeting.invitees.filter(withdrawn_at=None).select_related("unit").order_by("pk")
    rows = [_row(number, one) for number, one in enumerate(invited, start=1)]
    blank = [(str(len(rows) + number), "", "", "", "", "", "") for number in (1, 2, 3)]
    return Register(
        title=f"{meeting.title}签到表",
        facts=(f"时间：{clock(meeting)}", f"地点：{meeting.place}", f"主持人：{meeting.chair}"),
        table=Table(columns=COLUMNS, rows=(*rows, *blank)),
        closing=(),
        foot=f"{timezone.localtime(at):%Y-%m-%d %H:%M}打印",
        tall=True,
    )


def _row(number: int, one: Invitee) -> tuple[str, ...]:
    signed = f"{timezone.localtime(one.signed_in_at):%H:%M}已签到" if one.signed_in_at else ""
    told = signed or (one.get_reply_display() if one.reply != "none" else "")
    return str(number), one.label, one.get_role_display(), one.person, post_of(one), "", told

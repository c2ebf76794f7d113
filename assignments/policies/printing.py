"""政策宣讲登记表: the filtered talks as a ruled register on its side, to be printed and filed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assignments.models import PolicyTalk
from assignments.policies.tables import policies_said
from assignments.policies.talk_sums import sums_of
from documents.formats import chinese_moment
from documents.papers import Column, Table, render_pdf
from documents.papers.registers import Register, compose_register
from units.audit import record
from units.models import User
from units.office import issuing_office
from units.refusals import Refusal

COLUMNS = (
    Column("序号", 0.5), Column("日期", 0.9), Column("镇街", 1.1), Column("地点", 1.6, "left"),
    Column("内容", 2.2, "left"), Column("宣讲人", 0.9), Column("参加人次", 0.9),
    Column("宣讲的文件", 2.2, "left"),
)  # fmt: skip
MOST_ROWS = 1000
NOTE = "人次为各场参加人数之和，同一人参加两场计两次，不与务工人数相加。"


@transaction.atomic
def talk_register(*, talks: QuerySet[PolicyTalk], conditions: Sequence[str], by: User, at: datetime) -> bytes:
    """Return the register as a PDF.

    Raises:
        Refusal: there is nothing to print, or more than paper carries.
    """
    sums = sums_of(talks)
    if not sums.talks:
        raise Refusal("没有可以打印的宣讲，请放宽筛选条件。")
    if sums.talks > MOST_ROWS:
        raise Refusal(f"筛选出{sums.talks}场，打印一次最多{MOST_ROWS}场，请按年度或镇街分次打印，或导出工作簿。")
    said = "；".join(conditions) or "全部"
    rows = tuple(_row(number, one) for number, one in enumerate(talks, start=1))
    total = ("", "合计", f"{sums.townships}个镇街", "", f"{sums.talks}场", "", str(sums.attendances), "")
    register = Register(
        title="政策宣讲登记表",
        facts=(f"筛选条件：{said}",),
        table=Table(columns=COLUMNS, rows=rows, total=total, font_size=10.5),
        closing=(NOTE,),
        foot=f"{by.name}于{chinese_moment(at)}打印",
    )
    record(act="打印政策宣讲登记表", subject=said[:200], by=by, at=at, rows=len(rows))
    return render_pdf(compose_register(register, author=issuing_office().issuer, dated=timezone.localdate(at)))


def _row(number: int, talk: PolicyTalk) -> tuple[str, ...]:
    return (
        str(number), f"{talk.held_on:%Y-%m-%d}", talk.unit.name, talk.place, talk.topic, talk.speaker,
        str(talk.attendances), policies_said(talk),
    )  # fmt: skip

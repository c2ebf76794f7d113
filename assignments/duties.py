"""任务分工 as people ask for it: whose duty, in which part of the notice; and as the official workbook."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from assignments.models import Duty
from documents.workbooks import Column, Kind, Sheet, write_workbook
from units.audit import record
from units.models import Unit, User
from units.scope import scope_of

TITLE = "重点工程项目以工代赈重点任务分工"
BASIS = "依据：大渡口府办发〔2022〕86号"

COLUMNS = (  # official headings, 渝府办发〔2022〕100号
    Column(key="number", heading="序号", kind=Kind.INTEGER, width=8),
    Column(key="text", heading="工作任务", width=70),
    Column(key="units", heading="责任单位", width=50),
    Column(key="remark", heading="备注", width=30),
)


def duties_visible_to(user: User) -> QuerySet[Duty]:
    """The notice binds the whole house: everybody with a role reads all of it."""
    duties = Duty.objects.prefetch_related("leads", "supports").order_by("number")
    return duties if scope_of(user).grants else duties.none()


def of_unit(duties: QuerySet[Duty], unit: Unit, part: str = "") -> QuerySet[Duty]:
    """Duties a unit leads (`part` "lead"), supports ("support") or either."""
    leads, supports = Q(leads=unit), Q(supports=unit)
    asked = {"lead": leads, "support": supports}.get(part, leads | supports)
    return duties.filter(pk__in=Duty.objects.filter(asked).values("pk"))


def responsible(duty: Duty) -> str:
    """责任单位 in one cell, as the official form writes it: leads first, supporters named as such."""
    leads = "、".join(unit.name for unit in duty.leads.all())
    supports = "、".join(unit.name for unit in duty.supports.all())
    return f"{leads}（配合：{supports}）" if supports else leads


@transaction.atomic
def export_duties(*, duties: QuerySet[Duty], by: User, at: datetime) -> bytes:
    """The chosen duties as a workbook in the official columns; recorded like every export."""
    rows = list(_rows(duties))
    content = write_workbook([Sheet(title=TITLE, columns=COLUMNS, rows=rows, preamble=[BASIS])])
    record(act="导出任务分工", subject=f"{len(rows)} 项", by=by, at=at, rows=len(rows))
    return content


def _rows(duties: Iterable[Duty]) -> Iterable[dict[str, Any]]:
    for duty in duties:
        remark = "；".join(part for part in (f"通知{duty.clause}", duty.remark) if part)
        yield {"number": duty.number, "text": duty.text, "units": responsible(duty), "remark": remark}

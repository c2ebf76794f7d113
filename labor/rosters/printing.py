"""花名册 for printing: numbers masked; head and foot say who took it out, when and what for (§12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from documents.formats import chinese_date
from documents.papers import Column as PaperColumn
from documents.papers import Table, render_pdf
from documents.papers.registers import Register, compose_register
from documents.workbooks import Column, Kind, Sheet, write_workbook
from labor.models import Engagement, Relation
from labor.permissions import require_works_on
from labor.taking_out import MASKED, stated_purpose, watermark
from projects.models import Project
from units.audit import record
from units.models import User
from units.refusals import Refusal

COLUMNS = (
    Column(key="serial", heading="序号", kind=Kind.INTEGER, width=6),
    Column(key="name", heading="姓名", width=10),
    Column(key="sex", heading="性别", width=6),
    Column(key="id_number", heading="身份证号", width=20),
    Column(key="township", heading="所属镇街", width=12),
    Column(key="trade", heading="工种", width=10),
    Column(key="team", heading="班组单位", width=14),
    Column(key="employer", heading="用人单位", width=20),
    Column(key="relation", heading="用工形式", width=10),
    Column(key="entered_on", heading="进场日期", kind=Kind.DATE, width=12),
    Column(key="left_on", heading="退场日期", kind=Kind.DATE, width=12),
    Column(key="training", heading="培训", width=20),
    Column(key="card", heading="银行账号", width=21),
    Column(key="phone", heading="电话", width=13),
    Column(key="sign", heading="签字", width=12),
)
LONG = {"team", "training"}
PAPER = {
    "serial": 0.6, "name": 1.05, "sex": 0.55, "id_number": 2.1, "township": 1.15, "trade": 1, "team": 1.5,
    "relation": 0.95, "entered_on": 1.2, "left_on": 1.2, "training": 1.7, "card": 1.1, "phone": 1.35, "sign": 1.6,
}  # fmt: skip
FONT_SIZE = 8.5  # points: fourteen columns stand on a sheet of 273 mm
SIGNED = "　　　　　　　　　　　　".join(("班组长（签字）：", "劳资专管员（签字）：", "项目负责人（签字）："))


@dataclass(frozen=True, slots=True)
class Taken:
    """Stays taken out of the system: whose, and the line that says who did it, when and what for."""

    stays: Sequence[Engagement]
    mark: str


@transaction.atomic
def roster_sheet(*, project: Project, engagements: QuerySet[Engagement], reason: str, by: User, at: datetime) -> bytes:
    """Return an .xlsx of a project's 花名册: the given stays of this project that are not void, numbers masked.

    Categories and addresses are left out: a label never stands beside a name (§6).

    Raises:
        NotAllowed: the person's post does not handle the project.
        Refusal: the reason says too little; or nobody is on the roster.
    """
    taken = _take_out(project, engagements, reason, "导出花名册", by, at)
    sheet = Sheet(
        title=f"{project.name}务工人员花名册",
        name="花名册",
        columns=COLUMNS,
        rows=[_row(number, stay) for number, stay in enumerate(taken.stays, start=1)],
        preamble=[f"项目代码：{project.code}", taken.mark],
        notes=[f"共{len(taken.stays)}条登记、{_heads(taken)}人。{MASKED}", taken.mark],
    )
    return write_workbook([sheet])


@transaction.atomic
def roster_paper(*, project: Project, engagements: QuerySet[Engagement], reason: str, by: User, at: datetime) -> bytes:
    """Return a PDF of a project's 花名册 to be signed: A4 on its side, of the account its last four digits alone.

    Raises:
        NotAllowed, Refusal: as `roster_sheet`.
    """
    taken = _take_out(project, engagements, reason, "打印花名册", by, at)
    day = timezone.localdate(at)
    register = Register(
        title=f"{project.name}务工人员花名册",
        facts=(
            f"项目代码：{project.code}", f"业主单位：{project.owner_name}", f"日期：{chinese_date(day)}",
            f"共{len(taken.stays)}条登记、{_heads(taken)}人",
        ),
        table=_paper_table(taken),
        closing=(SIGNED, MASKED),
        foot=taken.mark,
    )  # fmt: skip
    return render_pdf(compose_register(register, author=by.name, dated=day))


def _paper_table(taken: Taken) -> Table:
    headings = {column.key: column.heading for column in COLUMNS}
    columns = tuple(
        PaperColumn(headings[key], width, "left" if key in LONG else "center") for key, width in PAPER.items()
    )
    rows = (_row(number, stay) | _on_paper(stay) for number, stay in enumerate(taken.stays, start=1))
    return Table(columns, tuple(tuple(str(row.get(key) or "") for key in PAPER) for row in rows), font_size=FONT_SIZE)


def _on_paper(stay: Engagement) -> dict[str, str]:
    training = stay.safety_training
    return {
        "relation": "劳动合同" if stay.relation == Relation.LABOR else "劳务",
        "card": stay.card_masked and f"****{stay.card_masked[-4:]}",
        "training": f"{training.training.held_on:%Y-%m-%d}安全" if training else "免训",
    }


def _take_out(
    project: Project, engagements: QuerySet[Engagement], reason: str, act: str, by: User, at: datetime
) -> Taken:
    require_works_on(by, project, act)
    why = stated_purpose(reason, lacking=f"请写明{act[:2]}原因，至少四个字，会印在花名册的首尾。")
    stays = list(engagements.filter(project=project, voided_at=None).select_related(
        "worker", "township", "trade", "safety_training__training"
    ))  # fmt: skip
    if not stays:
        raise Refusal(f"名册里没有符合条件的人，没有{act[:2]}。请放宽筛选条件，或先办理进场登记。")
    record(act=act, subject=f"{project.code} {project.name}", by=by, at=at, rows=len(stays), detail={"reason": why})
    return Taken(stays, watermark(by, at, why))


def _heads(taken: Taken) -> int:
    return len({stay.worker_id for stay in taken.stays})


def _row(number: int, stay: Engagement) -> dict[str, Any]:
    training = stay.safety_training
    return {
        "serial": number,
        "name": stay.name,
        "sex": stay.worker.get_sex_display(),
        "id_number": stay.worker.id_masked,
        "township": str(stay.township or ""),
        "trade": str(stay.trade),
        "team": stay.team,
        "employer": stay.employer,
        "relation": stay.get_relation_display(),
        "entered_on": stay.entered_on,
        "left_on": stay.left_on,
        "training": f"{training.training.held_on:%Y-%m-%d}安全培训" if training else f"免训：{stay.waiver_reason}",
        "card": stay.card_masked,
        "phone": stay.phone_masked,
    }

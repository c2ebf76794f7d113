"""签到表: the sheet people sign on paper, numbers masked; its foot says on each page who printed it and what for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from documents.formats import chinese_date
from documents.papers import Column, Table, render_pdf
from documents.papers.registers import UPRIGHT_ROWS_A_PAGE, UPRIGHT_ROWS_ON_FIRST, Register, compose_register
from labor.models import Training
from labor.taking_out import stated_purpose, watermark
from labor.trainings.actions import open_training, tell
from labor.trainings.ledger import hours
from units.models import User

COLUMNS = (
    Column("序号", 0.6), Column("姓名", 1.3), Column("身份证号", 2.2), Column("本人签字", 2.2), Column("备注", 1.5),
)  # fmt: skip
BY_HAND = "空行供现场补签，须写明姓名和完整身份证号，会后据此补登记。身份证号只印出一部分。签字须本人手写，不得代签。"


@transaction.atomic
def sign_sheet(*, training: Training, reason: str, by: User, at: datetime) -> bytes:
    """Return the sheet as PDF: everybody on the list by number, then empty rows to the end of the page.

    Raises:
        NotAllowed: the person's post does not keep this training.
        WrongState: the session is void.
        Refusal: the reason says too little.
    """
    held = open_training(training, by, "打印签到表")
    why = stated_purpose(reason, lacking="请写明打印用途，至少四个字，会印在签到表每一页的页脚。")
    rows = _rows(held)
    register = Register(
        title=f"{held.title}签到表",
        facts=tuple(_facts(held)),
        table=Table(columns=COLUMNS, rows=_filled(rows), font_size=10.5),
        closing=(BY_HAND, "授课人签字：＿＿＿＿＿＿＿＿＿＿　　组织单位经办人签字：＿＿＿＿＿＿＿＿＿＿"),
        foot=watermark(by, at, why),
        upright=True,
    )
    tell("打印签到表", held, by=by, at=at, rows=len(rows), reason=why)
    return render_pdf(compose_register(register, author=held.organizer.name, dated=timezone.localdate(at)))


def _facts(training: Training) -> list[str]:
    said = [
        f"类别：{training.get_kind_display()}",
        f"日期：{chinese_date(training.held_on)}",
        f"时间：{training.starts:%H:%M}—{training.ends:%H:%M}",
        f"学时：{hours(training.minutes)}小时",
        f"地点：{training.place}",
        f"授课人：{training.teacher}",
        f"组织单位：{training.organizer.name}",
    ]
    return [*said, f"项目：{training.project.name}"] if training.project else said


def _rows(training: Training) -> list[tuple[str, ...]]:
    people = training.trainees.select_related("worker").order_by("pk")
    return [(one.name, one.worker.id_masked, "", "") for one in people]


def _filled(rows: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """With empty rows to the end of the last page, numbered throughout."""
    beyond = max(0, len(rows) - UPRIGHT_ROWS_ON_FIRST)
    pages = -(-beyond // UPRIGHT_ROWS_A_PAGE)
    room = UPRIGHT_ROWS_ON_FIRST + pages * UPRIGHT_ROWS_A_PAGE
    every = [*rows, *[("", "", "", "")] * (room - len(rows))]
    return tuple((str(number), *row) for number, row in enumerate(every, start=1))

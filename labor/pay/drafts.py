"""A contractor's 发放表 taken in to be paid here: a draft of the roll, with nothing of a payment in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from documents.workbooks import Reading
from documents.workbooks.reading import position
from labor.clocks.due import pay_due_on
from labor.models import RollAct, RollOrigin, RollState, RollStep, WageRoll
from labor.pay.channels import channel_of
from labor.pay.permissions import may_prepare
from labor.wage_form import OF_PAYMENT, WAGE_ROLL
from projects.models import Period, Project
from units.models import User
from units.refusals import NotAllowed

FILLED_BY_RECEIPTS = "编制中的发放表还没有支付：表中的支付日期、凭证或签字不导入，支付后由银行回执填入。"
BLANK: dict[str, Any] = {"pay_on": None, "voucher": ""}


class Way(models.TextChoices):
    """What becomes of a 发放表 workbook."""

    RECORDED = "recorded", "线下已发补录"
    DRAFT = "draft", "导入编制"


def require_may_prepare(user: User, project: Project) -> None:
    """Refuse those whose post does not prepare the project's pay.

    Raises:
        NotAllowed: with whom to ask.
    """
    if not may_prepare(user, project):
        raise NotAllowed(
            f"您的岗位不编制“{project.name}”的发放表，由业主（施工）单位录入人、业主单位或行业主管部门填报人，"
            "或领导小组办公室编制。"
        )


def forget_payment(reading: Reading) -> None:
    """Leave out what only a receipt tells, whatever stands there, and say so once."""
    places = {place.letters for key in OF_PAYMENT if (place := reading.places.get(key))}
    if not places:
        return
    for row in reading.rows:
        row.values.update(BLANK)
        row.bad.difference_update(OF_PAYMENT)
    kept = [each for each in reading.problems if not _stands_in(each.cell, places, reading.header_rows[1])]
    reading.problems[:] = kept
    reading.notes.append(FILLED_BY_RECEIPTS)


def _stands_in(cell: str, columns: set[str], header_row: int) -> bool:
    return position(cell)[0] > header_row and cell.rstrip("0123456789") in columns


def closed_note(period: Period) -> list[str]:
    """A month that is closed still takes a draft: its pay has yet to be made."""
    if period.is_open:
        return []
    return [f"{period.label}已关账，本表照常编制和支付；{period.label}调度报告的数不再变动。"]


def draft_fields(project: Project, period: Period) -> dict[str, Any]:
    """What a roll that begins as a draft says of itself."""
    return {
        "origin": RollOrigin.IMPORTED,
        "state": RollState.DRAFT,
        "channel": channel_of(project),
        "due_on": pay_due_on(period.month),
    }


def leave_first_step(roll: WageRoll, *, lines: int, by: User, at: datetime) -> RollStep:
    """The step from which a draft's trail begins; the audit entry is the import's own."""
    reason = f"导入{WAGE_ROLL.title}工作簿，{lines}人"
    return RollStep.objects.create(roll=roll, act=RollAct.BUILD, state=roll.state, reason=reason, at=at, by=by)

"""核查: the office closes what is done, sends back what is not, gives more time, or takes back what was in error."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from assignments.models import SupervisionAct, SupervisionNotice
from assignments.supervision.moves import FLOW
from assignments.supervision.raising import wrong_day
from assignments.supervision.wording import tell_unit
from documents.formats import chinese_date
from units.models import User
from units.refusals import Refusal


@transaction.atomic
def close_supervision(
    *, notice: SupervisionNotice, verdict: str, by: User, at: datetime, version: int | None = None
) -> SupervisionNotice:
    """核查办结 with a verdict, by another person than any who answered."""
    stored: dict[str, Any] = {"verdict": verdict.strip(), "closed_at": at}
    made = FLOW.make(notice, SupervisionAct.CLOSE, by=by, at=at, version=version, reason=verdict, **stored)
    tell_unit(made, "closed", f"督办已办结：{made.title}", made.verdict, at=at, tone="good")
    return made


@transaction.atomic
def reject_answer(
    *, notice: SupervisionNotice, verdict: str, due_on: date | None = None, by: User, at: datetime,
    version: int | None = None,
) -> SupervisionNotice:  # fmt: skip
    """核查退回 with a verdict; a new day, where one is given, starts its time and its levels anew.

    Raises:
        NotAllowed, WrongState, StalePaper, Refusal: as the move table says, or the day cannot be.
    """
    stored: dict[str, Any] = {"verdict": verdict.strip(), "answered_at": None}
    if due_on is not None:
        stored |= _anew(due_on, timezone.localdate(at))
    changes = {"反馈期限": [f"{notice.due_on}", f"{due_on}"]} if due_on else {}
    made = FLOW.make(
        notice, SupervisionAct.REJECT, by=by, at=at, version=version, reason=verdict, changes=changes, **stored
    )
    body = f"{made.verdict}请于{chinese_date(made.due_on)}前重新反馈。"
    tell_unit(made, f"rejected-{made.version}", f"督办反馈被退回：{made.title}", body, at=at, tone="bad")
    return made


@transaction.atomic
def extend_supervision(
    *, notice: SupervisionNotice, due_on: date, reason: str, by: User, at: datetime, version: int | None = None
) -> SupervisionNotice:
    """延期 to a later working day, with the reason; the levels start anew."""
    stored = _anew(due_on, timezone.localdate(at), later_than=notice.due_on)
    changes = {"反馈期限": [f"{notice.due_on}", f"{due_on}"]}
    made = FLOW.make(
        notice, SupervisionAct.EXTEND, by=by, at=at, version=version, reason=reason, changes=changes, **stored
    )
    body = f"新的反馈期限：{chinese_date(made.due_on)}。"
    tell_unit(made, f"extended-{made.version}", f"督办已延期：{made.title}", body, at=at, tone="info")
    return made


@transaction.atomic
def withdraw_supervision(
    *, notice: SupervisionNotice, reason: str, by: User, at: datetime, version: int | None = None
) -> SupervisionNotice:
    """撤回 with the reason; a number that was issued stays used, and the unit is told."""
    made = FLOW.make(notice, SupervisionAct.WITHDRAW, by=by, at=at, version=version, reason=reason)
    if made.paper_id is not None:
        tell_unit(made, "withdrawn", f"督办已撤回，不用再办：{made.title}", reason.strip(), at=at, tone="info")
    return made


def _anew(due_on: date, today: date, *, later_than: date | None = None) -> dict[str, Any]:
    said = wrong_day(due_on, today)
    if later_than is not None and due_on <= later_than:
        said.append(f"新的反馈期限须晚于原期限{chinese_date(later_than)}，请改正。")
    if said:
        raise Refusal(*said)
    return {"due_on": due_on, "level": 0, "escalated_at": None}

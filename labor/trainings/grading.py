"""考核: who of a session passed, who did not, and taking a result back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from labor.models import Training
from labor.trainings.actions import of_session, open_training, tell
from labor.trainings.resting import listed, named, resting_stays
from units.models import User
from units.refusals import Refusal, WrongState

ACTS = {True: "登记考核合格", False: "登记考核不合格", None: "取消考核结果"}


@transaction.atomic
def grade(*, training: Training, trainees: Collection[int], has_passed: bool | None, by: User, at: datetime) -> int:
    """State the result of people who signed; None takes it back. Returns how many changed (人次).

    Args:
        trainees: keys of trainees of this session.

    Raises:
        Refusal: somebody is not of this session, or has not signed (everybody by name).
        WrongState: somebody who is still on a site entered it on this safety training, and is said to have failed.
    """
    act = ACTS[has_passed]
    held = open_training(training, by, act)
    rows = of_session(held, trainees)
    if has_passed is not None and (unsigned := list(rows.filter(is_signed=False).values_list("name", flat=True))):
        raise Refusal(f"{listed(unsigned)}还没有登记签字，不能登记考核结果。请先核对签到表并登记签字。")
    if has_passed is False:
        _refuse_there(held, trainees)
    number = rows.exclude(has_passed=has_passed).update(has_passed=has_passed)
    tell(act, held, by=by, at=at, rows=number, trainees=sorted(trainees))
    return number


def _refuse_there(training: Training, trainees: Collection[int]) -> None:
    """先训后上岗: nobody stays on a site on a safety training they have failed."""
    there = list(resting_stays(training).filter(safety_training__in=trainees, left_on=None))
    if there:
        sentence = f"{named(there)}凭“{training.title}”进场，现在还在场，不能登记考核不合格。"
        raise WrongState(f"{sentence}先训后上岗：请先在花名册办理退场，补训合格后再进场。")

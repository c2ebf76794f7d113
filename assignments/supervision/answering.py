"""签收 and 反馈: the unit's reviewer signs for the notice; its filer writes the answer; the reviewer sends it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction

from assignments.enclosures import add_files, sound_files
from assignments.models import SupervisionAct, SupervisionNotice
from assignments.supervision.moves import FLOW
from assignments.supervision.wording import tell_office, tell_unit
from documents.masking import without_numbers
from projects.keeping_files import atomic_with_files
from units.models import Role, User
from units.refusals import NotAllowed, Refusal

LONGEST_ANSWER = 2000  # characters


@transaction.atomic
def sign_for(*, notice: SupervisionNotice, by: User, at: datetime, version: int | None = None) -> SupervisionNotice:
    """签收 by the unit's reviewer, once."""
    signed: dict[str, Any] = {"signed_for_at": at, "signed_for_by": by}
    return FLOW.make(notice, SupervisionAct.SIGN_FOR, by=by, at=at, version=version, **signed)


def write_answer(
    *, notice: SupervisionNotice, answer: str, files: Sequence[File[Any]] = (), by: User, at: datetime,
    version: int | None = None,
) -> SupervisionNotice:  # fmt: skip
    """拟写反馈: keep what the filer (or the reviewer) wrote so far, with files; the office is not told yet.

    Raises:
        NotAllowed, WrongState, StalePaper: as the move table says.
        Refusal: nothing written, too long, or a file is not fit; all at once, nothing is kept.
    """
    made = _answer(notice, SupervisionAct.WRITE, answer, files, by=by, at=at, version=version)
    reviewers = [Role.UNIT_REVIEWER]
    what = f"written-{notice.due_on:%Y%m%d}"
    tell_unit(made, what, f"督办反馈已拟好，请审定报送：{made.title}", "", at=at, roles=reviewers, tone="info")
    return made


def answer_supervision(
    *, notice: SupervisionNotice, answer: str, files: Sequence[File[Any]] = (), by: User, at: datetime,
    version: int | None = None,
) -> SupervisionNotice:  # fmt: skip
    """报送反馈 by the reviewer, as the filer wrote it or in their own words; refusals as in `write_answer`."""
    made = _answer(notice, SupervisionAct.ANSWER, answer, files, by=by, at=at, version=version, answered_at=at)
    body = f"{made.unit}已反馈，请核查。"
    tell_office(made, f"answered-{made.version}", f"督办已反馈，待核查：{made.title}", body, at=at)
    return made


@atomic_with_files()
def _answer(
    notice: SupervisionNotice, act: SupervisionAct, answer: str, files: Sequence[File[Any]], *, by: User, at: datetime,
    version: int | None, **stored: Any,
) -> SupervisionNotice:  # fmt: skip
    if refused := FLOW.why_not(act, notice, by):
        raise NotAllowed(refused)
    said, sound = without_numbers(answer.strip()), []
    wrong = _wrong(said)
    try:
        sound = sound_files(files)
    except Refusal as refusal:
        wrong += refusal.sentences
    if wrong:
        raise Refusal(*wrong)
    told = {"反馈情况": ["", said]} if act is SupervisionAct.ANSWER else {}
    made = FLOW.make(notice, act, by=by, at=at, version=version, changes=told, answer=said, **stored)
    add_files(place="supervision", target=made, files=sound, by=by, at=at)
    return made


def _wrong(said: str) -> list[str]:
    if not said:
        return ["请写明办理情况：做了什么、结果如何、还有什么没有办完。"]
    if len(said) > LONGEST_ANSWER:
        return [f"办理情况有{len(said)}个字，最多{LONGEST_ANSWER}个字，详细材料请作为附件上传。"]
    return []

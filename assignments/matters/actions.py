"""Acts on a major matter by a button, and what follows its going up: the answer recorded, the matter closed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from assignments.enclosures import add_files, sound_files
from assignments.matters.moving import changes, moved
from assignments.matters.wording import LABELS, wrong_to_send
from assignments.models import MajorMatter, MatterAct, MatterState
from documents.masking import without_numbers
from projects.keeping_files import atomic_with_files
from units.models import User
from units.refusals import Refusal

BY_BUTTON = frozenset({MatterAct.SEND, MatterAct.CHECK, MatterAct.HAND_BACK, MatterAct.WITHDRAW})
UNSIGNED: Mapping[str, Any] = {"signer": "", "signed_on": None}  # what goes back to a draft is signed anew
LONGEST_ANSWER, LONGEST_NAME = 2000, 40


@transaction.atomic
def press(
    *, matter: MajorMatter, act: MatterAct, by: User, at: datetime, reason: str = "", version: int | None = None
) -> MajorMatter:
    """Send, check, hand back or withdraw.

    Raises:
        Refusal: no such button; a report that is not whole or asks for something; or what `Flow.make` raises.
    """
    if act not in BY_BUTTON:
        raise Refusal("没有这个办理事项，请刷新页面后重试。")
    if act == MatterAct.SEND and (wrong := list(wrong_to_send({name: getattr(matter, name) for name in LABELS}))):
        raise Refusal(*wrong)
    stored = UNSIGNED if act == MatterAct.HAND_BACK else {}
    return moved(matter, act, by=by, at=at, reason=reason, version=version, **stored)


@atomic_with_files()
def record_answer(
    *,
    matter: MajorMatter,
    answer: str,
    answered_by: str,
    answered_on: date,
    by: User,
    at: datetime,
    files: Sequence[File[Any]] = (),
    version: int | None = None,
) -> MajorMatter:
    """登记批示: who answered, when, in which words; an earlier answer stays in the trail.

    Raises:
        Refusal: no words, no name, a day that cannot be, a file that is not taken in; all at once.
    """
    words, name = without_numbers(answer.strip()), answered_by.strip()
    if wrong := list(_wrong_answer(matter, words, name, answered_on, timezone.localdate(at))):
        raise Refusal(*wrong)
    sound = sound_files(files)
    stored = {"answer": words, "answered_by": name, "answered_on": answered_on}
    given: dict[str, Any] = {"version": version, "changes": changes(matter, stored), **stored}
    made = moved(matter, MatterAct.ANSWER, by=by, at=at, **given)
    add_files(place="matter", target=made, files=sound, by=by, at=at)
    return made


@transaction.atomic
def close_matter(
    *, matter: MajorMatter, by: User, at: datetime, reason: str = "", version: int | None = None
) -> MajorMatter:
    """办结; one that was never answered says why.

    Raises:
        Refusal: the reason is missing; or what `Flow.make` raises.
    """
    if matter.state == MatterState.SENT and not reason.strip():
        raise Refusal("还没有登记批示：有批示的请先登记，没有批示就办结的，请写明原因。")
    return moved(matter, MatterAct.CLOSE, by=by, at=at, reason=reason, version=version)


def _wrong_answer(matter: MajorMatter, words: str, name: str, day: date, today: date) -> Iterator[str]:
    if not words:
        yield "请填写批示意见。"
    elif len(words) > LONGEST_ANSWER:
        yield f"批示意见有{len(words)}个字，最多{LONGEST_ANSWER}个字。"
    if not name or len(name) > LONGEST_NAME:
        yield f"请填写批示领导或机关，最多{LONGEST_NAME}个字。"
    if day > today:
        yield "批示日期不能晚于今天。"
    if matter.reported_at and day < timezone.localdate(matter.reported_at):
        yield f"批示日期不能早于上报日期（{timezone.localdate(matter.reported_at):%Y-%m-%d}）。"

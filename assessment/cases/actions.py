"""起草、修改、报送、审核、推广 of typical cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from assessment.cases.files import keep_files
from assessment.cases.moves import FLOW
from assessment.cases.telling import told_of
from assessment.models import CaseAct, TypicalCase
from assignments.enclosures import sound_files
from documents.masking import without_numbers
from projects.keeping_files import atomic_with_files
from units.models import Role, User
from units.permissions import require
from units.reasons import stated
from units.refusals import Refusal
from units.scope import scope_of

VALUES = ("title", "project", "background", "practice", "effect")
START_WHO = "典型案例由各单位填报人起草本单位的。"
LONGEST_PROMOTION = 200


@atomic_with_files()
def start_case(
    *, unit: Any, values: Mapping[str, Any], files: Sequence[File[Any]] = (), by: User, at: datetime
) -> TypicalCase:
    """Draft a case of one's own unit.

    Args:
        values: VALUES; the three texts may still be empty, `project` may be None.

    Raises:
        NotAllowed: not a filer of the unit.
        Refusal: everything that does not fit, at once.
    """
    require(unit.pk in scope_of(by).unit_ids(Role.UNIT_FILER), START_WHO)
    sound = sound_files(files)
    case = TypicalCase(unit=unit, created_at=at, created_by=by, **_plain(values))
    case.save(force_insert=True)
    keep_files(case, sound, by=by, at=at)
    FLOW.tell(case, CaseAct.START, by=by, at=at)
    return case


@transaction.atomic
def save_case(
    *, case: TypicalCase, values: Mapping[str, Any], version: int | None, by: User, at: datetime
) -> TypicalCase:
    """Rewrite a case that is still with its unit; before and after stay in its steps."""
    new = _plain(values)
    before = {name: getattr(case, name) for name in VALUES}
    changes = {name: [str(before[name] or ""), str(new[name] or "")] for name in VALUES if before[name] != new[name]}
    saved: TypicalCase = FLOW.make(case, CaseAct.SAVE, by=by, at=at, version=version, changes=changes, **new)
    return saved


@transaction.atomic
def move_case(
    *, case: TypicalCase, act: CaseAct, version: int | None, reason: str = "", by: User, at: datetime
) -> TypicalCase:
    """报送, 审核入库, 退回修改, 撤下推广 or 撤回.

    Raises:
        Refusal: it is sent with an empty chapter: each of them is named.
    """
    held = TypicalCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if act == CaseAct.SEND and FLOW.allows(act, held, by) and (lacks := missing_to_send(held)):
        raise Refusal(*lacks)
    moved: TypicalCase = FLOW.make(held, act, by=by, at=at, version=version, reason=reason)
    told_of(moved, act, by=by, at=at)
    return moved


@transaction.atomic
def promote_case(
    *, case: TypicalCase, promoted_on: date, promotion: str, version: int | None, by: User, at: datetime
) -> TypicalCase:
    """推广: say when and how, and tell every unit.

    Raises:
        Refusal: the day is still to come, or how is not said.
    """
    how = stated(
        promotion, lacking="请写明推广方式，例如：全区通报推广、现场观摩。", noun="推广方式", most=LONGEST_PROMOTION
    )
    if promoted_on > timezone.localdate(at):
        raise Refusal("推广日期不能晚于今天。")
    made: TypicalCase = FLOW.make(
        case, CaseAct.PROMOTE, by=by, at=at, version=version, promoted_on=promoted_on, promotion=how,
        changes={"promotion": ["", f"{promoted_on} {how}"]},
    )  # fmt: skip
    told_of(made, CaseAct.PROMOTE, by=by, at=at)
    return made


def missing_to_send(case: TypicalCase) -> list[str]:
    """What a case lacks before the office reads it."""
    chapters = {"background": "基本情况", "practice": "主要做法", "effect": "取得成效"}
    return [f"“{label}”还没有写，请补写后再报送。" for name, label in chapters.items() if not getattr(case, name)]


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: values[name] for name in VALUES}
    return {name: without_numbers(said.strip()) if isinstance(said, str) else said for name, said in given.items()}

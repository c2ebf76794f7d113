"""金融支持 and 社会力量公益性项目: recorded, corrected and voided by their units (notice, 三（六）, 三（七）)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from projects.models import Financing, SocialProject
from projects.money.permissions import (
    FINANCING_WHO,
    SOCIAL_WHO,
    financing_units,
    may_edit_financing,
    may_edit_social,
    social_units,
)
from projects.voiding import void_reason
from units.audit import record
from units.models import UnitKind, User
from units.refusals import NotAllowed, Refusal, WrongState

Kept = TypeVar("Kept", Financing, SocialProject)

FINANCING_VALUES = (
    "project", "institution", "kind", "amount_fen", "drawn_fen", "granted_on", "ends_on", "note",
)  # fmt: skip
SOCIAL_VALUES = (
    "name", "sponsor", "township", "sector", "content", "amount_fen", "workers", "remuneration_fen", "starts_on",
    "ends_on",
)  # fmt: skip


@transaction.atomic
def record_financing(*, values: dict[str, Any], by: User, at: datetime) -> Financing:
    """Record a bank's support of a project, in the name of 区金融发展中心.

    Args:
        values: FINANCING_VALUES; amounts in 分, `drawn_fen` of it already there.

    Raises:
        NotAllowed: neither the center nor the office.
        Refusal: everything that does not fit, at once.
    """
    unit = financing_units(by).first()
    if unit is None:
        raise NotAllowed(FINANCING_WHO)
    made = Financing(unit=unit, recorded_at=at, recorded_by=by, **{name: values[name] for name in FINANCING_VALUES})
    _check(made, at)
    made.save(force_insert=True)
    record(act="登记金融支持", subject=str(made), by=by, at=at, detail=_said(made, FINANCING_VALUES))
    return made


@transaction.atomic
def correct_financing(*, financing: Financing, values: dict[str, Any], by: User, at: datetime) -> Financing:
    """Correct what was recorded; the values before and after go to the audit trail."""
    if not may_edit_financing(by, financing):
        raise NotAllowed(FINANCING_WHO)
    return _correct(financing, values, FINANCING_VALUES, "改正金融支持", by=by, at=at)


@transaction.atomic
def void_financing(*, financing: Financing, reason: str, by: User, at: datetime) -> None:
    """Void what was recorded in error; it stays to be read, and is in no sum."""
    if not may_edit_financing(by, financing):
        raise NotAllowed(FINANCING_WHO)
    _void(financing, reason, "作废金融支持", by=by, at=at)


@transaction.atomic
def record_social(*, values: dict[str, Any], by: User, at: datetime) -> SocialProject:
    """Record a project carried out by private firms or social bodies; `unit` is who guides it.

    Raises:
        NotAllowed: the person does not record in the name of `values["unit"]`.
        Refusal: everything that does not fit, at once.
    """
    if not social_units(by).filter(pk=values["unit"].pk).exists():
        raise NotAllowed(SOCIAL_WHO)
    given = {name: values[name] for name in ("unit", *SOCIAL_VALUES)}
    made = SocialProject(recorded_at=at, recorded_by=by, **given)
    _check(made, at)
    made.save(force_insert=True)
    record(act="登记社会力量公益性项目", subject=str(made), by=by, at=at, detail=_said(made, SOCIAL_VALUES))
    return made


@transaction.atomic
def correct_social(*, social: SocialProject, values: dict[str, Any], by: User, at: datetime) -> SocialProject:
    """Correct what was recorded; the values before and after go to the audit trail."""
    if not may_edit_social(by, social) or not social_units(by).filter(pk=values["unit"].pk).exists():
        raise NotAllowed(SOCIAL_WHO)
    return _correct(social, values, ("unit", *SOCIAL_VALUES), "改正社会力量公益性项目", by=by, at=at)


@transaction.atomic
def void_social(*, social: SocialProject, reason: str, by: User, at: datetime) -> None:
    """Void what was recorded in error; it stays to be read, and is in no sum."""
    if not may_edit_social(by, social):
        raise NotAllowed(SOCIAL_WHO)
    _void(social, reason, "作废社会力量公益性项目", by=by, at=at)


def _correct(kept: Kept, values: dict[str, Any], names: tuple[str, ...], act: str, *, by: User, at: datetime) -> Kept:
    held: Kept = type(kept)._default_manager.select_for_update().get(pk=kept.pk)
    if held.voided_at:
        raise WrongState(f"“{held}”已作废，不能再改；需要时请重新登记。")
    before = _said(held, names)
    for name in names:
        setattr(held, name, values[name])
    _check(held, at)
    after = _said(held, names)
    changes = {name: [before[name], after[name]] for name in names if before[name] != after[name]}
    if changes:
        held.save()
        record(act=act, subject=str(held), by=by, at=at, detail=changes)
    return held


def _void(kept: Financing | SocialProject, reason: str, act: str, *, by: User, at: datetime) -> None:
    said = void_reason(reason)
    row = type(kept)._default_manager.filter(pk=kept.pk, voided_at=None)
    if not row.update(voided_at=at, voided_by=by, void_reason=said):
        raise WrongState(f"“{kept}”已经作废，不必再办。请刷新页面。")
    record(act=act, subject=str(kept), by=by, at=at, detail={"reason": said})


def _check(made: Financing | SocialProject, at: datetime) -> None:
    faults = [*_unfit(made, at)]
    try:
        made.full_clean()
    except ValidationError as error:
        faults += error.messages
    if faults:
        raise Refusal(*dict.fromkeys(faults))


def _unfit(made: Financing | SocialProject, at: datetime) -> Iterator[str]:
    if isinstance(made, Financing):
        if made.granted_on and made.granted_on > timezone.localdate(at):
            yield "批准日期不能晚于今天。"
    elif made.township.kind != UnitKind.TOWNSHIP:
        yield f"“所在镇街”填的{made.township}不是镇街，请选择八个镇街之一。"


def _said(made: Any, names: tuple[str, ...]) -> dict[str, str]:
    return {name: str(getattr(made, name)) for name in names}

"""劳务公司: recorded, corrected, taken out of use and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from documents.identifiers import SENTENCES, check_credit_code, normalized
from labor.companies.permissions import require_company_keeper
from labor.lacks import lacks_of, write
from labor.models import LaborCompany
from projects.completeness import Lack
from projects.moving import Incomplete
from units.audit import record
from units.models import UnitKind, User
from units.refusals import WrongState

FIELDS = ("name", "credit_code", "township", "contact", "phone", "founded_on", "is_collective", "note")


@transaction.atomic
def record_company(*, values: Mapping[str, Any], by: User, at: datetime) -> LaborCompany:
    """Record a labor company.

    Args:
        values: name, credit_code, township (None outside the district), contact, phone, founded_on, is_collective,
            note.

    Raises:
        NotAllowed: not the township's filer, 区人力社保局 or the office.
        Incomplete: every fault at its field; a wrong check digit of the credit code, a company recorded already.
    """
    company = LaborCompany(recorded_at=at, recorded_by=by)
    _write(company, values)
    require_company_keeper(by, company.township, "登记劳务公司")
    _require_sound(company, at)
    company.save(force_insert=True)
    _tell("登记劳务公司", company, by=by, at=at)
    return company


@transaction.atomic
def correct_company(*, company: LaborCompany, values: Mapping[str, Any], by: User, at: datetime) -> LaborCompany:
    """Correct what is recorded of a company; the audit trail keeps old and new.

    Raises:
        NotAllowed: not a keeper of its township, or of the one it is moved to.
        WrongState: it is out of use.
        Incomplete: every fault at its field.
    """
    held = _held(company, by, "更正劳务公司")
    if held.retired_at:
        raise WrongState(f"{held.name}已停用，请先恢复再更正。")
    before = {name: getattr(held, name) for name in FIELDS}
    _write(held, values)
    require_company_keeper(by, held.township, "更正劳务公司")
    _require_sound(held, at)
    changes = {name: [_said(was), _said(now)] for name, was in before.items() if was != (now := getattr(held, name))}
    if changes:
        held.save(update_fields=list(changes))
        _tell("更正劳务公司", held, by=by, at=at, changes=changes)
    return held


@transaction.atomic
def retire_company(*, company: LaborCompany, by: User, at: datetime) -> LaborCompany:
    """停用: no new entry names it; people on rosters keep it."""
    held = _held(company, by, "停用劳务公司")
    if held.retired_at:
        raise WrongState(f"{held.name}已经停用，不必再办。")
    return _retire(held, "停用劳务公司", by=by, at=at, retired_at=at, retired_by=by)


@transaction.atomic
def restore_company(*, company: LaborCompany, by: User, at: datetime) -> LaborCompany:
    """恢复 a company taken out of use."""
    held = _held(company, by, "恢复劳务公司")
    if not held.retired_at:
        raise WrongState(f"{held.name}没有停用，不必恢复。")
    return _retire(held, "恢复劳务公司", by=by, at=at, retired_at=None, retired_by=None)


def _retire(
    held: LaborCompany, act: str, *, by: User, at: datetime, retired_at: datetime | None, retired_by: User | None
) -> LaborCompany:
    held.retired_at, held.retired_by = retired_at, retired_by
    held.save(update_fields=["retired_at", "retired_by"])
    _tell(act, held, by=by, at=at)
    return held


def _held(company: LaborCompany, by: User, act: str) -> LaborCompany:
    held = LaborCompany.objects.select_for_update(of=("self",)).select_related("township").get(pk=company.pk)
    require_company_keeper(by, held.township, act)
    return held


def _write(company: LaborCompany, values: Mapping[str, Any]) -> None:
    write(company, values, FIELDS)
    company.credit_code = normalized(company.credit_code)


def _require_sound(company: LaborCompany, at: datetime) -> None:
    code = check_credit_code(company.credit_code) if company.credit_code else None
    faults = [lack for lack in lacks_of(company, FIELDS) if not (code and lack.field == "credit_code")]
    faults += [Lack("credit_code", SENTENCES[code])] if code else _taken(company)
    if company.township is not None and company.township.kind != UnitKind.TOWNSHIP:
        faults.append(Lack("township", f"“所在镇街”填的{company.township}不是镇街，请选择八个镇街之一，区外的留空。"))
    if company.founded_on and company.founded_on > timezone.localdate(at):
        faults.append(Lack("founded_on", "成立日期不能晚于今天，请核对。"))
    if faults:
        raise Incomplete(faults)


def _taken(company: LaborCompany) -> list[Lack]:
    other = LaborCompany.objects.filter(credit_code=company.credit_code).exclude(pk=company.pk).first()
    if other is None or not company.credit_code:
        return []
    hint = "它已停用，需要时请恢复。" if other.retired_at else "不用再登记，需要时请更正原来的登记。"
    return [Lack("credit_code", f"这个统一社会信用代码已登记为“{other.name}”，{hint}")]


def _said(value: Any) -> Any:
    return value if isinstance(value, bool | str) or value is None else str(value)


def _tell(act: str, company: LaborCompany, *, by: User, at: datetime, **detail: Any) -> None:
    subject = f"{company.name}（{company.credit_code}）"
    record(act=act, subject=subject, by=by, at=at, detail={"company": company.pk, **detail})

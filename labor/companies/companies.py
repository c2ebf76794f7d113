"""劳务公司: recorded, corrected, taken out of use and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from documents.identifiers import SENTENCES, check_credit_code, normalized
from labor.companies.claims import claim, require_fresh
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
def correct_company(
    *, company: LaborCompany, values: Mapping[str, Any], version: int, by: User, at: datetime
) -> LaborCompany:
    """Correct what is recorded of a company; the audit trail keeps old and new.

    Args:
        version: the version the person had before them.

    Raises:
        NotAllowed: not a keeper of its township, or of the one it is moved to.
        WrongState: it is out of use.
        ChangedMeanwhile: somebody corrected it since; told with what stands there now.
        Incomplete: every fault at its field.
    """
    held = _held(company, by, "更正劳务公司")
    if held.retired_at:
        raise WrongState(f"{held.name}已停用，请先恢复再更正。")
    require_fresh(held, version, *_differing(held, values))
    before = {name: getattr(held, name) for name in FIELDS}
    _write(held, values)
    require_company_keeper(by, held.township, "更正劳务公司")
    _require_sound(held, at)
    changed = [name for name, was in before.items() if was != getattr(held, name)]
    if changed:
        claim(held, version=version, **{name: getattr(held, name) for name in changed})
        changes = {name: [_said(before[name]), _said(getattr(held, name))] for name in changed}
        _tell("更正劳务公司", held, by=by, at=at, changes=changes)
    return held


def _differing(held: LaborCompany, values: Mapping[str, Any]) -> list[str]:
    """What stands there now, of the fields in which the person typed something else."""
    now = [(name, getattr(held, name)) for name, value in values.items() if getattr(held, name) != value]
    return [f"现在登记的“{held._meta.get_field(name).verbose_name}”是：{_words(value)}。" for name, value in now]  # type: ignore[union-attr]


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "空" if value in (None, "") else str(value)


@transaction.atomic
def retire_company(*, company: LaborCompany, version: int, by: User, at: datetime) -> LaborCompany:
    """停用: no new entry names it; people on rosters keep it.

    Raises:
        NotAllowed, WrongState: not its keeper; out of use already.
        ChangedMeanwhile: somebody changed it after `version` was shown.
    """
    held = _held(company, by, "停用劳务公司")
    if held.retired_at:
        raise WrongState(f"{held.name}已经停用，不必再办。")
    require_fresh(held, version)
    claim(held, version=version, retired_at=at, retired_by=by)
    _tell("停用劳务公司", held, by=by, at=at)
    return held


@transaction.atomic
def restore_company(*, company: LaborCompany, version: int, by: User, at: datetime) -> LaborCompany:
    """恢复 a company taken out of use.

    Raises:
        NotAllowed, WrongState: not its keeper; not out of use.
        ChangedMeanwhile: somebody changed it after `version` was shown.
    """
    held = _held(company, by, "恢复劳务公司")
    if not held.retired_at:
        raise WrongState(f"{held.name}没有停用，不必恢复。")
    require_fresh(held, version)
    claim(held, version=version, retired_at=None, retired_by=None)
    _tell("恢复劳务公司", held, by=by, at=at)
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

"""单位: register owners and contractors, add other names, keep the details right."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from documents.identifiers import SENTENCES, check_credit_code, normalized
from units.audit import record
from units.models import Sector, Unit, User
from units.permissions import may_manage_units, require
from units.refusals import Refusal

NEEDS_OFFICE = "单位和成员席位由办公室管理员登记，请联系区发展改革委办理。"
LABELS = {"code": "单位编码", "name": "单位名称", "kind": "类别", "credit_code": "统一社会信用代码"}


@transaction.atomic
def register_unit(
    *,
    name: str,
    kind: str,
    by: User,
    at: datetime,
    credit_code: str = "",
    aliases: Iterable[str] = (),
    sectors: Iterable[Sector] = (),
) -> Unit:
    """Register a unit under the next free code.

    Raises:
        Refusal: every objection at once: a name or other name already taken, a wrong credit code, a missing kind.
    """
    require_office(by, at)
    unit = Unit(name=name.strip(), kind=kind, code=_next_code(), credit_code=normalized(credit_code))
    unit.aliases = list(dict.fromkeys(alias.strip() for alias in aliases if alias.strip()))
    _check(unit)
    unit.save(force_insert=True)
    unit.sectors.set(sectors)
    record(act="登记单位", subject=f"{unit.code} {unit.name}", by=by, at=at)
    return unit


@transaction.atomic
def update_unit(
    *,
    unit: Unit,
    by: User,
    at: datetime,
    name: str,
    credit_code: str,
    aliases: Iterable[str],
    sectors: Iterable[Sector],
) -> Unit:
    """Correct a unit's name, other names, credit code and the sectors it leads; the old values go to the trail."""
    require_office(by, at)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    before = _said(unit)
    unit.name, unit.credit_code = name.strip(), normalized(credit_code)
    unit.aliases = list(dict.fromkeys(alias.strip() for alias in aliases if alias.strip()))
    _check(unit)
    unit.save()
    unit.sectors.set(sectors)
    after = _said(unit)
    if after != before:
        record(
            act="修改单位", subject=f"{unit.code} {unit.name}", by=by, at=at, detail={"before": before, "after": after}
        )
    return unit


@transaction.atomic
def add_alias(*, unit: Unit, alias: str, by: User, at: datetime) -> Unit:
    """Add another name under which workbooks call the unit (区城管局 for 区城市管理局)."""
    require_office(by, at)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    wanted = alias.strip()
    if wanted in unit.names:
        raise Refusal(f"{unit}已经有“{wanted}”这个叫法，不用再加。")
    unit.aliases = [*unit.aliases, wanted]
    _check(unit)
    unit.save(update_fields=["aliases"])
    record(act="增加单位叫法", subject=f"{unit.name}：{wanted}", by=by, at=at)
    return unit


def require_office(by: User, at: datetime) -> None:
    """Refuse whoever may not keep units and seats."""
    require(may_manage_units(by, on=timezone.localdate(at)), NEEDS_OFFICE)


def _said(unit: Unit) -> dict[str, object]:
    return {
        "name": unit.name,
        "credit_code": unit.credit_code,
        "aliases": list(unit.aliases),
        "sectors": [sector.name for sector in unit.sectors.all()],
    }


def _next_code() -> str:
    """The number after the highest in use; the lock keeps two registrations apart."""
    codes = Unit.objects.select_for_update().order_by("pk").values_list("code", flat=True)
    return f"{max((int(code) for code in codes if code.isdigit()), default=0) + 1:02d}"


def _check(unit: Unit) -> None:
    problems = [*_field_problems(unit), *_taken_names(unit)]
    wrong = check_credit_code(unit.credit_code) if unit.credit_code else None
    if wrong:
        problems.append(SENTENCES[wrong])
    if problems:
        raise Refusal(*problems)


def _field_problems(unit: Unit) -> list[str]:
    try:
        unit.full_clean(validate_unique=False)
    except ValidationError as error:
        return [f"{LABELS.get(field, '单位')}：{text}" for field, texts in error.message_dict.items() for text in texts]
    return []


def _taken_names(unit: Unit) -> list[str]:
    others = {name: other for other in Unit.objects.exclude(pk=unit.pk) for name in other.names}
    return [f"“{name}”已是{others[name]}的名称或叫法，请换一个。" for name in unit.names if name in others]

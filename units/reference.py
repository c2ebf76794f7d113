"""Reference data of the house: seven sectors (国办函〔2022〕58号), 27 units and their seats (大渡口府办发〔2022〕86号).

Loading again updates official wording and adds what is new; what the office changed since (extra names, sectors led,
ended seats) stays as the office left it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from units.audit import record
from units.models import Membership, Sector, Unit, User


@dataclass(frozen=True)
class Loaded:
    """How many rows a loading made and how many it reworded."""

    created: int
    updated: int

    def __add__(self, other: Loaded) -> Loaded:
        return Loaded(self.created + other.created, self.updated + other.updated)


def fixture(name: str) -> list[dict[str, Any]]:
    """Read one file of reference rows from `fixtures/`."""
    rows: list[dict[str, Any]] = json.loads((settings.BASE_DIR / "fixtures" / f"{name}.json").read_text("utf-8"))
    return rows


@transaction.atomic
def load_reference(*, by: User | None, at: datetime) -> Loaded:
    """Load sectors, units and seats from `fixtures/`; safe to repeat. `by` is None when the system sets itself up."""
    loaded = _load_sectors() + _load_units() + _load_memberships()
    if loaded.created or loaded.updated:
        record(
            act="载入基础数据",
            subject="领域、成员单位、成员席位",
            by=by,
            at=at,
            rows=loaded.created + loaded.updated,
            detail={"created": loaded.created, "updated": loaded.updated},
        )
    return loaded


def _load_sectors() -> Loaded:
    known = {sector.code: sector for sector in Sector.objects.all()}
    rows = fixture("sectors")
    made = Sector.objects.bulk_create(Sector(**row) for row in rows if row["code"] not in known)
    renamed = [known[row["code"]] for row in rows if row["code"] in known and known[row["code"]].name != row["name"]]
    names = {row["code"]: row["name"] for row in rows}
    for sector in renamed:
        sector.name = names[sector.code]
    Sector.objects.bulk_update(renamed, ["name"])
    return Loaded(len(made), len(renamed))


OFFICIAL = ["name", "kind", "credit_code", "township_code", "is_office"]


def _load_units() -> Loaded:
    known = {unit.code: unit for unit in Unit.objects.all()}
    rows = fixture("units")
    fresh = [row for row in rows if row["code"] not in known]
    made = Unit.objects.bulk_create(Unit(code=row["code"], aliases=row["aliases"], **_official(row)) for row in fresh)
    _link_sectors(made, fresh)
    changed = [known[row["code"]] for row in rows if row["code"] in known and _reword(known[row["code"]], row)]
    Unit.objects.bulk_update(changed, [*OFFICIAL, "aliases"])
    return Loaded(len(made), len(changed))


def _official(row: dict[str, Any]) -> dict[str, Any]:
    blank: dict[str, Any] = {"credit_code": "", "township_code": "", "is_office": False}
    return {field: row.get(field, blank.get(field)) for field in OFFICIAL}


def _reword(unit: Unit, row: dict[str, Any]) -> bool:
    """Bring official fields up to date and add new aliases; say whether anything changed.

    A former name stays an alias: what was written and frozen under it is still found.
    """
    former = [unit.name] if unit.name != row["name"] else []
    wanted = _official(row) | {"aliases": list(dict.fromkeys([*unit.aliases, *row["aliases"], *former]))}
    changed = {field: value for field, value in wanted.items() if getattr(unit, field) != value}
    for field, value in changed.items():
        setattr(unit, field, value)
    return bool(changed)


def _link_sectors(units: list[Unit], rows: list[dict[str, Any]]) -> None:
    ids = dict(Sector.objects.values_list("code", "pk"))
    through = Unit.sectors.through
    through.objects.bulk_create(
        through(unit_id=unit.pk, sector_id=ids[code])
        for unit, row in zip(units, rows, strict=True)
        for code in row.get("sectors", [])
    )


def _load_memberships() -> Loaded:
    units = {unit.code: unit for unit in Unit.objects.all()}
    known = set(Membership.objects.values_list("unit__code", "post", "decision"))
    made = Membership.objects.bulk_create(
        Membership(
            unit=units[row["unit"]],
            post=row["post"],
            starts_on=date.fromisoformat(row["starts_on"]),
            decision=row["decision"],
        )
        for row in fixture("memberships")
        if (row["unit"], row["post"], row["decision"]) not in known
    )
    return Loaded(len(made), 0)

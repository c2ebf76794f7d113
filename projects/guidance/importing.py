"""Import of a year's catalog: all errors at once block everything; importing again updates what changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from documents.workbooks import Reading
from documents.workbooks.reading import Row
from projects.guidance.form import GUIDANCE
from projects.guidance.items import WORDING, create_all, require_catalog_year
from projects.guidance.permissions import require_guidance_keeper
from projects.imports.opening import Upload, check_lengths, check_title_year, read_form
from projects.imports.registry import SectorIndex
from projects.imports.vocabulary import plain
from projects.models import GuidanceItem
from projects.models.guidance import OWN_SOURCE
from projects.outcome import ImportOutcome
from units.audit import record
from units.models import User

Key = tuple[int, str, str]


@dataclass(slots=True)
class _Plan:
    """What the sheet changes, settled before anything is written."""

    created: list[GuidanceItem] = field(default_factory=list)
    updated: list[GuidanceItem] = field(default_factory=list)
    unchanged: int = 0
    notes: list[str] = field(default_factory=list)


def import_guidance(
    *, file: Upload, name: str, year: int, by: User | None, at: datetime, dry_run: bool = False
) -> ImportOutcome:
    """Take in one year's catalog. An entry is known by sector, task and work item; one not on the sheet stays.

    Args:
        file: the workbook (bytes, path or open binary file); `name` is what people call it.
        by: who imports it; None for the system itself.
        dry_run: check and count, save nothing.

    Raises:
        NotAllowed: only the office keeps the catalog.
        Refusal: the file cannot be read at all.
    """
    require_guidance_keeper(by)
    require_catalog_year(year)
    reading = read_form(file, [GUIDANCE])
    check_title_year(reading, year, noun="指导目录")
    with transaction.atomic():
        plan = _plan(reading, year)
        if not reading.errors and not dry_run:
            _save(plan, year=year, name=name, by=by, at=at)
    return ImportOutcome(
        file_name=name,
        title=f"{year}年度指导目录",
        errors=reading.errors,
        warnings=reading.warnings,
        notes=[*reading.notes, *plan.notes],
        created=len(plan.created),
        updated=len(plan.updated),
        unchanged=plan.unchanged,
        dry_run=dry_run,
        facts={"year": year, "guidance_items": len(reading.rows)},
    )


def _plan(reading: Reading, year: int) -> _Plan:
    """What the sheet changes in the year's entries, held until it is saved: an edit comes before or after it."""
    keyed = _checked(reading)
    if reading.errors:
        return _Plan()
    known = {
        _key(item.sector_id, item.task, item.work_item): item
        for item in GuidanceItem.objects.of_year(year).select_for_update(of=("self",)).select_related("sector")
    }
    plan = _Plan(notes=_notes(known, set(keyed)))
    for key, row in keyed.items():
        _settle(plan, reading, row, known.get(key) or _new(year, key, row))
    return plan


def _key(sector_id: int, task: str, work_item: str) -> Key:
    return sector_id, plain(task), plain(work_item)


def _checked(reading: Reading) -> dict[Key, Row]:
    """Check every row (problems go to the reading) and key the good ones."""
    sectors, keyed = SectorIndex(), dict[Key, Row]()
    for row in reading.rows:
        check_lengths(row, GuidanceItem, ("task", "work_item", *WORDING))
        sector = sectors.named(row["sector"]) if row["sector"] else None
        if sector is None and row.valid("sector"):
            row.problem("sector", "sector_unknown", f"领域应为{sectors.names}之一，请更正。")
        if sector is not None and row.valid("task", "work_item"):
            _keep(keyed, _key(sector.pk, row["task"], row["work_item"]), row)
    return keyed


def _keep(keyed: dict[Key, Row], key: Key, row: Row) -> None:
    first = keyed.setdefault(key, row)
    if first is not row:
        message = f"与第{first.number}行的领域、建设任务、用工环节相同，请核对后只保留一行。"
        row.problem("work_item", "item_double", message)


def _new(year: int, key: Key, row: Row) -> GuidanceItem:
    return GuidanceItem(year=year, sector_id=key[0], task=row["task"], work_item=row["work_item"])


def _settle(plan: _Plan, reading: Reading, row: Row, item: GuidanceItem) -> None:
    """Write a row's wording onto its entry; a column the sheet lacks leaves the entry's own."""
    stated = {name: row[name] or (OWN_SOURCE if name == "source" else "") for name in WORDING if reading.has(name)}
    changed = any(getattr(item, name) != text for name, text in stated.items())
    for name, text in stated.items():
        setattr(item, name, text)
    if item.pk is None:
        plan.created.append(item)
    elif changed:
        plan.updated.append(item)
    else:
        plan.unchanged += 1


def _notes(known: dict[Key, GuidanceItem], stated: set[Key]) -> list[str]:
    absent = [str(item) for key, item in known.items() if key not in stated and not item.retired_at]
    retired = [str(item) for key, item in known.items() if key in stated and item.retired_at]
    return [
        *([f"目录里原有、本表没有的条目仍然保留：{'、'.join(absent)}。不再使用的请停用。"] if absent else []),
        *([f"本表写了、但已停用的条目仍然停用：{'、'.join(retired)}。需要再用请恢复。"] if retired else []),
    ]


def _save(plan: _Plan, *, year: int, name: str, by: User | None, at: datetime) -> None:
    create_all(plan.created)
    GuidanceItem.objects.bulk_update(plan.updated, WORDING)
    rows = len(plan.created) + len(plan.updated) + plan.unchanged
    detail = {"file": name, "created": len(plan.created), "updated": len(plan.updated), "unchanged": plan.unchanged}
    record(act="导入指导目录", subject=f"{year}年度指导目录", by=by, at=at, rows=rows, detail=detail)

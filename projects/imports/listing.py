"""Import of the yearly list (清单): errors block everything, warnings are listed, nothing is saved twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction

from documents.workbooks import Reading
from projects.imports.forms import LIST
from projects.imports.funding_text import Part
from projects.imports.listing_rows import ListedProject, Names, check_rows
from projects.imports.opening import Upload, check_title_year, read_form
from projects.imports.registry import SectorIndex, UnitIndex
from projects.models import Funding, ListEntry, Project, ProjectList
from projects.outcome import ImportOutcome
from projects.permissions import may_import_projects
from units.audit import record
from units.models import User
from units.refusals import NotAllowed, Refusal


def import_projects(
    *, file: Upload, name: str, year: int, by: User, at: datetime, dry_run: bool = False
) -> ImportOutcome:
    """Take in one year's list. Re-importing updates what changed and says so; a project not on the sheet stays.

    Args:
        file: the workbook (bytes, path or open binary file); `name` is what people call it.
        year: the list's year; a title naming another year is an error.
        dry_run: check and count, save nothing.

    Raises:
        NotAllowed: only the office keeps the list.
        Refusal: the file cannot be read at all.
    """
    if not may_import_projects(by):
        raise NotAllowed("年度清单由领导小组办公室导入，您没有这项权限。如清单有误，请联系办公室。")
    reading = read_form(file, [LIST])
    check_title_year(reading, year)
    try:
        with transaction.atomic():
            plan = _plan(reading, year)
            if not reading.errors and not dry_run:
                _save(plan, year=year, name=name, by=by, at=at)
    except IntegrityError as clash:
        raise Refusal(f"导入时有人正在登记{year}年度清单的同一项目，本次没有保存。请重新导入一次。") from clash
    return ImportOutcome(
        file_name=name,
        title=f"{year}年度清单",
        errors=reading.errors,
        warnings=reading.warnings,
        notes=[*reading.notes, *plan.notes],
        created=plan.created,
        updated=plan.updated,
        unchanged=plan.unchanged,
        dry_run=dry_run,
        facts={"year": year, "projects": len(reading.rows), **_sums(reading)},
    )


@dataclass(slots=True)
class _Plan:
    """What the sheet changes, settled before anything is written."""

    changes: list[_Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def created(self) -> int:
        return sum(change.is_new for change in self.changes)

    @property
    def updated(self) -> int:
        return sum(change.is_changed and not change.is_new for change in self.changes)

    @property
    def unchanged(self) -> int:
        return len(self.changes) - self.created - self.updated


@dataclass(slots=True)
class _Change:
    """One row against what the system holds."""

    listed: ListedProject
    project: Project
    entry: ListEntry
    fundings: Sequence[Funding]  # as registered
    is_new: bool
    is_changed: bool


def _plan(reading: Reading, year: int) -> _Plan:
    codes = [row["code"] for row in reading.rows if row["code"]]
    projects = {
        project.code: project for project in Project.objects.filter(code__in=codes).prefetch_related("fundings")
    }
    entries = {
        entry.project.code: entry
        for entry in ListEntry.objects.filter(project_list__year=year).select_related("project")
    }
    names = Names(UnitIndex(), SectorIndex(), {code: project.name for code, project in projects.items()})
    listed = check_rows(reading, year, names)
    absent = [entry.project.name for code, entry in entries.items() if code not in set(codes)]
    notes = [f"清单里原有、本表没有的项目仍然保留：{'、'.join(absent)}。"] if absent else []
    if reading.errors:
        return _Plan(notes=notes)
    return _Plan([_change(row, projects.get(row.code), entries.get(row.code)) for row in listed], notes)


def _change(listed: ListedProject, project: Project | None, entry: ListEntry | None) -> _Change:
    held = list(project.fundings.all()) if project else []
    is_new = project is None or entry is None
    project, entry = project or Project(code=listed.code), entry or ListEntry()
    # a list, so that both are set: `or` would stop at the first that changed
    changed = any([_set(project, listed.project), _set(entry, listed.entry), _funding_differs(held, listed.parts)])
    return _Change(listed, project, entry, held, is_new, is_new or changed)


def _set(thing: models.Model, values: dict[str, Any]) -> bool:
    """Set values on an object; say whether any of them is new."""
    changed = False
    for key, value in values.items():
        column = thing._meta.get_field(key).attname  # type: ignore[union-attr]
        wanted = value.pk if isinstance(value, models.Model) else value
        changed = changed or getattr(thing, column) != wanted
        setattr(thing, column, wanted)
    return changed


def _save(plan: _Plan, *, year: int, name: str, by: User, at: datetime) -> None:
    project_list, _ = ProjectList.objects.get_or_create(year=year, defaults={"title": f"{year}年度重点工程项目清单"})
    for change in plan.changes:
        if change.is_changed:
            _save_change(change, project_list)
    detail = {
        "file": name, "year": year, "created": plan.created, "updated": plan.updated, "unchanged": plan.unchanged,
    }  # fmt: skip
    record(act="导入年度清单", subject=f"{year}年度清单", by=by, at=at, rows=len(plan.changes), detail=detail)


def _save_change(change: _Change, project_list: ProjectList) -> None:
    change.project.save()
    change.entry.project, change.entry.project_list = change.project, project_list
    change.entry.save()
    _save_fundings(change.project, change.fundings, change.listed.parts)


def _funding_differs(held: Iterable[Funding], parts: Sequence[Part]) -> bool:
    before = {(funding.source, funding.label): funding.amount_fen for funding in held if not _is_documented(funding)}
    documented = {(funding.source, funding.label): funding.amount_fen for funding in held if _is_documented(funding)}
    said = {(part.source, part.label): part.amount_fen for part in parts}
    kept = {key: amount for key, amount in said.items() if key not in documented}
    raised = {key for key, amount in said.items() if amount is not None and documented.get(key, amount) != amount}
    return before != kept or bool(raised)


def _save_fundings(project: Project, held: Iterable[Funding], parts: Sequence[Part]) -> None:
    """Take over the sheet's sources; what was entered with its document (下达文号、日期、约定占比) stays."""
    registered = {(funding.source, funding.label): funding for funding in held}
    said = {(part.source, part.label) for part in parts}
    for part in parts:
        funding = registered.get((part.source, part.label)) or Funding(
            project=project, source=part.source, label=part.label
        )
        if part.amount_fen is not None or not _is_documented(funding):
            funding.amount_fen = part.amount_fen
        funding.save()
    for key, funding in registered.items():
        if key not in said and not _is_documented(funding):
            funding.delete()


def _is_documented(funding: Funding) -> bool:
    return bool(funding.document_number or funding.issued_on or funding.agreed_share is not None)


def _sums(reading: Reading) -> dict[str, int]:
    """Sums of the sheet in 分 and 人, for the person who checks them against the sheet's own total line."""
    return {key: sum(row[key] or 0 for row in reading.rows) for key in ("total_fen", "plan_fen", "planned_workers")}

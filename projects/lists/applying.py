"""What publishing writes to projects, entries, money, labor and nominations, row by row."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import F

from projects.imports.funding_text import funding_parts
from projects.imports.listing_plan import save_fundings
from projects.imports.registry import UnitIndex
from projects.lists.proposal import ProposedRow
from projects.lists.rows import PLANNED
from projects.models import (
    Condition,
    ListEntry,
    ListVersion,
    Nomination,
    NominationAct,
    NominationState,
    NominationStep,
    Project,
    StageAct,
    StageStep,
    WorkItem,
)
from units.models import User
from units.refusals import WrongState

DESCRIBED = (
    "name", "sector", "kind", "nature", "township", "site", "content", "total_fen", "starts", "ends", "owner_name",
    "department",
)  # fmt: skip


def apply_row(row: ProposedRow, version: ListVersion, units: UnitIndex, *, by: User, at: datetime) -> Project:
    """Make the register say what the row says; return its project."""
    if not row.stands:
        return _leave(row, version.published_on, by=by, at=at)
    project = _project(row, units, by=by, at=at)
    entry = _entry(row, project, version)
    if row.nomination:
        save_fundings(project, list(project.fundings.all()), funding_parts(row.values["funding_text"]))
        _take_work_items(row.nomination, entry)
        _list(row.nomination, project, version, by=by, at=at)
    return project


def _project(row: ProposedRow, units: UnitIndex, *, by: User, at: datetime) -> Project:
    nomination = row.nomination
    if nomination is None:
        assert row.project is not None
        return row.project
    project = row.project or Project(code=nomination.code, stage=nomination.stage)
    for name in DESCRIBED:
        setattr(project, name, getattr(nomination, name))
    project.contractor_name = row.values["contractor_name"]
    project.owner = units.named(nomination.owner_name)
    restored = project.condition == Condition.REMOVED
    if restored:
        project.condition, project.condition_reason, project.condition_since = Condition.NORMAL, "", None
    project.save()
    if restored:
        _step(project, StageAct.RESTORE, "重新列入清单", by=by, at=at)
    return project


def _entry(row: ProposedRow, project: Project, version: ListVersion) -> ListEntry:
    if row.entry and row.nomination is None:
        ListEntry.objects.filter(pk=row.entry.pk).exclude(serial=row.serial).update(serial=row.serial)
        return row.entry
    held = row.entry or ListEntry.objects.filter(project_list=version.project_list, project=project).first()
    entry = held or ListEntry(project_list=version.project_list, project=project)
    entry.serial = row.serial
    entry.leave_reason, entry.leave_at, entry.leave_by, entry.left_on = "", None, None, None
    values: dict[str, Any] = {key: row.values[key] for key in (*PLANNED, "work_items")}
    for key, value in values.items():
        setattr(entry, key, value)
    entry.save()
    return entry


def _leave(row: ProposedRow, day: date, *, by: User, at: datetime) -> Project:
    """The entry leaves; so does the project, unless a later year's list carries it."""
    entry, project = row.entry, row.project
    assert entry is not None
    assert project is not None
    ListEntry.objects.filter(pk=entry.pk).update(left_on=day, serial=row.serial)
    later = ListEntry.objects.in_force(on=day).filter(project_list__year__gt=entry.project_list.year, project=project)
    if not later.exists():
        project.condition, project.condition_reason, project.condition_since = Condition.REMOVED, row.reason, day
        project.save(update_fields=["condition", "condition_reason", "condition_since"])
        _step(project, StageAct.REMOVE, row.reason, by=by, at=at)
    return project


def _step(project: Project, act: StageAct, reason: str, *, by: User, at: datetime) -> None:
    StageStep.objects.create(
        project=project, act=act, stage_before=project.stage, stage=project.stage, condition=project.condition,
        reason=reason, at=at, by=by,
    )  # fmt: skip


def _take_work_items(nomination: Nomination, entry: ListEntry) -> None:
    """The entry carries what this nomination chose; an earlier nomination keeps its own choice to itself."""
    earlier = WorkItem.objects.filter(entry=entry)
    earlier.filter(nomination=None).delete()
    earlier.update(entry=None)
    nomination.items.update(entry=entry)


def _list(nomination: Nomination, project: Project, version: ListVersion, *, by: User, at: datetime) -> None:
    claimed = Nomination.objects.filter(
        pk=nomination.pk, state=NominationState.ADMITTED, version=nomination.version
    )  # the office may just have taken its decision back
    listed = {"state": NominationState.LISTED, "listed_in": version, "project": project}
    if claimed.update(**listed, version=F("version") + 1) != 1:
        raise WrongState(f"“{nomination.name}”的申报刚被别人改过，清单没有发布。请刷新页面核对后再发布。")
    NominationStep.objects.create(
        nomination=nomination, act=NominationAct.LIST, state=NominationState.LISTED, at=at, by=by
    )

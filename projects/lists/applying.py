"""What publishing writes to projects, entries, money, labor and nominations, row by row."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F

from projects.imports.funding_text import funding_parts
from projects.imports.listing_plan import save_fundings
from projects.imports.registry import UnitIndex
from projects.lists.proposal import ProposedRow
from projects.lists.rows import PLANNED
from projects.models import (
    Change,
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


@dataclass(kw_only=True)
class Publishing:
    """One version being written: who signs, what rows are looked up in, and the trail to be saved with it.

    `held` are the keys of projects kept from moving by an unsettled finding.
    """

    version: ListVersion
    by: User
    at: datetime
    held: AbstractSet[int]
    units: UnitIndex = field(default_factory=UnitIndex)
    steps: list[StageStep] = field(default_factory=list)

    def tell(self, project: Project, act: StageAct, reason: str) -> None:
        """Keep a step of the project, as it now stands, for the trail."""
        self.steps.append(
            StageStep(
                project=project, act=act, stage_before=project.stage, stage=project.stage,
                condition=project.condition, reason=reason, at=self.at, by=self.by,
            )
        )  # fmt: skip


def apply_row(row: ProposedRow, publishing: Publishing) -> Project:
    """Make the register say what the row says; return its project."""
    if not row.stands:
        return _leave(row, publishing)
    project = _project(row, publishing)
    entry = _entry(row, project, publishing.version)
    if row.nomination:
        save_fundings(project, list(project.fundings.all()), funding_parts(row.values["funding_text"]))
        _take_work_items(row.nomination, entry)
        _list(row.nomination, project, publishing)
    return project


def _project(row: ProposedRow, publishing: Publishing) -> Project:
    nomination = row.nomination
    if nomination is None:
        assert row.project is not None
        return _imported(row.project, row, publishing)
    project = row.project or Project(code=nomination.code, stage=nomination.stage)
    for name in DESCRIBED:
        setattr(project, name, getattr(nomination, name))
    project.contractor_name = row.values["contractor_name"]
    project.owner = publishing.units.named(nomination.owner_name)
    is_new, restored = project.pk is None, project.condition == Condition.REMOVED
    if restored:
        _restore(project, publishing)
    project.save()
    if restored or is_new:
        publishing.tell(project, StageAct.RESTORE if restored else StageAct.LIST, f"列入{publishing.version}")
    return project


def _imported(project: Project, row: ProposedRow, publishing: Publishing) -> Project:
    """Once moved out, and now on this list again by import: it is listed like any other."""
    if row.change == Change.ADDED and project.condition == Condition.REMOVED:
        _restore(project, publishing)
        project.save(update_fields=["condition", "condition_reason", "condition_since"])
        publishing.tell(project, StageAct.RESTORE, f"列入{publishing.version}")
    return project


def _restore(project: Project, publishing: Publishing) -> None:
    """Back to its normal way, or into rectification while a finding still holds it."""
    if project.pk in publishing.held:
        project.condition, project.condition_reason = Condition.RECTIFYING, "调出前下达的整改还没有销号"
        project.condition_since = publishing.version.published_on
    else:
        project.condition, project.condition_reason, project.condition_since = Condition.NORMAL, "", None


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


def _leave(row: ProposedRow, publishing: Publishing) -> Project:
    """The entry leaves; so does the project, unless a later year's list carries it."""
    entry, project, day = row.entry, row.project, publishing.version.published_on
    assert entry is not None
    assert project is not None
    ListEntry.objects.filter(pk=entry.pk).update(left_on=day, serial=row.serial)
    later = ListEntry.objects.in_force(on=day).filter(project_list__year__gt=entry.project_list.year, project=project)
    if not later.exists():
        project.condition, project.condition_reason, project.condition_since = Condition.REMOVED, row.reason, day
        project.save(update_fields=["condition", "condition_reason", "condition_since"])
        publishing.tell(project, StageAct.REMOVE, row.reason)
    return project


def _take_work_items(nomination: Nomination, entry: ListEntry) -> None:
    """The entry carries what this nomination chose; an earlier nomination keeps its own choice to itself."""
    earlier = WorkItem.objects.filter(entry=entry)
    earlier.filter(nomination=None).delete()
    earlier.update(entry=None)
    nomination.items.update(entry=entry)


def _list(nomination: Nomination, project: Project, publishing: Publishing) -> None:
    claimed = Nomination.objects.filter(
        pk=nomination.pk, state=NominationState.ADMITTED, version=nomination.version
    )  # the office may just have taken its decision back
    listed = {"state": NominationState.LISTED, "listed_in": publishing.version, "project": project}
    if claimed.update(**listed, version=F("version") + 1) != 1:
        raise WrongState(f"“{nomination.name}”的申报刚被别人改过，清单没有发布。请刷新页面核对后再发布。")
    NominationStep.objects.create(
        nomination=nomination, act=NominationAct.LIST, state=NominationState.LISTED, at=publishing.at, by=publishing.by
    )

"""What a 清单 changes: settled as a plan before anything is written, then written as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from projects.imports.funding_text import Part
from projects.imports.listed_project import ListedProject
from projects.models import Funding, ListEntry, Project, ProjectList, StageAct, StageStep
from units.audit import record
from units.models import User


@dataclass(slots=True)
class ListPlan:
    """What the sheet changes, settled before anything is written."""

    changes: list[ListChange] = field(default_factory=list)
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
class ListChange:
    """One row against what the system holds."""

    listed: ListedProject
    project: Project
    entry: ListEntry
    fundings: Sequence[Funding]  # as registered
    is_new: bool
    is_changed: bool
    is_registered: bool  # before this sheet


def change_of(listed: ListedProject, project: Project | None, entry: ListEntry | None) -> ListChange:
    """What a row changes; the stage it says is that of a new project alone, a registered one moves on its proofs."""
    held = list(project.fundings.all()) if project else []
    is_new, is_registered = project is None or entry is None, project is not None
    said = {key: value for key, value in listed.project.items() if not (is_registered and key == "stage")}
    project, entry = project or Project(code=listed.code), entry or ListEntry()
    # a list, so that both are set: `or` would stop at the first that changed
    changed = any([_set(project, said), _set(entry, listed.entry), _funding_differs(held, listed.parts)])
    return ListChange(listed, project, entry, held, is_new, is_new or changed, is_registered)


def _set(thing: models.Model, values: dict[str, Any]) -> bool:
    """Set values on an object; say whether any of them is new."""
    changed = False
    for key, value in values.items():
        column = thing._meta.get_field(key).attname  # type: ignore[union-attr]
        wanted = value.pk if isinstance(value, models.Model) else value
        changed = changed or getattr(thing, column) != wanted
        setattr(thing, column, wanted)
    return changed


def save_list(plan: ListPlan, *, year: int, name: str, by: User, at: datetime) -> None:
    """Save what the plan changes, with a first step for each project new to the register, and one audit entry."""
    project_list, _ = ProjectList.objects.get_or_create(year=year, defaults={"title": f"{year}年度重点工程项目清单"})
    for change in plan.changes:
        if change.is_changed:
            _save_change(change, project_list)
    StageStep.objects.bulk_create(_steps(plan, f"导入{year}年度清单", by=by, at=at))
    detail = {
        "file": name, "year": year, "created": plan.created, "updated": plan.updated, "unchanged": plan.unchanged,
    }  # fmt: skip
    record(act="导入年度清单", subject=f"{year}年度清单", by=by, at=at, rows=len(plan.changes), detail=detail)


def _steps(plan: ListPlan, reason: str, *, by: User, at: datetime) -> list[StageStep]:
    """The trail of the newly registered, whose stage the sheet set."""
    return [
        StageStep(
            project=change.project, act=StageAct.LIST, stage_before=change.project.stage,
            stage=change.project.stage, condition=change.project.condition, reason=reason, at=at, by=by,
        )
        for change in plan.changes
        if not change.is_registered
    ]  # fmt: skip


def _save_change(change: ListChange, project_list: ProjectList) -> None:
    change.project.save()
    change.entry.project, change.entry.project_list = change.project, project_list
    change.entry.save()
    save_fundings(change.project, change.fundings, change.listed.parts)


def _funding_differs(held: Iterable[Funding], parts: Sequence[Part]) -> bool:
    before = {(funding.source, funding.label): funding.amount_fen for funding in held if not _is_documented(funding)}
    documented = {(funding.source, funding.label): funding.amount_fen for funding in held if _is_documented(funding)}
    said = {(part.source, part.label): part.amount_fen for part in parts}
    kept = {key: amount for key, amount in said.items() if key not in documented}
    raised = {key for key, amount in said.items() if amount is not None and documented.get(key, amount) != amount}
    return before != kept or bool(raised)


def save_fundings(project: Project, held: Iterable[Funding], parts: Sequence[Part]) -> None:
    """Take over the sheet's sources; what was entered with its document (下达文号、日期、约定占比) stays."""
    registered = {(funding.source, funding.label): funding for funding in held}
    said = {(part.source, part.label) for part in parts}
    for part in parts:
        funding = registered.get((part.source, part.label)) or Funding(
            project=project, source=part.source, label=part.label
        )
        if part.amount_fen is not None or not (_is_documented(funding) or _has_papers(funding)):
            funding.amount_fen = part.amount_fen
        funding.save()
    for key, funding in registered.items():
        if key not in said and not _is_documented(funding) and not _has_papers(funding):
            funding.delete()


def _is_documented(funding: Funding) -> bool:
    return bool(funding.document_number or funding.issued_on or funding.agreed_share is not None)


def _has_papers(funding: Funding) -> bool:
    """Money was moved, or a document hangs on it: then a list without it does not take it away."""
    return funding.pk is not None and (funding.disbursements.exists() or funding.files.exists())

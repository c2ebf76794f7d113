"""A row of the list as values of the official columns, the same whether it stands on the list or is nominated.

Amounts are 分, counts 人 and 人次; sectors, units and choices are the words that are printed, so that a version says
in ten years what it said on its day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from projects.imports.forms import LIST
from projects.models import ListEntry, Nomination, Project

Values = dict[str, Any]

KEYS = tuple(column.key for column in LIST.columns)
SAID = tuple(key for key in KEYS if key != "serial")  # what makes a row differ; its number does not
HEADINGS = {column.key: column.heading for column in LIST.columns}
REQUIRED = tuple(column.key for column in LIST.columns if column.required)
SUMMED = (
    "total_fen", "plan_fen", "planned_workers", "planned_priority_workers", "planned_remuneration_fen",
    "planned_training",
)  # fmt: skip
PLANNED = (
    "plan_fen", "planned_workers", "planned_priority_workers", "planned_remuneration_fen", "planned_training",
    "funding_text", "remark",
)  # fmt: skip


def entry_values(entry: ListEntry) -> Values:
    """What the list says today of one project; `serial` is the entry's own."""
    project = entry.project
    said = {
        **_described(project), **_planned(entry), "serial": entry.serial, "work_items": entry.work_items,
        "stage": project.get_stage_display(), "contractor_name": project.contractor_name,
    }  # fmt: skip
    return {key: said[key] for key in KEYS}


def nomination_values(nomination: Nomination, project: Project | None) -> Values:
    """What the list will say of an admitted nomination; `serial` is still open.

    The stage of a project already registered is its own: it moves by its proofs, not by what is nominated.
    """
    said = {
        **_described(nomination), **_planned(nomination), "serial": None, "work_items": work_items_of(nomination),
        "stage": (project or nomination).get_stage_display(),
        "contractor_name": nomination.contractor_name or (project.contractor_name if project else ""),
    }  # fmt: skip
    return {key: said[key] for key in KEYS}


def work_items_of(nomination: Nomination) -> str:
    """The text the unit wrote; without one, what it chose from the catalog."""
    return nomination.work_items or "；".join(str(item.guidance) for item in nomination.items.all())


def missing(values: Values) -> list[str]:
    """Headings of the required columns that say nothing."""
    return [HEADINGS[key] for key in REQUIRED if values[key] in (None, "")]


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Each column that differs: key → [before, now]."""
    return {key: [before.get(key), now[key]] for key in SAID if before.get(key) != now[key]}


def totals_of(rows: Iterable[Values]) -> dict[str, int]:
    """Sums of the columns that may be summed (分, 人, 人次); a blank adds nothing. Heads are summed by project."""
    held = list(rows)
    return {key: sum(row[key] or 0 for row in held) for key in SUMMED}


def _described(thing: Project | Nomination) -> Values:
    return {
        "name": thing.name,
        "code": thing.code,
        "sector": thing.sector.name if thing.sector else "",
        "kind": thing.get_kind_display(),
        "nature": thing.get_nature_display(),
        "site": thing.site,
        "content": thing.content,
        "total_fen": thing.total_fen,
        "years": "-".join(month.replace("-", ".") for month in (thing.starts, thing.ends) if month),
        "owner_name": thing.owner_name,
        "department": thing.department.name if thing.department else "",
        "township": thing.township.name if thing.township else "",
    }


def _planned(thing: ListEntry | Nomination) -> Values:
    return {key: getattr(thing, key) for key in PLANNED}

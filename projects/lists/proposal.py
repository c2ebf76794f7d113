"""What the next version of a year's list will say, held against the version in force."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from projects.lists.rows import Values, differences, entry_values, nomination_values, totals_of
from projects.models import (
    Change,
    ListEntry,
    ListVersion,
    Nomination,
    NominationState,
    Project,
    VersionRow,
)
from units.secrecy import sm3


@dataclass(kw_only=True)
class ProposedRow:
    """One project of the next version; `changes` maps a column's key to [before, now], amounts in 分."""

    code: str
    values: Values
    serial: int = 0
    change: Change = Change.ADDED
    reason: str = ""
    changes: dict[str, list[Any]] = field(default_factory=dict)
    project: Project | None = None
    entry: ListEntry | None = None
    nomination: Nomination | None = None

    @property
    def stands(self) -> bool:
        return self.change != Change.REMOVED

    @property
    def name(self) -> str:
        return str(self.values["name"])

    @property
    def project_id(self) -> int | None:
        """None of a project that the version is about to register."""
        return self.project.pk if self.project else None


@dataclass(kw_only=True)
class Proposal:
    """The next version: `rows` in their order, those moved out among them; `doubles` are nominations left over."""

    year: int
    latest: ListVersion | None
    rows: list[ProposedRow]
    doubles: list[Nomination] = field(default_factory=list)

    @property
    def standing(self) -> list[ProposedRow]:
        return [row for row in self.rows if row.stands]

    @property
    def totals(self) -> dict[str, int]:
        return totals_of(row.values for row in self.standing)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each change."""
        return {change.value: sum(row.change == change for row in self.rows) for change in Change}

    @property
    def mark(self) -> str:
        """SM3 of what the proposal says: two proposals with one mark publish the same list."""
        said = [[row.code, row.change, row.reason, row.values, bool(row.nomination)] for row in self.rows]
        number = self.latest.number if self.latest else 0
        return sm3(json.dumps([self.year, number, said], ensure_ascii=False, sort_keys=True))

    @property
    def is_changed(self) -> bool:
        return any(row.change != Change.KEPT or row.nomination for row in self.rows)


def proposed(year: int) -> Proposal:
    """The entries in force and the year's admitted nominations, without those marked to leave.

    Costs the same queries for any number of rows.
    """
    latest = ListVersion.objects.filter(project_list__year=year).order_by("-number").first()
    before = {row.project_id: row for row in latest.rows.all()} if latest else {}
    rows = {entry.project.code: _of_entry(entry) for entry in _entries(year)}
    doubles = []
    for nomination in _admitted(year):
        held = rows.get(nomination.code)
        if held and held.nomination:
            doubles.append(nomination)
        else:
            rows[nomination.code] = _with_nomination(nomination, held)
    _find_projects(rows)
    for row in rows.values():
        _compare(row, before.get(row.project.pk) if row.project else None)
    _number(list(rows.values()), before, year)
    ordered = sorted(rows.values(), key=lambda row: row.serial)
    return Proposal(year=year, latest=latest, rows=ordered, doubles=doubles)


def _entries(year: int) -> Iterator[ListEntry]:
    found = ListEntry.objects.filter(project_list__year=year, left_on=None).order_by("serial", "pk")
    related = ("project_list", "project__sector", "project__township", "project__department", "project__owner")
    yield from found.select_related(*related)


def _admitted(year: int) -> Iterator[Nomination]:
    found = Nomination.objects.filter(collection__year=year, state=NominationState.ADMITTED)
    related = ("collection", "sector", "township", "department", "project")
    ordered = found.order_by("collection__round", "unit__code", "pk")
    yield from ordered.select_related(*related).prefetch_related("items__guidance")


def _of_entry(entry: ListEntry) -> ProposedRow:
    return ProposedRow(code=entry.project.code, values=entry_values(entry), project=entry.project, entry=entry)


def _with_nomination(nomination: Nomination, held: ProposedRow | None) -> ProposedRow:
    row = held or ProposedRow(code=nomination.code, values={}, project=nomination.project)
    row.nomination = nomination
    if held:
        row.values = nomination_values(nomination, held.project) | {"serial": held.values["serial"]}
    return row


def _find_projects(rows: dict[str, ProposedRow]) -> None:
    """Nominated projects may be registered though they do not stand on this list."""
    open_rows = {code: row for code, row in rows.items() if row.entry is None}
    found = {made.code: made for made in Project.objects.filter(code__in=open_rows)}
    for code, row in open_rows.items():
        assert row.nomination is not None
        row.project = found.get(code)
        row.values = nomination_values(row.nomination, row.project)


def _compare(row: ProposedRow, before: VersionRow | None) -> None:
    if row.entry and row.entry.leave_at:
        row.change, row.reason = Change.REMOVED, row.entry.leave_reason
        row.values = entry_values(row.entry)
    elif before and before.change != Change.REMOVED:
        row.changes = differences(before.values, row.values)
        row.change = Change.ADJUSTED if row.changes else Change.KEPT


def _number(rows: list[ProposedRow], before: dict[int, VersionRow], year: int) -> None:
    """Number the rows: what stood keeps its number, what is added follows the highest the year ever used.

    A row imported since the last version keeps the number of its sheet unless that has been used.
    """
    published = VersionRow.objects.filter(version__project_list__year=year)
    taken = set(published.values_list("serial", flat=True).order_by())
    entries = ListEntry.objects.filter(project_list__year=year)
    used = taken | set(entries.values_list("serial", flat=True).order_by())
    highest = max(used, default=0)
    for row in rows:
        kept = _kept_serial(row, before, taken)
        highest = highest if kept else highest + 1
        row.serial = kept or highest
        taken.add(row.serial)
        row.values = row.values | {"serial": row.serial}


def _kept_serial(row: ProposedRow, before: dict[int, VersionRow], taken: set[int]) -> int:
    held = before.get(row.project.pk) if row.project else None
    if held and held.change != Change.REMOVED:
        return held.serial
    return row.entry.serial if row.entry and row.entry.serial not in taken else 0

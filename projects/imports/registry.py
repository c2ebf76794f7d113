"""Units and projects by the names people write, looked up once for a whole workbook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from projects.imports.vocabulary import plain
from projects.models import ListEntry
from units.models import Sector, Unit


class UnitIndex:
    """Units by name and alias (区城管局 = 区城市管理局)."""

    def __init__(self) -> None:
        units = Unit.objects.prefetch_related("sectors")
        self._by_name = {plain(name): unit for unit in units for name in unit.names}

    def named(self, name: str) -> Unit | None:
        return self._by_name.get(plain(name))


class SectorIndex:
    """The seven sectors by name."""

    def __init__(self) -> None:
        self._by_name = {plain(sector.name): sector for sector in Sector.objects.order_by("code")}

    def named(self, name: str) -> Sector | None:
        return self._by_name.get(plain(name))

    @property
    def names(self) -> str:
        return "、".join(sector.name for sector in self._by_name.values())


class EntryIndex:
    """One year's list by project code and by project name."""

    def __init__(self, entries: Iterable[ListEntry]) -> None:
        self.by_code: dict[str, ListEntry] = {}
        self.by_name: dict[str, list[ListEntry]] = defaultdict(list)
        for entry in entries:
            self.by_code[entry.project.code] = entry
            self.by_name[plain(entry.project.name)].append(entry)

    def named(self, name: str) -> list[ListEntry]:
        return self.by_name.get(plain(name), [])

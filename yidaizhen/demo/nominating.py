"""A nomination of the story: what a unit writes, chosen work items included, up to where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from projects.models import Collection, GuidanceItem, Nature, Nomination, NominationAct, ProjectKind, Stage
from projects.nominations.actions import submit
from projects.nominations.filing import begin_nomination
from units.models import Sector
from yidaizhen.demo.telling import the, unit

WAN_FEN = 1_000_000
MONEY = ("total_fen", "plan_fen", "planned_remuneration_fen")
FIXED: dict[str, Any] = {"kind": ProjectKind.RURAL, "nature": Nature.NEW, "stage": Stage.PLANNING}


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """One project as its unit proposes it.

    `money` is 总投资, 年度计划投资 and 计划劳务报酬 in whole 万元; `people` 务工人数, 重点群体 and 培训; `years` first
    and last month; `task` the 建设任务 of the catalog whose work items are chosen.
    """

    name: str
    code: str
    unit: str
    filer: str
    reviewer: str = ""
    sector: str
    task: str
    department: str
    township: str
    owner: str
    site: str
    content: str
    funding: str
    money: tuple[int, int, int]
    people: tuple[int, int, int]
    years: tuple[str, str]
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, Any]:
        """By field name, as the form gives them."""
        amounts = {name: wan * WAN_FEN for name, wan in zip(MONEY, self.money, strict=True)}
        counts = dict(
            zip(("planned_workers", "planned_priority_workers", "planned_training"), self.people, strict=True)
        )
        return {
            **FIXED, **amounts, **counts, "name": self.name, "code": self.code, "content": self.content,
            "sector": Sector.objects.get(name=self.sector), "site": self.site, "funding_text": self.funding,
            "starts": self.years[0], "ends": self.years[1], "owner_name": self.owner,
            "department": unit(self.department), "township": unit(self.township), **self.more,
        }  # fmt: skip


def draft(proposed: Proposed, collection: Collection, *, at: datetime, without: tuple[str, ...] = ()) -> Nomination:
    """Begun and saved; `without` names fields the unit has not settled yet."""
    return _begin(proposed, collection, NominationAct.SAVE, at=at, without=without)


def sent(proposed: Proposed, collection: Collection, *, at: datetime) -> Nomination:
    """With the unit's reviewer."""
    return _begin(proposed, collection, NominationAct.SEND, at=at)


def submitted(proposed: Proposed, collection: Collection, *, at: datetime, signed_at: datetime) -> Nomination:
    """With the office: the filer wrote it, the reviewer of the same unit submitted it."""
    nomination = sent(proposed, collection, at=at)
    return submit(nomination=nomination, by=the(proposed.reviewer), at=signed_at)


def _begin(
    proposed: Proposed, collection: Collection, act: NominationAct, *, at: datetime, without: tuple[str, ...] = ()
) -> Nomination:
    items = GuidanceItem.objects.of_year(collection.year).in_force()
    chosen = items.filter(sector__name=proposed.sector, task=proposed.task).values_list("pk", flat=True)
    values = {name: value for name, value in proposed.values.items() if name not in without}
    return begin_nomination(
        collection=collection, unit=unit(proposed.unit), act=act, values=values, item_ids=list(chosen),
        by=the(proposed.filer), at=at,
    )  # fmt: skip

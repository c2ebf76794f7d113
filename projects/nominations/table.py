"""Columns of the list of nominations as data: page and workbook show the same."""

from __future__ import annotations

from collections.abc import Iterable

from documents.formats import MISSING
from projects.models import Nomination, NominationState
from projects.nominations.duplicates import Neighborhood, Suspicion
from projects.tables import COUNT, WAN, ListColumn

TONES = {
    NominationState.DRAFT: "neutral",
    NominationState.REVIEWING: "info",
    NominationState.SUBMITTED: "info",
    NominationState.RETURNED: "bad",
    NominationState.ADMITTED: "good",
    NominationState.DECLINED: "warn",
    NominationState.LISTED: "good",
}

NAME = ListColumn("name", "项目名称", lambda nomination: nomination.name, sort="name")
STATE = ListColumn("state", "状态", lambda nomination: nomination.get_state_display(), sort="state")
CELLS = (
    ListColumn("unit", "申报单位", lambda nomination: nomination.unit.name, sort="unit__code"),
    ListColumn("sector", "领域", lambda nomination: str(nomination.sector or MISSING)),
    ListColumn("township", "责任镇街", lambda nomination: str(nomination.township or MISSING)),
    ListColumn("total_fen", "总投资（万元）", lambda nomination: nomination.total_fen, WAN, "total_fen", "total_fen"),
    ListColumn(
        "plan_fen", "年度计划投资（万元）", lambda nomination: nomination.plan_fen, WAN, "plan_fen", "plan_fen"
    ),
    ListColumn(
        "planned_workers", "计划吸纳务工人数（人）", lambda nomination: nomination.planned_workers, COUNT,
        "planned_workers", "planned_workers",
    ),
    ListColumn(
        "planned_priority_workers", "其中重点群体（人）", lambda nomination: nomination.planned_priority_workers, COUNT,
        "planned_priority_workers", "planned_priority_workers",
    ),
    ListColumn(
        "planned_remuneration_fen", "计划发放劳务报酬（万元）", lambda nomination: nomination.planned_remuneration_fen,
        WAN, "planned_remuneration_fen", "planned_remuneration_fen",
    ),
)  # fmt: skip
PAGE = (NAME, STATE, *CELLS)
SORTS = {column.key: column.sort for column in PAGE if column.sort}
OTHERS = (
    ListColumn("code", "项目代码", lambda nomination: nomination.code or MISSING),  # the page has it under the name
    ListColumn("collection", "征集", lambda nomination: str(nomination.collection)),
)


class Twins:
    """Suspicions of doubles for any number of nominations: two queries for each year among them."""

    def __init__(self) -> None:
        self.years: dict[int, Neighborhood] = {}

    def of(self, nomination: Nomination) -> list[Suspicion]:
        """What it may be a double of; nothing once it is declined."""
        if nomination.state == NominationState.DECLINED:
            return []
        year = nomination.collection.year
        if year not in self.years:
            self.years[year] = Neighborhood(year)
        return self.years[year].suspicions(nomination)

    def column(self) -> ListColumn:
        """The suspicions in words, for the workbook."""
        return ListColumn("twins", "疑似重复", lambda nomination: _said(self.of(nomination)))


def _said(suspicions: Iterable[Suspicion]) -> str:
    return "".join(suspicion.sentence for suspicion in suspicions) or MISSING

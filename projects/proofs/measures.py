"""验收的三项指标: what was planned stands beside what was achieved; the figures the form begins with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from projects.models import FilingState, ListEntry, MeasureKey, Project, Settlement
from projects.stages.standing import in_force

TITLES = {
    MeasureKey.WORKERS: "吸纳务工人数（人）",
    MeasureKey.REMUNERATION: "发放劳务报酬（万元）",
    MeasureKey.TRAINING: "培训（人次）",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of acceptance: 人, 分 or 人次; a deviation is explained."""

    planned: int | None = None
    actual: int | None = None
    explanation: str = ""


def known_measures(project: Project, *, on: date) -> dict[MeasureKey, Measure]:
    """What is known on a day: the newest list entry's plan; the outcome from the settlement, else from the filings."""
    entry = project.entries.in_force(on=on).order_by("project_list__year").last()
    workers, pay = _outcome(project)
    return {
        MeasureKey.WORKERS: Measure(entry.planned_workers if entry else None, workers),
        MeasureKey.REMUNERATION: Measure(entry.planned_remuneration_fen if entry else None, pay),
        MeasureKey.TRAINING: Measure(_training(entry)),
    }


def _training(entry: ListEntry | None) -> int | None:
    return entry.planned_training if entry else None


def _outcome(project: Project) -> tuple[int | None, int | None]:
    """People and pay (分) of the whole project.

    The settlement counts both from the start of the works. Filings count within a year, and people of two years must
    not be added up (the same person may be in both): they tell the whole only while all of them are of one year.
    """
    settlement = in_force(Settlement, project).last()
    if settlement is not None:
        return settlement.workers, settlement.paid_fen
    filings = list(
        project.filings.filter(state=FilingState.ACCEPTED).select_related("period").order_by("period__month")
    )
    if len({filing.period.month.year for filing in filings}) != 1:
        return None, None
    return filings[-1].workers_year, filings[-1].remuneration_year_fen

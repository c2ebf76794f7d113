"""定稿: copy a month's facts into frozen rows that later changes never reach."""

from __future__ import annotations

from dispatch.gaps import entries_of
from dispatch.models import FigureRevision, Headcount, PeriodFigure
from labor.year_sums import RollFigure, YearSums
from projects.floors import remuneration_floor
from projects.models import ExpectedFiling, FilingSource, FilingState, ListEntry, Period, ProgressFiling, Project
from projects.owing import expected_of
from projects.pace import has_started
from projects.standing import Arrival, arrivals

COPIED = [
    "is_nil", "look", "not_started_reason", "measures", "invested_fen", "invested_new_fen", "allocated_fen",
    "workers_on_day", "workers_year", "rural_workers_year", "remuneration_year_fen", "relief_issued_fen",
    "relief_paid_fen", "relief_remuneration_fen", "relief_rural_workers", "relief_posts", "relief_trained",
]  # fmt: skip
ROLL_FIELDS = {
    "count": "roll_count",
    "heads": "roll_heads",
    "heads_year": "roll_heads_year",
    "centidays": "roll_centidays",
    "net_fen": "roll_net_fen",
    "paid_fen": "roll_paid_fen",
    "net_year_fen": "roll_net_year_fen",
    "paid_year_fen": "roll_paid_year_fen",
}


def freeze(revision: FigureRevision) -> list[PeriodFigure]:
    """Write one row per project of the year's list, and the distinct people of each scope; return the rows."""
    period = revision.period
    owed, came = {row.project_id: row for row in expected_of(period)}, arrivals(period)
    filings = {key: arrival.filing for key, arrival in came.items() if arrival.is_accepted}
    entries = list(entries_of(period))
    unstated = [entry.project_id for entry in entries if not _states_look(filings.get(entry.project_id))]
    rolls, looks = YearSums(period), _earlier_looks(period, unstated)
    rows = [
        _figure(revision, entry, filings.get(entry.project_id), rolls.figures.get(entry.project_id), looks)
        for entry in entries
    ]
    for row in rows:
        _report(row, owed.get(row.project_id), came.get(row.project_id))
    PeriodFigure.objects.bulk_create(rows)
    Headcount.objects.bulk_create(_headcounts(revision, rows, rolls))
    return rows


def _states_look(filing: ProgressFiling | None) -> bool:
    return filing is not None and bool(filing.look)


def _report(figure: PeriodFigure, owed: ExpectedFiling | None, arrival: Arrival | None) -> None:
    """What was owed, and what came of it; a project that came onto the list after the settling owes nothing."""
    figure.expected = owed is not None and owed.is_owed
    figure.waived = owed is not None and owed.is_owed and not owed.is_due
    figure.received = arrival is not None and arrival.received_at is not None
    figure.returned_times = arrival.returned if arrival else 0
    figure.on_time = arrival is not None and arrival.on_time and arrival.is_accepted


def _earlier_looks(period: Period, project_ids: list[int]) -> dict[int, str]:
    """The last 形象进度 that these projects stated before this month."""
    stated = ProgressFiling.objects.filter(state=FilingState.ACCEPTED, period__month__lt=period.month).exclude(look="")
    of_these = stated.filter(project__in=project_ids).order_by("period__month", "pk")
    return dict(of_these.values_list("project_id", "look"))


def _figure(
    revision: FigureRevision,
    entry: ListEntry,
    filing: ProgressFiling | None,
    roll: RollFigure | None,
    earlier_looks: dict[int, str],
) -> PeriodFigure:
    look = (filing.look if filing else "") or earlier_looks.get(entry.project_id, "")
    figure = PeriodFigure(revision=revision, **_identity(entry), **_start(entry.project, look, revision.period))
    for name in COPIED if filing else []:
        setattr(figure, name, getattr(filing, name))
    for theirs, ours in ROLL_FIELDS.items() if roll else []:
        setattr(figure, ours, getattr(roll, theirs))
    figure.filed = filing is not None
    figure.by_office = filing is not None and filing.source == FilingSource.OFFICE
    floor = remuneration_floor(entry.project)
    figure.floor_base_fen, figure.floor_base_name, figure.floor_share = floor.base_fen, floor.base_name, floor.share
    return figure


def _identity(entry: ListEntry) -> dict[str, object]:
    project = entry.project
    return {
        "project": project,
        "project_code": project.code,
        "project_name": project.name,
        "kind": project.kind,
        "sector_code": project.sector.code,
        "sector_name": project.sector.name,
        "unit_code": project.department.code,
        "unit_name": project.department.name,
        "township_name": project.township.name,
        "stage": project.stage,
        "serial": entry.serial,
        "total_fen": project.total_fen,
        "plan_fen": entry.plan_fen,
        "planned_workers": entry.planned_workers,
        "planned_remuneration_fen": entry.planned_remuneration_fen,
    }


def _start(project: Project, look: str, period: Period) -> dict[str, bool]:
    """What the last stated 形象进度 says of the start; without one, the project's stage says it."""
    return {
        "started": has_started(project.stage, look),
        "should_have_started": bool(project.starts) and project.starts <= period.key,
        "is_new_start": project.starts[:4] == str(period.month.year),
    }


def _headcounts(revision: FigureRevision, rows: list[PeriodFigure], rolls: YearSums) -> list[Headcount]:
    """Distinct people over all projects, each sector's and each unit's: they cannot be added up from the rows."""
    groups: dict[tuple[str, str], list[int]] = {("total", ""): [row.project_id for row in rows]}
    for row in rows:
        groups.setdefault(("sector", row.sector_code), []).append(row.project_id)
        groups.setdefault(("unit", row.unit_code), []).append(row.project_id)
    return [
        Headcount(revision=revision, scope=scope, key=key, month_heads=month, year_heads=year)
        for (scope, key), ids in groups.items()
        for month, year in [rolls.heads(ids)]
    ]

"""What the pages of months show: queries gathered once, however many projects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.paginator import Page
from django.db.models import Count

from dispatch import permissions
from dispatch.closing import gaps
from dispatch.figures import FigureBook
from dispatch.gaps import STATES, entries_of
from dispatch.models import Bulletin, FigureRevision, GapWaiver, PeriodFigure
from dispatch.notes import notes
from dispatch.report.content import Grid
from dispatch.report.detail import detail_grid
from dispatch.report.grouped import by_sector, by_unit
from labor.models import WageRoll
from projects.models import ExpectedFiling, FilingState, ListEntry, Period, ProgressFiling, Project
from projects.standing import Line, standing_of
from projects.standing_lists import COUNTS
from units.models import User
from units.scope import scope_of

Cut = Callable[[Sequence[Any]], Page[Any]]  # the page of rows that was asked for
SHOWN_GAPS = 50

TONES = {
    None: "bad",
    FilingState.DRAFT: "neutral",
    FilingState.REVIEWING: "info",
    FilingState.SUBMITTED: "info",
    FilingState.RETURNED: "warn",
    FilingState.ACCEPTED: "good",
}


def month_rows(user: User, periods: list[Period]) -> list[dict[str, Any]]:
    """One line a month: how many of the projects this person may see have been accepted, and the report."""
    accepted = dict(
        ProgressFiling.objects.visible_to(user)
        .filter(period__in=periods, state=FilingState.ACCEPTED)
        .order_by()
        .values_list("period")
        .annotate(Count("pk"))
    )
    listed, owed = _listed_counts(user, periods), _owed_counts(user, periods)
    reports = {made.period_id: made for made in Bulletin.objects.visible_to(user).filter(period__in=periods)}
    return [
        {
            "period": period,
            "accepted": accepted.get(period.pk, 0),
            "listed": listed[period.pk],
            "owed": owed.get(period.pk),
            "report": reports.get(period.pk),
        }
        for period in periods
    ]


def _listed_counts(user: User, periods: list[Period]) -> dict[int, int]:
    """How many of the projects this person may see stood on the list at the end of each month; one query for all."""
    seen = ListEntry.objects.filter(project__in=Project.objects.visible_to(user)).order_by()
    days = list(seen.values_list("project_list__year", "left_on").annotate(Count("pk")))
    return {
        period.pk: sum(
            count
            for year, left_on, count in days
            if year == period.month.year and (left_on is None or left_on > period.last_day)
        )
        for period in periods
    }


def _owed_counts(user: User, periods: list[Period]) -> dict[int, int]:
    """How many of the projects this person may see were kept as owing (应报) in each settled month; one query."""
    settled = [period.pk for period in periods if period.expected_at]
    kept = ExpectedFiling.objects.owed().visible_to(user).filter(period__in=settled).order_by()
    return dict.fromkeys(settled, 0) | dict(kept.values_list("period").annotate(Count("pk")))


def open_month(user: User, period: Period, cut: Cut) -> dict[str, Any]:
    """A page of the visible projects' filings and rolls; how the whole month stands, and what is missing first."""
    seen = None if scope_of(user).reads_everything else Project.objects.visible_to(user)
    standing, rolls = standing_of(period, seen), _roll_counts(period)
    lines = {line.row.project_id: line for line in standing.lines}
    visible = lines.keys() if seen is None else set(seen.values_list("pk", flat=True))
    entries = [entry for entry in entries_of(period) if seen is None or entry.project_id in visible]
    missing = [gap for gap in gaps(period) if gap.project_id in visible]
    page = cut(entries)
    return {
        "period": period,
        "page": page,
        "rows": [_open_row(entry, lines.get(entry.project_id), rolls.get(entry.project_id, 0)) for entry in page],
        "stats": [(label, getattr(standing.total, key), unit) for key, label, unit in COUNTS],
        "gaps": missing[:SHOWN_GAPS],
        "gap_count": len(missing),
        "accepted": sum(_is_accepted(lines.get(entry.project_id)) for entry in entries),
        "may_close": permissions.may_close(user),
    }


def _roll_counts(period: Period) -> dict[int, int]:
    found = WageRoll.objects.in_force().filter(period=period).order_by()
    return dict(found.values_list("project").annotate(Count("pk")))


def _open_row(entry: ListEntry, line: Line | None, rolls: int) -> dict[str, Any]:
    filing = line.filing if line else None
    state, is_due = filing.state if filing else None, line is not None and line.row.is_due
    label = STATES.get(state, ("已通过", None))[0] if filing or is_due else _not_due(line)
    return {
        "entry": entry,
        "filing": filing,
        "label": f"{label}（零报告）" if filing and filing.is_nil else label,
        "tone": TONES[FilingState(state) if state else None] if filing or is_due else "neutral",
        "rolls": rolls,
    }


def _is_accepted(line: Line | None) -> bool:
    return line is not None and line.is_accepted


def _not_due(line: Line | None) -> str:
    """Why nobody has to file it."""
    if line is None:
        return "未列入应报"
    return "免报" if line.row.is_owed else "不列入应报"


def closed_month(user: User, period: Period, cut: Cut) -> dict[str, Any]:
    """The frozen figures in force: whole for those who may see the district, else the person's own rows.

    Projects come a page at a time.
    """
    revisions = list(period.revisions.select_related("frozen_by", "period").order_by("-number"))
    latest = revisions[0]
    sees_all = FigureRevision.objects.visible_to(user).filter(pk=latest.pk).exists()
    shared = {
        "period": period,
        "revisions": revisions,
        "revision": latest,
        "sees_all": sees_all,
        "report": Bulletin.objects.visible_to(user).filter(period=period).first(),
        "may_correct": permissions.may_close(user),
        "may_draft": permissions.may_draft(user),
    }
    return shared | (_district(latest, cut) if sees_all else _own(user, latest, cut)) | _waivers(user, period)


def _waivers(user: User, period: Period) -> dict[str, Any]:
    found = GapWaiver.objects.filter(period=period).select_related("project", "waived_by")
    if not scope_of(user).reads_everything:
        found = found.filter(project__in=Project.objects.visible_to(user))
    return {"waivers": list(found)}


HEADLINES = ["completion_rate", "lead", "filing_rate", "workers_year", "remuneration_year_fen", "backed_pay_share"]


def _district(revision: FigureRevision, cut: Cut) -> dict[str, Any]:
    book = FigureBook(revision)
    page = cut(book.projects)
    grids = [block for block in [*by_sector(book), *by_unit(book)] if isinstance(block, Grid)]
    return {
        "headlines": [book.total.value(key) for key in HEADLINES],
        "grids": grids,
        "detail": detail_grid(book, list(page)),
        "notes": notes(book),
        "page": page,
        "own_rows": [scope.rows[0] for scope in page],
    }


def _own(user: User, revision: FigureRevision, cut: Cut) -> dict[str, Any]:
    rows = PeriodFigure.objects.visible_to(user).filter(revision=revision).order_by("serial", "project_code")
    page = cut(list(rows))
    return {"headlines": [], "grids": [], "detail": None, "notes": [], "page": page, "own_rows": list(page)}

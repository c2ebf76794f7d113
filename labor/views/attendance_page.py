"""The page of one project's month: the grid, where it stands, who saved it, and what a refused post left."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from labor.attendance.grid import Grid, project_work, read_grid
from labor.attendance.history import history_of
from labor.attendance.marks import HOW_TO, MARKS
from labor.attendance.permissions import may_keep, why_not
from labor.attendance.planning import Fault
from labor.attendance.screen import Screen, cell_name, screen_of
from labor.attendance.sheets import sheet_of, why_locked
from labor.attendance.standing import TONES, standing_of
from labor.figures import total_of
from labor.models import AttendanceSheet, WageRoll
from labor.pay.permissions import may_prepare
from labor.pay.standing_lines import lines_of
from labor.permissions import works_on
from labor.rolls import roll_in_force
from projects.models import Period, Project
from projects.requests import asked, typed
from units.models import User
from units.requests import today

PEOPLE_SHOWN = 80  # 31 fields each: more would make the page slow to type into


@dataclass(slots=True)
class Answer:
    """What a refused post leaves on the page: what was typed, the sentences, the cells they are about."""

    typed: dict[tuple[int, int], str] = field(default_factory=dict)
    sentences: Sequence[str] = ()
    faults: Sequence[Fault] = ()
    stale: bool = False
    box: str = ""
    reason: str = ""


def address_of(request: HttpRequest, project: Project, period: Period) -> str:
    """The grid's address with the team and page asked for."""
    address = reverse("attendance_sheet", args=[project.pk, period.key])
    query = request.GET.urlencode()
    return f"{address}?{query}" if query else address


def show(
    request: HttpRequest, user: User, project: Project, period: Period, answer: Answer | None = None
) -> HttpResponse:
    """The page of the grid; with an answer, that of a refused post (422)."""
    said = answer or Answer()
    sheet = sheet_of(project, period)
    grid = read_grid(sheet, asked(request, "team"))
    page = Paginator(grid.lines, PEOPLE_SHOWN).get_page(request.GET.get("page"))
    screen = screen_of(
        grid, list(page.object_list), today=today(), typed=said.typed, faults=said.faults, stale=said.stale
    )
    context = {
        **_sheet_facts(user, sheet),
        **_said(said, screen),
        "grid": grid,
        "page": page,
        "screen": screen,
        "marks_json": json.dumps(MARKS, ensure_ascii=False),
        "how_to": HOW_TO,
        "here": address_of(request, project, period),
        "team_tabs": _teams(grid),
        "team_query": urlencode({"team": grid.team}) if grid.team else "",
        "project_work": project_work(sheet),
        **_neighbors(period),
    }
    return render(request, "labor/attendance/sheet.html", context, status=422 if answer else 200)


def _teams(grid: Grid) -> list[dict[str, Any]]:
    """All teams and each one to choose from, when there are several."""
    if len(grid.teams) < 2 and not grid.team:
        return []
    address = reverse("attendance_sheet", args=[grid.sheet.project.pk, grid.sheet.period.key])
    named = [("全部班组", ""), *((team, team) for team in grid.teams)]
    return [
        {
            "label": label,
            "url": f"{address}?{urlencode({'team': team})}" if team else address,
            "current": team == grid.team,
            "count": None,
        }
        for label, team in named
    ]


def _neighbors(period: Period) -> dict[str, str]:
    """The months beside this one, as addresses name them; none that has not begun."""
    previous = period.month - timedelta(days=1)
    following = period.last_day + timedelta(days=1)
    return {"previous": f"{previous:%Y-%m}", "following": f"{following:%Y-%m}" if following <= today() else ""}


def _said(answer: Answer, screen: Screen) -> dict[str, Any]:
    """The sentences, each with the cell it is about when that stands on this page."""
    shown = {cell.name for line in screen.lines for cell in line.cells}
    places = [(fault.sentence, cell_name(fault.engagement.pk, fault.day.day)) for fault in answer.faults]
    told = places or [(sentence, "") for sentence in answer.sentences]
    return {
        "refused": [(sentence, name if name in shown else "") for sentence, name in told],
        "is_typed": bool(answer.typed),
        "is_print": answer.box == "print",
        "is_export": answer.box == "export",
        "reason": answer.reason,
    }


def _sheet_facts(user: User, sheet: AttendanceSheet) -> dict[str, Any]:
    """Where the sheet stands, what this person may do with it, who saved it last."""
    project, period = sheet.project, sheet.period
    roll = roll_in_force(project, period.month)
    standing = standing_of(kept=sheet.pk is not None, locked=sheet.locked_at is not None, roll=roll is not None)
    history = history_of(sheet)
    keeps = may_keep(user, project) and sheet.locked_at is None and period.is_open
    return {
        "sheet": sheet,
        "project": project,
        "period": period,
        "roll": roll,
        "paid": _paid(roll),
        "standing": {"label": standing.label, "tone": TONES[standing], "value": standing.value},
        "history": history,
        "last": next((each for each in history if each.version is not None), None),
        "may_type": keeps,
        "why_not": why_locked(sheet) or ("" if period.is_open else _closed(period)) or why_not(user, project),
        "may_take_out": works_on(user, project),
        "may_build": roll is None and sheet.pk is not None and may_prepare(user, project),
    }


def _closed(period: Period) -> str:
    return f"{period.label}已关账，考勤不能再改；确需更正请联系办公室。"


def _paid(roll: WageRoll | None) -> int:
    """Hundredths of a 工日 on the month's roll."""
    return total_of(lines_of(roll)).centidays if roll else 0


def grid_of(request: HttpRequest, project: Project, period: Period) -> Grid:
    """The team asked for, all its people."""
    return read_grid(sheet_of(project, period), typed(request, "team"))

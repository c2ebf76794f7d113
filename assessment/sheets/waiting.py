"""What waits for a person in 考核: sheets to fill, to review, to judge; appeals to answer; results to publish."""

from __future__ import annotations

from datetime import date

from django.db.models import Count

from assessment.models import Appeal, Scoresheet, SheetState
from units.models import Role, User
from units.scope import Scope, scope_of
from units.waiting import Waiting


def waiting_for(user: User, *, on: date) -> list[Waiting]:
    """Only what there is; two queries at most."""
    scope = scope_of(user)
    if not scope.is_office and not scope.unit_ids(Role.UNIT_FILER, Role.UNIT_REVIEWER):
        return []
    lines = _of_office(scope) if scope.is_office else _of_unit(scope, on)
    return [line for line in lines if line.number]


def _of_office(scope: Scope) -> list[Waiting]:
    counts = _counted(Scoresheet.objects.all())
    found = [_line("待复核的考核评分表", SheetState.SUBMITTED, counts)]
    if scope.has(Role.OFFICE_ADMIN):
        appeals = Appeal.objects.filter(verdict="").count()
        found.append(Waiting("待答复的考核申诉", appeals, "项", "appeal_list", "warn", query="verdict=open"))
        found.append(_line("已定分、待公布的评分表", SheetState.SETTLED, counts))
    return found


def _of_unit(scope: Scope, on: date) -> list[Waiting]:
    fills, reviews = scope.unit_ids(Role.UNIT_FILER), scope.unit_ids(Role.UNIT_REVIEWER)
    sheets = list(Scoresheet.objects.filter(unit__in=fills | reviews).values_list("unit", "state", "appeal_until"))
    mine = {
        state: sum(1 for unit, held, _ in sheets if held == state and unit in fills)
        for state in (SheetState.SELF, SheetState.RETURNED)
    }
    checks = {
        SheetState.REVIEWING: sum(1 for unit, held, _ in sheets if held == SheetState.REVIEWING and unit in reviews)
    }
    open_ = [unit for unit, held, until in sheets if held == SheetState.NOTIFIED and until and until >= on]
    told = {SheetState.NOTIFIED: sum(1 for unit in open_ if unit in reviews)}
    return [
        _line("待自评的考核评分表", SheetState.SELF, mine),
        _line("退回补充的考核评分表", SheetState.RETURNED, mine, tone="warn"),
        _line("待审核报送的考核评分表", SheetState.REVIEWING, checks),
        _line("已告知得分、可以申诉的评分表", SheetState.NOTIFIED, told, tone="neutral"),
    ]


def _counted(sheets: object) -> dict[str, int]:
    return dict(sheets.order_by().values_list("state").annotate(Count("pk")))  # type: ignore[attr-defined]


def _line(
    label: str, state: SheetState, counts: dict[SheetState, int] | dict[str, int], *, tone: str = "info"
) -> Waiting:
    number = counts.get(state, 0)
    return Waiting(label, number, "份", "sheet_list", tone, query=f"state={state.value}")

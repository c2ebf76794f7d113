"""One figure through time: in each revision of its month, and in the months of the year, as they now stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from dispatch.definitions import Definition
from dispatch.figures import Scope
from dispatch.models import FigureRevision, Headcount, PeriodFigure
from dispatch.values import Value
from documents.charts import Series, line_chart
from units.models import User

WORDS = ("project_name", "sector_name", "unit_name", "township_name", "stage", "not_started_reason", "measures")


@dataclass(frozen=True)
class Moment:
    """The figure as one revision froze it; `value` is None when the scope had no rows then."""

    revision: FigureRevision
    value: Value | None
    change: str = ""


def history(user: User, revision: FigureRevision, scope: Scope, made: Definition) -> dict[str, Any]:
    """What the page of one figure shows of its past; three queries, however many months and revisions.

    Only revisions this person may see are told.
    """
    here, year = _revisions(user, revision)
    values = _values([*here, *year], scope, made)
    months = [Moment(one, values.get(one.pk)) for one in year]
    return {
        "revisions": _with_changes([Moment(one, values.get(one.pk)) for one in here]),
        "months": months,
        "chart": _chart(months, made) if len(months) > 1 else "",
    }


def _revisions(user: User, revision: FigureRevision) -> tuple[list[FigureRevision], list[FigureRevision]]:
    """All of the month, and the last of each month of the year up to it; one query."""
    month = revision.period.month
    visible = FigureRevision.objects.visible_to(user)
    later = visible.filter(period=OuterRef("period"), number__gt=OuterRef("number"))
    lasting = Q(period__month__range=(month.replace(month=1), month)) & ~Exists(later)
    found = visible.filter(Q(period=revision.period_id) | lasting).select_related("period", "frozen_by")
    ordered = sorted(found.distinct(), key=lambda one: (one.period.month, one.number))
    latest = {one.period_id: one for one in ordered}
    return [one for one in ordered if one.period_id == revision.period_id], list(latest.values())


def _values(revisions: Iterable[FigureRevision], scope: Scope, made: Definition) -> dict[int, Value]:
    """Revision → the figure over its rows of the scope; two queries."""
    held = {one.pk: one for one in revisions}
    rows: dict[int, list[PeriodFigure]] = defaultdict(list)
    for row in PeriodFigure.objects.filter(revision__in=held, **_rows_of(scope)).defer(*WORDS):
        rows[row.revision_id].append(row)
    heads = _heads(held, scope) if made.above.distinct and scope.kind != "project" else {}
    return {pk: _scope(scope, held[pk], found, heads.get(pk)).value(made.key) for pk, found in rows.items()}


def _scope(like: Scope, revision: FigureRevision, rows: list[PeriodFigure], heads: Headcount | None) -> Scope:
    month = revision.period.month.month
    return Scope(like.kind, like.key, like.name, month, rows, heads, span_rows=rows, revision=revision.pk)


def _rows_of(scope: Scope) -> dict[str, str]:
    fields = {"sector": "sector_code", "unit": "unit_code", "project": "project_code"}
    return {fields[scope.kind]: scope.key} if scope.kind in fields else {}


def _heads(held: Iterable[int], scope: Scope) -> dict[int, Headcount]:
    found = Headcount.objects.filter(revision__in=list(held), scope=scope.kind, key=scope.key)
    return {one.revision_id: one for one in found}


def _with_changes(moments: list[Moment]) -> list[Moment]:
    """Each revision with how it differs from the one before, in words."""
    told = moments[:1]
    for before, after in zip(moments, moments[1:], strict=False):
        was, now = (one.value.said if one.value else "—" for one in (before, after))
        told.append(Moment(after.revision, after.value, "没有变化" if was == now else f"{was}→{now}"))
    return told


def _chart(months: list[Moment], made: Definition) -> str:
    labels = [f"{one.revision.period.month.month}月" for one in months]
    numbers = [one.value.number if one.value else None for one in months]
    texts = [one.value.text if one.value else "—" for one in months]
    return line_chart(labels, [Series(made.label, numbers, texts)], title=f"{made.label}（{made.unit}）各月")

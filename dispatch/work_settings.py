"""Settings of the papers on 任务分工's floor, for the page of settings: that floor knows nothing of the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assignments.issues.terms import BASIS, row_on, terms_on
from assignments.models import PaperSeries
from labor import parameters
from labor.alerts.findings import OWN
from labor.parameters import Parameter

GROUP = "发文"


def numbering(day: date) -> Iterator[Parameter]:  # noqa: ARG001 — a 代字 holds from the moment it is set
    """发文代字 of each kind of paper."""
    told = tuple(f"{one.get_kind_display()}：{one.prefix}" for one in PaperSeries.objects.order_by("pk"))
    lacking = ("还没有设定，印发不了公文",)
    yield Parameter(GROUP, "发文代字", told or lacking, OWN, "series_edit", lacks=not told)


def time_limits(day: date) -> Iterator[Parameter]:
    """How long an issue may take, how soon a major matter goes up."""
    row = row_on(day)
    since = row.starts_on if row else None
    yield Parameter("问题和重大事项", "办理和上报时限", terms_on(day).said, BASIS, "issue_terms", since)


def register_all() -> None:
    parameters.register(numbering)
    parameters.register(time_limits)

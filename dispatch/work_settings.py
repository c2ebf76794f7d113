"""Settings of the papers on 任务分工's floor, as the page of settings lists them: that floor knows nothing of the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

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


def register_all() -> None:
    parameters.register(numbering)

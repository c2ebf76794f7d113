"""Settings of the papers on 任务分工's floor, for the page of settings: that floor knows nothing of the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assignments.assigning import rules as tasks
from assignments.issues.terms import BASIS, row_on, terms_on
from assignments.meetings.rules import reminder, said_of
from assignments.models import PaperSeries, Topic
from assignments.situation.drafting import usual_asks
from labor import parameters
from labor.alerts.findings import OWN
from labor.parameters import Parameter
from units.models import Unit

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


def meeting_words(day: date) -> Iterator[Parameter]:  # noqa: ARG001 — in force from the moment it is set
    """When people are reminded of a meeting."""
    yield Parameter("会议", "会议提醒", said_of(reminder()), OWN, "meeting_reminders")


def task_reports(day: date) -> Iterator[Parameter]:
    """When reports of tasks fall due, and when their lamp turns yellow."""
    rule = tasks.rule_on(day)
    yield Parameter(
        "任务分工", "任务报告期限", tasks.said_of(rule), OWN, "assignment_rule", rule.starts_on if rule.pk else None
    )


def usually_asked(day: date) -> Iterator[Parameter]:  # noqa: ARG001 — each note's own list may be changed
    """Whom a 综合研判 asks unless the office says otherwise."""
    usual = usual_asks()
    names = dict(Unit.objects.values_list("code", "name"))
    asks = "、".join(
        f"{names[one['unit']]}（{Topic(one['topic']).label}）" for one in usual["asks"] if one["unit"] in names
    )
    told = (f"{asks}，{usual['working_days']}个工作日内报送", "随系统给出，每期在征集名单里增减、改期")
    yield Parameter("综合研判", "通常征集的单位", told, OWN, "note_list")


def register_all() -> None:
    parameters.register(numbering)
    parameters.register(time_limits)
    parameters.register(meeting_words)
    parameters.register(task_reports)
    parameters.register(usually_asked)

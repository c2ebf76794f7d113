"""What people and corrections add to the figures: 典型做法, 问题清单, 更正说明, and what an edition replaces."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from dispatch.models import Bulletin
from dispatch.report.content import Block, Grid, GridColumn, Line, Narrative
from dispatch.restating import Restated, restated, untold_revisions
from documents.formats import chinese_date


def practices(bulletin: Bulletin) -> list[Block]:
    return [Narrative(bulletin.practices)] if bulletin.practices.strip() else []


def problems(bulletin: Bulletin) -> list[Block]:
    """The wording and, where there are any, the list with who acts and until when."""
    return [Narrative(bulletin.problems), *_task_list(bulletin)]


def _task_list(bulletin: Bulletin) -> list[Block]:
    if not bulletin.tasks:
        return []
    rows = tuple(
        (str(number), task["problem"], task["unit"], due_text(task["due"]))
        for number, task in enumerate(bulletin.tasks, start=1)
    )
    return [
        Grid(
            columns=(
                GridColumn("序号", 11, "center"),
                GridColumn("问题", 82, "left", wraps=True),
                GridColumn("责任单位", 34, "left", wraps=True),
                GridColumn("完成时限", 29, "center"),
            ),
            rows=rows,
            caption="问题清单",
        )
    ]


def due_text(due: str) -> str:
    """A day as documents write it; what is no day stays as it was typed."""
    try:
        return chinese_date(date.fromisoformat(due))
    except ValueError:
        return due


def replaced(bulletin: Bulletin) -> list[Block]:
    """What a later edition says first: which document it replaces, and why."""
    former = bulletin.replaces
    if former is None:
        return []
    issued = f"（{chinese_date(former.issued_on)}印发）" if former.issued_on else ""
    reason = bulletin.replace_reason.rstrip("。")
    return [Line((f"本文替代{former.document_number}{issued}，原文同时作废。替代原因：{reason}。",))]


def restatement(bulletin: Bulletin) -> list[Block]:
    """更正说明: numbers put right after reports had been issued on them."""
    found = restated(untold_revisions(bulletin))
    if not found:
        return []
    said = "下列数字在有关报告印发以后作了更正，原值留存备查；本文按更正后的数字计算，以前印发的有关数字以本说明为准。"
    return [Line((said,)), _restated_table(found)]


def _restated_table(found: list[Restated]) -> Grid:
    return Grid(
        columns=(
            GridColumn("月份", 18, "center"),
            GridColumn("项目", 29, "left", wraps=True),
            GridColumn("指标", 25, "left", wraps=True),
            GridColumn("原数", 23),
            GridColumn("更正后", 23),
            GridColumn("更正原因、更正人和日期", 38, "left", wraps=True),
        ),
        rows=tuple(_restated_row(one) for one in found),
        caption="更正情况",
        font_size=9,
    )


def _restated_row(one: Restated) -> tuple[str, ...]:
    made = one.revision
    who = f"{made.reason.rstrip('。')}。{made.frozen_by}，{chinese_date(timezone.localdate(made.frozen_at))}"
    return (made.period.label, one.project_name, one.made.label, one.before_text, one.after_text, who)

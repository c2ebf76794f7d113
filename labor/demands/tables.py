"""Columns of the list of demands as data, and the colors of their states and of their age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone

from documents.formats import MISSING
from documents.workbooks import Kind
from labor.models import DemandState, LaborDemand
from labor.waiting import LONG_OPEN
from projects.tables import COUNT, ListColumn

WARN_AFTER_DAYS, BAD_AFTER_DAYS = LONG_OPEN, 15  # 办公室自定: how long posts of a published demand may stay open

TONES = {
    DemandState.DRAFT: "neutral",
    DemandState.REVIEWING: "info",
    DemandState.RETURNED: "bad",
    DemandState.PUBLISHED: "good",
    DemandState.CLOSED: "neutral",
}
DATE = Kind.DATE


def age_of(demand: Any, *, on: date) -> int | None:
    """For how many days a published demand has had open posts; None for one that is filled or not published."""
    since = demand.waiting_since
    return None if since is None else max(0, (on - timezone.localdate(since)).days)


def age_tone(days: int | None) -> str:
    """The color of an age: yellow after seven days, red after fifteen."""
    if days is None or days <= WARN_AFTER_DAYS:
        return "info"
    return "bad" if days > BAD_AFTER_DAYS else "warn"


def days_said(demand: LaborDemand) -> str:
    """用工期 on one line: 2026-12-01 至 2027-03-31."""
    return f"{demand.starts_on:%Y-%m-%d} 至 {demand.ends_on:%Y-%m-%d}"


NAME = ListColumn("project", "项目名称", lambda one: one.project.name, sort="project__name")
TRADE = ListColumn("trade", "岗位工种", lambda one: str(one.trade), sort="trade__code")
STATE = ListColumn("state", "状态", lambda one: one.get_state_display(), sort="state")
AGE = "age"
CELLS = (
    ListColumn("headcount", "需求人数（人）", lambda one: one.headcount, COUNT, "headcount", "headcount"),
    ListColumn("confirmed", "已确认（人）", lambda one: one.confirmed, COUNT, "confirmed", "confirmed"),
    ListColumn("proposed", "待答复（人）", lambda one: one.proposed, COUNT, "proposed", "proposed"),
    ListColumn("open_posts", "还缺（人）", lambda one: one.open_posts, COUNT, "open_posts", "open_posts"),
    ListColumn("days", "用工期", days_said, sort="starts_on"),
    ListColumn(
        "day_rate_fen", "日工资（元）", lambda one: one.day_rate_fen, Kind.MONEY_YUAN, sort="day_rate_fen"
    ),
    ListColumn("place", "工作地点", lambda one: one.place or MISSING),
    ListColumn("township", "所在镇街", lambda one: one.township.name, sort="township__code"),
)  # fmt: skip
OTHERS = (
    ListColumn("code", "项目代码", lambda one: one.project.code),
    ListColumn("department", "行业主管部门", lambda one: one.project.department.name),
    ListColumn("task", "建设任务和用工环节", lambda one: one.task or MISSING),
    ListColumn("skills", "技能要求", lambda one: skills_said(one) or MISSING),
    ListColumn("contact", "联系人电话", lambda one: contact_said(one) or MISSING),
    ListColumn("published", "发布日期", lambda one: one.published_at and timezone.localdate(one.published_at), DATE),
)


def skills_said(demand: LaborDemand) -> str:
    """技能要求, with the certificate when one is asked for."""
    said = demand.skills.strip()
    if not demand.needs_certificate:
        return said
    return f"{said}（须持证上岗）" if said and said != "无" else "须持证上岗"


def contact_said(demand: LaborDemand) -> str:
    """联系人 and telephone as the notice makes them public."""
    return f"{demand.contact} {demand.phone}".strip()


def age_column(on: date) -> ListColumn:
    """How long the posts have been open, as of a day."""
    return ListColumn(AGE, "未招满（天）", lambda one: age_of(one, on=on), COUNT, sort="waiting_since")


def page_columns(on: date) -> Sequence[ListColumn]:
    """What the page shows from left to right; post and project stand in the first cell."""
    return (replace(NAME, heading="岗位和项目"), STATE, *CELLS, age_column(on))


def export_columns(on: date) -> Sequence[ListColumn]:
    """The same for the workbook, with what the page has on the demand's own page."""
    return (NAME, TRADE, STATE, *CELLS, age_column(on), *OTHERS)


SORTS = {column.key: column.sort for column in (NAME, TRADE, STATE, *CELLS) if column.sort}

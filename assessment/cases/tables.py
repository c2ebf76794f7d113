"""Columns of the cases as data: page and workbook show the same."""

from __future__ import annotations

from django.utils import timezone

from documents.workbooks import Kind
from projects.tables import ListColumn

DATE = Kind.DATE

CASES: tuple[ListColumn, ...] = (
    ListColumn("title", "标题", lambda one: one.title),
    ListColumn("unit", "报送单位", lambda one: one.unit.name),
    ListColumn("project", "项目", lambda one: one.project.name if one.project else None),
    ListColumn("state", "状态", lambda one: one.get_state_display(), on_page=False),
    ListColumn("created", "起草日期", lambda one: timezone.localdate(one.created_at), DATE),
    ListColumn("promoted_on", "推广日期", lambda one: one.promoted_on, DATE),
    ListColumn("promotion", "推广方式", lambda one: one.promotion, on_page=False),
    ListColumn("background", "基本情况", lambda one: one.background, on_page=False),
    ListColumn("practice", "主要做法", lambda one: one.practice, on_page=False),
    ListColumn("effect", "取得成效", lambda one: one.effect, on_page=False),
)

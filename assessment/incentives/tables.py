"""Columns of 督查激励 and 约谈 as data: page and workbook show the same."""

from __future__ import annotations

from documents.workbooks import Kind
from projects.tables import ListColumn

DATE = Kind.DATE

INCENTIVES: tuple[ListColumn, ...] = (
    ListColumn("unit", "单位", lambda one: one.unit.name),
    ListColumn("kind", "类别", lambda one: one.get_kind_display()),
    ListColumn("year", "年度", lambda one: f"{one.year}年"),
    ListColumn("held_on", "日期", lambda one: one.held_on, DATE),
    ListColumn("project", "涉及项目", lambda one: one.project.name if one.project else None),
    ListColumn("grounds", "事由和依据", lambda one: one.grounds, on_page=False),
    ListColumn("measures", "激励措施或约谈要求", lambda one: one.measures, on_page=False),
    ListColumn("attended_by", "约谈人和被约谈人", lambda one: one.attended_by, on_page=False),
    ListColumn("result", "落实情况", lambda one: one.result, on_page=False),
    ListColumn("result_on", "落实日期", lambda one: one.result_on, DATE),
    ListColumn("void_reason", "作废原因", lambda one: one.void_reason, on_page=False),
)

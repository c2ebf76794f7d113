"""Columns of the library and of the talks as data: page, workbook and printed register show the same."""

from __future__ import annotations

from django.utils import timezone

from assignments.policies.validity import pill
from documents.workbooks import Kind
from projects.tables import ListColumn

DATE, COUNT = Kind.DATE, Kind.INTEGER

POLICIES: tuple[ListColumn, ...] = (
    ListColumn("title", "标题", lambda one: one.title),
    ListColumn("number", "文号", lambda one: one.document_number or None),
    ListColumn("validity", "效力", lambda one: pill(one.validity)[0], on_page=False),
    ListColumn("level", "层级", lambda one: one.get_level_display()),
    ListColumn("issuer", "发文机关", lambda one: one.issuer),
    ListColumn("issued_on", "成文日期", lambda one: one.issued_on, DATE),
    ListColumn("effective_on", "生效日期", lambda one: one.effective_on, DATE, on_page=False),
    ListColumn("expires_on", "失效日期", lambda one: one.expires_on, DATE),
    ListColumn("rules", "支撑的规则", lambda one: rules_said(one) or None),
    ListColumn("source", "来源", lambda one: one.source, on_page=False),
    ListColumn("superseded_by", "被何文件替代", lambda one: str(one.superseded_by or ""), on_page=False),
    ListColumn("summary", "要点", lambda one: one.summary, on_page=False),
)

TALKS: tuple[ListColumn, ...] = (
    ListColumn("topic", "内容", lambda one: one.topic),
    ListColumn("unit", "镇街", lambda one: one.unit.name),
    ListColumn("held_on", "日期", lambda one: one.held_on, DATE),
    ListColumn("place", "地点", lambda one: one.place),
    ListColumn("speaker", "宣讲人", lambda one: one.speaker),
    ListColumn("attendances", "参加（人次）", lambda one: one.attendances, COUNT, "attendances"),
    ListColumn("policies", "宣讲的文件", lambda one: policies_said(one), on_page=False),
    ListColumn("remark", "备注", lambda one: one.remark, on_page=False),
    ListColumn("recorded", "登记", lambda one: recorded_said(one), on_page=False),
    ListColumn("void_reason", "作废原因", lambda one: one.void_reason, on_page=False),
)


def rules_said(policy: object) -> str:
    """R8、R10: the rules that stand on a policy; its citations are fetched beforehand."""
    cited = {one.rule for one in policy.citations.all()}  # type: ignore[attr-defined]
    return "、".join(sorted(cited, key=lambda rule: int(rule[1:])))


def policies_said(talk: object) -> str:
    return "；".join(one.document_number or one.title for one in talk.policies.all())  # type: ignore[attr-defined]


def recorded_said(talk: object) -> str:
    return f"{talk.recorded_by} {timezone.localdate(talk.recorded_at)}"  # type: ignore[attr-defined]

"""Columns of the money lists as data: page and workbook show the same."""

from __future__ import annotations

from documents.workbooks import Kind
from projects.tables import ListColumn, share

WAN, COUNT, DATE = Kind.MONEY_WAN, Kind.INTEGER, Kind.DATE

FUNDINGS: tuple[ListColumn, ...] = (
    ListColumn("name", "项目名称", lambda one: one.project.name),
    ListColumn("code", "项目代码", lambda one: one.project.code, on_page=False),
    ListColumn("label", "资金名称", lambda one: one.label),
    ListColumn("source", "资金类型", lambda one: one.get_source_display(), on_page=False),
    ListColumn("issued_on", "下达日期", lambda one: one.issued_on, DATE),
    ListColumn("document_number", "下达文号", lambda one: one.document_number, on_page=False),
    ListColumn("issued_fen", "下达（万元）", lambda one: one.amount_fen, WAN, "amount_fen", "amount_fen"),
    ListColumn("allocated_fen", "拨付（万元）", lambda one: one.allocated_fen, WAN, "allocated_fen", "allocated_fen"),
    ListColumn("paid_fen", "支付（万元）", lambda one: one.paid_fen, WAN, "paid_fen", "paid_fen"),
    ListColumn("pay_fen", "其中劳务报酬（万元）", lambda one: one.pay_fen, WAN, "pay_fen", "pay_fen"),
    ListColumn(
        "paid_share", "支付率（%）", lambda one: share(one.paid_fen, one.amount_fen), Kind.PERCENT,
        divides=("paid_fen", "issued_fen"),
    ),
    ListColumn("department", "行业主管部门", lambda one: one.project.department.name),
    ListColumn("township", "责任镇街", lambda one: one.project.township.name, on_page=False),
)  # fmt: skip

FINANCINGS: tuple[ListColumn, ...] = (
    ListColumn("name", "项目名称", lambda one: one.project.name),
    ListColumn("code", "项目代码", lambda one: one.project.code, on_page=False),
    ListColumn("institution", "金融机构", lambda one: one.institution),
    ListColumn("kind", "方式", lambda one: one.get_kind_display()),
    ListColumn("amount_fen", "授信（融资）（万元）", lambda one: one.amount_fen, WAN, "amount_fen"),
    ListColumn("drawn_fen", "已到位（万元）", lambda one: one.drawn_fen, WAN, "drawn_fen"),
    ListColumn("granted_on", "批准日期", lambda one: one.granted_on, DATE),
    ListColumn("ends_on", "到期日期", lambda one: one.ends_on, DATE),
    ListColumn("department", "行业主管部门", lambda one: one.project.department.name),
    ListColumn("unit", "登记单位", lambda one: one.unit.name, on_page=False),
    ListColumn("note", "说明", lambda one: one.note, on_page=False),
    ListColumn("void_reason", "作废原因", lambda one: one.void_reason, on_page=False),
)

SOCIAL: tuple[ListColumn, ...] = (
    ListColumn("name", "项目名称", lambda one: one.name),
    ListColumn("sponsor", "实施主体", lambda one: one.sponsor),
    ListColumn("township", "所在镇街", lambda one: one.township.name),
    ListColumn("sector", "领域", lambda one: one.sector.name),
    ListColumn("content", "主要内容", lambda one: one.content, on_page=False),
    ListColumn("amount_fen", "投入（万元）", lambda one: one.amount_fen, WAN, "amount_fen"),
    ListColumn("workers", "吸纳务工（人）", lambda one: one.workers, COUNT, "workers"),
    ListColumn("remuneration_fen", "劳务报酬（万元）", lambda one: one.remuneration_fen, WAN, "remuneration_fen"),
    ListColumn("starts_on", "开始日期", lambda one: one.starts_on, DATE),
    ListColumn("ends_on", "结束日期", lambda one: one.ends_on, DATE, on_page=False),
    ListColumn("unit", "引导单位", lambda one: one.unit.name),
    ListColumn("void_reason", "作废原因", lambda one: one.void_reason, on_page=False),
)

KEYS_WITHOUT: tuple[ListColumn, ...] = (
    ListColumn("name", "重点工程项目", lambda one: one.name),
    ListColumn("code", "项目代码", lambda one: one.code, on_page=False),
    ListColumn("sector", "领域", lambda one: one.sector.name),
    ListColumn("stage", "阶段", lambda one: one.get_stage_display()),
    ListColumn("total_fen", "总投资（万元）", lambda one: one.total_fen, WAN, "total_fen"),
    ListColumn("department", "行业主管部门", lambda one: one.department.name),
    ListColumn("township", "责任镇街", lambda one: one.township.name),
)

CONNECTIONS: tuple[ListColumn, ...] = (
    ListColumn("key", "重点工程项目", lambda one: one.key.name),
    ListColumn("key_code", "重点工程项目代码", lambda one: one.key.code, on_page=False),
    ListColumn("key_total_fen", "重点工程总投资（万元）", lambda one: one.key.total_fen, WAN),
    ListColumn("special", "专项投资项目", lambda one: one.special.name),
    ListColumn("special_code", "专项投资项目代码", lambda one: one.special.code, on_page=False),
    ListColumn("special_issued_fen", "专项下达资金（万元）", lambda one: one.special_issued_fen, WAN),
    ListColumn("purpose", "配套内容", lambda one: one.purpose),
    ListColumn("department", "重点工程主管部门", lambda one: one.key.department.name),
    ListColumn("special_department", "专项主管部门", lambda one: one.special.department.name),
)

"""Columns of all payments as data: page and workbook show the same, accounts masked."""

from __future__ import annotations

from typing import Any

from documents.formats import MISSING
from documents.workbooks import Kind
from labor.payments.filters import STATES
from labor.payments.sheets import reference_of
from projects.models import PayChannel
from projects.tables import COUNT, ListColumn

PERSON = ListColumn("name", "收款人", lambda one: one.account_name)
STATE = ListColumn("standing", "状态", lambda one: STATES[one.standing])
CELLS = (
    ListColumn("month", "月份", lambda one: one.line.period.label),
    ListColumn("amount_fen", "金额（元）", lambda one: one.amount_fen, Kind.MONEY_YUAN, "amount_fen"),
    ListColumn("account", "账号", lambda one: one.card_masked),
    ListColumn("attempt", "第几次", lambda one: one.attempt, COUNT),
    ListColumn("result_on", "结果日期", lambda one: one.result_on),
    ListColumn("told", "流水号或失败原因", lambda one: one.serial or one.failure or MISSING),
    ListColumn("channel", "通道", lambda one: PayChannel(one.batch.channel).label),
)


def _reference(payment: Any) -> str:
    return reference_of(payment.line_id, payment.attempt)


PROJECT = ListColumn("project", "项目名称", lambda one: one.line.project.name)
CODE = ListColumn("code", "项目代码", lambda one: one.line.project.code)
REFERENCE = ListColumn("reference", "支付笔号", _reference)
EXPORTED = (PROJECT, CODE, PERSON, STATE, *CELLS, REFERENCE)

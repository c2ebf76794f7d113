"""Reading the audit trail: its state, its workbook, and checking it from a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from documents.workbooks import Column, Kind, Sheet, write_workbook
from units.audit import first_broken_link, record
from units.models import AuditEntry, AuditHead, User
from units.permissions import may_read_audit, require
from units.refusals import Refusal

NEEDS_AUDITOR = "审计日志只有办公室管理员和审计管理员可以查看。"
CHECKED = "核对审计日志"
EXPORT_LIMIT = 20_000
CHECK_LIMIT = 20_000

COLUMNS = (
    Column(key="number", heading="序号", kind=Kind.INTEGER, width=8),
    Column(key="at", heading="时间", width=20),
    Column(key="by_name", heading="账号", width=16),
    Column(key="act", heading="事件", width=18),
    Column(key="subject", heading="对象", width=46),
    Column(key="rows", heading="涉及行数", kind=Kind.INTEGER, width=10),
    Column(key="detail", heading="内容", width=46),
    Column(key="address", heading="来源地址", width=16),
    Column(key="entry_hash", heading="校验值", width=66),
)
AS_KEPT = ("number", "by_name", "act", "subject", "rows", "address", "entry_hash")
LABELS = {  # words under which actions keep an entry's detail
    "after": "改后",
    "aliases": "其他叫法",
    "before": "改前",
    "broken": "断开处",
    "changes": "改动",
    "collection": "征集编号",
    "conditions": "条件",
    "created": "新增",
    "credit_code": "信用代码",
    "decision": "依据",
    "deduction": "代扣合计（元）",
    "due_on": "截止日",
    "file": "文件",
    "filing": "填报编号",
    "form": "表名",
    "from": "起",
    "gross": "应发合计（元）",
    "item": "条目编号",
    "job": "任务编号",
    "line": "明细编号",
    "lines": "行数",
    "month": "月份",
    "name": "名称",
    "net": "实发合计（元）",
    "note": "说明",
    "opens_on": "开始日",
    "pdf": "PDF 校验值",
    "people": "人数",
    "reason": "原因",
    "roll": "发放表编号",
    "sector": "领域",
    "sectors": "主管领域",
    "sha256": "文件校验值",
    "source": "来源",
    "state": "状态",
    "task": "建设任务",
    "to": "止",
    "trades": "常用工种",
    "unchanged": "未变",
    "updated": "更新",
    "version": "修改次数",
    "warnings": "提示",
    "work_item": "用工环节",
    "xlsx": "附表校验值",
    "year": "年度",
}


@dataclass(frozen=True)
class ChainState:
    """What the page says of the chain: how long, its last hash, and what the last check found."""

    length: int
    last_hash: str
    last_check: AuditEntry | None

    @property
    def is_sound(self) -> bool | None:
        """What the last check found; None when nobody has checked."""
        return None if self.last_check is None else not self.last_check.detail.get("broken")


def chain_state() -> ChainState:
    head = AuditHead.objects.filter(pk=1).first()
    last_check = AuditEntry.objects.filter(act=CHECKED).order_by("-number").first()
    return ChainState(head.number if head else 0, head.entry_hash if head else "", last_check)


def said(detail: dict[str, Any]) -> list[str]:
    """An entry's detail as lines for people."""
    return [
        f"{LABELS.get(key, key)}：{_text(value)}" for key, value in detail.items() if value not in ("", None, [], {})
    ]


def _text(value: object) -> str:
    if isinstance(value, dict):
        return "；".join(said(value))
    return "、".join(_text(part) for part in value) if isinstance(value, list) else str(value)


@transaction.atomic
def check_chain(*, by: User, at: datetime) -> str | None:
    """Check the newest CHECK_LIMIT links and leave an entry; return what is broken in Chinese, or None.

    The page answers at once however long the trail grows; `manage.py verify_audit` walks all of it.
    """
    require(may_read_audit(by, on=timezone.localdate(at)), NEEDS_AUDITOR)
    broken = first_broken_link(newest=CHECK_LIMIT)
    sentence = f"第 {broken[0]} 条断开：{broken[1]}" if broken else None
    record(act=CHECKED, subject=sentence or "校验链完整", by=by, at=at, detail={"broken": broken[0]} if broken else {})
    return sentence


@transaction.atomic
def export_trail(*, entries: QuerySet[AuditEntry], by: User, at: datetime) -> bytes:
    """The chosen entries as a workbook; the export itself is recorded.

    Raises:
        Refusal: more entries than one workbook should hold.
    """
    require(may_read_audit(by, on=timezone.localdate(at)), NEEDS_AUDITOR)
    count = entries.count()
    if count > EXPORT_LIMIT:
        raise Refusal(f"选中 {count} 条，超过一次导出的上限 {EXPORT_LIMIT} 条，请缩小日期范围分次导出。")
    content = write_workbook([Sheet(title="审计日志", columns=COLUMNS, rows=_rows(entries.iterator(chunk_size=2000)))])
    record(act="导出审计日志", subject=f"{count} 条", by=by, at=at, rows=count)
    return content


def _rows(entries: Iterable[AuditEntry]) -> Iterable[dict[str, Any]]:
    for entry in entries:
        yield {
            **{
                key: getattr(entry, key)
                for key in ("number", "by_name", "act", "subject", "rows", "address", "entry_hash")
            },
            "at": f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}",
            "detail": "；".join(said(entry.detail)),
        }

"""manage.py verify_audit: walk the audit chain; name the first link that does not hold."""

from __future__ import annotations

from typing import Any

from units.audit import first_broken_link
from units.command import SignedCommand
from units.models import AuditHead, User


class Command(SignedCommand):
    help = "逐条核对审计日志的校验链；发现第一处断开就指出序号和原因。"
    needs_signature = False

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:  # noqa: ARG002
        broken = first_broken_link()
        if broken:
            number, reason = broken
            sentence = f"审计日志第 {number} 条断开：{reason}。请保留现场并报告审计管理员。"
            return {"ok": False, "number": number, "reason": reason, "lines": [sentence], "refusals": [sentence]}
        head = AuditHead.objects.filter(pk=1).first()
        count, last_hash = (head.number, head.entry_hash) if head else (0, "")
        lines = [f"审计日志共 {count} 条，校验链完整。"]
        if count:
            lines.append(f"链尾校验值 {last_hash}，可抄存备查。")
        return {"entries": count, "head": last_hash, "lines": lines}

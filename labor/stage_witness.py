"""What the wage rolls know before a project is confirmed as completed: lines in force that nobody has been paid for."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Sum

from documents.formats import wan
from labor.models import WageLine
from projects.models import Project, StageAct
from projects.stages.missing import Missing
from projects.stages.witnesses import register


def unpaid_lines(project: Project) -> Iterator[Missing]:
    """Lines of rolls in force that owe something and lack a pay date, or a voucher or signature (国令724第15条)."""
    unpaid = WageLine.objects.in_force().filter(project=project, is_paid=False, net_fen__gt=0).order_by()
    found = unpaid.aggregate(lines=Count("pk"), heads=Count("worker", distinct=True), sum=Sum("net_fen", default=0))
    if found["lines"]:
        yield Missing(
            "unpaid_lines",
            f"有效发放表中还有{found['lines']}行、{found['heads']}人、{wan(found['sum'])}万元没有支付日期或凭证签字，"
            "请发放后更正发放表。",
            "rolls",
        )


def register_all() -> None:
    register(StageAct.COMPLETE, unpaid_lines)

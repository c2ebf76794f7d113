"""What rolls and rosters know before a project moves: people still owed, still on site, or not registered as stated."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, QuerySet, Sum

from documents.formats import wan
from labor.models import Engagement, WageLine
from projects.models import EntryReadiness, Project, StageAct
from projects.stages.missing import Missing
from projects.stages.witnesses import register

ROSTER = "roster"


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


def fewer_on_roster(project: Project) -> Iterator[Missing]:
    """A roster that names fewer people than 进场准备 states (R8); without rows the total stands (汇总填报)."""
    stays = Engagement.objects.in_force().filter(project=project).order_by()
    heads = stays.aggregate(heads=Count("worker", distinct=True))["heads"]
    stated: QuerySet[EntryReadiness] = QuerySet(EntryReadiness)
    readiness = stated.filter(project=project, voided_at=None).order_by("-ready_on", "-pk").first()
    if heads and readiness is not None and heads < readiness.registered_count:
        yield Missing(
            "roster_short",
            f"“进场准备”写明已实名登记{readiness.registered_count}人，花名册里只有{heads}人，"
            "请补齐花名册，或作废后重新登记进场准备。",
            ROSTER,
        )


def still_on_site(project: Project) -> Iterator[Missing]:
    """People whose stay has not ended: works that are complete keep nobody on the site."""
    here = Engagement.objects.in_force().filter(project=project, left_on=None).order_by()
    heads = here.aggregate(heads=Count("worker", distinct=True))["heads"]
    if heads:
        yield Missing("still_on_site", f"花名册里还有{heads}人没有退场，请在花名册里勾选后登记退场日期和原因。", ROSTER)


def register_all() -> None:
    register(StageAct.BUILD, fewer_on_roster)
    register(StageAct.COMPLETE, unpaid_lines)
    register(StageAct.COMPLETE, still_on_site)

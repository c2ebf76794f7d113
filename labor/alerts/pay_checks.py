"""Checks of how pay is made: whose card, in whose name, signed for, posted before, and in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.db.models import Count, DateField, Exists, F, Min, OuterRef, Q
from django.db.models.functions import TruncDate

from documents.formats import chinese_date, yuan
from labor.alerts.findings import Finding, masked, periods_until, several
from labor.clocks import standing
from labor.models import Payment, PaymentState, PublicNotice, RollOrigin, WageLine, WageRoll

SHOWN_OF_INDEX = 16  # of the blind index: enough to know the card again, and no number


def shared_cards(on: date, threshold: Decimal) -> Iterator[Finding]:
    """同一卡号多人: more than `threshold` 人 were paid on one card; one finding a project and card."""
    lines = WageLine.objects.in_force().filter(period__in=periods_until(on)).exclude(card_index="")
    counted = lines.order_by().values("card_index").annotate(people=Count("worker", distinct=True))
    shared = counted.filter(people__gt=int(threshold))
    people_of = dict(shared.values_list("card_index", "people"))
    own = lines.filter(card_index__in=shared.values("card_index")).order_by("project", "card_index", "worker", "pk")
    rows = own.values_list("project", "card_index", "card_masked", "worker", "name")
    for (project, card), found in groupby(rows, key=lambda row: row[:2]):
        held = list(found)
        names = {worker: name for *_, worker, name in held}
        facts = _card(held[0][2], list(names.values()), people_of[card])
        subject = f"{project}:{card[:SHOWN_OF_INDEX]}"
        yield Finding(subject=subject, project_id=project, facts=facts, measure=people_of[card])


def _card(masked_number: str, names: list[str], people: int) -> dict[str, object]:
    others = people - len(names)
    return {
        "tail": masked_number[-4:],
        "people": people,
        "who": several(names),
        "others": f"，另有{others}人在其他项目" if others else "",
    }


def other_names(on: date, threshold: Decimal) -> Iterator[Finding]:  # noqa: ARG001
    """户名与姓名不符: the receipt of a line's last payment names somebody else than the person it was meant for."""
    later = Payment.objects.filter(line=OuterRef("line"), attempt__gt=OuterRef("attempt"))
    told = Payment.objects.exclude(stated_name="").exclude(stated_name=F("account_name")).filter(~Exists(later))
    told = told.filter(line__period__in=periods_until(on), line__in_force=True)
    rows = told.order_by("pk").values(
        "line", "line__project", "line__period", "line__roll", "line__worker", "account_name", "stated_name", "state",
        "amount_fen", "card_masked",
    )  # fmt: skip
    for row in rows:
        facts = {
            "who": masked(row["account_name"]),
            "stated": masked(row["stated_name"]),
            "tail": row["card_masked"][-4:],
            "yuan": yuan(row["amount_fen"]),
            "state": PaymentState(row["state"]).label,
        }
        yield Finding(
            subject=f"line:{row['line']}",
            project_id=row["line__project"],
            period_id=row["line__period"],
            roll_id=row["line__roll"],
            worker_id=row["line__worker"],
            facts=facts,
            measure=row["amount_fen"],
        )


def unsigned(on: date, threshold: Decimal) -> Iterator[Finding]:  # noqa: ARG001
    """未签字先支付: lines paid through the house on which the person's own signature was never noted."""
    own_way = WageLine.objects.in_force().filter(period__in=periods_until(on)).exclude(roll__origin=RollOrigin.RECORDED)
    paid = own_way.filter(is_paid=True, signed_on=None, net_fen__gt=0).order_by("roll", "row", "pk")
    rows = paid.values_list("project", "period", "roll", "name", "net_fen")
    for (project, period, roll), found in groupby(rows, key=lambda row: row[:3]):
        people = [(name, fen) for _, _, _, name, fen in found]
        fen = sum(fen for _, fen in people)
        facts = {"people": len(people), "who": several([name for name, _ in people]), "yuan": yuan(fen)}
        yield _of_roll(project, period, roll, facts, fen)


def _of_roll(project: int, period: int, roll: int, facts: dict[str, object], measure: int = 0) -> Finding:
    return Finding(
        subject=f"roll:{roll}", project_id=project, period_id=period, roll_id=roll, facts=facts, measure=measure
    )


def unposted(on: date, threshold: Decimal) -> Iterator[Finding]:  # noqa: ARG001
    """未公示先支付 (R9): handed to the bank before a notice had run its days, or without any."""
    sent = TruncDate(Min("batches__made_at"), output_field=DateField())
    rolls = WageRoll.objects.in_force().filter(period__in=periods_until(on), batches__isnull=False)
    rows = rolls.order_by("pk").values_list("pk", "project", "period").annotate(sent=sent)
    ends = dict(PublicNotice.objects.filter(stopped_at=None).order_by().values_list("roll", "ends_on"))
    for roll, project, period, day in rows:
        over = ends.get(roll)
        if over is None or day <= over:
            told = f"公示到{chinese_date(over)}才期满" if over else "没有有效的公示"
            yield _of_roll(project, period, roll, {"sent": chinese_date(day), "told": told})


def recorded_unposted(on: date, threshold: Decimal) -> Iterator[Finding]:  # noqa: ARG001
    """线下已发、没有公示记录: rolls written in after they were paid outside, of which no notice is on record."""
    noticed = PublicNotice.objects.filter(roll=OuterRef("pk"))
    paid = Count("lines", filter=Q(lines__in_force=True, lines__is_paid=True))
    rolls = WageRoll.objects.in_force().filter(period__in=periods_until(on), origin=RollOrigin.RECORDED)
    rows = rolls.filter(~Exists(noticed)).order_by("pk").values_list("pk", "project", "period").annotate(paid=paid)
    for roll, project, period, number in rows:
        if number:
            yield _of_roll(project, period, roll, {"people": number})


def overdue(on: date, threshold: Decimal) -> Iterator[Finding]:  # noqa: ARG001
    """逾期未发 (R10): a month's pay past its due day, with or without a roll."""
    for one in standing.late_rolls(on):
        of = f"roll:{one.roll}" if one.roll else f"{one.project}:{one.period}"
        yield _of_clock(one, of)


def leavers(on: date, threshold: Decimal) -> Iterator[Finding]:  # noqa: ARG001
    """退场未结清: people who left and are still owed, beyond the days the office allows."""
    for one in standing.leavers_unsettled(on):
        yield _of_clock(one, f"{one.project}:{one.worker}")


def intervals(on: date, threshold: Decimal) -> Iterator[Finding]:  # noqa: ARG001
    """发放间隔超过31天: pay is owed, and nobody was paid for so long."""
    for one in standing.long_intervals(on):
        yield _of_clock(one, str(one.project))


def _of_clock(one: standing.Finding, subject: str) -> Finding:
    return Finding(
        subject=subject,
        project_id=one.project,
        period_id=one.period,
        roll_id=one.roll,
        worker_id=one.worker,
        facts={"sentence": one.sentence},
        measure=one.fen,
    )

"""What each person of a project's month should be paid: days of attendance × agreed day rate, hours and pieces × rate.

The one place that works it out: a roll is built from it, and a roll brought in is held against it (国令724第15条).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from documents.formats import days
from labor.arithmetic import gross_fen
from labor.attendance.marks import HALF
from labor.attendance.sentences import person_label
from labor.models import Attendance, Engagement, WorkQuantity
from labor.pay.basis import basis_text, days_term, quantity_term
from projects.models import Period, Project

LONGEST_JOB = 40


@dataclass(frozen=True, slots=True)
class ExpectedLine:
    """What one person of the month is owed. Work in hundredths of a 工日, money in 分.

    `gross_fen` is `centidays` × `rate_fen`, rounded half up, plus `piece_fen`. Stays at different day rates have no
    one rate: then `rate_fen` is 0, all of it stands in `piece_fen`, and `pay_basis` tells the terms. Name, phone, card,
    bank and employer are those of the latest stay. `lacks` are sentences on what cannot be worked out.
    """

    worker_id: int
    stays: tuple[Engagement, ...]
    centidays: int
    rate_fen: int
    piece_fen: int
    pay_basis: str
    lacks: tuple[str, ...]

    @property
    def latest(self) -> Engagement:
        return self.stays[-1]

    @property
    def gross_fen(self) -> int:
        """应发 in 分."""
        return gross_fen(self.centidays, self.rate_fen) + self.piece_fen

    @property
    def name(self) -> str:
        return self.latest.name

    @property
    def employer(self) -> str:
        return self.latest.employer

    @property
    def job(self) -> str:
        """工种; several when the stays differ."""
        return "、".join(dict.fromkeys(str(stay.trade) for stay in self.stays))[:LONGEST_JOB]

    @property
    def phone_sealed(self) -> str:
        return self.latest.phone_sealed

    @property
    def phone_masked(self) -> str:
        return self.latest.phone_masked

    @property
    def bank(self) -> str:
        return self.latest.bank

    @property
    def card_sealed(self) -> str:
        return self.latest.card_sealed

    @property
    def card_index(self) -> str:
        return self.latest.card_index

    @property
    def card_masked(self) -> str:
        return self.latest.card_masked


@dataclass(frozen=True, slots=True)
class _Stay:
    """What one stay brings: days at its own rate, and its hours and pieces."""

    engagement: Engagement
    centidays: int
    pieces: Sequence[WorkQuantity]

    @property
    def rate(self) -> int | None:
        return self.engagement.day_rate_fen


def expected_lines(project: Project, period: Period) -> list[ExpectedLine]:
    """Everybody with days or quantities in the month, by team and name; three queries for any number of people."""
    worked, pieces = _worked(project, period), _pieces(project, period)
    people: dict[int, list[_Stay]] = defaultdict(list)
    for stay in _stays(project, period):
        people[stay.worker_id].append(_Stay(stay, worked.get(stay.pk, 0), pieces.get(stay.pk, [])))
    lines = [_line(worker, stays) for worker, stays in people.items()]
    return sorted(lines, key=lambda line: (line.latest.team, line.name, line.worker_id))


def lacks_of(lines: Iterable[ExpectedLine]) -> list[str]:
    """Everything that keeps the month from being worked out, person by person."""
    return [sentence for line in lines for sentence in line.lacks]


def _worked(project: Project, period: Period) -> dict[int, int]:
    """Stay → hundredths of a 工日."""
    kept = Attendance.objects.filter(sheet__project=project, sheet__period__month=period.month).order_by()
    mornings, afternoons = Count("pk", filter=Q(morning=True)), Count("pk", filter=Q(afternoon=True))
    rows = kept.values_list("engagement_id").annotate(am=mornings, pm=afternoons)
    return {stay: HALF * (am + pm) for stay, am, pm in rows}


def _pieces(project: Project, period: Period) -> dict[int, list[WorkQuantity]]:
    """Stay → its hours and pieces in the order they were recorded."""
    kept = WorkQuantity.objects.filter(
        sheet__project=project, sheet__period__month=period.month, voided_at=None
    ).order_by("pk")
    found: dict[int, list[WorkQuantity]] = defaultdict(list)
    for each in kept:
        found[each.engagement_id].append(each)
    return found


def _stays(project: Project, period: Period) -> Iterable[Engagement]:
    of_month = {"sheet__project": project, "sheet__period__month": period.month}
    days_kept = Attendance.objects.filter(**of_month).order_by().values("engagement")
    quantities = WorkQuantity.objects.filter(**of_month, voided_at=None).order_by().values("engagement")
    stays = Engagement.objects.filter(Q(pk__in=days_kept) | Q(pk__in=quantities), project=project)
    return stays.select_related("worker", "trade").order_by("entered_on", "pk")


def _line(worker: int, stays: Sequence[_Stay]) -> ExpectedLine:
    """One person's month; `stays` in order of entry."""
    pieces = [each for stay in stays for each in stay.pieces]
    total, piece_sum = sum(stay.centidays for stay in stays), sum(amount_of(each) for each in pieces)
    terms = [quantity_term(each.item, each.measure, each.quantity_centi, each.rate_fen) for each in pieces]
    paid_by_day = [stay for stay in stays if stay.centidays]
    rates = {stay.rate or 0 for stay in paid_by_day}
    if len(rates) > 1:
        terms = [days_term(stay.centidays, stay.rate) for stay in paid_by_day if stay.rate] + terms
        piece_sum += sum(gross_fen(stay.centidays, stay.rate or 0) for stay in paid_by_day)
    rate = rates.pop() if len(rates) == 1 else 0
    if rate and terms:
        terms = [days_term(total, rate), *terms]
    return ExpectedLine(
        worker_id=worker,
        stays=tuple(stay.engagement for stay in stays),
        centidays=total,
        rate_fen=rate,
        piece_fen=piece_sum,
        pay_basis=basis_text(terms, gross_fen(total, rate) + piece_sum),
        lacks=tuple(_lack(stay) for stay in paid_by_day if stay.rate is None and not stay.pieces),
    )


def amount_of(quantity: WorkQuantity) -> int:
    """What hours or pieces come to, in 分, rounded half up."""
    return gross_fen(quantity.quantity_centi, quantity.rate_fen)


def _lack(stay: _Stay) -> str:
    return (
        f"{person_label(stay.engagement)}出勤{days(stay.centidays)}工日，名册里没有约定日工资，也没有登记计时计件，"
        "算不出应发：请在花名册该人的登记里补填约定日工资，或在当月考勤台账的“计时计件”里登记。"
    )

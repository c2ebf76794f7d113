"""核对: a roll held line by line against attendance, agreed rates and the roster. Constant in queries.

A supplement is held against what its month has come to: roll and supplements together should not exceed what was
earned.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Max, Sum

from labor.arithmetic import least_day_fen
from labor.attendance.grid import roster_of
from labor.models import Engagement, RollKind, RollOrigin, WageLine, WageRoll, WageStandard
from labor.pay import comparing, faults
from labor.pay.computing import ExpectedLine, expected_lines
from labor.pay.difference import Difference, DifferenceKind, Severity
from labor.pay.standing_lines import lines_of
from labor.standards import standard_for

SHARED_ASKS = ("card_index", "worker_id")
COMPARED = (
    "worker", "name", "centidays", "rate_fen", "piece_fen", "gross_fen", "deduction_fen", "deduction_item", "net_fen",
    "card_index", "card_masked", "roll", "worker__id_masked", "worker__born_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ledger:
    """What one of the two says in all: people (人), hundredths of a 工日, 应发 in 分."""

    people: int
    centidays: int
    gross_fen: int


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A roll beside its month's ledgers."""

    differences: list[Difference]
    roll: Ledger
    attendance: Ledger

    @property
    def gap(self) -> Ledger:
        """The roll less attendance."""
        roll, kept = self.roll, self.attendance
        return Ledger(roll.people - kept.people, roll.centidays - kept.centidays, roll.gross_fen - kept.gross_fen)

    def of(self, severity: Severity) -> list[Difference]:
        return [one for one in self.differences if one.severity is severity]

    @property
    def by_kind(self) -> dict[DifferenceKind, int]:
        """How many of each kind, in the order of the kinds."""
        counted = Counter(one.kind for one in self.differences)
        return {kind: counted[kind] for kind in DifferenceKind if counted[kind]}


@dataclass(frozen=True, slots=True)
class Behind:
    """Everything a roll's lines are held against, read once."""

    expected: dict[int, ExpectedLine]
    stays: dict[int, list[Engagement]]
    shared: frozenset[tuple[str, int]]  # (card, person): others were paid to it as well
    least_fen: int | None  # the least day rate of the month, in 分
    earlier: dict[int, int]  # of a supplement: person → 应发 of the month's other lines, in 分
    paid_before: dict[int, int]  # person → 实发 that voided rolls of the month say was paid, in 分


def reconcile(roll: WageRoll) -> Reconciled:
    """Hold a roll against attendance × agreed rates, hours and pieces, roster and accounts; eight queries or nine.

    `roll` with its project and period. Differences come by kind, then in the order of the table.
    """
    lines = list(lines_of(roll).select_related("worker").only(*COMPARED))
    behind = _behind(roll)
    found = [one for line in lines for one in _of_line(roll, line, behind)]
    if roll.kind == RollKind.REGULAR:
        found += _missing(lines, behind.expected.values())
    order = {kind: place for place, kind in enumerate(DifferenceKind)}
    found.sort(key=lambda one: order[one.kind])
    return Reconciled(found, _sum_of_lines(lines), _sum_of_expected(behind.expected.values()))


def _behind(roll: WageRoll) -> Behind:
    stays: dict[int, list[Engagement]] = defaultdict(list)
    for stay in roster_of(roll.project, roll.period):
        stays[stay.worker_id].append(stay)
    return Behind(
        expected={line.worker_id: line for line in expected_lines(roll.project, roll.period)},
        stays=stays,
        shared=_shared(roll),
        least_fen=_least(standard_for(roll.period.month)),
        earlier=_earlier(roll) if roll.kind == RollKind.SUPPLEMENT else {},
        paid_before={} if roll.origin == RollOrigin.RECORDED else _paid_before(roll),
    )


def _least(standard: WageStandard | None) -> int | None:
    return None if standard is None else least_day_fen(standard.hour_fen)


def _shared(roll: WageRoll) -> frozenset[tuple[str, int]]:
    """(Card, person) of this roll whose card was also paid to somebody else, on this or any other roll in force."""
    cards = lines_of(roll).exclude(card_index="").order_by().values("card_index")
    lines = WageLine.objects.in_force().filter(card_index__in=cards).order_by()
    holders: dict[str, set[int]] = defaultdict(set)
    for card, worker in lines.values_list(*SHARED_ASKS).distinct():
        holders[card].add(worker)
    return frozenset((card, worker) for card, people in holders.items() if len(people) > 1 for worker in people)


def _earlier(roll: WageRoll) -> dict[int, int]:
    """Person → 应发 of the month on the project's other rolls in force, in 分."""
    others = WageLine.objects.in_force().filter(project=roll.project_id, period=roll.period_id).exclude(roll=roll)
    return dict(others.order_by().values_list("worker").annotate(Sum("gross_fen")))


def _paid_before(roll: WageRoll) -> dict[int, int]:
    """A recorded roll is voided to correct it; what it says of money paid does not become untrue by that."""
    voided = WageLine.objects.filter(project=roll.project_id, period=roll.period_id, in_force=False, is_paid=True)
    voided = voided.filter(roll__voided_at__isnull=False)
    return dict(voided.order_by().values_list("worker").annotate(Max("net_fen")))


def _of_line(roll: WageRoll, line: WageLine, behind: Behind) -> Iterator[Difference]:
    yield from faults.faults_of(line, roll.period.last_day, needs_card=bool(roll.channel))
    expected, stays = behind.expected.get(line.worker_id), behind.stays.get(line.worker_id, [])
    if line.worker_id not in behind.earlier:  # else the roll that replaced the voided one tells of that pay
        yield from comparing.paid_before(line, behind.paid_before.get(line.worker_id, 0))
    if roll.kind == RollKind.SUPPLEMENT:
        yield from comparing.supplement(line, expected, behind.earlier.get(line.worker_id, 0))
    else:
        yield from comparing.work(line, expected, stays, roll.period)
        yield from comparing.least(line, behind.least_fen)
    yield from comparing.card(line, stays, is_shared=(line.card_index, line.worker_id) in behind.shared)


def _missing(lines: Iterable[WageLine], expected: Iterable[ExpectedLine]) -> Iterator[Difference]:
    there = {line.worker_id for line in lines}
    return (comparing.missing(one) for one in expected if one.worker_id not in there)


def _sum_of_lines(lines: Iterable[WageLine]) -> Ledger:
    kept = list(lines)
    people = len({line.worker_id for line in kept})
    return Ledger(people, sum(line.centidays for line in kept), sum(line.gross_fen for line in kept))


def _sum_of_expected(expected: Iterable[ExpectedLine]) -> Ledger:
    kept = list(expected)
    return Ledger(len(kept), sum(line.centidays for line in kept), sum(line.gross_fen for line in kept))

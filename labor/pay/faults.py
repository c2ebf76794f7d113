"""What stops a line from being sent to be signed: what the law forbids, or what no bank can pay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from documents.formats import yuan
from labor.checks.people import LEAST_AGE
from labor.demands.matching import full_years
from labor.models import WageLine
from labor.pay.difference import Difference, DifferenceKind


def faulty(last_day: date) -> Q:
    """Lines with a fault, told to the database: the same rules as `faults_of`."""
    born = last_day.replace(year=last_day.year - LEAST_AGE)
    return (
        Q(worker__born_on__gt=born)
        | Q(deduction_fen__gt=0, deduction_item="")
        | Q(net_fen__gt=0, card_index="")
    )  # fmt: skip


def faults_of(line: WageLine, last_day: date, *, needs_card: bool = True) -> Iterator[Difference]:
    """The faults of one line, with its worker; ages are counted on the month's last day. What was paid outside may
    have been paid without an account."""
    age = full_years(line.worker.born_on, last_day)
    if age < LEAST_AGE:
        yield _fault(
            line, DifferenceKind.UNDERAGE,
            f"{line.name}到月末只有{age}周岁，未满{LEAST_AGE}周岁，法律禁止用工，请核实身份证号并移出本表。",
            f"满{LEAST_AGE}周岁", f"{age}周岁",
        )  # fmt: skip
    if line.deduction_fen and not line.deduction_item:
        yield _fault(
            line, DifferenceKind.DEDUCTION_WITHOUT_ITEM,
            f"{line.name}扣除{yuan(line.deduction_fen)}元没有写明扣除项目，请补上（国令724第15条）；说不出依据的不得扣。",
            "写明扣除项目", f"{yuan(line.deduction_fen)}元，没有项目",
        )  # fmt: skip
    if needs_card and line.net_fen and not line.card_index:
        yield _fault(
            line, DifferenceKind.NO_CARD,
            f"{line.name}没有本人账号，银行付不了，请在花名册登记账号后，在这一行取用。",
            "本人账号", "没有",
        )  # fmt: skip


def _fault(line: WageLine, kind: DifferenceKind, sentence: str, expected: str, found: str) -> Difference:
    return Difference(
        kind=kind, worker_id=line.worker_id, line_id=line.pk, name=line.name, id_masked=line.worker.id_masked,
        sentence=sentence, expected=expected, found=found,
    )  # fmt: skip

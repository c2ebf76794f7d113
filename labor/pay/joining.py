"""增减: who is taken out of a draft, put back, or added from the roster; nothing is erased."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from documents.formats import days, yuan
from labor.attendance.grid import roster_of
from labor.models import Engagement, RollAct, RollKind, WageLine, WageRoll
from labor.pay.computing import ExpectedLine, expected_lines
from labor.pay.lines import standing_line, take_account, work_out
from labor.pay.moving import held_roll, make_move
from labor.pay.standing_lines import lines_of, removed_lines_of
from units.models import User
from units.reasons import required_reason
from units.refusals import Refusal, WrongState

TOLD = 20  # people named one by one in a step; more are counted
NOT_ON_SHEET = "（不在表上）"
OUT = "移出本表"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on the roster of the month who is not on the roll, and what attendance says they are owed."""

    stay: Engagement
    expected: ExpectedLine | None
    removed: WageLine | None = None  # they were on it before

    @property
    def centidays(self) -> int:
        return self.expected.centidays if self.expected else 0

    @property
    def gross_fen(self) -> int:
        return self.expected.gross_fen if self.expected else 0


@transaction.atomic
def remove_line(*, line: WageLine, reason: str, by: User, at: datetime, version: int | None = None) -> WageLine:
    """移出: take a person out of a draft; the row stays for the trail, out of force.

    Raises:
        NotAllowed, WrongState, StaleRoll: as every move; or it was taken out already.
        Refusal: the reason is missing or too long.
    """
    held = held_roll(line.roll_id)
    kept, words = standing_line(held, line.pk), required_reason(reason)
    changes = {kept.name: [_said(kept), OUT]}
    make_move(roll=held, act=RollAct.CORRECT, by=by, at=at, version=version, reason=words, changes=changes)
    kept.in_force = False
    kept.save(update_fields=["in_force"])
    return kept


@transaction.atomic
def restore_line(*, line: WageLine, by: User, at: datetime, version: int | None = None) -> WageLine:
    """放回: put a line that was taken out of a draft back as it was.

    Raises:
        NotAllowed, WrongState, StaleRoll: as every move; it stands already, or another line of the person does.
    """
    held = held_roll(line.roll_id)
    kept = removed_lines_of(held).select_for_update(of=("self",)).filter(pk=line.pk).first()
    if kept is None:
        raise WrongState("这一行没有移出，不用放回。")
    changes = {kept.name: [OUT, _said(kept)]}
    make_move(roll=held, act=RollAct.CORRECT, by=by, at=at, version=version, changes=changes)
    if lines_of(held).filter(worker=kept.worker_id).exists():
        raise WrongState(f"{kept.name}已另有一行在表上，不能再放回；同一人在一张表里只有一行。")
    kept.in_force = True
    kept.save(update_fields=["in_force"])
    return kept


@transaction.atomic
def add_people(
    *, roll: WageRoll, workers: Collection[int], by: User, at: datetime, version: int | None = None
) -> list[WageLine]:
    """加入: people of the month's roster with what attendance and agreed rates say; who was taken out before comes
    anew, with today's values.

    Raises:
        NotAllowed, WrongState, StaleRoll: as every move.
        Refusal: nobody is chosen, or somebody is not on the roster, is on the roll already, or has no agreed rate.
    """
    held = held_roll(roll.pk)
    chosen = [one for one in candidates(held) if one.stay.worker_id in workers]
    lines = _lines(held, chosen)
    make_move(
        roll=held, act=RollAct.CORRECT, by=by, at=at, version=version, changes=_told(lines), rows=len(lines)
    )  # fmt: skip
    if wrong := _wrong(chosen, workers):
        raise Refusal(*wrong)
    return WageLine.objects.bulk_create(lines)


def candidates(roll: WageRoll) -> list[Candidate]:
    """Everybody on the month's roster who is not on the roll, those with work first; seven queries at most.

    A supplement takes nobody in here: whom it pays follows from the roll it corrects.
    """
    if roll.kind != RollKind.REGULAR:
        return []
    there = set(lines_of(roll).values_list("worker_id", flat=True))
    expected = {line.worker_id: line for line in expected_lines(roll.project, roll.period)}
    removed = {line.worker_id: line for line in removed_lines_of(roll)}
    latest = {stay.worker_id: stay for stay in roster_of(roll.project, roll.period).order_by("entered_on", "pk")}
    stays = {worker: expected[worker].latest if worker in expected else stay for worker, stay in latest.items()}
    stays |= {worker: line.latest for worker, line in expected.items() if worker not in stays}
    found = [
        Candidate(stay, expected.get(worker), removed.get(worker))
        for worker, stay in stays.items()
        if worker not in there
    ]
    return sorted(found, key=lambda one: (not one.centidays and not one.gross_fen, one.stay.team, one.stay.name))


def _lines(roll: WageRoll, chosen: Iterable[Candidate]) -> list[WageLine]:
    last = WageLine.objects.filter(roll=roll).aggregate(row=Max("row"))["row"] or 0
    return [_line(roll, one, row) for row, one in enumerate(chosen, start=last + 1)]


def _line(roll: WageRoll, one: Candidate, row: int) -> WageLine:
    stay, expected = one.stay, one.expected
    line = WageLine(
        roll=roll, project_id=roll.project_id, period_id=roll.period_id, worker_id=stay.worker_id, kind=roll.kind,
        row=row, serial=str(row), employer=stay.employer or roll.employer, name=stay.name,
        job=expected.job if expected else str(stay.trade),
        centidays=one.centidays, rate_fen=expected.rate_fen if expected else stay.day_rate_fen or 0,
        piece_fen=expected.piece_fen if expected else 0, pay_basis=expected.pay_basis if expected else "",
    )  # fmt: skip
    take_account(line, stay)
    work_out(line)
    return line


def _wrong(chosen: Collection[Candidate], workers: Collection[int]) -> list[str]:
    if not workers:
        return ["请先勾选要加入的人。"]
    found = [sentence for one in chosen if one.expected for sentence in one.expected.lacks]
    if len(chosen) < len(set(workers)):
        found.append("所选的人里有的已经在表上，或本月不在本项目花名册，请刷新页面重新勾选。")
    return found


def _told(lines: Collection[WageLine]) -> Mapping[str, list[str]]:
    if len(lines) > TOLD:
        total = sum(line.gross_fen for line in lines)
        return {"加入": [NOT_ON_SHEET, f"{len(lines)}人，应发{yuan(total)}元"]}
    return {f"{line.name}（第{line.row}行）": [NOT_ON_SHEET, _said(line)] for line in lines}


def _said(line: WageLine) -> str:
    return f"{days(line.centidays)}工日，应发{yuan(line.gross_fen)}元，实发{yuan(line.net_fen)}元"

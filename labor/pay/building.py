"""按考勤编制: a month's roll worked out here from attendance, agreed rates, hours and pieces; a draft to be checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from documents.formats import chinese_moment, days, yuan
from labor.attendance.locking import lock_sheet
from labor.bulk import insert_rows, sentence_of
from labor.clocks.due import pay_due_on
from labor.models import AttendanceSheet, RollAct, RollKind, RollOrigin, RollState, WageLine, WageRoll
from labor.pay.channels import channel_of
from labor.pay.computing import ExpectedLine, expected_lines, lacks_of
from labor.pay.drafts import closed_note, require_may_prepare
from labor.pay.moving import tell
from labor.rolls import roll_in_force
from projects.models import PayChannel, Period, Project
from projects.periods import require_begun
from units.models import User
from units.refusals import Refusal, WrongState

LINE_FIELDS = [
    "roll", "project", "period", "worker", "in_force", "kind", "row", "serial", "employer", "name", "phone_sealed",
    "phone_masked", "job", "centidays", "rate_fen", "piece_fen", "pay_basis", "gross_fen", "deduction_fen",
    "deduction_item", "net_fen", "bank", "card_sealed", "card_index", "card_masked", "voucher", "is_paid",
]  # fmt: skip
FILE_NAME = "按考勤编制"
EMPLOYER_LENGTH, FIRST_OF_SEVERAL = 80, 70
TO_CORRECT = "考勤有误的，作废这张编制中的发放表，考勤随即解锁，更正后再按考勤编制。"


@dataclass(frozen=True, slots=True, kw_only=True)
class RollPlan:
    """What a roll would be: its lines, what keeps it from being built, and what is worth knowing."""

    project: Project
    period: Period
    channel: PayChannel
    due_on: date
    lines: list[ExpectedLine]
    standing: str = ""  # why there is nothing to build: the month has its roll
    lacks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def refusals(self) -> tuple[str, ...]:
        """Everything that keeps it from being built; empty when it may be."""
        return (self.standing,) if self.standing else self.lacks

    @property
    def centidays(self) -> int:
        """Work in hundredths of a 工日."""
        return sum(line.centidays for line in self.lines)

    @property
    def gross_fen(self) -> int:
        """应发 in 分; nothing is deducted yet, so this is 实发 too."""
        return sum(line.gross_fen for line in self.lines)

    def as_dict(self) -> dict[str, Any]:
        """The plan in figures: people (人), work in hundredths of a 工日, money in 分."""
        return {
            "project": self.project.code,
            "month": self.period.key,
            "channel": self.channel.value,
            "due_on": f"{self.due_on}",
            "people": len(self.lines),
            "centidays": self.centidays,
            "gross_fen": self.gross_fen,
            "notes": list(self.notes),
        }


def plan_roll(*, project: Project, period: Period, on: date, channel: str = "") -> RollPlan:
    """Work a month's roll out without saving anything; as many queries for two people as for two thousand.

    Args:
        on: today; a month that is not over yet is said to be so.
        channel: PayChannel value; "" takes the project's own.
    """
    held = roll_in_force(project, period.month)
    lines = expected_lines(project, period)
    return RollPlan(
        project=project,
        period=period,
        channel=PayChannel(channel) if channel else channel_of(project),
        due_on=pay_due_on(period.month),
        lines=lines,
        standing=_already(held) if held else "",
        lacks=tuple(lacks_of(lines)) if lines else (_nothing_kept(project, period),),
        notes=tuple(_notes(period, lines, on)),
    )


def build_roll(
    *, project: Project, period: Period, by: User, at: datetime, channel: str = "", dry_run: bool = False
) -> tuple[RollPlan, WageRoll | None]:
    """Build a month's roll as a draft and lock the attendance it was made from; with `dry_run` only say what it holds.

    A month that is closed still takes one: the work has to be paid; its report does not change, and a note says so.
    Deductions begin at 0. Voiding the draft opens the attendance again.

    Raises:
        NotAllowed: the person's post does not prepare the project's pay.
        WrongState: the month has a roll in force (by whom, since when).
        Refusal: the month has not begun; nothing is kept; everybody whose pay cannot be worked out, all at once.
    """
    require_may_prepare(by, project)
    require_begun(period.month, at)
    try:
        with transaction.atomic():
            return _build(project, period, channel, by, at, dry_run)
    except IntegrityError as error:
        said = sentence_of(error, WageRoll, WageLine)
        if said is None:
            raise
        raise Refusal(f"{said}没有保存任何内容。") from error


def _build(
    project: Project, period: Period, channel: str, by: User, at: datetime, dry_run: bool
) -> tuple[RollPlan, WageRoll | None]:
    _hold_sheet(project, period)
    plan = plan_roll(project=project, period=period, on=timezone.localdate(at), channel=channel)
    if plan.standing:
        raise WrongState(plan.standing)
    if plan.lacks:
        raise Refusal(*plan.lacks)
    return plan, None if dry_run else _save(plan, by, at)


def _hold_sheet(project: Project, period: Period) -> None:
    """Nobody writes a day or a quantity between the reckoning and the lock."""
    sheets = AttendanceSheet.objects.select_for_update(of=("self",))
    list(sheets.filter(project=project, period__month=period.month).values_list("pk"))


def _save(plan: RollPlan, by: User, at: datetime) -> WageRoll:
    roll = WageRoll(
        project=plan.project,
        period=plan.period,
        origin=RollOrigin.COMPUTED,
        state=RollState.DRAFT,
        channel=plan.channel,
        due_on=plan.due_on,
        employer=_employers(plan.lines),
        file_name=FILE_NAME,
        file_sha256="",
        notes=list(plan.notes),
        imported_at=at,
        imported_by=by,
    )
    roll.save(force_insert=True)
    insert_rows(WageLine, LINE_FIELDS, [_row(roll, number, line) for number, line in enumerate(plan.lines, 1)])
    lock_sheet(roll=roll, by=by, at=at)
    said = f"按考勤编制，{len(plan.lines)}人，{days(plan.centidays)}工日，应发{yuan(plan.gross_fen)}元"
    tell(roll, RollAct.BUILD, by=by, at=at, reason=said, rows=len(plan.lines))
    return roll


def _row(roll: WageRoll, number: int, line: ExpectedLine) -> tuple[Any, ...]:
    """One line in the order of LINE_FIELDS."""
    return (
        roll.pk, roll.project_id, roll.period_id, line.worker_id, True, RollKind.REGULAR.value, number, str(number),
        line.employer, line.name, line.phone_sealed, line.phone_masked, line.job, line.centidays, line.rate_fen,
        line.piece_fen, line.pay_basis, line.gross_fen, 0, "", line.gross_fen, line.bank, line.card_sealed,
        line.card_index, line.card_masked, "", False,
    )  # fmt: skip


def _employers(lines: list[ExpectedLine]) -> str:
    """The employer of most lines; further ones are counted."""
    counted = Counter(line.employer for line in lines)
    name, _ = counted.most_common(1)[0]
    return name[:EMPLOYER_LENGTH] if len(counted) == 1 else f"{name[:FIRST_OF_SEVERAL]}等{len(counted)}家"


def _already(roll: WageRoll) -> str:
    how = "编制" if roll.origin == RollOrigin.COMPUTED else "导入"
    since = f"由{roll.imported_by}于{chinese_moment(roll.imported_at)}{how}"
    ways = _ways_on(roll)
    return f"“{roll}”已有一张（{roll.get_state_display()}，{since}），一个项目一个月只有一张。{ways}"


def _ways_on(roll: WageRoll) -> str:
    if roll.state != RollState.DRAFT:
        return "漏发、少发的，支付后在原表上编制补发表。"
    return TO_CORRECT if roll.period.is_open else "本月已关账，考勤不再改；金额有误的在编制中逐行更正。"


def _nothing_kept(project: Project, period: Period) -> str:
    return (
        f"“{project.name}”{period.label}还没有登记考勤，也没有计时计件，算不出发放表；"
        "请先登记考勤，或用“导入编制”上传单位的发放表。"
    )


def _notes(period: Period, lines: list[ExpectedLine], on: date) -> Iterator[str]:
    yield from closed_note(period)
    if on <= period.last_day:
        yield f"{period.label}还没有结束，编制后考勤随表锁定；月底前还有出勤的，请等考勤登记齐全再编制。"
    if without := [line.name for line in lines if not line.card_sealed]:
        yield f"{len(without)}人的名册里没有银行账号（{_named(without)}），支付前须补齐本人账号。"


def _named(names: list[str], most: int = 5) -> str:
    return "、".join(names[:most]) + (f"等{len(names)}人" if len(names) > most else "")

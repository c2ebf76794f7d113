"""公示表: what hangs at the boards, in masked form (§6): no category, no address, no account, no telephone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from documents.fonts import font_stack
from documents.formats import chinese_date, yuan
from documents.formats import days as days_written
from documents.masking import without_numbers
from documents.papers import Column, Table, render_pdf
from labor.models import PublicNotice, RollKind, RollState, WageLine, WageRoll
from labor.notices.contacts import taken_by
from labor.notices.days import asked_of, days_asked, last_day
from labor.notices.posting import labels_of, wrong_with
from labor.notices.standing import running_notice
from labor.pay.digests import content_digest
from labor.pay.standing_lines import lines_of
from units.audit import record
from units.models import User
from units.refusals import Refusal, WrongState

FACES = {"title": "小标宋", "hei": "黑体", "fang": "仿宋", "song": "宋体"}
ROWS_ON_FIRST, ROWS_A_PAGE = 14, 25
CODE = 12  # characters of the digest that stand at the foot: enough to tell one content from another
COLUMNS = (
    Column("序号", 0.7), Column("姓名", 1.3), Column("身份证号", 2.8), Column("工种", 1.5),
    Column("工作时间\n（工日）", 1.3), Column("应发\n（元）", 1.5, "right"), Column("扣除\n（元）", 1.3, "right"),
    Column("实发\n（元）", 1.5, "right"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hanging:
    """Where and when a sheet hangs, and which round it is."""

    round: int
    starts_on: date
    days: int
    places: Sequence[str]
    place_note: str
    digest: str


def hanging_of(notice: PublicNotice) -> Hanging:
    """As the notice is registered."""
    return Hanging(notice.round, notice.starts_on, asked_of(notice), notice.places, notice.place_note, notice.digest)


def planned(roll: WageRoll, *, places: Sequence[str], place_note: str, starts_on: date) -> Hanging:
    """As it will hang: the sheet is printed before it is posted and registered."""
    last = roll.notices.aggregate(last=Max("round"))["last"] or 0
    said = without_numbers(place_note.strip())
    return Hanging(last + 1, starts_on, days_asked(starts_on), places, said, content_digest(roll))


@transaction.atomic
def notice_sheet(*, roll: WageRoll, plan: Hanging | None, by: User, at: datetime) -> bytes:
    """Return the PDF to hang out (A4, upright): of the running notice, else as planned; note who took it.

    Raises:
        WrongState: the roll is not approved yet, or it was changed since it was posted.
        Refusal: neither a running notice nor a plan.
    """
    notice = running_notice(roll)
    hanging = hanging_of(notice) if notice else plan
    if notice is None and roll.state != RollState.NOTICE:
        raise WrongState(f"“{roll}”现在是“{roll.get_state_display()}”，审定以后才能出公示表。")
    if hanging is None:
        raise Refusal("请先填写公示地点和开始日期，再打印公示表。")
    if notice and notice.digest != content_digest(roll):
        raise WrongState("发放表与已登记的公示内容不一致，不能再打印这次的公示表。")
    if plan and not notice and (wrong := wrong_with(roll, plan.places, plan.place_note, plan.starts_on, on=date.max)):
        raise Refusal(*wrong)
    lines = list(lines_of(roll).select_related("worker").order_by("row", "pk"))
    record(act="打印公示表", subject=roll.subject, by=by, at=at, rows=len(lines), detail={"roll": roll.pk})
    return render_pdf(compose_sheet(roll, lines, hanging, on=timezone.localdate(at)))


def compose_sheet(roll: WageRoll, lines: Sequence[WageLine], hanging: Hanging, *, on: date) -> str:
    """The sheet as HTML for `render_pdf`, with the telephones as they are set on a day."""
    context: dict[str, Any] = {
        "roll": roll,
        "project": roll.project,
        "kind": roll.get_kind_display(),
        "parts": list(_parts(_table(lines))),
        "starts": chinese_date(hanging.starts_on),
        "ends": chinese_date(last_day(hanging.starts_on, hanging.days)),
        "days": hanging.days,
        "places": "、".join(labels_of(hanging.places)),
        "place_note": hanging.place_note,
        "takers": taken_by(roll.project, on),
        "foot": mark_safe(f'"第{hanging.round}次公示　校验码 {hanging.digest[:CODE]}"'),  # noqa: S308 — hex and our words
        **{name: _face(role) for name, role in FACES.items()},
    }
    return render_to_string("labor/notices/paper/sheet.html", context)


def numbered(roll: WageRoll, number: int) -> WageLine | None:
    """The line of a 序号 on a roll's sheet: counted from 1 in the order of the roll, gaps of its rows left out."""
    if number < 1:
        return None
    return lines_of(roll).order_by("row", "pk")[number - 1 : number].first()


def _table(lines: Sequence[WageLine]) -> Table:
    heads = len({line.worker_id for line in lines})
    sums = [yuan(sum(getattr(line, name) for line in lines)) for name in ("gross_fen", "deduction_fen", "net_fen")]
    total = ("", "合计", f"{heads}人", "", days_written(sum(line.centidays for line in lines)), *sums)
    rows = tuple(_row(number, line) for number, line in enumerate(lines, start=1))
    return Table(COLUMNS, rows, total=total, font_size=11)


def _row(number: int, line: WageLine) -> tuple[str, ...]:
    money = (yuan(line.gross_fen), yuan(line.deduction_fen), yuan(line.net_fen))
    return (str(number), line.name, line.worker.id_masked or "—", line.job or "—", _worked(line), *money)


def _worked(line: WageLine) -> str:
    """工日, and what is paid besides: by hour or piece, or missed before (补发)."""
    besides = "补发" if line.kind == RollKind.SUPPLEMENT else "计件"
    if line.piece_fen and not line.centidays:
        return besides
    return days_written(line.centidays) + (f"，另{besides}" if line.piece_fen else "")


def _parts(table: Table) -> Iterator[Table]:
    """The table in parts of a page each, because the time to lay out one grows faster than its rows."""
    rows, bare = table.rows, replace(table, total=())
    starts = [0, *range(ROWS_ON_FIRST, len(rows), ROWS_A_PAGE)]
    ends = [*starts[1:], len(rows)]
    for start, end in zip(starts, ends, strict=True):
        yield replace(table if end == len(rows) else bare, rows=rows[start:end])


def _face(role: str) -> SafeString:
    return mark_safe(font_stack(role))  # noqa: S308 — our own constants

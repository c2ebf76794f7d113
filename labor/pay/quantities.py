"""计时计件: hours and pieces of a month beside the days of attendance; recorded, corrected by a new row, taken back."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from documents.formats import days, yuan
from documents.masking import without_numbers
from labor.attendance.permissions import require_may_keep
from labor.attendance.sentences import day_label, person_label
from labor.attendance.sheets import open_sheet
from labor.bulk import field_of
from labor.lacks import lacks_of, write
from labor.models import AttendanceSheet, Engagement, Measure, WorkQuantity
from labor.pay.basis import quantity_term
from labor.pay.computing import amount_of
from projects.completeness import Lack
from projects.models import Period, Project
from projects.moving import Incomplete
from projects.periods import open_period
from units.audit import record
from units.models import User
from units.refusals import WrongState

LABELS = {
    "engagement": "人员", "measure": "计酬方式", "item": "内容", "quantity_centi": "数量", "rate_fen": "单价（元）",
}  # fmt: skip
FIELDS = tuple(LABELS)
LARGEST_FEN = 100_000_000  # 100 万元 for one person in one month can only be a slip of the unit
HOURS = 24
ACT = "登记计时计件"


@transaction.atomic
def record_quantity(
    *, project: Project, period: Period, values: Mapping[str, Any], by: User, at: datetime
) -> WorkQuantity:
    """Record one person's hours or pieces; the first of a month opens its attendance sheet.

    A month that is closed still takes them: they change no figure of its report, and the work has to be paid.

    Args:
        values: engagement, measure (Measure), item, quantity_centi (hundredths of an hour or piece), rate_fen.

    Raises:
        NotAllowed: the person does not keep the project's attendance.
        WrongState: the sheet is locked with the month's 发放表.
        Incomplete: everything wrong with it, each at its field.
    """
    require_may_keep(by, project, ACT)
    sheet = _held_sheet(project, period, values.get("engagement"), by, at)
    made = _checked(sheet, values, by, at)
    _told(ACT, sheet, by, at, {"after": said_of(made)})
    return made


@transaction.atomic
def correct_quantity(*, quantity: WorkQuantity, values: Mapping[str, Any], by: User, at: datetime) -> WorkQuantity:
    """更正: take a row back and record another in its place; both stay readable.

    Raises:
        NotAllowed, WrongState, Incomplete: as `record_quantity`; it was taken back already.
    """
    sheet = quantity.sheet
    require_may_keep(by, sheet.project, "更正计时计件")
    held = _held_sheet(sheet.project, sheet.period, values.get("engagement"), by, at)
    made = _checked(held, values, by, at)
    _void(quantity, by, at)
    _told("更正计时计件", held, by, at, {"before": said_of(quantity), "after": said_of(made)})
    return made


@transaction.atomic
def void_quantity(*, quantity: WorkQuantity, by: User, at: datetime) -> None:
    """撤销: take a row out of what is to be paid; it stays readable.

    Raises:
        NotAllowed, WrongState: as `record_quantity`; it was taken back already.
    """
    sheet = quantity.sheet
    require_may_keep(by, sheet.project, "撤销计时计件")
    held = _held_sheet(sheet.project, sheet.period, None, by, at)
    _void(quantity, by, at)
    _told("撤销计时计件", held, by, at, {"before": said_of(quantity)})


def said_of(quantity: WorkQuantity) -> str:
    """Person (masked), work and amount: “张兰”（50*************123）挖沟12.5小时×30.00元＝375.00元."""
    term = quantity_term(quantity.item, quantity.measure, quantity.quantity_centi, quantity.rate_fen)
    return f"{person_label(quantity.engagement)}{term}"


def _held_sheet(project: Project, period: Period, stay: Engagement | None, by: User, at: datetime) -> AttendanceSheet:
    """The month's sheet, free and held to the end of the transaction; the stay is held before it."""
    if stay is not None:  # nobody leaves between the check and the writing
        held = Engagement.objects.select_for_update(of=("self",), no_key=True).filter(pk=stay.pk)
        list(held.values_list("pk"))
    known = period if period.pk else open_period(month=period.month, by=by, at=at)
    return open_sheet(project=project, period=known, by=by, at=at)


def _checked(sheet: AttendanceSheet, values: Mapping[str, Any], by: User, at: datetime) -> WorkQuantity:
    given = {**values, "item": without_numbers(values.get("item") or "")}
    made = WorkQuantity(sheet=sheet, recorded_at=at, recorded_by=by)
    write(made, given, FIELDS)
    lacks = [_in_words(lack) for lack in lacks_of(made, FIELDS)]
    wrong = {lack.field for lack in lacks}
    if lacks := [*lacks, *(lack for lack in _faults(made) if lack.field not in wrong)]:
        raise Incomplete(lacks)
    made.save(force_insert=True)
    return made


def _in_words(lack: Lack) -> Lack:
    """The sentence with the label the form has: its money is in 元, its person not called by the roster."""
    old = str(field_of(WorkQuantity, lack.field).verbose_name) if lack.field else ""
    return Lack(lack.field, lack.sentence.replace(f"“{old}”", f"“{LABELS[lack.field]}”")) if old else lack


def _faults(made: WorkQuantity) -> Iterator[Lack]:
    """What the model cannot know: the stay is this project's and touches the month, the amounts can be."""
    if made.engagement_id is not None:
        yield from _stay_faults(made.engagement, made.sheet)
    quantity, rate = made.quantity_centi, made.rate_fen
    if made.measure == Measure.HOUR and quantity is not None:
        yield from _hour_faults(quantity, made.sheet.period)
    if quantity is not None and rate is not None and amount_of(made) > LARGEST_FEN:
        sentence = f"“单价（元）”：这一笔是{yuan(amount_of(made))}元，超过{yuan(LARGEST_FEN)}元，请核对数量和单价。"
        yield Lack("rate_fen", sentence)


def _hour_faults(quantity_centi: int, period: Period) -> Iterator[Lack]:
    most = HOURS * monthrange(period.month.year, period.month.month)[1]
    if quantity_centi > most * 100:
        yield Lack("quantity_centi", f"“数量”：{days(quantity_centi)}小时超过{period.label}的{most}小时，请核对。")


def _stay_faults(stay: Engagement, sheet: AttendanceSheet) -> Iterator[Lack]:
    period, label = sheet.period, person_label(stay)
    if stay.project_id != sheet.project_id or stay.voided_at is not None:
        yield Lack("engagement", f"{label}不在“{sheet.project.name}”的名册里，请先登记名册，或另选人员。")
        return
    if stay.entered_on > period.last_day:
        on = _full_day(stay.entered_on)
        yield Lack("engagement", f"{label}{on}才进场，{period.label}还不在场，请核对月份或名册的进场日期。")
    if stay.left_on is not None and stay.left_on < period.month:
        on = _full_day(stay.left_on)
        yield Lack("engagement", f"{label}已于{on}退场，{period.label}不在场，请核对月份或名册的退场日期。")


def _full_day(day: date) -> str:
    return f"{day.year}年{day_label(day)}"


def _void(quantity: WorkQuantity, by: User, at: datetime) -> None:
    standing = WorkQuantity.objects.filter(pk=quantity.pk, voided_at=None)
    if standing.update(voided_at=at, voided_by=by) != 1:
        raise WrongState(f"{said_of(quantity)}已被更正或撤销，没有重复办理，请看最新的清单。")


def _told(act: str, sheet: AttendanceSheet, by: User, at: datetime, detail: dict[str, Any]) -> None:
    subject = f"{sheet.project.code} {sheet.project.name} {sheet.period.label}"
    record(act=act, subject=subject, by=by, at=at, detail={"sheet": sheet.pk, **detail})

"""催报单: issued to a unit that has not filed after all, numbered within its year, signed for, closed by its filings.

A letter is never voided: what it says was so on its day. It is answered when every project it names is filed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from dispatch import jobs
from dispatch.models import ReminderLetter
from dispatch.reminders.owing import Owed, owing
from documents.formats import chinese_date
from projects.calendar import moved
from projects.models import ExpectedFiling, Period, ProgressFiling
from projects.periods import hold_open
from units.audit import record
from units.models import Role, RoleGrant, Unit, User
from units.refusals import NotAllowed, Refusal, WrongState
from units.scope import scope_of
from units.telling import Word, tell

PRINT = "print_letter"  # the kind of job that prints one
ANSWER_DAYS = 3  # working days to answer a letter, the office's own (◇)
TRIES = 5
ISSUERS = "催报单由领导小组办公室出具，您没有这项权限。"
SIGNERS = "催报单由所催单位的审核人签收，您不是{unit}的审核人。"


def may_issue(user: User) -> bool:
    return scope_of(user).is_office


def may_sign_for(user: User, letter: ReminderLetter) -> bool:
    return letter.unit_id in scope_of(user).unit_ids(Role.UNIT_REVIEWER)


@transaction.atomic
def issue_letter(*, period: Period, unit: Unit, by: User, at: datetime) -> ReminderLetter:
    """Issue a letter by hand, before the step that would.

    Raises:
        NotAllowed: not the office.
        PeriodClosed: the month is closed.
        Refusal: the unit has its letter of the month, owes nothing, or nothing that is overdue.
    """
    if not may_issue(by):
        raise NotAllowed(ISSUERS)
    held, day = hold_open(period), timezone.localdate(at)
    letter = issue_letters(period=held, wanted={unit.pk: _overdue(held, unit, day)}, on=day, by=by, at=at)[0]
    grants = RoleGrant.objects.current(on=day).filter(unit=unit, role=Role.UNIT_REVIEWER, user__is_active=True)
    tell(_word(letter), to=[grant.user for grant in grants.select_related("user")], at=at, by_mail=True)
    return letter


def _word(letter: ReminderLetter) -> Word:
    """What the unit's reviewers are told of a letter issued by hand."""
    return Word(
        kind="reminder",
        key=f"letter-{letter.pk}",
        title=f"请签收{letter.period.label}的{letter}",
        body=f"{len(letter.projects)}个项目逾期没有报送，请签收，并于{chinese_date(letter.answer_by)}前补报。",
        url=reverse("letter_detail", args=[letter.pk]),
        tone="bad",
    )


def _overdue(period: Period, unit: Unit, day: date) -> Sequence[Owed]:
    letter = ReminderLetter.objects.filter(period=period, unit=unit).first()
    if letter is not None:
        raise Refusal(f"{unit}{period.label}已有{letter}，每个单位一个月只出一份。")
    owed = [one for one in owing(period) if one.unit_id == unit.pk]
    if not owed:
        raise Refusal(f"{unit}{period.label}没有欠报的项目，不需要催报单。")
    overdue = [one for one in owed if one.due_on < day]
    if not overdue:
        first = min(one.due_on for one in owed)
        raise Refusal(f"{unit}欠报的项目还没有逾期（{first:%Y-%m-%d}截止），到期以后才能出催报单。")
    return overdue


def issue_letters(
    *, period: Period, wanted: dict[int, Sequence[Owed]], on: date, by: User | None, at: datetime
) -> list[ReminderLetter]:
    """Write the letters of one month, unit → the projects it names, and queue their printing.

    The caller holds the month open. Of two who number at the same moment one takes the numbers after the other's:
    the series of a year has no gaps, for a number is only ever taken together with its letter.
    """
    have = set(ReminderLetter.objects.filter(period=period, unit__in=wanted).values_list("unit_id", flat=True))
    fresh = {unit: owed for unit, owed in wanted.items() if unit not in have and owed}
    letters = _numbered(period, fresh, on, by, at)
    for letter in letters:
        detail = {"number": f"{letter}", "projects": len(letter.projects)}
        record(act="出具催报单", subject=f"{letter} {letter.unit}", by=by, at=at, detail=detail)
        queue_printing(letter, by=by, at=at)
    return letters


def queue_printing(letter: ReminderLetter, *, by: User | None, at: datetime) -> None:
    title = f"排印催报单 {letter}"
    jobs.enqueue(kind=PRINT, key=str(letter.pk), title=title, by=by, at=at, letter=letter.pk)


def _numbered(
    period: Period, wanted: dict[int, Sequence[Owed]], on: date, by: User | None, at: datetime
) -> list[ReminderLetter]:
    units = Unit.objects.in_bulk(wanted)
    fields = {"period": period, "year": on.year, "answer_by": moved(on, ANSWER_DAYS), "issued_at": at, "issued_by": by}
    for _ in range(TRIES):
        first = next_number(on.year)
        letters = [
            ReminderLetter(unit=units[unit], number=number, projects=[one.kept for one in owed], **fields)
            for number, (unit, owed) in enumerate(wanted.items(), start=first)
        ]
        try:
            with transaction.atomic():
                return ReminderLetter.objects.bulk_create(letters)
        except IntegrityError:  # somebody else took the number a moment before
            continue
    raise Refusal("同时出具的催报单太多，没有取到编号，请稍后重试。")


def next_number(year: int) -> int:
    """The number after the last of a year; nothing is claimed."""
    return (ReminderLetter.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def sign_for(*, letter: ReminderLetter, by: User, at: datetime) -> ReminderLetter:
    """签收 by the unit's reviewer, once.

    Raises:
        NotAllowed: not a reviewer of the unit.
        WrongState: signed for already, or not printed yet.
    """
    if not may_sign_for(by, letter):
        raise NotAllowed(SIGNERS.format(unit=letter.unit))
    open_letter = ReminderLetter.objects.filter(pk=letter.pk, signed_for_at=None).exclude(pdf_path="")
    if open_letter.update(signed_for_at=at, signed_for_by=by) != 1:
        letter.refresh_from_db()
        _refuse(letter)
    record(act="签收催报单", subject=f"{letter} {letter.unit}", by=by, at=at)
    letter.refresh_from_db()
    return letter


def _refuse(letter: ReminderLetter) -> None:
    if letter.signed_for_at is None:
        raise WrongState(f"{letter}正在排印，请等PDF生成后再签收。")
    moment = timezone.localtime(letter.signed_for_at)
    raise WrongState(f"{letter}已由{letter.signed_for_by}于{moment:%Y-%m-%d %H:%M}签收，不需要再签。")


def close_answered(*, at: datetime) -> list[int]:
    """Note which letters are answered: every project they name is filed, or exempted since (免报); the keys of those.

    One question when no letter waits.
    """
    waiting = list(ReminderLetter.objects.open().values_list("pk", "period_id", "projects"))
    if not waiting:
        return []
    done = _done({period for _, period, _ in waiting})
    answered = [
        pk for pk, period, projects in waiting if all((period, project["project"]) in done for project in projects)
    ]
    ReminderLetter.objects.filter(pk__in=answered, answered_at=None).update(answered_at=at)
    return answered


def _done(periods: Collection[int]) -> set[tuple[int, int]]:
    """(period, project) of what is filed or need not be."""
    filed = ProgressFiling.objects.filed().filter(period__in=periods).order_by()
    waived = ExpectedFiling.objects.filter(period__in=periods, waived_at__isnull=False).order_by()
    return {*filed.values_list("period_id", "project_id"), *waived.values_list("period_id", "project_id")}

"""复核: the office gives its points with reasons, and tells the unit; the points of formulas are not its to change."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from assessment.models import IndicatorKind, Score, Scoresheet, SheetAct
from assessment.sheets.filling import Claim, Claims, claimed_scores, refuse, too_long
from assessment.sheets.moving import move_sheet
from assessment.sheets.points import given, is_formula, said, why_not_points
from assessment.sheets.totals import retotal
from documents.formats import chinese_date
from projects.calendar import last_working_day, moved
from units.models import User
from units.refusals import Refusal

GROUNDED = (IndicatorKind.DEDUCTION, IndicatorKind.VETO)


@transaction.atomic
def review(*, sheet: Scoresheet, marks: Claims, by: User, at: datetime, version: int | None = None) -> Scoresheet:
    """Save the office's points, score's key → points and reason.

    Raises:
        NotAllowed, WrongState, StalePaper: see the move table.
        Refusal: a formula's points typed, points beyond bounds, a difference from the self-score without a reason, a
            deduction or veto without its grounds; all at once, and nothing is saved.
    """
    scores = claimed_scores(sheet, marks)
    refuse([sentence for score in scores for sentence in why_not_mark(score, marks[score.pk])])
    changed = [score for score in scores if _differs(score, marks[score.pk])]
    changes = {one.indicator.title: [said(one.office_centi), said(marks[one.pk].points_centi)] for one in changed}
    made = move_sheet(sheet=sheet, act=SheetAct.REVIEW, by=by, at=at, version=version, changes=changes)
    for score in changed:
        mark = marks[score.pk]
        if score.office_centi != mark.points_centi:
            score.final_centi = None  # what was told before no longer stands
        score.office_centi, score.office_note = mark.points_centi, mark.words
    Score.objects.bulk_update(changed, ["office_centi", "office_note", "final_centi"])
    return made


def why_not_mark(score: Score, mark: Claim) -> list[str]:
    """Every sentence why the office cannot give a score these points with these words."""
    title = score.indicator.title
    if is_formula(score.indicator):
        return [f"“{title}”按公式计分，复核不能改；数字有误的先更正定稿数字，再按更正重算。"]
    wrong = [why_not_points(score.indicator, mark.points_centi), too_long(title, mark.words), _silent(score, mark)]
    return [sentence for sentence in wrong if sentence]


def _silent(score: Score, mark: Claim) -> str:
    """What is missing in words: the grounds of a deduction or veto, the reason of a difference."""
    title = score.indicator.title
    if mark.words or mark.points_centi is None:
        return ""
    if score.indicator.kind in GROUNDED:
        return f"“{title}”要扣分或否决，请写明依据。" if mark.points_centi else ""
    differs = mark.points_centi != (score.self_centi or 0)
    return (
        f"“{title}”复核{said(mark.points_centi)}分，与自评{said(score.self_centi)}分不同，请写明理由。"
        if differs
        else ""
    )


def _differs(score: Score, mark: Claim) -> bool:
    return (score.office_centi, score.office_note) != (mark.points_centi, mark.words)


def appeal_until(day: date, days: int) -> date:
    """The last day of the appeal window: so many working days (工作日) after the day the unit is told."""
    return moved(last_working_day(day), days)


@transaction.atomic
def notify(*, sheet: Scoresheet, by: User, at: datetime, version: int | None = None) -> Scoresheet:
    """复核告知: freeze the points as told, write total and places, and open the appeal window.

    A score an appeal has changed keeps what was decided unless it was judged or counted anew since.

    Raises:
        NotAllowed, WrongState, StalePaper: see the move table.
        Refusal: scores the office has not judged yet, all named.
    """
    scores = list(sheet.scores.select_related("indicator"))
    refuse([f"“{one.indicator.title}”还没有复核得分，请先复核打分。" for one in scores if _unjudged(one)])
    until = appeal_until(timezone.localdate(at), sheet.scheme.appeal_days)
    changes = {"申诉截止": ["", chinese_date(until)]}
    made = move_sheet(
        sheet=sheet, act=SheetAct.NOTIFY, by=by, at=at, version=version, changes=changes, appeal_until=until
    )
    fresh = [score for score in scores if score.final_centi is None]
    for score in fresh:
        score.final_centi = given(score)
    Score.objects.bulk_update(fresh, ["final_centi"])
    retotal(made)
    made.refresh_from_db()
    return made


def _unjudged(score: Score) -> bool:
    return not is_formula(score.indicator) and score.office_centi is None


@transaction.atomic
def proceed(*, sheet: Scoresheet, reason: str, by: User, at: datetime, version: int | None = None) -> Scoresheet:
    """逾期直接复核: the office goes on without a unit that let the day pass.

    Raises:
        NotAllowed, WrongState, StalePaper: see the move table.
        Refusal: the day is not past, or no reason is given.
    """
    due = sheet.scheme.self_due_on
    if due is None or timezone.localdate(at) <= due:
        day = chinese_date(due) if due else "方案没有写自评截止日"
        raise Refusal(f"自评还没有逾期（{day}），请等单位自评，或催办。")
    return move_sheet(sheet=sheet, act=SheetAct.PROCEED, by=by, at=at, version=version, reason=reason)

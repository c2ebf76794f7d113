"""What the pages of a sheet show, and to whom: a unit learns the office's points when told, others when published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from assessment.explaining import in_short
from assessment.models import Publication, Score, Scoresheet, SheetAct, SheetState
from assessment.scoring import TOTAL_RULE, Total
from assessment.sheets import appealing, settling
from assessment.sheets.moves import FLOW, REVIEWER, TOLD, posts_of, sees_inside
from assessment.sheets.points import is_claimed, is_formula, said, standing, told
from assessment.sheets.reading import TONES
from assessment.sheets.recounting import newer_figures
from assessment.sheets.totals import GROUP_RULE, group_of, total_of
from units.models import User
from units.scope import scope_of
from units.steps import told_steps


@dataclass(frozen=True)
class Line:
    """One indicator of a sheet as a table shows it; "" for what this person is not told."""

    score: Score
    kind: str
    most: str
    how: str
    formula: str
    own: str
    own_note: str
    office: str
    office_note: str
    stands: str
    files: int
    appeals: int
    may_appeal: bool


def hidden_from(user: User, sheets: Iterable[Scoresheet]) -> frozenset[int]:
    """Keys of the sheets whose total and place this person is not told yet; places are the public's once published."""
    reads = scope_of(user).reads_everything
    return frozenset(one.pk for one in sheets if not (reads or one.state == SheetState.PUBLISHED))


def sees_office(user: User, sheet: Scoresheet) -> bool:
    """Whether a person is told what the office gave."""
    return scope_of(user).reads_everything or sheet.state in TOLD


def board(sheet: Scoresheet, user: User) -> list[Line]:
    """The sheet's indicators in order, in the same few queries for any number of them."""
    counted = {
        "kept": Count("files", filter=Q(files__removed_at=None), distinct=True),
        "raised": Count("appeals", distinct=True),
    }
    scores = sheet.scores.select_related("indicator").annotate(**counted).order_by("indicator__serial")
    inside, office = sees_inside(user, sheet), sees_office(user, sheet)
    open_ = appealing.is_open(sheet, timezone.now()) and FLOW.allows(SheetAct.APPEAL, sheet, user)
    done = appealing.appealed_in(sheet) if open_ else frozenset()
    return [_line(one, inside=inside, office=office, open_=open_ and one.pk not in done) for one in scores]


def _line(score: Any, *, inside: bool, office: bool, open_: bool) -> Line:
    one = score.indicator
    return Line(
        score=score,
        kind=one.get_kind_display(),
        most="" if not one.points_centi else said(one.points_centi),
        how=in_short(score.arithmetic) if is_formula(one) else one.rule,
        formula=told(one, score.formula_centi) if is_formula(one) else "",
        own=told(one, score.self_centi) if inside and is_claimed(one) else "",
        own_note=score.self_note if inside else "",
        office=told(one, score.office_centi) if office and not is_formula(one) else "",
        office_note=score.office_note if office else "",
        stands=told(one, standing(score)) if office else "",
        files=score.kept if inside else 0,
        appeals=score.raised if inside else 0,
        may_appeal=open_,
    )


def sheet_page(sheet: Scoresheet, user: User, *, at: datetime) -> dict[str, Any]:
    """What every page of one sheet says beside its indicators."""
    inside, office = sees_inside(user, sheet), sees_office(user, sheet)
    moves = {move.name: move for move in FLOW.available(sheet, user)}
    newer = newer_figures(sheet) if inside else []
    for idle in _idle(sheet, newer=bool(newer), at=at):
        moves.pop(idle, None)
    return {
        "sheet": sheet,
        "tone": TONES[sheet.state],
        "group": group_of(sheet),
        "inside": inside,
        "office": office,
        "total": _total(sheet) if office else None,
        "shows_place": sheet.state == SheetState.PUBLISHED or scope_of(user).reads_everything,
        "place_note": group_of(sheet) if sheet.state == SheetState.PUBLISHED else "暂定，公布为准",
        "steps": told_steps(sheet) if inside else [],
        "buttons": [move for move in moves.values() if move.button],
        "may_fill": SheetAct.SAVE.value in moves,
        "may_review": SheetAct.REVIEW.value in moves,
        "newer": newer,
        "is_late": is_late(sheet, at),
        "may_appeal": appealing.is_open(sheet, at) and FLOW.allows(SheetAct.APPEAL, sheet, user),
        "is_reviewer": REVIEWER in posts_of(user, sheet),
        "publication": _published_in(sheet),
        "rules": [TOTAL_RULE, GROUP_RULE],
    }


def _published_in(sheet: Scoresheet) -> Publication | None:
    """The edition in force of a published sheet's year, without its rows."""
    if sheet.state != SheetState.PUBLISHED:
        return None
    return Publication.objects.filter(scheme=sheet.scheme_id).order_by("-edition").only("edition").first()


def _total(sheet: Scoresheet) -> Total:
    return total_of(sheet.scores.select_related("indicator"))


def _idle(sheet: Scoresheet, *, newer: bool, at: datetime) -> Iterator[str]:
    """Moves the table allows that would change nothing now, or are refused until a day has come."""
    if not newer:
        yield from (SheetAct.REFRESH.value, SheetAct.RESCORE.value)
    if not is_late(sheet, at):
        yield SheetAct.PROCEED.value
    if settling.why_not(sheet, at):
        yield SheetAct.SETTLE.value


def is_late(sheet: Scoresheet, at: datetime) -> bool:
    """Whether the unit let the day of self-scoring pass."""
    due = sheet.scheme.self_due_on
    with_unit = sheet.state in (SheetState.SELF, SheetState.RETURNED, SheetState.REVIEWING)
    return with_unit and due is not None and timezone.localdate(at) > due

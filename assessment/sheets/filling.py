"""自评: the unit scores itself where no formula does, with words; saved as often as needed, then sent to be checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from assessment.models import IndicatorKind, Score, Scoresheet, SheetAct
from assessment.sheets.moving import move_sheet
from assessment.sheets.points import is_claimed, said, why_not_points
from documents.masking import without_numbers
from units.models import User
from units.refusals import Refusal

LONGEST_NOTE = 500


@dataclass(frozen=True)
class Claim:
    """What somebody gives one score: hundredths of a point (None: nothing yet), and the words beside it."""

    points_centi: int | None
    note: str = ""

    @property
    def words(self) -> str:
        return without_numbers(self.note.strip())


Claims = Mapping[int, Claim]


@transaction.atomic
def save_self(
    *, sheet: Scoresheet, claims: Claims, by: User, at: datetime, version: int | None = None, sends: bool = False
) -> Scoresheet:
    """Save the self-scores, score's key → claim; with `sends` also send the sheet to the unit's reviewer.

    Raises:
        NotAllowed, WrongState, StalePaper: see the move table.
        Refusal: points beyond their bounds, words too long, a formula's points typed, and when it is sent every
            judged indicator without points; all at once, and nothing is saved.
    """
    scores = claimed_scores(sheet, claims)
    refuse(wrong_claims(scores, claims) + (_lacking(sheet, claims) if sends else []))
    changes = {score.indicator.title: change for score in scores if (change := _change(score, claims[score.pk]))}
    act = SheetAct.SEND if sends else SheetAct.SAVE
    made = move_sheet(sheet=sheet, act=act, by=by, at=at, version=version, changes=changes)
    for score in scores:
        score.self_centi, score.self_note = claims[score.pk].points_centi, claims[score.pk].words
    Score.objects.bulk_update(scores, ["self_centi", "self_note"])
    return made


def claimed_scores(sheet: Scoresheet, claims: Claims) -> list[Score]:
    """The sheet's rows that are spoken of, in order.

    Raises:
        Refusal: one is a row of another sheet, or its points come from a formula.
    """
    scores = list(sheet.scores.filter(pk__in=claims).select_related("indicator"))
    if len(scores) != len(claims):
        raise Refusal("填写的指标有的不在这份评分表里，请刷新页面后重填。")
    return scores


def wrong_claims(scores: list[Score], claims: Claims) -> list[str]:
    """Every sentence about points and words that cannot be."""
    said = [why_not_points(score.indicator, claims[score.pk].points_centi) for score in scores]
    said += [_too_long(score, claims[score.pk]) for score in scores]
    said += [
        f"“{score.indicator.title}”不由单位自评，请不要填写。" for score in scores if not is_claimed(score.indicator)
    ]
    return [sentence for sentence in said if sentence]


def refuse(wrong: list[str]) -> None:
    """Say no when anything is wrong, all of it."""
    if wrong:
        raise Refusal(*wrong)


def too_long(title: str, words: str) -> str:
    over = len(words) > LONGEST_NOTE
    return f"“{title}”的说明有{len(words)}个字，最多{LONGEST_NOTE}个字，请写得简短些。" if over else ""


def _too_long(score: Score, claim: Claim) -> str:
    return too_long(score.indicator.title, claim.words)


def _lacking(sheet: Scoresheet, claims: Claims) -> list[str]:
    """What every sheet that leaves the filer needs: points for each judged indicator, words for what is claimed."""
    wanted = sheet.scores.select_related("indicator").filter(indicator__kind=IndicatorKind.JUDGED)
    lacking = [score.indicator.title for score in wanted if _claim(score, claims).points_centi is None]
    bonus = sheet.scores.select_related("indicator").filter(indicator__kind=IndicatorKind.BONUS)
    silent = [
        one.indicator.title for one in bonus if _claim(one, claims).points_centi and not _claim(one, claims).words
    ]
    return [f"“{title}”还没有填自评得分，没有做到的填0。" for title in lacking] + [
        f"“{title}”自评加了分，请在说明里写明依据。" for title in silent
    ]


def _claim(score: Score, claims: Claims) -> Claim:
    return claims.get(score.pk) or Claim(score.self_centi, score.self_note)


def _change(score: Score, claim: Claim) -> list[Any]:
    before, after = (score.self_centi, score.self_note), (claim.points_centi, claim.words)
    return [] if before == after else [said(before[0]), said(after[0])]

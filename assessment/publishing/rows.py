"""定稿得分: what is frozen of each sheet when results are published; paper, workbook and pages are made of it alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assessment.explaining import in_full
from assessment.models import Appeal, Audience, Publication, Scheme, Score, Scoresheet, Verdict
from assessment.sheets.points import given, standing, told
from assessment.sheets.reading import appeals_of_year
from assessment.sheets.totals import group_of, placed, total_of

Row = dict[str, Any]
GROUPS = [str(one.label) for one in Audience if one != Audience.ALL]


def rows_of(scheme: Scheme) -> list[Row]:
    """Every sheet of a year as plain data, by group, place and code; four queries."""
    sheets = list(Scoresheet.objects.filter(scheme=scheme).select_related("unit").order_by("unit__code"))
    scores: dict[int, list[Score]] = defaultdict(list)
    for score in Score.objects.filter(sheet__scheme=scheme).select_related("indicator").order_by("indicator__serial"):
        scores[score.sheet_id].append(score)
    places, upheld = placed(sheets), _upheld(scheme)
    rows = [_row(sheet, scores[sheet.pk], places.get(sheet.pk), upheld) for sheet in sheets]
    return sorted(rows, key=lambda row: (GROUPS.index(row["group"]), row["place"] or len(rows) + 1, row["code"]))


def _upheld(scheme: Scheme) -> dict[int, Appeal]:
    """Score's key → the last appeal against it that was upheld."""
    found = appeals_of_year(scheme).filter(verdict=Verdict.UPHELD).order_by("decided_at", "pk")
    return {appeal.score_id: appeal for appeal in found}


def _row(sheet: Scoresheet, scores: Sequence[Score], place: int | None, upheld: Mapping[int, Appeal]) -> Row:
    made = total_of(scores)
    return {
        "code": sheet.unit.code,
        "unit": sheet.unit.name,
        "group": group_of(sheet),
        "place": place,
        "vetoed": made.vetoed,
        "total_centi": made.points_centi,
        "got_centi": made.got_centi,
        "applicable_centi": made.applicable_centi,
        "bonus_centi": made.bonus_centi,
        "deducted_centi": made.deducted_centi,
        "scores": [_score(score, upheld.get(score.pk)) for score in scores],
    }


def _score(score: Score, appeal: Appeal | None) -> Row:
    one, points = score.indicator, standing(score)
    return {
        "serial": one.serial,
        "title": one.title,
        "dimension": one.dimension,
        "kind": one.kind,
        "points_centi": one.points_centi,
        "final_centi": points,
        "told": told(one, points),
        "how": _how(score, appeal),
    }


def _how(score: Score, appeal: Appeal | None) -> str:
    """The arithmetic, or the office's words or the rule it went by; and what an appeal made of them."""
    judged = score.office_note or score.indicator.rule
    parts = (in_full(score.arithmetic) or judged, _by_appeal(score, appeal))
    return "；".join(part.rstrip("。") for part in parts if part)


def _by_appeal(score: Score, appeal: Appeal | None) -> str:
    """What an upheld appeal made of the points, while they stand as it left them."""
    if appeal is None or score.final_centi != appeal.after_centi or score.final_centi == given(score):
        return ""
    before, after = (told(score.indicator, centi) for centi in (appeal.before_centi, appeal.after_centi))
    return f"申诉采纳，由{before}改为{after}"


def grouped(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """The rows of each group that has any, in the groups' order."""
    held = list(rows)
    parts = [(group, [row for row in held if row["group"] == group]) for group in GROUPS]
    return [(group, part) for group, part in parts if part]


def indicators_in(rows: Iterable[Row]) -> list[Row]:
    """The indicators some row has, by serial."""
    found = {score["serial"]: score for row in rows for score in row["scores"]}
    return [found[serial] for serial in sorted(found)]


def last_year(scheme: Scheme) -> Mapping[str, Row]:
    """Unit's code → its row in the year before, as published last; empty where nothing was."""
    found = Publication.objects.filter(scheme__year=scheme.year - 1).order_by("-edition").first()
    return {row["code"]: row for row in found.rows} if found else {}

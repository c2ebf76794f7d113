"""定稿得分: what is frozen of each sheet when results are published; paper, workbook and pages are made of it alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assessment.models import Audience, Publication, Scheme, Score, Scoresheet
from assessment.sheets.explaining import in_short
from assessment.sheets.points import standing, told
from assessment.sheets.totals import group_of, placed, total_of

Row = dict[str, Any]
GROUPS = [str(one.label) for one in Audience if one != Audience.ALL]


def rows_of(scheme: Scheme) -> list[Row]:
    """Every sheet of a year as plain data, by group, place and code; three queries."""
    sheets = list(Scoresheet.objects.filter(scheme=scheme).select_related("unit").order_by("unit__code"))
    scores: dict[int, list[Score]] = defaultdict(list)
    for score in Score.objects.filter(sheet__scheme=scheme).select_related("indicator").order_by("indicator__serial"):
        scores[score.sheet_id].append(score)
    places = placed(sheets)
    rows = [_row(sheet, scores[sheet.pk], places.get(sheet.pk)) for sheet in sheets]
    return sorted(rows, key=lambda row: (GROUPS.index(row["group"]), row["place"] or len(rows) + 1, row["code"]))


def _row(sheet: Scoresheet, scores: Sequence[Score], place: int | None) -> Row:
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
        "scores": [_score(score) for score in scores],
    }


def _score(score: Score) -> Row:
    one, points = score.indicator, standing(score)
    return {
        "serial": one.serial,
        "title": one.title,
        "dimension": one.dimension,
        "kind": one.kind,
        "points_centi": one.points_centi,
        "final_centi": points,
        "told": told(one, points),
        "how": in_short(score) or score.office_note,
    }


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

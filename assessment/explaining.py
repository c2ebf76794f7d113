"""A score's arithmetic in words: how its ratio was made, how that became points, where each figure can be opened."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from assessment.scoring.formulas import FULL_BP, Counted
from dispatch.models import FigureRevision
from documents.formats import MISSING, days, rounded, wan
from units.models import User

PER_FEN = 10_000


def explained(arithmetic: Mapping[str, Any], user: User, *, whole: bool = True) -> dict[str, Any]:
    """What a page shows of an arithmetic, as it was made now or stored with a sheet: sentences, rows and links.

    Member units open frozen figures once a report was issued from them; links before that are left out. One query.

    Args:
        arithmetic: of a formula score; empty where there is none, and then nothing is shown.
        whole: with its projects and their pages; without, nothing of them and no query.
    """
    if not arithmetic:
        return {}
    if not whole:
        arithmetic = {**arithmetic, "projects": [], "pages": []}
    unit, opened = arithmetic["unit"], _opened(arithmetic, user)
    return {
        "arithmetic": arithmetic,
        "ratio": _ratio(arithmetic),
        "points": _points(arithmetic),
        "parts": [
            {**part, "above": said(part["numerator"], unit), "below": said(part["denominator"], unit)}
            for part in arithmetic["projects"]
        ],
        "above": said(arithmetic["numerator"], unit),
        "below": said(arithmetic["denominator"], unit),
        "pages": [{"label": page["label"], "url": page_url(page)} for page in opened],
        "is_closed": len(opened) < len(arithmetic["pages"]),
    }


def in_short(arithmetic: Mapping[str, Any]) -> str:
    """One line for a table: 按时率：9项次÷10项次＝90%, or why the indicator does not apply; "" without a formula."""
    if not arithmetic:
        return ""
    ratio = _ratio(arithmetic)
    return f"{arithmetic['label']}：{ratio}" if ratio else str(arithmetic["why"])


def in_full(arithmetic: Mapping[str, Any]) -> str:
    """The same down to the points: …＝90%；40分×90%÷100%＝36分…"""
    short = in_short(arithmetic)
    return f"{short}；{_points(arithmetic)}" if short and _ratio(arithmetic) else short


def _opened(arithmetic: Mapping[str, Any], user: User) -> list[Mapping[str, Any]]:
    """The pages all of whose freezings this person may open."""
    pages = {str(page): (page, _freezings(page)) for page in arithmetic["pages"]}
    asked = {pk for _, freezings in pages.values() for pk in freezings}
    if not asked:
        return []
    seen = set(FigureRevision.objects.visible_to(user).filter(pk__in=asked).values_list("pk", flat=True))
    return [page for page, freezings in pages.values() if freezings <= seen]


def _freezings(page: Mapping[str, Any]) -> set[int]:
    return {page["revision"], *(int(pk) for pk in page["with"].split(",") if pk)}


def said(value: int | None, unit: str) -> str:
    """A numerator or denominator as people read it: money in 万元."""
    if value is None:
        return MISSING
    if unit == Counted.FEN:
        return f"{wan(value)}万元"
    if unit == Counted.MYRIADTH_FEN:
        return f"{rounded(Fraction(value, PER_FEN * 1_000_000), 2)}万元"
    return f"{value}{unit}"


def page_url(page: Mapping[str, Any]) -> str:
    """The address of the figure's page."""
    address = reverse("figure_rows", args=[page["revision"], page["scope"], page["figure"]])
    asked = {name: page[name] for name in ("key", "with") if page[name]}
    return f"{address}?{urlencode(asked)}"


def _ratio(arithmetic: Mapping[str, Any]) -> str:
    if arithmetic["ratio_bp"] is None:
        return ""
    above, below = (said(arithmetic[side], arithmetic["unit"]) for side in ("numerator", "denominator"))
    return f"{above}÷{below}＝{days(arithmetic['ratio_bp'])}%"


def _points(arithmetic: Mapping[str, Any]) -> str:
    """How the ratio became points."""
    got, most = arithmetic["points_centi"], days(arithmetic["points_max_centi"])
    if got is None:
        return str(arithmetic["why"])
    share, target, floor = (arithmetic[name] for name in ("ratio_bp", "target_bp", "floor_bp"))
    exact = Fraction(arithmetic["numerator"], arithmetic["denominator"]) * FULL_BP
    if exact >= target:
        return f"达到满分目标{days(target)}%，得满分{most}分。"
    if floor is not None and exact <= floor:
        return f"不高于零分线{days(floor)}%，得0分。"
    if floor is None:
        return f"{most}分×{days(share)}%÷{days(target)}%＝{days(got)}分（用未舍入的比例计算，最后舍入一次）。"
    way = f"（{days(share)}%－{days(floor)}%）÷（{days(target)}%－{days(floor)}%）"
    return f"{most}分×{way}＝{days(got)}分（用未舍入的比例计算，最后舍入一次）。"

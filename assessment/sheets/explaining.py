"""计算过程 in words: the figures behind a formula's points, where each can be opened, and how they become points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from assessment.models import Score
from assessment.sheets.points import said
from documents.formats import MISSING, percent, rounded, wan

MYRIAD = 10_000


@dataclass(frozen=True)
class Part:
    """One project's share in numerator and denominator, as written."""

    code: str
    name: str
    numerator: str
    denominator: str


@dataclass(frozen=True)
class Explained:
    """A formula's arithmetic as a page shows it; `why` says why it does not apply, "" when it does."""

    text: str
    capacity: str
    numerator: str
    denominator: str
    ratio: str
    rule: str
    why: str
    months: list[str]
    projects: list[Part]
    pages: list[tuple[str, str]]  # label, address


def explained(score: Score, *, whole: bool = True) -> Explained | None:
    """The arithmetic of a formula score; None where none is kept. `whole`: with the projects and their pages."""
    kept = score.arithmetic
    if not kept:
        return None
    unit = str(kept["unit"])
    return Explained(
        text=f"{kept['label']}＝{kept['text']}",
        capacity=str(kept.get("capacity", "")),
        numerator=f"{kept['numerator_label']}{amount(kept['numerator'], unit)}",
        denominator=f"{kept['denominator_label']}{amount(kept['denominator'], unit)}",
        ratio=percent(kept["numerator"], kept["denominator"]),
        rule=_rule(kept),
        why=str(kept.get("why", "")),
        months=[f"{one['month']}第{one['revision']}版" for one in kept["months"]],
        projects=[_part(one, unit) for one in kept["projects"]] if whole else [],
        pages=[_page(one) for one in kept["pages"]] if whole else [],
    )


def amount(value: int | None, unit: str) -> str:
    """A figure of the arithmetic with its unit; money is kept in 分 or 1/10000 分 and written in 万元."""
    if value is None:
        return MISSING
    if unit == "分":
        return f"{wan(value)}万元"
    if unit == "万分之一分":
        return f"{rounded(Fraction(value, MYRIAD * 1_000_000), 2)}万元"
    return f"{value}{unit}"


def in_short(score: Score) -> str:
    """One line for a table: 按时项次9项次÷应报项次10项次＝90.00%."""
    made = explained(score, whole=False)
    if made is None:
        return ""
    return made.why or f"{made.numerator}÷{made.denominator}＝{made.ratio}"


def _rule(kept: Mapping[str, Any]) -> str:
    target, floor, most = kept["target_bp"], kept["floor_bp"], said(kept["points_max_centi"])
    full = f"达到{percent(target, MYRIAD)}得满分{most}分"
    if floor is None:
        return f"{full}，不到的按“实际÷目标”得分，四舍五入到百分之一分。"
    return f"{full}，{percent(floor, MYRIAD)}及以下不得分，其间按比例得分，四舍五入到百分之一分。"


def _part(one: Mapping[str, Any], unit: str) -> Part:
    return Part(one["code"], one["name"], amount(one["numerator"], unit), amount(one["denominator"], unit))


def _page(page: Mapping[str, Any]) -> tuple[str, str]:
    query = urlencode({name: page[name] for name in ("key", "with") if page[name]})
    return str(
        page["label"]
    ), f"{reverse('figure_rows', args=[page['revision'], page['scope'], page['figure']])}?{query}"

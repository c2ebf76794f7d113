"""The sums of a survey as the page shows them: one small table each, some with a chart, each line open to people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from documents.charts import Bar, bar_chart
from documents.formats import count, percent
from labor.surveys.summaries import Line, SurveySummary

MOST_BARS = 12  # trades on a chart; the table holds them all
SHARE_PLACES = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of people: how many (人), their share of all people entered, the filter that lists them."""

    label: str
    people: int
    share: str
    query: str


@dataclass(frozen=True, slots=True)
class Digest:
    """One sum. `overlaps` says why its lines do not add up to the people; `chart` is an SVG or empty."""

    title: str
    rows: Sequence[Row]
    overlaps: str = ""
    chart: str = ""


def digests_of(summary: SurveySummary, *, one_township: bool) -> list[Digest]:
    """All sums of a survey, or of the one township that is looked at (its villages then stand by their own names)."""
    villages = [Line(line.key, line.key, line.people) for line in summary.villages]
    overlap, total = summary.overlap, summary.people
    parts = [
        ("年龄", "age", summary.ages, "", True),
        ("技能", "skill", summary.skills, overlap + "没有技能的人不在内。", True),
        ("人员类别", "category", summary.categories, overlap, True),
        ("村（社区）", "village", villages if one_township else summary.villages, "", False),
        ("务工意愿", "willingness", summary.willingness, "", False),
        ("劳动能力", "ability", summary.abilities, "", False),
        ("就业状态", "employment", summary.employment, "", False),
    ]
    return [
        Digest(f"按{title}", _rows(field, lines, total), overlaps, _chart(title, lines) if drawn else "")
        for title, field, lines, overlaps, drawn in parts
    ]


def _rows(field: str, lines: Sequence[Line], total: int) -> list[Row]:
    return [
        Row(line.label, line.people, percent(line.people, total, SHARE_PLACES), urlencode({field: line.key}))
        for line in lines
    ]


def _chart(title: str, lines: Sequence[Line]) -> str:
    """Kinds nobody is of take no room; of many kinds the first, which are the largest where they are so ordered."""
    known = [line for line in lines if line.people][:MOST_BARS]
    bars = [Bar(line.label, line.people, f"{count(line.people)}人") for line in known]
    return bar_chart(bars, title=f"按{title}的人数") if bars else ""

"""What a filing still lacks: one list behind the button, the message and the test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from projects.fields import CUMULATIVES, FIELDS, Cumulative, Field, Span, written
from projects.models import Look, ProgressFiling, ProjectKind
from projects.rolled import RolledFigures, gaps


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing missing: at which field, and the sentence that says what to do."""

    field: str
    sentence: str


def previous_filings(project_ids: Iterable[int], month: date) -> dict[int, ProgressFiling]:
    """Each project's latest filed month before `month` (submitted or accepted), in one query."""
    filed = ProgressFiling.objects.filed().filter(period__month__lt=month)
    latest = filed.filter(project=OuterRef("project")).order_by("-period__month", "-pk").values("pk")[:1]
    wanted = filed.filter(project_id__in=list(project_ids), pk=Subquery(latest)).select_related("period")
    return {filing.project_id: filing for filing in wanted.order_by("pk")}


def previous_filing(filing: ProgressFiling) -> ProgressFiling | None:
    """The project's latest filed month before this one, with whose figures this month is compared."""
    return previous_filings([filing.project_id], filing.period.month).get(filing.project_id)


def comparable(span: Span, month: date, previous: ProgressFiling | None) -> bool:
    """Whether a figure of this span runs on from the previous filing: yearly sums begin anew each January."""
    return previous is not None and (span is Span.FUND or previous.period.month.year == month.year)


@dataclass(frozen=True, slots=True)
class Fall:
    """累计值下降: a cumulative figure smaller than the one filed before (§10 of the rules)."""

    figure: Cumulative
    now: int
    before: int
    label: str

    @property
    def sentence(self) -> str:
        figure = self.figure
        now, before = (f"{written(figure.shape, value)}{figure.unit}" for value in (self.now, self.before))
        return f"{figure.label}为{now}，比{self.label}已报的{before}少。累计数一般不减少，请核对"


def falls(filing: ProgressFiling, previous: ProgressFiling | None) -> Iterator[Fall]:
    """Cumulative figures that fell against the previous filing."""
    for figure in CUMULATIVES:
        if previous is None or not comparable(figure.span, filing.period.month, previous):
            continue
        now, before = getattr(filing, figure.figure), getattr(previous, figure.figure)
        if now is not None and before is not None and now < before:
            yield Fall(figure, now, before, previous.period.label)


def unexplained_falls(filing: ProgressFiling, previous: ProgressFiling | None) -> list[Lack]:
    """Falls that 情况说明 says nothing about."""
    if filing.explanation.strip():
        return []
    return [
        Lack(fall.figure.field, f"{fall.sentence}；确实减少的，在“情况说明”中写明原因。")
        for fall in falls(filing, previous)
    ]


def below_rolls(filing: ProgressFiling, rolled: RolledFigures | None) -> list[Lack]:
    """Numbers smaller than the rolls' that 情况说明 says nothing about."""
    if filing.explanation.strip():
        return []
    return [
        Lack(gap.field.name, f"{gap.sentence}；确实如此的，在“情况说明”中写明原因。")
        for gap in gaps(filing, rolled)
        if gap.is_below
    ]


def missing_to_send(
    filing: ProgressFiling, previous: ProgressFiling | None, rolled: RolledFigures | None = None
) -> list[Lack]:
    """All that keeps a filing from being sent to review, in the order of the form.

    Args:
        previous: the filing of an earlier month that this one is compared with.
        rolled: what the project's rolls say up to this month.
    """
    blank = [
        Lack(field.name, f"“{field.label}”还没有填。{_why(field)}")
        for field in FIELDS
        if _is_needed(field, filing) and getattr(filing, field.name) in (None, "")
    ]
    return [*blank, *contradictions(filing), *unexplained_falls(filing, previous), *below_rolls(filing, rolled)]


def contradictions(filing: ProgressFiling) -> Iterator[Lack]:
    """Figures of one filing that cannot all be true."""
    on_day, year, rural = filing.workers_on_day, filing.workers_year, filing.rural_workers_year
    if on_day is not None and year is not None and on_day > year:
        yield Lack("workers_on_day", f"当日在岗{on_day}人多于本年累计{year}人：在岗的人都应计入本年累计，请核对。")
    if rural is not None and year is not None and rural > year:
        yield Lack("rural_workers_year", f"农村劳动力{rural}人多于本年累计{year}人，请核对。")


def _is_needed(field: Field, filing: ProgressFiling) -> bool:
    if field.needed == "relief":
        return filing.project.kind == ProjectKind.SPECIAL
    if field.needed == "idle":
        return filing.look == Look.PREPARATION
    return field.needed == "always"


def _why(field: Field) -> str:
    if field.needed == "relief":
        return "专项项目须填调度表各栏，没有的填0。"
    if field.needed == "idle":
        return "还在前期工作的项目须写明。"
    return "没有发生的填0。" if field.unit else ""

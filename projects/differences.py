"""What a filing changed against the month filed before, and where it is not what the rolls say: for who reviews it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from documents.formats import MISSING
from projects.completeness import comparable, falls
from projects.fields import BY_NAME, CUMULATIVES, Shape, Span, written
from projects.models import Look, ProgressFiling
from projects.rolled import BY_FIELD, Gap, RolledFigures, gaps

# What the month begins with and the sum it takes over; and besides the sums, what a reviewer looks at.
BEGINS = {"invested_before_fen": "invested_fen", "allocated_before_fen": "allocated_fen"}
OF_THE_MONTH = ("invested_new_fen", "allocated_new_fen", "workers_on_day")


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure: now, in the filing before, the change with its sign; by the rolls, and how far from them."""

    label: str
    unit: str
    now: str
    before: str
    change: str
    fell: bool
    rolled: str = MISSING
    gap: Gap | None = None
    note: str = ""

    @property
    def needs_words(self) -> bool:
        """Whether 情况说明 owes an explanation."""
        return self.fell or (self.gap is not None and self.gap.is_below)


def differences(
    filing: ProgressFiling, previous: ProgressFiling | None, rolled: RolledFigures | None
) -> list[Difference]:
    """Figures that changed since the filing before, or that differ from the rolls, in the order of the form."""
    return [*_begins(filing, previous), *_numbers(filing, previous, rolled), *_look(filing, previous)]


def _begins(filing: ProgressFiling, previous: ProgressFiling | None) -> Iterator[Difference]:
    """本月前 that is not the sum filed before: a correction of earlier months, or a slip."""
    runs_on = comparable(Span.YEAR, filing.period.month, previous)
    for name, figure in BEGINS.items():
        field, now = BY_NAME[name], getattr(filing, name)
        before = getattr(previous, figure) if runs_on else None
        if now is not None and before is not None and now != before:
            yield Difference(
                label=field.label, unit=field.unit, now=written(field.shape, now), before=written(field.shape, before),
                change=_signed(field.shape, now, before), fell=False, note="与上次填报的累计数不一致，请核对。",
            )  # fmt: skip


def _numbers(
    filing: ProgressFiling, previous: ProgressFiling | None, rolled: RolledFigures | None
) -> Iterator[Difference]:
    apart = {gap.field.name: gap for gap in gaps(filing, rolled)}
    fell = {fall.figure.figure for fall in falls(filing, previous)}
    for name, label, shape, unit, span in _figures():
        runs_on = span is Span.NONE or comparable(span, filing.period.month, previous)
        before = getattr(previous, name) if previous is not None and runs_on else None
        now, said = getattr(filing, name), getattr(rolled, BY_FIELD.get(name, ""), None)
        if now is None or (before in (None, now) and name not in apart):
            continue
        yield Difference(
            label=label, unit=unit, now=written(shape, now), before=written(shape, before),
            change=_signed(shape, now, before), fell=name in fell, rolled=written(shape, said), gap=apart.get(name),
        )  # fmt: skip


def _figures() -> Iterator[tuple[str, str, Shape, str, Span]]:
    for figure in CUMULATIVES:
        yield figure.figure, _plain(figure.label), figure.shape, figure.unit, figure.span
    for name in OF_THE_MONTH:
        field = BY_NAME[name]
        yield name, _plain(field.label), field.shape, field.unit, field.span


def _plain(label: str) -> str:
    """The label without the unit some of them carry; the unit has a place of its own."""
    return label.removesuffix("（人）")


def _signed(shape: Shape, now: int, before: int | None) -> str:
    if before is None or now == before:
        return MISSING
    return f"{'+' if now > before else '−'}{written(shape, abs(now - before))}"


def _look(filing: ProgressFiling, previous: ProgressFiling | None) -> Iterator[Difference]:
    if previous is not None and filing.look and previous.look and filing.look != previous.look:
        looks = list(Look.values)
        yield Difference(
            label="形象进度", unit="", now=str(filing.get_look_display()), before=str(previous.get_look_display()),
            change="后退" if looks.index(filing.look) < looks.index(previous.look) else "前进", fell=False,
        )  # fmt: skip

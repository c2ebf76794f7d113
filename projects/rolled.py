"""What the wage rolls say of a project, for its monthly filing: derived there, never typed twice.

Rolls live on a floor above this one; that floor registers a teller when the house starts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from projects.fields import BY_NAME, Field, written
from projects.models import Period, ProgressFiling


@dataclass(frozen=True, slots=True, kw_only=True)
class RolledFigures:
    """Rolls in force from January to a month: distinct people (人), pay they got (分), their page."""

    heads_year: int
    paid_year_fen: int
    url: str = ""


Teller = Callable[[Collection[int], Period], Mapping[int, RolledFigures]]
_TELLERS: list[Teller] = []

# field of the filing → the figure of the rolls that states the same
BY_FIELD = {"workers_year": "heads_year", "remuneration_year_fen": "paid_year_fen"}


def register(teller: Teller) -> None:
    """Ask `teller` for figures of rolls; registered twice, it is asked once."""
    if teller not in _TELLERS:
        _TELLERS.append(teller)


def rolled(projects: Iterable[int], period: Period) -> dict[int, RolledFigures]:
    """Project key → what its rolls say up to a month; projects without rolls are left out. One question for many."""
    keys = list(projects)
    return {key: figures for teller in _TELLERS for key, figures in teller(keys, period).items()} if keys else {}


def rolled_of(filing: ProgressFiling) -> RolledFigures | None:
    """What the rolls say of one filing's project and month."""
    return rolled([filing.project_id], filing.period).get(filing.project_id)


@dataclass(frozen=True, slots=True)
class Gap:
    """A filed number that is not the rolls'."""

    field: Field
    filed: int
    said: int

    @property
    def is_below(self) -> bool:
        return self.filed < self.said

    @property
    def amount(self) -> str:
        """How far apart, with the unit, without a sign."""
        return f"{written(self.field.shape, abs(self.filed - self.said))}{self.field.unit}"

    @property
    def sentence(self) -> str:
        """What is filed, what the rolls say, and what the difference counts as."""
        name = self.field.label.removesuffix(f"（{self.field.unit}）")
        filed, said = (f"{written(self.field.shape, value)}{self.field.unit}" for value in (self.filed, self.said))
        if self.is_below:
            return f"{name}填{filed}，比发放表的{said}少{self.amount}"
        return f"{name}填{filed}，比发放表的{said}多{self.amount}，多出的部分按汇总填报"


def gaps(filing: ProgressFiling, figures: RolledFigures | None) -> Iterator[Gap]:
    """Where the filing states another number than the rolls."""
    for name, figure in BY_FIELD.items():
        filed = getattr(filing, name)
        said = getattr(figures, figure) if figures else None
        if filed is not None and said is not None and filed != said:
            yield Gap(BY_NAME[name], filed, said)

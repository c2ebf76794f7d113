"""What a move still lacks, as data: a sentence for people, and the place where it is mended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from units.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Missing:
    """One lack. `place` is a `ProofKind` value, or the name of a page: `list`, `rolls`, `roster`."""

    key: str
    sentence: str
    place: str


class NotReady(Refusal):
    """The project lacks something for the move; `missing` says where each sentence is mended."""

    def __init__(self, missing: Iterable[Missing]) -> None:
        self.missing = list(missing)
        super().__init__(*(one.sentence for one in self.missing))

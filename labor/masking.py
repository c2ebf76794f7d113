"""Problems and file names as they may be stored and shown: a long number in an unexpected place is masked too."""

import re
from collections.abc import Iterable
from dataclasses import replace

from documents.workbooks import CellProblem

_LONG_NUMBER = re.compile(r"[0-9]{8}(?=[0-9]{4,})[0-9]*(?P<tail>[0-9]{3}[0-9Xx]?)", re.ASCII)


def without_numbers(text: str) -> str:
    """Return a text with every run of twelve or more digits reduced to stars and its last few characters."""
    return _LONG_NUMBER.sub(lambda match: "****" + match["tail"][-4:], text)


def masked_problems(problems: Iterable[CellProblem]) -> list[CellProblem]:
    """Return problems whose `found` holds no full number: the reader masks number columns, this masks the others."""
    return [
        replace(problem, found=without_numbers(problem.found)) if _LONG_NUMBER.search(problem.found) else problem
        for problem in problems
    ]

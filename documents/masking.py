"""Problems and file names as they may be stored and shown: a long number in an unexpected place is masked too."""

import re
from collections.abc import Iterable
from dataclasses import replace

from documents.workbooks import CellProblem

_LONG_NUMBER = re.compile(r"[0-9]{8}(?=[0-9]{4,})[0-9]*(?P<tail>[0-9]{3}[0-9Xx]?)", re.ASCII)

_MOBILE = re.compile(r"(?<![0-9])(1[3-9][0-9])[0-9]{4}([0-9]{4})(?![0-9])", re.ASCII)


def without_numbers(text: str) -> str:
    """Return a text whose runs of twelve or more digits are stars and a short tail, and its mobiles 138****1234."""
    return _MOBILE.sub(r"\1****\2", _LONG_NUMBER.sub(lambda match: "****" + match["tail"][-4:], text))


def masked_problems(problems: Iterable[CellProblem]) -> list[CellProblem]:
    """Return problems whose `found` holds no full number: the reader masks number columns, this masks the others."""
    return [
        problem if problem.found == (found := without_numbers(problem.found)) else replace(problem, found=found)
        for problem in problems
    ]

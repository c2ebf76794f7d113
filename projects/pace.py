"""序时进度 and how far a year's investment is ahead of it or behind; whether a project has begun (§4 of the rules).

The report, the alerts and the pages ask here, so that they cannot differ.
"""

from __future__ import annotations

from fractions import Fraction

from documents.formats import ratio
from projects.models import Stage
from projects.models.filing import Look

STARTED_STAGES = frozenset({Stage.CONSTRUCTION, Stage.COMPLETED, Stage.ACCEPTED, Stage.MAINTAINED, Stage.ARCHIVED})


def pace(month: int) -> Fraction:
    """序时进度: months ÷ 12, as a share of the year."""
    return Fraction(month, 12)


def lead(numerator: int | None, denominator: int | None, month: int) -> Fraction | None:
    """超欠序时, in percentage points: completion less pace; None without a base."""
    done = ratio(numerator, denominator)
    return None if done is None else (done - pace(month)) * 100


def has_started(stage: str, look: str) -> bool:
    """Whether works have begun: the last stated 形象进度 says it, and where none was stated the project's stage."""
    return look != Look.PREPARATION if look else stage in STARTED_STAGES

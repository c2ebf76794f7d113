"""计分: a scheme's formulas over frozen figures, with every point explained; nothing is stored here."""

from assessment.scoring.participants import applies, participants
from assessment.scoring.points import Scored
from assessment.scoring.scores import Scores, scored, scores_of, scores_over
from assessment.scoring.totals import TOTAL_RULE, Total, places, total

__all__ = [
    "TOTAL_RULE",
    "Scored",
    "Scores",
    "Total",
    "applies",
    "participants",
    "places",
    "scored",
    "scores_of",
    "scores_over",
    "total",
]

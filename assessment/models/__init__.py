from assessment.models.case import CaseAct, CaseFile, CaseState, CaseStep, Incentive, IncentiveKind, TypicalCase
from assessment.models.scheme import Audience, Indicator, IndicatorKind, Scheme, SchemeState
from assessment.models.scoresheet import (
    Appeal,
    Evidence,
    Publication,
    Score,
    Scoresheet,
    SheetAct,
    SheetState,
    SheetStep,
    Verdict,
)

__all__ = [
    "Appeal",
    "Audience",
    "CaseAct",
    "CaseFile",
    "CaseState",
    "CaseStep",
    "Evidence",
    "Incentive",
    "IncentiveKind",
    "Indicator",
    "IndicatorKind",
    "Publication",
    "Scheme",
    "SchemeState",
    "Score",
    "Scoresheet",
    "SheetAct",
    "SheetState",
    "SheetStep",
    "TypicalCase",
    "Verdict",
]

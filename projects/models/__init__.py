from projects.models.filing import (
    FILED,
    FieldReturn,
    FilingAct,
    FilingSource,
    FilingState,
    FilingStep,
    Look,
    ProgressFiling,
)
from projects.models.funding import Funding, FundingSource
from projects.models.period import Period, PeriodClosed
from projects.models.project import ListEntry, Nature, Project, ProjectKind, ProjectList, Stage

__all__ = [
    "FILED",
    "FieldReturn",
    "FilingAct",
    "FilingSource",
    "FilingState",
    "FilingStep",
    "Funding",
    "FundingSource",
    "ListEntry",
    "Look",
    "Nature",
    "Period",
    "PeriodClosed",
    "ProgressFiling",
    "Project",
    "ProjectKind",
    "ProjectList",
    "Stage",
]

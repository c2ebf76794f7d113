from projects.models.filing import FieldReturn, FilingSource, FilingState, ProgressFiling
from projects.models.funding import Funding, FundingSource
from projects.models.period import Period, PeriodClosed
from projects.models.project import ListEntry, Project, ProjectKind, ProjectList, Stage

__all__ = [
    "FieldReturn",
    "FilingSource",
    "FilingState",
    "Funding",
    "FundingSource",
    "ListEntry",
    "Period",
    "PeriodClosed",
    "ProgressFiling",
    "Project",
    "ProjectKind",
    "ProjectList",
    "Stage",
]

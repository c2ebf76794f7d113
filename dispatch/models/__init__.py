from dispatch.models.bulletin import Bulletin, BulletinKind, BulletinState, IssuingOffice, NarrativeEdit
from dispatch.models.figure import FigureRevision, GapWaiver, Headcount, PeriodFigure
from dispatch.models.job import Heartbeat, JobRun, JobState

__all__ = [
    "Bulletin",
    "BulletinKind",
    "BulletinState",
    "FigureRevision",
    "GapWaiver",
    "Headcount",
    "Heartbeat",
    "IssuingOffice",
    "JobRun",
    "JobState",
    "NarrativeEdit",
    "PeriodFigure",
]

from dispatch.models.alarm import OutputAlarm
from dispatch.models.bulletin import (
    DOWNWARD,
    Bulletin,
    BulletinAct,
    BulletinKind,
    BulletinState,
    BulletinStep,
    NarrativeEdit,
    Reader,
)
from dispatch.models.figure import FigureRevision, GapWaiver, Headcount, PeriodFigure
from dispatch.models.job import Heartbeat, JobRun, JobState
from dispatch.models.reminder import Audience, FilingReminder, ReminderLetter, ReminderStep

__all__ = [
    "DOWNWARD",
    "Audience",
    "Bulletin",
    "BulletinAct",
    "BulletinKind",
    "BulletinState",
    "BulletinStep",
    "FigureRevision",
    "FilingReminder",
    "GapWaiver",
    "Headcount",
    "Heartbeat",
    "JobRun",
    "JobState",
    "NarrativeEdit",
    "OutputAlarm",
    "PeriodFigure",
    "Reader",
    "ReminderLetter",
    "ReminderStep",
]

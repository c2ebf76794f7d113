"""Every act of a survey under one roof, for pages and commands."""

from labor.surveys.answers import Answers, Fault
from labor.surveys.campaigns import close_survey, extend_survey, open_survey, reopen_survey
from labor.surveys.parts import finish_part, reopen_part
from labor.surveys.people import KnownPerson, known_person
from labor.surveys.responses import (
    Entered,
    StaleResponse,
    WrongAnswers,
    add_response,
    correct_response,
    withdraw_response,
)

__all__ = [
    "Answers", "Entered", "Fault", "KnownPerson", "StaleResponse", "WrongAnswers", "add_response", "close_survey",
    "correct_response", "extend_survey", "finish_part", "known_person", "open_survey", "reopen_part", "reopen_survey",
    "withdraw_response",
]  # fmt: skip

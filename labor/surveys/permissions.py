"""Who may do what in a survey: the office keeps it and fills in everywhere, a township's filer fills in its own part.

Leaders read masked rows; the three administrators (三员) see nobody.
"""

from __future__ import annotations

from labor.models import SurveyPart
from units.models import Role, Unit, User
from units.refusals import NotAllowed
from units.scope import UNIT_ROLES, scope_of

KEEPS_SURVEYS = "摸底调查由领导小组办公室开启、延长和结束，您没有这项权限。如需延期请联系办公室。"


def may_keep_surveys(user: User) -> bool:
    """Whether a person may open, extend, end and reopen surveys."""
    return scope_of(user).is_office


def require_survey_keeper(by: User) -> None:
    """Refuse anybody but the office.

    Raises:
        NotAllowed: with whom to ask.
    """
    if not may_keep_surveys(by):
        raise NotAllowed(KEEPS_SURVEYS)


def takes_part(user: User) -> bool:
    """Whether surveys have anything for a person, once there are some: readers of everything, people of townships."""
    scope = scope_of(user)
    return scope.reads_everything or Unit.objects.townships().filter(pk__in=scope.unit_ids(*UNIT_ROLES)).exists()


def may_fill_in(user: User, part: SurveyPart) -> bool:
    """Whether a person may enter, correct and withdraw answers of this township's part, and report it finished."""
    scope = scope_of(user)
    return scope.is_office or part.township_id in scope.unit_ids(Role.UNIT_FILER)


def require_fills_in(by: User, part: SurveyPart, act: str) -> None:
    """Refuse people whose post does not fill in this part; `act` names what was tried (登记).

    Raises:
        NotAllowed: with who does it.
    """
    if not may_fill_in(by, part):
        raise NotAllowed(f"您不能{act}{part.township}的摸底表：由{part.township}的填报人或领导小组办公室办理。")


def may_fill_in_any(user: User) -> bool:
    """Whether the pages of entry and import may have anything to offer this person."""
    scope = scope_of(user)
    return scope.is_office or scope.has(Role.UNIT_FILER)


MAY_TAKE_OUT = "摸底名单由{township}的填报人、审核人或领导小组办公室导出，您没有这项权限。"


def may_take_out(user: User, part: SurveyPart) -> bool:
    """Whether a person may export this township's list of people: its own people and the office; leaders read."""
    scope = scope_of(user)
    return scope.is_office or part.township_id in scope.unit_ids(Role.UNIT_FILER, Role.UNIT_REVIEWER)


def require_takes_out(by: User, part: SurveyPart) -> None:
    """Refuse people whose post does not handle this township's people.

    Raises:
        NotAllowed: with who does it.
    """
    if not may_take_out(by, part):
        raise NotAllowed(MAY_TAKE_OUT.format(township=part.township))

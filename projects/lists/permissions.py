"""Who keeps the year's list, and who takes it away as a file."""

from __future__ import annotations

from units.models import User
from units.refusals import NotAllowed
from units.scope import scope_of


def may_keep_list(user: User) -> bool:
    """Whether a person may mark, approve and publish the year's list."""
    return scope_of(user).is_office


def may_export_list(user: User) -> bool:
    """The files hold every row of a version: for those who read every project."""
    return scope_of(user).reads_everything


def require_list_reader(user: User, act: str) -> None:
    """Refuse whoever does not read every project; `act` begins the sentence."""
    if not may_export_list(user):
        raise NotAllowed(f"{act}含全部项目，由领导小组办公室和区领导办理；您可以在页面上查看本单位范围内的项目。")


def require_list_keeper(user: User, act: str) -> None:
    """Only the office marks and publishes."""
    if not may_keep_list(user):
        raise NotAllowed(f"{act}由领导小组办公室办理，您没有这项权限。如清单有误，请联系办公室。")

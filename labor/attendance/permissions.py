"""Who keeps attendance: the office everywhere, filers of department and township, clerk and filers of the owner."""

from __future__ import annotations

from projects.models import Project
from units.models import Role, User
from units.refusals import NotAllowed
from units.scope import scope_of


def may_keep(user: User, project: Project) -> bool:
    """Whether the person writes this project's attendance; reviewers, leaders and administrators do not."""
    scope = scope_of(user)
    filed = {project.department_id, project.township_id, project.owner_id} & scope.unit_ids(Role.UNIT_FILER)
    return scope.is_office or bool(filed) or project.owner_id in scope.unit_ids(Role.OWNER_CLERK)


def why_not(user: User, project: Project, act: str = "登记考勤") -> str:
    """The sentence why this person may not keep this project's attendance; "" when they may."""
    if may_keep(user, project):
        return ""
    return (
        f"您的岗位不经办“{project.name}”的考勤，不能{act}。"
        "请由该项目业主单位的经办人、行业主管部门或责任镇街的填报人，或区以工代赈办公室办理。"
    )


def require_may_keep(user: User, project: Project, act: str = "登记考勤") -> None:
    """Refuse people who do not keep the project's attendance; `act` names what was tried.

    Raises:
        NotAllowed: with whom to ask.
    """
    if reason := why_not(user, project, act):
        raise NotAllowed(reason)

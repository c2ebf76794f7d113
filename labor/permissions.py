"""Who may do what with rolls. The office everywhere; a unit where it is department, township or owner of the project.

Leaders read; the three administrators (三员) see no roll at all (R18).
"""

from projects.models import Project
from units.models import User
from units.refusals import NotAllowed
from units.scope import UNIT_ROLES, scope_of


def works_on(user: User, project: Project) -> bool:
    """Whether the person's post handles this project's rolls: an office role, or a unit role in one of its units."""
    scope = scope_of(user)
    units = {project.department_id, project.township_id, project.owner_id}
    return scope.is_office or bool(scope.unit_ids(*UNIT_ROLES) & units)


def require_works_on(user: User, project: Project, act: str) -> None:
    """Refuse people whose post does not handle the project; `act` names what was tried (导入发放表).

    Raises:
        NotAllowed: with whom to ask.
    """
    if not works_on(user, project):
        raise NotAllowed(
            f"您的岗位不经办“{project.name}”，不能{act}。请由该项目的行业主管部门、责任镇街、业主单位或区以工代赈办公室办理。"
        )


def may_import_any(user: User) -> bool:
    """Whether the import page has anything to offer this person."""
    scope = scope_of(user)
    return scope.is_office or scope.has(*UNIT_ROLES)

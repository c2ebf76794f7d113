"""Who may draw, inspect, answer and close. In which state it may be done stands in `projects.inspections.moves`."""

from __future__ import annotations

from projects.inspections.moves import MOVES, Move, Post
from projects.models import Inspection, InspectionForm, Project, Rectification, RectificationAct
from units.models import Role, User
from units.scope import OFFICE_ROLES, UNIT_ROLES, scope_of

FORM_WHO = {
    InspectionForm.SELF: "项目单位自查由业主单位录入人或行业主管部门填报人登记",
    InspectionForm.PATROL: "镇街巡查由项目责任镇街的填报人或审核人登记",
    InspectionForm.SAMPLE: "区级抽查由领导小组办公室登记",
}
WHO = {
    Post.RESPONSIBLE: "由责任单位、项目的行业主管部门、业主单位或责任镇街回复",
    Post.INSPECTOR: "由检查单位或领导小组办公室办理",
}
VOID_WHO = "登记有误的检查由检查单位或领导小组办公室作废"


def may_draw(user: User) -> bool:
    """Whether a person may draw a sample (区级抽查名单)."""
    return scope_of(user).is_office


def may_read_samples(user: User) -> bool:
    """Who is to be inspected is not told beforehand: the office and the leaders read the samples."""
    return scope_of(user).reads_everything


def may_void(user: User, inspection: Inspection) -> bool:
    """The unit that inspected, or the office, takes back what was recorded in error."""
    scope = scope_of(user)
    return scope.is_office or inspection.unit_id in scope.unit_ids(*UNIT_ROLES)


def capacities(user: User, project: Project) -> list[tuple[InspectionForm, int]]:
    """The forms of inspection a person may record of a project, each with the unit in whose name."""
    return [(form, unit) for form in InspectionForm for unit in sorted(inspecting_units(user, project, form))]


def inspecting_units(user: User, project: Project, form: InspectionForm) -> set[int]:
    """Ids of the units in whose name a person may record this form of inspection of a project."""
    scope = scope_of(user)
    if form == InspectionForm.SAMPLE:
        return scope.unit_ids(*OFFICE_ROLES)
    if form == InspectionForm.PATROL:
        return scope.unit_ids(Role.UNIT_FILER, Role.UNIT_REVIEWER) & {project.township_id}
    owners = scope.unit_ids(Role.OWNER_CLERK, Role.UNIT_FILER) & {project.owner_id}
    return owners | (scope.unit_ids(Role.UNIT_FILER) & {project.department_id})


def responsible_units(rectification: Rectification) -> set[int]:
    """Ids of the registered units on the answering side."""
    project = rectification.project
    sides = {project.department_id, project.owner_id, project.township_id, rectification.responsible_id}
    return {side for side in sides if side is not None}


def posts_of(user: User, rectification: Rectification) -> set[Post]:
    """In which capacities a person may act on one rectification."""
    scope = scope_of(user)
    own = scope.unit_ids(*UNIT_ROLES)
    held = {
        Post.RESPONSIBLE: bool(own & responsible_units(rectification)),
        Post.INSPECTOR: scope.is_office or rectification.inspection.unit_id in own,
    }
    return {post for post, has in held.items() if has}


def why_not(move: Move, rectification: Rectification, user: User) -> str:
    """The sentence why this person may not make this move; "" when they may."""
    if move.post not in posts_of(user, rectification):
        return f"您不能{move.label}：{WHO[move.post]}。"
    answered = rectification.trail.filter(act=RectificationAct.ANSWER, by=user)
    if move.not_by_answerer and answered.exists():
        return f"整改情况由您回复过，不能再由您{move.label}（回复与核验不得为同一人），请由另一人办理。"
    return ""


def available_moves(rectification: Rectification, user: User) -> list[Move]:
    """Moves a person may make on a rectification now: its buttons."""
    if rectification.is_void:
        return []
    fitting = (move for move in MOVES.values() if rectification.state in move.sources)
    return [move for move in fitting if not why_not(move, rectification, user)]

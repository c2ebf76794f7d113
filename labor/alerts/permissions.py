"""Who may do what with alerts. In which state stands in the move table; deny by default.

Who works on the project explains; the office closes and asks anew. A person of one of the project's units who also
holds an office post does not close what they explained themselves (说明与销号不得为同一人).
"""

from __future__ import annotations

from labor.alerts.moves import MOVES, Move, Post
from labor.models import Alert
from labor.permissions import works_on
from projects.permissions import may_read_projects
from units.models import User
from units.scope import UNIT_ROLES, scope_of

WHO = {
    Post.UNIT: "该项目的行业主管部门、责任镇街、业主单位或领导小组办公室",
    Post.OFFICE: "领导小组办公室",
}


def may_read_alerts(user: User) -> bool:
    """Whoever has a business post; the three administrators (三员) see nothing of people and pay."""
    return may_read_projects(user)


def posts_of(user: User, alert: Alert) -> set[Post]:
    """In which capacities a person may act on an alert."""
    held = {Post.UNIT: works_on(user, alert.project), Post.OFFICE: scope_of(user).is_office}
    return {post for post, has in held.items() if has}


def why_not(move: Move, alert: Alert, user: User) -> str:
    """The sentence why this person may not make this move on this alert; "" when they may."""
    if move.post not in posts_of(user, alert):
        return f"您不能办理这条预警的“{move.label}”：由{WHO[move.post]}办理。"
    if move.by_another and alert.explained_by_id == user.pk and _is_of_unit(user, alert):
        return f"这条预警的说明是您作的，不能再由您{move.label}（说明与销号不得为同一人），请由办公室另一人办理。"
    return ""


def _is_of_unit(user: User, alert: Alert) -> bool:
    project = alert.project
    units = {project.department_id, project.township_id, project.owner_id}
    return bool(scope_of(user).unit_ids(*UNIT_ROLES) & units)


def available_moves(alert: Alert, user: User) -> list[Move]:
    """Moves a person may make on an alert as it stands: its forms."""
    return [move for move in MOVES.values() if alert.state in move.sources and not why_not(move, alert, user)]

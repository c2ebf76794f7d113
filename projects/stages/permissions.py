"""Who may move a project. In which stage it may be done stands in `projects.stages.moves`."""

from __future__ import annotations

from projects.models import Project
from projects.permissions import posts_of
from projects.stages.guards import resting_proofs
from projects.stages.moves import BACK, CONDITIONS, FORWARD, OFFICE, ConditionMove, StageMove, refused
from units.models import User

AnyMove = StageMove | ConditionMove


def why_not(move: AnyMove, project: Project, user: User) -> str:
    """The sentence why this person may not make this move on this project; "" when they may."""
    if not move.posts:
        return f"“{move.label}”不单独办理，随下面的工作自动完成：{move.made_by}。"
    if not move.posts & posts_of(user, project):
        who = "领导小组办公室" if move.posts == OFFICE else "行业主管部门的审核人或领导小组办公室"
        return f"“{project.name}”的“{move.label}”由{who}办理。"
    return _recorded_by_same(move, project, user)


def _recorded_by_same(move: AnyMove, project: Project, user: User) -> str:
    own = [proof for proof in resting_proofs(project, move.act) if proof.recorded_by_id == user.pk]
    if not own:
        return ""
    kinds = "、".join(dict.fromkeys(proof.get_proof_kind_display() for proof in own))
    return f"{kinds}由您登记，不能再由您“{move.label}”（登记与确认不得为同一人），请由另一人办理。"


def available_moves(project: Project, user: User) -> list[AnyMove]:
    """Moves a person may make on a project where it stands now: its buttons, ready or not."""
    here = {"stage": project.stage, "condition": project.condition}
    moves: tuple[AnyMove, ...] = (*FORWARD.values(), *BACK.values(), *CONDITIONS.values())
    fitting = (move for move in moves if not refused(move, **here))
    return [move for move in fitting if not why_not(move, project, user)]

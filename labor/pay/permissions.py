"""Who may move a wage roll. In which state stands in `labor.pay.moves`; deny by default."""

from __future__ import annotations

from labor.models import RollAct, RollState, WageRoll
from labor.pay.moves import MOVES, RETURNERS, Move, Post
from projects.models import PayChannel, Project
from units.models import Role, User
from units.scope import Scope, scope_of

WHO = {
    Post.PREPARER: "业主（施工）单位录入人、业主单位或行业主管部门填报人，或领导小组办公室",
    Post.APPROVER: "业主单位或行业主管部门的审核人",
    Post.POSTER: "编制单位或责任镇街的填报人",
    Post.TOWNSHIP: "责任镇街的审核人",
    Post.OFFICE: "领导小组办公室",
    Post.CASHIER: "走一卡通的由领导小组办公室，走专用账户的由业主（施工）单位或主管部门填报人",
}


def posts_of(user: User, roll: WageRoll) -> set[Post]:
    """In which capacities a person may act on a roll; one query for the scope, kept for the request."""
    scope, project = scope_of(user), roll.project
    prepares = scope.is_office or _fills(scope, project)
    held = {
        Post.PREPARER: prepares,
        Post.APPROVER: _reviews(scope, project),
        Post.POSTER: prepares or project.township_id in scope.unit_ids(Role.UNIT_FILER),
        Post.TOWNSHIP: _reviews_for_township(scope, project),
        Post.OFFICE: scope.is_office,
        Post.CASHIER: scope.is_office if roll.channel == PayChannel.ONE_CARD else _fills(scope, project),
    }
    return {post for post, has in held.items() if has}


def may_prepare(user: User, project: Project) -> bool:
    """Whether a person may make a roll of this project."""
    scope = scope_of(user)
    return scope.is_office or _fills(scope, project)


def _fills(scope: Scope, project: Project) -> bool:
    owners = scope.unit_ids(Role.OWNER_CLERK, Role.UNIT_FILER)
    return project.owner_id in owners or project.department_id in scope.unit_ids(Role.UNIT_FILER)


def _reviews(scope: Scope, project: Project) -> bool:
    """The owner's reviewer; the department's for owners without an account. The office stands in for neither."""
    return bool({project.owner_id, project.department_id} & scope.unit_ids(Role.UNIT_REVIEWER))


def _reviews_for_township(scope: Scope, project: Project) -> bool:
    return project.township_id in scope.unit_ids(Role.UNIT_REVIEWER)


def why_not(move: Move, roll: WageRoll, user: User) -> str:
    """The sentence why this person may not make this move on this roll; "" when they may."""
    posts = RETURNERS.get(RollState(roll.state), ()) if move.act is RollAct.HAND_BACK else (move.post,)
    if not posts_of(user, roll) & set(posts):
        who = "；".join(WHO[post] for post in posts) or WHO[move.post]
        return f"您不能对“{roll}”办理“{move.label}”：由{who}办理。"
    if move.not_after and (done := _took_part(move, roll, user)):
        return (
            f"您办理过“{roll}”的“{RollAct(done).label}”，不能再由您办理“{move.label}”"
            "（编制、审核、支付不得为同一人），请由另一人办理。"
        )
    return ""


def available_moves(roll: WageRoll, user: User) -> list[Move]:
    """Moves a person may make on a roll as it stands, forms and buttons alike."""
    if roll.voided_at is not None:
        return []
    return [move for move in MOVES.values() if roll.state in move.sources and not why_not(move, roll, user)]


def may(act: RollAct, roll: WageRoll, user: User) -> bool:
    """Whether a person may make one move on a roll as it stands."""
    move = MOVES[act]
    return roll.voided_at is None and roll.state in move.sources and not why_not(move, roll, user)


def _took_part(move: Move, roll: WageRoll, user: User) -> str:
    """The act by which a person took part in what they would now decide on; "" when they did not."""
    return next((step.act for step in roll.steps.all() if step.by_id == user.pk and step.act in move.not_after), "")

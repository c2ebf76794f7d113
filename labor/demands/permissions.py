"""Who may do what with demands and placements. In which state stands in the move tables; deny by default."""

from __future__ import annotations

from labor.demands.moves import MOVES, PLACEMENT_MOVES, WITH_FILER, Move, PlacementMove, Post, Side
from labor.models import DemandAct, DemandState, LaborDemand, Placement, SurveyResponse
from projects.models import Condition, Project, Stage
from units.models import Role, Unit, User
from units.scope import UNIT_ROLES, Scope, scope_of

FILERS = "项目业主单位录入人、主管部门填报人或领导小组办公室"
REVIEWERS = "项目主管部门审核人或领导小组办公室"
WHO = {Post.FILER: FILERS, Post.REVIEWER: REVIEWERS}
SIDES = {
    Side.ASKING: "项目业主单位、主管部门或领导小组办公室",
    Side.BRINGING: "推荐镇街或领导小组办公室",
}


def posts_of(user: User, project: Project) -> set[Post]:
    """In which capacities a person may act on a project's demands."""
    scope = scope_of(user)
    reviews = project.department_id in scope.unit_ids(Role.UNIT_REVIEWER)
    held = {Post.FILER: scope.is_office or _fills(scope, project), Post.REVIEWER: scope.is_office or reviews}
    return {post for post, has in held.items() if has}


def _fills(scope: Scope, project: Project) -> bool:
    owners = scope.unit_ids(Role.OWNER_CLERK, Role.UNIT_FILER)
    return project.owner_id in owners or project.department_id in scope.unit_ids(Role.UNIT_FILER)


def may_start(user: User, project: Project) -> bool:
    """Whether a person may draft a demand of this project now."""
    return not (why_not_start(user, project) or closed(project))


def why_not_start(user: User, project: Project) -> str:
    """The sentence why this person may not draft a demand of this project; "" when they may."""
    if Post.FILER in posts_of(user, project):
        return ""
    return f"您不能填报“{project.name}”的务工需求：由{FILERS}办理。"


def closed(project: Project) -> str:
    """The sentence why a project asks for nobody any more; "" while it may."""
    if project.stage == Stage.ARCHIVED:
        return f"“{project.name}”已归档，不能再填报或发布务工需求。"
    if project.condition == Condition.REMOVED:
        return f"“{project.name}”已调出清单，不能再填报或发布务工需求；需要时请先重新申报列入。"
    return ""


def why_not(move: Move, demand: LaborDemand, user: User) -> str:
    """The sentence why this person may not make this move on this demand; "" when they may."""
    if move.post not in posts_of(user, demand.project):
        return f"您不能对“{named(demand)}”办理“{move.label}”：由{WHO[move.post]}办理。"
    if move.own and demand.filed_by_id != user.pk:
        return f"这条务工需求由{demand.filed_by}送审，只有本人可以{move.label}；主管部门审核人可以退回修改。"
    if move.not_after and _took_part(move, demand, user):
        return f"您填写或送审过“{named(demand)}”，不能再由您{move.label}（填报与审核不得为同一人），请由另一人办理。"
    if move.act is DemandAct.DISCARD and _was_published(demand):
        return f"“{named(demand)}”发布过，不能删除；不再需要的，请办理“结束招工”。"
    if move.act is DemandAct.CLOSE and demand.state in WITH_FILER and not _was_published(demand):
        return f"“{named(demand)}”没有发布过，不用结束招工；不再需要的，请办理“删除草稿”。"
    return ""


def _took_part(move: Move, demand: LaborDemand, user: User) -> bool:
    """Whether the person wrote into what is to be published: whoever ever wrote into it, did."""
    return any(step.by_id == user.pk and step.act in move.not_after for step in demand.steps.all())


def _was_published(demand: LaborDemand) -> bool:
    return any(step.act == DemandAct.PUBLISH for step in demand.steps.all())


def named(demand: LaborDemand) -> str:
    """A demand as sentences name it: project, post and number."""
    return f"{demand.project.name} {demand.trade.name}{demand.headcount}人"


def available_moves(demand: LaborDemand, user: User) -> list[Move]:
    """Moves a person may make on a demand as it stands: its buttons."""
    return [
        move
        for move in MOVES.values()
        if demand.state in move.sources
        and not (move.open_project and closed(demand.project))
        and not why_not(move, demand, user)
    ]


def may_sign_for(user: User, township_id: int) -> bool:
    """Whether a person may put up the township's 招工公告: whoever has a post there, and the office."""
    scope = scope_of(user)
    return scope.is_office or township_id in scope.unit_ids(*UNIT_ROLES)


def may_bring(user: User, township_id: int) -> bool:
    """Whether a person may propose people of a township: its filer or reviewer, and the office."""
    scope = scope_of(user)
    return scope.is_office or township_id in scope.unit_ids(Role.UNIT_FILER, Role.UNIT_REVIEWER)


def may_propose(user: User, demand: LaborDemand) -> bool:
    """Whether the candidates' page has anything to offer this person for this demand."""
    scope = scope_of(user)
    own = Unit.objects.townships().filter(pk__in=scope.unit_ids(Role.UNIT_FILER, Role.UNIT_REVIEWER))
    brings = scope.is_office or own.exists()
    readable = demand.state == DemandState.PUBLISHED and LaborDemand.objects.visible_to(user).filter(pk=demand.pk)
    return brings and bool(readable)


def why_not_bring(user: User, response: SurveyResponse) -> str:
    """The sentence why this person may not propose this person; "" when they may.

    A key that was made up tells nothing: people are named to those alone who see them.
    """
    if may_bring(user, response.part.township_id):
        return ""
    scope = scope_of(user)
    if not scope.reads_everything and response.part.township_id not in scope.unit_ids(*UNIT_ROLES):
        return "勾选的人里有不归您推荐的：各镇街只推荐本镇街摸底登记的人。请刷新候选名单重新选择。"
    return f"{response.name}由{response.part.township}摸底登记，只能由该镇街或领导小组办公室推荐。"


def sides_of(user: User, placement: Placement) -> set[Side]:
    """On which sides of a placement a person stands."""
    asks = bool(posts_of(user, placement.demand.project))
    brings = may_bring(user, placement.township_id)
    return {side for side, on in ((Side.ASKING, asks), (Side.BRINGING, brings)) if on}


def why_not_answer(move: PlacementMove, placement: Placement, user: User) -> str:
    """The sentence why this person may not make this move on this placement; "" when they may."""
    if move.side not in sides_of(user, placement):
        return f"您不能对{placement.response.name}的推荐办理“{move.label}”：由{SIDES[move.side]}办理。"
    if move.by_another and placement.proposed_by_id == user.pk:
        return f"{placement.response.name}由您推荐，不能再由您{move.label}（推荐与确认不得为同一人），请由另一人办理。"
    return ""


def available_answers(placement: Placement, user: User) -> list[PlacementMove]:
    """What a person may do with a placement as it stands: its buttons."""
    return [
        move
        for move in PLACEMENT_MOVES.values()
        if placement.state in move.sources and not why_not_answer(move, placement, user)
    ]

"""Who may do what on this floor. In which state it may be done stands in `projects.moves`."""

from __future__ import annotations

from projects.locks import Locks
from projects.models import FilingAct, FilingSource, FilingState, ProgressFiling, Project
from projects.moves import MOVES, Move, Post
from units.models import Role, User
from units.scope import UNIT_ROLES, scope_of


def posts_of(user: User, project: Project) -> set[Post]:
    """In which capacities a person may act on one project's filings."""
    scope = scope_of(user)
    department, owner = project.department_id, project.owner_id
    held = {
        Post.OFFICE: scope.is_office,
        Post.REVIEWER: department in scope.unit_ids(Role.UNIT_REVIEWER),
        Post.FILER: department in scope.unit_ids(Role.UNIT_FILER)
        or owner in scope.unit_ids(Role.UNIT_FILER, Role.OWNER_CLERK),
    }
    return {post for post, has in held.items() if has}


def why_not(move: Move, filing: ProgressFiling, user: User) -> str:
    """The sentence why this person may not make this move on this filing; "" when they may."""
    if move.post not in posts_of(user, filing.project):
        return f"您不能{move.label}这份填报：{WHO[move.post]}。"
    if move.own and filing.filed_by_id != user.pk:
        return f"这份填报由{filing.filed_by}送审，只有本人可以{move.label}；单位审核人可以退回修改。"
    if move.not_after and _took_part(move, filing, user):
        return (
            f"您已填写或报送过这份填报，不能再由您{move.label}（填报与审核、报送与通过不得为同一人），请由另一人办理。"
        )
    if move.act is FilingAct.PROXY and not may_be_proxied(filing):
        return "这是单位自己报送并已通过的填报，办公室不能代填覆盖；需要更正请退回单位。"
    return ""


def available_moves(filing: ProgressFiling, user: User, locks: Locks | None = None) -> list[Move]:
    """Moves a person may make on a filing now: its buttons. With `locks`, a unit's only while it is not locked."""
    if not filing.period.is_open:
        return []
    shut = locks is not None and locks.stops(user, filing)
    return [
        move
        for move in MOVES.values()
        if filing.state in move.sources
        and not why_not(move, filing, user)
        and not (shut and move.post is not Post.OFFICE)
    ]


def may_be_proxied(filing: ProgressFiling) -> bool:
    """What a unit has had accepted is not overwritten by the office; its own proxy filing may be."""
    return filing.state != FilingState.ACCEPTED or filing.source == FilingSource.OFFICE


def may_read_projects(user: User) -> bool:
    """Business roles read within their scope; the three administrators keep to their own pages (三员分设)."""
    scope = scope_of(user)
    return scope.reads_everything or scope.has(*UNIT_ROLES)


def may_start(user: User, project: Project) -> bool:
    """Whether a person may begin the project's filing of a month."""
    return bool(posts_of(user, project) & {Post.FILER, Post.OFFICE})


def may_import_projects(user: User) -> bool:
    """Whether a person may import the year's list."""
    return scope_of(user).is_office


def may_import_progress(user: User) -> bool:
    """Whether a person may import filings: the office for everybody, filers and owners' clerks for their own."""
    return scope_of(user).is_office or scope_of(user).has(Role.UNIT_FILER, Role.OWNER_CLERK)


def may_edit_funding(user: User) -> bool:
    """Whether a person may record what a document says of a project's money."""
    return scope_of(user).is_office


WHO = {
    Post.FILER: "由行业主管部门填报人或业主单位录入人办理",
    Post.REVIEWER: "由行业主管部门的审核人办理",
    Post.OFFICE: "由领导小组办公室办理",
}


def _took_part(move: Move, filing: ProgressFiling, user: User) -> bool:
    """Whether the person wrote into what is filed now; what the office returned begins anew with the unit."""
    acts: set[str] = set()
    for step in filing.steps.all():
        if step.act == FilingAct.RETURN:
            acts.clear()
        elif step.by_id == user.pk:
            acts.add(step.act)
    return bool(acts & move.not_after)
